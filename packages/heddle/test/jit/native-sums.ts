import { prange } from "../../src/jit/index.ts"

/** Adds up over more leaves than threads, and not as many as are a power of two. */
export function sums(a: Float64Array): number[] {
  let [sum, product, most] = [0.1, 1, -1]
  for (const i of prange(a)) {
    sum += a[i]!
    product *= 1 + a[i]! / 1e18
    most = Math.max(most, a[i]!)
  }
  return [sum, product, most]
}

export function sumsInput(): Float64Array {
  return Float64Array.from({ length: 100_003 }, (_, i) => Math.sin(i) * 10 ** (i % 17))
}
