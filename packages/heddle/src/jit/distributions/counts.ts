import { expm1 } from "../maths/exponential.ts"
import { log, log1p } from "../maths/logarithm.ts"
import { pow } from "../maths/power.ts"
import { draw } from "../draw.ts"
import { standardGamma } from "./gamma.ts"
import { poisson } from "./poisson.ts"
import { open } from "./uniform.ts"

/** Trials until the first success, which is counted. */
export function geometric(p: number): number {
  return p > 0 && p <= 1 ? Math.max(1, Math.ceil(log(open()) / log1p(-p))) : NaN
}

/** Failures until there are `n` successes. */
export function negativeBinomial(n: number, p: number): number {
  if (!(n > 0 && p > 0 && p <= 1)) return NaN
  return poisson(standardGamma(n) * ((1 - p) / p))
}

/** Kemp, Efficient generation of logarithmically distributed pseudo-random variables (1981), the second of them. */
export function logseries(p: number): number {
  if (!(p >= 0 && p < 1)) return NaN
  const r = log1p(-p)
  const v = open()
  const q = -expm1(r * open())
  if (v >= q) return 1
  if (v > q * q) return 2
  return Math.max(1, Math.floor(1 + log(v) / log(q)))
}

/** The largest integer that it gives. */
const most = 2 ** 53

/** Devroye, Non-uniform random variate generation (1986), page 551. */
export function zipf(a: number): number {
  if (!(a > 1)) return NaN
  const s = a - 1
  // Else powers are infinite. There is hardly anything but 1 anyway.
  if (s > 500) return 1
  const b = pow(2, s)
  const least = pow(most, -s)
  let x = 0
  let isTaken = false
  while (!isTaken) {
    x = Math.floor(pow(least + (1 - least) * open(), -1 / s))
    const v = draw()
    const t = pow(1 + 1 / x, s)
    isTaken = x >= 1 && x <= most && v * x * (t - 1) * b <= t * (b - 1)
  }
  return x
}
