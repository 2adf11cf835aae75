/** Prints what a program uses of the processor while it waits, in ms: idle.mjs "no pool"|heddle|piscina SECONDS. */
import { setTimeout as sleep } from "node:timers/promises"

const [, , kind, seconds] = process.argv
const tasks = Array.from({ length: 1000 }, (_, i) => i)

const close = await open()
await sleep(1000)
const before = process.cpuUsage()
await sleep(1000 * seconds)
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1000)
await close()

async function open() {
  if (kind === "heddle") {
    const { Pool } = await import("heddle")
    const pool = new Pool({ workers: 2 })
    await pool.map((x) => x, tasks)
    await Promise.all(tasks.map((x) => pool.submit((x) => x, x)))
    return () => pool.close()
  }
  if (kind === "piscina") {
    const { Piscina } = await import("piscina")
    const filename = new URL("../contestants/noop.mjs", import.meta.url).href
    const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 })
    await Promise.all(tasks.map((x) => pool.run(x)))
    return () => pool.destroy()
  }
  return async () => {}
}
