import { OptionError } from "../core/errors/index.ts"
import { float64 } from "../core/heap/index.ts"
import type { HeapHandle } from "../core/heap/index.ts"
import { jit } from "./kernel.ts"
import { prange } from "./prange.ts"
import { begin } from "./run/index.ts"

const fill = jit((out: Float64Array) => {
  for (const i of prange(out)) out[i] = Math.random()
})

/**
 * Random numbers of kernels. In a kernel `Math.random()` draws from a stream of its own: the same seed gives the same
 * numbers, on any number of threads. They are not V8's: xoroshiro128+, 52 bits each; in a prange each of the eight lanes of
 * each leaf has a stream, which SplitMix64 begins.
 *
 * @example
 * ```ts
 * import { jit, prange, random } from "heddle/jit"
 * const pi = jit((n: number) => {
 *   let inside = 0
 *   for (const _ of prange(n)) if (Math.random() ** 2 + Math.random() ** 2 < 1) inside++
 *   return (4 * inside) / n
 * })
 * random.seed(1)
 * const first = pi(100_000)
 * random.seed(1)
 * pi(100_000) === first // => true
 * ```
 */
export const random: {
  /** What follows depends on the seed alone, in this thread. @throws OptionError where it is no safe integer */
  seed(seed: number): void
  /** So many numbers from 0 to below 1, of any shape, one row after the other, on the shared heap. */
  rand(...shape: number[]): Float64Array<SharedArrayBuffer> & HeapHandle
  /** A number from `low` (0) to below `high` (1), in a kernel and outside. */
  uniform(low?: number, high?: number): number
} = {
  seed(seed) {
    if (!Number.isSafeInteger(seed)) throw new OptionError("seed", "an integer", seed)
    begin(seed)
  },
  rand(...shape) {
    const out = float64(shape.reduce((product, size) => product * size, 1))
    fill(out)
    return out
  },
  uniform: (low = 0, high = 1) => low + (high - low) * Math.random(),
}
