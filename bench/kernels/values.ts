import { float64 } from "heddle/jit"

/** Everybody has so many threads. */
export const threads = 2

/** Fills an array with numbers from 0 to 1, the same ones in all three languages: Knuth's multiplicative hash of the place. */
function fillUniform<T extends Float64Array>(array: T, start: number = 0): T {
  for (let i = 0; i < array.length; i++) array[i] = (Math.imul(start + i, 2654435761) >>> 0) / 2 ** 32
  return array
}

/** On JavaScript's own heap. */
export function uniform(length: number, start?: number): Float64Array {
  return fillUniform(new Float64Array(length), start)
}

/** On the heap that kernels see. */
export function sharedUniform(length: number, start?: number): Float64Array {
  return fillUniform(float64(length), start)
}
