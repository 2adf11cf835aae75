/** Queues N tasks and waits for all. Prints what that took as JSON: remote-queue.ts N, with --expose-gc. */
import { get, init, remote, shutdown } from "heddle/remote"

export interface Queue {
  /** What the memory grew by for each while all were queued: the heap and what hangs on it, and what the system sees. */
  readonly heapBytes: number
  readonly residentBytes: number
  /** Until all were queued, and until all were done, in ms. */
  readonly queued: number
  readonly done: number
}

const count = Number(process.argv[2])
init({ numCpus: 2 })
const noop = remote((x: number) => x)
await get(Array.from({ length: 1000 }, (_, i) => noop.remote(i)))

globalThis.gc?.()
const before = process.memoryUsage()
const start = performance.now()
const refs = Array.from({ length: count }, (_, i) => noop.remote(i))
const queued = performance.now() - start
const looking = performance.now()
globalThis.gc?.()
const then = process.memoryUsage()
const looked = performance.now() - looking
const values = await get(refs)
const done = performance.now() - start - looked
if (values[count - 1] !== count - 1) throw new Error("a value is not there")
const queue: Queue = {
  heapBytes: (then.heapUsed + then.external - before.heapUsed - before.external) / count,
  residentBytes: (then.rss - before.rss) / count,
  queued,
  done,
}
console.log(JSON.stringify(queue))
await shutdown()
