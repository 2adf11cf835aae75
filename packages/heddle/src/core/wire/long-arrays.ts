import { numberArray } from "./number.ts"

/** From this many numbers on. Structured clone takes 100 ns for each number of an array, 1 ns for one of a Float64Array. */
const long = 4096

/** The numbers of an array that is not where it belongs: `in[key]`. */
export interface LongArray {
  readonly in: object
  readonly key: string | number
  readonly numbers: Float64Array<ArrayBuffer>
}

/** Is the array such a one? */
export function isLongArray(array: readonly unknown[]): boolean {
  if (array.length < long) return false
  for (let i = 0; i < array.length; i++) if (typeof array[i] !== "number") return false
  return true
}

interface Place {
  readonly in: Record<string | number, unknown>
  readonly key: string | number
}

/** Long arrays of numbers in the copies of one snapshot. They are sent as float64 and made arrays again by the receiver. */
export class LongArrays {
  /** Where each is, if that is known. */
  readonly #places = new Map<unknown, Place | undefined>()

  add(copy: readonly unknown[]): void {
    this.#places.set(copy, undefined)
  }

  /** It is in two places: the receiver's must be one array too, so it stays what it is. */
  met(copy: unknown): void {
    this.#places.delete(copy)
  }

  /** A copy was put into another one. */
  put(copy: unknown, into: object, key: string | number): void {
    if (this.#places.has(copy)) this.#places.set(copy, { in: into as Place["in"], key })
  }

  /** Takes them out of their places. */
  take(): readonly LongArray[] {
    const taken: LongArray[] = []
    for (const [copy, place] of this.#places) {
      if (place === undefined) continue
      place.in[place.key] = 0
      taken.push({ in: place.in, key: place.key, numbers: floats(copy as number[]) })
    }
    this.#places.clear()
    return taken
  }
}

/** Not `Float64Array.from`: where anybody has touched the iterator of arrays, that takes ten times as long. */
function floats(numbers: readonly number[]): Float64Array<ArrayBuffer> {
  const made = new Float64Array(numbers.length)
  for (let i = 0; i < numbers.length; i++) made[i] = numbers[i]!
  return made
}

/** Puts them back. */
export function putBack(arrays: readonly LongArray[]): void {
  for (const { in: place, key, numbers } of arrays) {
    ;(place as Place["in"])[key] = numberArray(numbers, 0, numbers.length)
  }
}
