import type { EventKind, HeddleEvent } from "../../core/events/index.ts"
import { integer, knownKeys } from "../../core/options/index.ts"
import { kindsOption } from "./kinds.ts"
import { on } from "./on.ts"
import { Ring } from "./ring.ts"

export interface RecorderOptions {
  /** Which kinds. @default all */
  readonly kinds?: readonly EventKind[]
  /** How many events are kept: the last ones. @default 100000 */
  readonly capacity?: number
}

/**
 * Keeps the last events, from now on, in a ring: who reads it slowly holds up nobody.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { Recorder } from "heddle/monitor"
 * using recorder = new Recorder({ kinds: ["task"] })
 * const pool = new Pool({ workers: 1 })
 * await pool.map((x: number) => x * x, [1, 2, 3])
 * await pool.close()
 * let tasks = 0
 * for (const event of recorder.events()) if (event.kind === "task") tasks += event.count
 * tasks // => 3
 * ```
 */
export class Recorder implements Disposable {
  readonly #ring: Ring<HeddleEvent>
  readonly #ends: (() => void)[]

  constructor(options: RecorderOptions = {}) {
    knownKeys(options, ["kinds", "capacity"])
    this.#ring = new Ring(integer("capacity", options.capacity ?? 100_000, { min: 1 }))
    this.#ends = kindsOption(options.kinds).map((kind) => on(kind, (event) => this.#ring.push(event)))
  }

  /** How many events there have been: the number of the next one. */
  get count(): number {
    return this.#ring.next
  }

  /** How many of them are not there any more. */
  get dropped(): number {
    return this.#ring.first
  }

  /** Those that are there, from number `since` on, in the order in which they were told. */
  events(since: number = 0): HeddleEvent[] {
    return this.#ring.since(since)
  }

  /** Records no more. What was recorded stays. */
  stop(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  [Symbol.dispose](): void {
    this.stop()
  }
}
