import { OptionError } from "../../core/errors/index.ts"
import { defineKind, extraOf, SharedObject } from "../shared/index.ts"
import type { Call } from "../shared/index.ts"
import { RLock } from "../sync/index.ts"
import { Guard, step, update } from "./guard.ts"
import { write, zeros } from "./number-type.ts"
import type { NumberOf, NumberType } from "./number-type.ts"

type Cell = number | bigint

class ArrayState {
  readonly #guard = new Guard()
  readonly #cells: ReturnType<typeof zeros>

  constructor(type: NumberType, content: number | readonly Cell[]) {
    const items = typeof content === "number" ? [] : content
    this.#cells = zeros(type, typeof content === "number" ? content : items.length)
    for (const [i, item] of items.entries()) write(this.#cells, i, item)
  }

  get(call: Call, index: number): unknown {
    return this.#guard.step(call, () => this.#cells[this.#place(index)])
  }

  set(call: Call, index: number, value: Cell): unknown {
    return this.#guard.step(call, () => write(this.#cells, this.#place(index), value))
  }

  slice(call: Call, start: number, end: number | undefined): unknown {
    return this.#guard.step(call, () => this.#cells.slice(start, end))
  }

  assign(call: Call, values: readonly Cell[], start: number): unknown {
    return this.#guard.step(call, () => {
      if (start < 0 || start + values.length > this.#cells.length) {
        throw new OptionError("values", `at most ${Math.max(0, this.#cells.length - start)} numbers`, values)
      }
      const before = this.#cells.slice()
      try {
        for (const [i, value] of values.entries()) write(this.#cells, start + i, value)
      } catch (error) {
        this.#cells.set(before as never)
        throw error
      }
    })
  }

  length(): number {
    return this.#cells.length
  }

  begin(call: Call, index: number): Promise<Cell> {
    const place = this.#place(index)
    return this.#guard.begin(call, () => this.#cells[place]!)
  }

  commit(call: Call, index: number, value: Cell): void {
    this.#guard.end(call, () => write(this.#cells, this.#place(index), value))
  }

  rollback(call: Call): void {
    this.#guard.end(call)
  }

  #place(index: number): number {
    const { length } = this.#cells
    const place = index < 0 ? length + index : index
    if (Number.isInteger(place) && place >= 0 && place < length) return place
    throw new OptionError("index", `an integer from ${-length} to ${length - 1}`, index)
  }
}

/**
 * Numbers of one type, of a length that does not change. They live in the thread that made them: to share pages of memory
 * use `SharedMemory`, or between threads `shared()`.
 *
 * @example
 * ```ts
 * import { SharedArray } from "heddle/multiprocessing"
 * const array = new SharedArray("d", [1, 2, 3])
 * await array.set(-1, 10)
 * Array.from(await array.slice()) // => [1, 2, 10]
 * ```
 */
export class SharedArray<N extends NumberType = NumberType> extends SharedObject {
  /** @param content how many zeros, or the numbers. @throws OptionError */
  constructor(type: N, content: number | Iterable<NumberOf<N>>) {
    const items = typeof content === "number" ? content : [...(content as Iterable<Cell>)]
    if (typeof items === "number" && !(Number.isSafeInteger(items) && items >= 0)) {
      throw new OptionError("content", "a length, an integer from 0, or the numbers", content)
    }
    super(new ArrayState(type, items), new RLock())
  }

  /** A negative index counts from the end. @throws OptionError for an index that is not there */
  get(index: number): Promise<NumberOf<N>> {
    return step(this, "get", index)
  }

  async set(index: number, value: NumberOf<N>): Promise<void> {
    await step(this, "set", index, value)
  }

  /** A typed array with a copy of a part, or of the whole. */
  slice(start: number = 0, end?: number): Promise<ArrayLike<NumberOf<N>> & Iterable<NumberOf<N>>> {
    return step(this, "slice", start, end)
  }

  /** Writes numbers from `start` on, in one step: all of them or, if one does not fit, none. */
  async assign(values: Iterable<NumberOf<N>>, start: number = 0): Promise<void> {
    await step(this, "assign", [...values], start)
  }

  /** Calls `change` with one number and sets what it gives, in one step; the new number. */
  update(index: number, change: (value: NumberOf<N>) => NumberOf<N> | PromiseLike<NumberOf<N>>): Promise<NumberOf<N>> {
    return update(this, [index], change)
  }

  length(): Promise<number> {
    return step(this, "length")
  }

  /** A lock that goes with the array, for steps over several objects. It keeps out only those who ask for it too. */
  getLock(): RLock {
    return extraOf(this) as RLock
  }
}

defineKind("SharedArray", SharedArray)
