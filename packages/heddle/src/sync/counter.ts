import { OptionError } from "../core/errors/index.ts"
import { Memory, arrived, blockFor, travels, waitFor, world } from "./engine/index.ts"
import type { Pending, WaitOptions } from "./engine/index.ts"
import { firstWords } from "./first-words.ts"
import { shows } from "./shows.ts"
import { Threshold } from "./threshold.ts"
import type { Passed } from "./waiting-room.ts"

interface Parts {
  readonly buffer: SharedArrayBuffer
  readonly number: BigInt64Array<SharedArrayBuffer>
}

/**
 * An integer that all threads count on: every operation is atomic, none waits.
 *
 * @example
 * ```ts
 * import { Pool, range } from "heddle"
 * import { Counter } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const even = new Counter()
 * await pool.map((n: number) => { if (n % 2 === 0) even.increment() }, range(100))
 * even.value // => 50
 * ```
 */
export class Counter {
  readonly #number: BigInt64Array<SharedArrayBuffer>
  readonly #threshold: Threshold

  constructor(value: number = 0) {
    const parts = arrived() as Parts | undefined
    this.#number = parts?.number ?? new BigInt64Array(new SharedArrayBuffer(8))
    this.#threshold = new Threshold(new Memory(parts?.buffer ?? firstWords), world, this.#number)
    if (parts === undefined) this.#number[0] = whole("value", value)
  }

  /** @internal */
  get _parts(): Parts {
    return { buffer: this.#threshold.state.memory.buffer, number: this.#number }
  }

  get value(): number {
    return Number(Atomics.load(this.#number, 0))
  }

  set value(value: number) {
    Atomics.store(this.#number, 0, whole("value", value))
    this.#threshold.changed()
  }

  /** The value after `amount` was added. */
  add(amount: number): number {
    const big = whole("amount", amount)
    const value = Number(Atomics.add(this.#number, 0, big) + big)
    if (amount > 0) this.#threshold.changed()
    return value
  }

  /** The value after 1 was added. */
  increment(): number {
    return this.add(1)
  }

  /** The value after 1 was taken away. */
  decrement(): number {
    return this.add(-1)
  }

  /** Sets the value if it is `expected`; gives what it was. */
  compareExchange(expected: number, value: number): number {
    const before = Atomics.compareExchange(this.#number, 0, whole("expected", expected), whole("value", value))
    this.#threshold.changed()
    return Number(before)
  }

  /**
   * `true` once the value has got to `target` or beyond while this waited; `false` when `timeout` has passed. Rejects with
   * an AbortError when `signal`, or that of the task, is aborted.
   */
  async waitFor(target: number, options?: WaitOptions): Promise<boolean> {
    return (await waitFor(() => this.#begin(target), options)) !== undefined
  }

  /** The same, blocking the thread: for workers. */
  waitForSync(target: number, options?: { readonly timeout?: number | string | undefined }): boolean {
    return blockFor(() => this.#begin(target), options) !== undefined
  }

  #begin(target: number): Pending<Passed> {
    whole("target", target)
    // Each for itself: they wait for different numbers.
    return this.#threshold.pending(new Set(), (owner) => this.#threshold.begin(owner, target))
  }

  statistics(): { readonly value: number; readonly waiting: number } {
    return { value: this.value, waiting: this.#threshold.length }
  }
}

function whole(name: string, value: unknown): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value as number)
  throw new OptionError(name, "an integer", value)
}

shows(Counter, (counter) => counter.statistics())
travels(Counter, "Counter", (counter) => counter._parts)
