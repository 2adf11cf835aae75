/*
 * What Numba's tests give their kernels. What is random there is the same each time here.
 */

export function ones(length: number): Float64Array {
  return new Float64Array(length).fill(1)
}

export function zeros(length: number): Float64Array {
  return new Float64Array(length)
}

/** As many numbers, one apart. */
export function range(length: number, from = 0): Float64Array {
  return Float64Array.from({ length }, (_, i) => from + i)
}

/** Numbers from 0 to 1. */
export function random(length: number, seed = 1): Float64Array {
  return Float64Array.from({ length }, (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 0) / 2 ** 32)
}

/** Integers from 0 to 9. */
export function digits(length: number): Int32Array {
  return Int32Array.from(random(length), (x) => Math.floor(10 * x))
}

export function linspace(from: number, to: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => from + (i * (to - from)) / (length - 1))
}

/** Arrays of one, two and three dimensions, row by row: of each as many as are wanted. */
export function variants(count: number): Float64Array[][] {
  return [10, 2 * 3, 2 * 3 * 4].map((length) =>
    [linspace(0, 1, length), linspace(2, 1, length), linspace(1, 2, length)].slice(0, count),
  )
}
