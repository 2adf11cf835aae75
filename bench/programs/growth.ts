/** Prints the program's memory after each of N million tasks, in MB, as JSON: growth.ts N. */
import { setTimeout as sleep } from "node:timers/promises"
import { Pool, range } from "heddle"

export interface Memory {
  readonly rss: number
  readonly heapUsed: number
}

const millions = Number(process.argv[2])
const pool = new Pool({ workers: 2 })
const half = (x: number): number => x / 2
const memory: Memory[] = []
for (let million = 0; million < millions; million++) {
  for (let turn = 0; turn < 10; turn++) {
    await pool.map(half, range(90_000))
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => pool.submit(half, i)))
  }
  await pool.broadcast(() => globalThis.gc?.())
  // What was let go is freed by finalizers, which run in turns of the event loop.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await sleep(20)
  }
  const { rss, heapUsed } = process.memoryUsage()
  memory.push({ rss: rss / 1e6, heapUsed: heapUsed / 1e6 })
}
await pool.close()
console.log(JSON.stringify(memory))
