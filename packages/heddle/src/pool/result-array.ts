import { numberArray } from "../core/backend/index.ts"

/** Grows by so much at least. */
const firstPlaces = 1024

/** Results as they come, in any order, on their way into one array. As long as all are numbers they take 8 bytes each. */
export class ResultArray {
  #numbers: Float64Array | undefined = new Float64Array(0)
  #values: unknown[] = []
  /** Places that may have been written. */
  #length = 0
  readonly #total: () => number | undefined

  /** `total`: how many there will be, once that is known. */
  constructor(total: () => number | undefined) {
    this.#total = total
  }

  set(index: number, value: unknown): void {
    const numbers = this.#numbers
    if (numbers !== undefined) {
      if (typeof value === "number") {
        this.#reserve(index + 1)[index] = value
        return
      }
      this.#values = numberArray(numbers, 0, this.#length)
      this.#numbers = undefined
    }
    const values = this.#values
    // Results come out of order: an array with gaps that wide would become a slow dictionary.
    while (values.length <= index) values.push(undefined)
    values[index] = value
  }

  setNumbers(index: number, floats: Float64Array, at: number, count: number): void {
    if (this.#numbers === undefined) {
      for (let i = 0; i < count; i++) this.set(index + i, floats[at + i])
    } else this.#reserve(index + count).set(floats.subarray(at, at + count), index)
  }

  #reserve(length: number): Float64Array {
    let numbers = this.#numbers!
    if (length > this.#length) this.#length = length
    if (length > numbers.length) {
      numbers = new Float64Array(Math.max(length, this.#total() ?? Math.max(firstPlaces, 2 * length)))
      numbers.set(this.#numbers!)
      this.#numbers = numbers
    }
    return numbers
  }

  /** All `count` of them. */
  finish(count: number): unknown[] {
    return this.#numbers === undefined ? this.#values : numberArray(this.#numbers, 0, count)
  }
}
