import { decode } from "../../wire/arrivals.ts"
import type { Channel } from "./channel.ts"

/** Of so many small results, what writing one costs is measured. */
const sampleEvery = 16

/** What a worker spends on arguments and results, beside running tasks. */
export class Packing {
  /** In ms, since it was last taken. */
  #packing = 0
  /** In microseconds. */
  #arriving = 0
  #values = 0

  /** The worker had nothing to do until a message was there that took so long to come. */
  arrived(micros: number): void {
    this.#arriving += micros
  }

  unpack(item: unknown): unknown {
    return this.measured(() => decode(item))
  }

  /** Stores a result where it outlives the worker, if it is small and plain. */
  store(channel: Channel, seq: number, value: unknown): boolean {
    if (typeof value === "number" || ++this.#values % sampleEvery > 0) return channel.store(seq, value)
    const from = performance.now()
    const stored = channel.store(seq, value)
    this.#packing += sampleEvery * (performance.now() - from)
    return stored
  }

  measured<T>(work: () => T): T {
    const from = performance.now()
    try {
      return work()
    } finally {
      this.#packing += performance.now() - from
    }
  }

  /** Tells the channel, with what the tasks took. */
  report(channel: Channel, count: number, ms: number): void {
    channel.report(count, ms * 1000, this.#packing * 1000, this.#arriving)
    this.#packing = this.#arriving = 0
  }
}
