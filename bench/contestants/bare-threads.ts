import { Worker } from "node:worker_threads"
import spin from "./spin.mjs"

/** How many steps of `spin` take a microsecond here, alone on a core. */
export function stepsPerMicrosecond(): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 20; i++) {
    const start = performance.now()
    spin(1_000_000)
    best = Math.min(best, performance.now() - start)
  }
  return 1_000_000 / (1000 * best)
}

/** Two threads and nothing around them: each spins through a list of its own, and says when it is done. */
export class BareThreads {
  readonly #workers = [0, 1].map(() => new Worker(new URL("../programs/spin-thread.mjs", import.meta.url)))

  async run(lists: readonly Int32Array[]): Promise<void> {
    await Promise.all(
      this.#workers.map((worker, i) => {
        worker.postMessage(lists[i]!)
        return new Promise((resolve) => worker.once("message", resolve))
      }),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}

/**
 * The tasks in two lists by the rule "the longest one that is left goes to whoever has least" (Graham 1969), in shared
 * memory: what two threads reach that know every cost beforehand. `longer` is the longer list, in steps.
 */
export function longestFirst(steps: readonly number[]): { readonly lists: Int32Array[]; readonly longer: number } {
  const lists: number[][] = [[], []]
  const sums = [0, 0]
  for (const cost of steps.toSorted((a, b) => b - a)) {
    const to = sums[0]! <= sums[1]! ? 0 : 1
    lists[to]!.push(cost)
    sums[to]! += cost
  }
  return {
    lists: lists.map((list) => {
      const shared = new Int32Array(new SharedArrayBuffer(4 * list.length))
      shared.set(list)
      return shared
    }),
    longer: Math.max(...sums),
  }
}
