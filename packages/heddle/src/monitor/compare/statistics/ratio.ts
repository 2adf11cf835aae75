import { quantile } from "./summary.ts"

/** A ratio, and between which two it is with a confidence of 95 %. */
export interface Ratio {
  readonly ratio: number
  readonly low: number
  readonly high: number
}

const resamples = 1000
const confidence = 0.95

/**
 * How many times as large the median of `a` is as the median of `b`. `a[i]` and `b[i]` were measured one behind the other. The
 * interval is Efron's bootstrap: rounds are drawn again, with what disturbed both in them, always with the same seed.
 */
export function ratioOf(a: readonly number[], b: readonly number[]): Ratio {
  const ratio = quantile(a, 0.5) / quantile(b, 0.5)
  const next = random()
  const ratios = Array.from({ length: resamples }, () => {
    const rounds = a.map(() => Math.floor(next() * a.length))
    return (
      quantile(
        rounds.map((i) => a[i]!),
        0.5,
      ) /
      quantile(
        rounds.map((i) => b[i]!),
        0.5,
      )
    )
  })
  const outside = (1 - confidence) / 2
  return { ratio, low: quantile(ratios, outside), high: quantile(ratios, 1 - outside) }
}

/** Numbers from 0 to 1, the same each time: mulberry32. */
function random(): () => number {
  let state = 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}
