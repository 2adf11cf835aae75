import { integer } from "../core/options/index.ts"
import { OptionError } from "../core/errors/index.ts"
import { arrived, travels } from "./engine/index.ts"
import { zeros } from "./number-types.ts"
import type { ArrayOf, NumberOf, NumberType } from "./number-types.ts"
import type { RLock } from "./rlock.ts"
import { shows } from "./shows.ts"
import { lockOf, ownLock } from "./value.ts"
import type { ValueOptions } from "./value.ts"

interface Parts {
  readonly view: ArrayOf<NumberType>
  readonly lock: RLock | undefined
}

/**
 * Numbers in shared memory, with a lock: Python's `multiprocessing.Array`. `data` is the typed array itself; reading and
 * writing it takes no lock.
 *
 * @example
 * ```ts
 * import { Pool, range } from "heddle"
 * import { SharedArray } from "heddle/sync"
 * await using pool = new Pool({ workers: 2 })
 * const squares = new SharedArray("int32", 4)
 * await pool.map((i: number) => { squares.data[i] = i * i }, range(4))
 * Array.from(squares) // => [0, 1, 4, 9]
 * new SharedArray("float64", [1.5, 2.5]).length // => 2
 * ```
 */
export class SharedArray<K extends NumberType = "float64"> implements Iterable<NumberOf<K>> {
  /** The numbers, in place. */
  readonly data: ArrayOf<K>
  readonly #lock: RLock | undefined

  constructor(type: K = "float64" as K, sizeOrValues: number | Iterable<NumberOf<K>> = 0, options: ValueOptions = {}) {
    const parts = arrived() as Parts | undefined
    if (parts === undefined) {
      this.data = filled(type, sizeOrValues)
      this.#lock = ownLock(options)
    } else {
      this.data = parts.view as ArrayOf<K>
      this.#lock = parts.lock
    }
  }

  /** @internal */
  get _parts(): Parts {
    return { view: this.data, lock: this.#lock }
  }

  get length(): number {
    return this.data.length
  }

  /** The number at an index; undefined outside. Negative indices count from the end. */
  at(index: number): NumberOf<K> | undefined {
    return this.data.at(index)
  }

  /** The lock that goes with it wherever it goes. */
  getLock(): RLock {
    return lockOf(this.#lock)
  }

  [Symbol.iterator](): ArrayIterator<NumberOf<K>> {
    return this.data[Symbol.iterator]() as ArrayIterator<NumberOf<K>>
  }
}

function filled<K extends NumberType>(type: K, sizeOrValues: number | Iterable<NumberOf<K>>): ArrayOf<K> {
  if (typeof sizeOrValues === "number") return zeros(type, integer("size", sizeOrValues, { min: 0 }))
  if (typeof sizeOrValues !== "object" || !(Symbol.iterator in sizeOrValues)) {
    throw new OptionError("sizeOrValues", "a length or an iterable of numbers", sizeOrValues)
  }
  const values = [...sizeOrValues]
  const view = zeros(type, values.length)
  ;(view as unknown as { set(values: unknown[]): void }).set(values)
  return view
}

shows(SharedArray, ({ data }) => ({ data }))
travels(SharedArray, "SharedArray", (array) => array._parts)
