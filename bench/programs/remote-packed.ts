/** Makes N actors on shared workers, then has one of them spin and kills it. Prints what that took as JSON: remote-packed.ts N, with --expose-gc. */
import { setTimeout as sleep } from "node:timers/promises"
import { get, init, kill, remote, shutdown } from "heddle/remote"

export interface Packed {
  /** Until all were made and had answered a call, in ms. */
  readonly made: number
  /** What the program's resident memory grew by for each, and the heaps of its threads. */
  readonly bytes: number
  readonly heapBytes: number
  /** From the death of the one that spun until all others had answered, in ms. */
  readonly answered: number
  /** Of them: those that had forgotten their first call, and those that did not answer. */
  readonly restarted: number
  readonly failed: number
}

const count = Number(process.argv[2])
init({ numCpus: 2 })
const Counter = remote(
  class Counter {
    count = 0
    increment(): number {
      return ++this.count
    }
    spin(): never {
      for (;;);
    }
    collect(): number {
      globalThis.gc?.()
      return process.memoryUsage().heapUsed
    }
  },
  { maxRestarts: 1 },
)

// The workers have run something before.
const first = [Counter.remote(), Counter.remote()]
await get(first.map((actor) => actor.increment.remote()))

const before = await memory()
const start = performance.now()
const actors = Array.from({ length: count }, () => Counter.remote())
await get(actors.map((actor) => actor.increment.remote()))
const made = performance.now() - start
const after = await memory()

const [spinning, ...others] = actors as [(typeof actors)[0], ...typeof actors]
spinning.spin.remote().catch(() => {})
await sleep(100)
const killed = performance.now()
kill(spinning)
const answers = await Promise.allSettled(others.map((actor) => actor.increment.remote()))
const answered = performance.now() - killed
const again = answers.filter((answer) => answer.status === "fulfilled" && answer.value === 1)
const failed = answers.filter(({ status }) => status === "rejected")
const packed: Packed = {
  made,
  bytes: (after.rss - before.rss) / count,
  heapBytes: (after.heaps - before.heaps) / count,
  answered,
  restarted: again.length,
  failed: failed.length,
}
console.log(JSON.stringify(packed))
await shutdown()

/** The program's memory without what nobody needs. */
async function memory(): Promise<{ rss: number; heaps: number }> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await sleep(100)
  }
  const workers = await get(first.map((actor) => actor.collect.remote()))
  const { rss, heapUsed } = process.memoryUsage()
  return { rss, heaps: workers.reduce((sum, heap) => sum + heap, heapUsed) }
}
