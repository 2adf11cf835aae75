import { column, cpuCount, prepareFunction, shareOf, threads } from "../../packages/heddle/dist/core/backend/index.js"
import type { JobCall, Lane, LaneSink } from "../../packages/heddle/dist/core/backend/index.js"

/** So many items go to a worker at once. */
const batch = 1000

/**
 * heddle's transport without what a pool adds to it: no future, no queue, nobody who asks whether every task settled
 * once. Columns are packed and posted to two lanes, and what comes back is counted: the ceiling of what a pool over
 * this transport can reach.
 */
export class BareLanes {
  readonly #call: JobCall
  readonly #lanes: Lane[] = []
  readonly #ended: Promise<void>[] = []
  #left = 0
  #done: () => void = () => {}

  constructor(fn: Function) {
    this.#call = {
      fn: prepareFunction(fn, { copies: true, shares: true, allowCopyWrites: false }),
      spread: false,
      mode: "call",
      timeout: 0,
      grace: 1000,
      credit: 0,
    }
    for (const index of [0, 1]) this.#open(index)
  }

  #open(index: number): void {
    const ended = Promise.withResolvers<void>()
    const settled = (count: number): void => {
      this.#left -= count
      if (this.#left === 0) this.#done()
    }
    const sink: LaneSink = {
      ready() {},
      settled: () => settled(1),
      settledNumbers: (_seq, _floats, _at, count) => settled(count),
      yielded() {},
      returned() {},
      progress() {},
      output() {},
      timing: (count, micros) => this.#call.fn.cost.learn(count, micros),
      aside() {},
      mail() {},
      timedOut() {},
      stray() {},
      sent() {},
      collected() {},
      received() {},
      spans() {},
      event() {},
      ended: () => ended.resolve(),
    }
    const lane = threads.open(
      {
        name: `bare ${index}`,
        index,
        tasksPerWorker: 1,
        aside: 0,
        mail: undefined,
        memoryLimit: undefined,
        grace: 1000,
        initializer: undefined,
        finalizer: undefined,
        env: undefined,
        argv: undefined,
        execArgv: undefined,
        workerData: undefined,
        resourceLimits: undefined,
        budget: shareOf(cpuCount(), 2),
      },
      sink,
    )
    lane.hold(true)
    this.#lanes.push(lane)
    this.#ended.push(ended.promise)
  }

  /** Calls the function with each value; resolves when all results are there. */
  run(values: readonly unknown[]): Promise<void> {
    this.#left = values.length
    const done = new Promise<void>((resolve) => (this.#done = resolve))
    for (let from = 0, turn = 0; from < values.length; from += batch, turn ^= 1) {
      const items = values.slice(from, from + batch)
      const count = items.length
      const packed = column(items, { copies: true, shares: true, spread: false }, (_, error) => {
        throw error
      })
      this.#lanes[turn]!.post([{ call: this.#call, items: packed, count, index: from, attempt: 1, id: from }])
    }
    return done
  }

  async close(): Promise<void> {
    for (const lane of this.#lanes) lane.close()
    await Promise.all(this.#ended)
  }
}
