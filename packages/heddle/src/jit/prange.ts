import { OptionError } from "../core/errors/index.ts"

/**
 * The numbers from `start` (0) up to `stop`, `step` (1) apart; of an array its indices. In a kernel the iterations of
 * `for (const i of prange(…))` run in any order and on all threads; elsewhere it is an ordinary iterable.
 *
 * @throws OptionError where a bound is no number, or the step is 0 or no integer
 *
 * @example
 * ```ts
 * import { jit, prange } from "heddle/jit"
 * const sum = jit((a: Float64Array) => {
 *   let s = 0
 *   for (const i of prange(a)) s += a[i]!
 *   return s
 * })
 * sum(Float64Array.of(1, 2, 3)) // => 6
 * ```
 */
export function prange(stop: number | ArrayLike<unknown>): Iterable<number>
export function prange(start: number, stop: number, step?: number): Iterable<number>
export function* prange(first: number | ArrayLike<unknown>, second?: number, step: number = 1): Generator<number> {
  const start = second === undefined ? 0 : (first as number)
  const stop = second ?? (typeof first === "number" ? first : first.length)
  for (const [name, value] of [
    ["start", start],
    ["stop", stop],
    ["step", step],
  ] as const) {
    if (!Number.isInteger(value)) throw new OptionError(name, "an integer", value)
  }
  if (step === 0) throw new OptionError("step", "an integer other than 0", step)
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) yield i
}
