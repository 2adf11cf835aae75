import { HeddleError } from "../core/errors/index.ts"
import { boolean, knownKeys } from "../core/options/index.ts"
import { arrived, travels } from "./engine/index.ts"
import { wordsOf, zeros } from "./number-types.ts"
import type { ArrayOf, NumberOf, NumberType } from "./number-types.ts"
import { RLock } from "./rlock.ts"
import { shows } from "./shows.ts"

export interface ValueOptions {
  /** Whether it has a lock: `getLock()`. Default true. */
  readonly lock?: boolean | undefined
}

interface Parts {
  readonly view: ArrayOf<NumberType>
  readonly lock: RLock | undefined
}

/**
 * One number in shared memory, read and written whole. `value.value += 1` reads and writes, and others may come in
 * between: use `add` or `update`, or hold `getLock()`.
 *
 * @example
 * ```ts
 * import { Pool, range } from "heddle"
 * import { Value } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const sum = new Value("float64", 0.5)
 * await pool.map((n: number) => { sum.add(n) }, range(10))
 * sum.value // => 45.5
 * sum.update((x) => x * 2) // => 91
 * ```
 */
export class Value<K extends NumberType = "float64"> {
  readonly #view: ArrayOf<K>
  readonly #words: BigInt64Array
  readonly #bits: BigInt64Array
  readonly #scratch: ArrayOf<K>
  readonly #lock: RLock | undefined

  constructor(type: K = "float64" as K, initial?: NumberOf<K>, options: ValueOptions = {}) {
    const parts = arrived() as Parts | undefined
    this.#view = (parts?.view as ArrayOf<K> | undefined) ?? zeros(type, 1)
    this.#lock = parts === undefined ? ownLock(options) : parts.lock
    // One number, and the word it is exchanged by: of one size.
    this.#scratch = this.#view.slice(0, 1) as unknown as ArrayOf<K>
    this.#words = wordsOf(this.#view) as BigInt64Array
    this.#bits = wordsOf(this.#scratch) as BigInt64Array
    if (initial !== undefined && parts === undefined) this.value = initial
  }

  /** @internal */
  get _parts(): Parts {
    return { view: this.#view, lock: this.#lock }
  }

  get value(): NumberOf<K> {
    return this.#number(Atomics.load(this.#words, 0))
  }

  set value(value: NumberOf<K>) {
    Atomics.store(this.#words, 0, this.#word(value))
  }

  /** The value after `amount` was added, in one step that nobody can come in between. */
  add(amount: NumberOf<K>): NumberOf<K> {
    return this.update((value) => sum(value, amount))
  }

  /** Sets the value if it is `expected`; gives what it was. */
  compareExchange(expected: NumberOf<K>, value: NumberOf<K>): NumberOf<K> {
    const from = this.#word(expected)
    return this.#number(Atomics.compareExchange(this.#words, 0, from, this.#word(value)))
  }

  /** The value after `change` was applied to it. Where another thread was faster, `change` is called again. */
  update(change: (value: NumberOf<K>) => NumberOf<K>): NumberOf<K> {
    for (;;) {
      const before = Atomics.load(this.#words, 0)
      const word = this.#word(change(this.#number(before)))
      if (Atomics.compareExchange(this.#words, 0, before, word) === before) return this.#number(word)
    }
  }

  /** The lock that goes with it wherever it goes; reading and writing does not take it. */
  getLock(): RLock {
    return lockOf(this.#lock)
  }

  #number(word: bigint): NumberOf<K> {
    this.#bits[0] = word
    return this.#scratch[0] as NumberOf<K>
  }

  #word(value: NumberOf<K>): bigint {
    this.#scratch[0] = value
    return this.#bits[0]!
  }
}

function sum<N extends number | bigint>(a: N, b: N): N {
  return ((a as number) + (b as number)) as N
}

/** The lock of a new Value or SharedArray. */
export function ownLock(options: ValueOptions): RLock | undefined {
  knownKeys(options, ["lock"])
  return options.lock === undefined || boolean("lock", options.lock) ? new RLock() : undefined
}

export function lockOf(lock: RLock | undefined): RLock {
  if (lock !== undefined) return lock
  throw new HeddleError("it was made without a lock", { hint: "leave out `lock: false`" })
}

shows(Value, ({ value }) => ({ value }))
travels(Value, "Value", (value) => value._parts)
