import { exp } from "../maths/exponential.ts"
import { log, log1p } from "../maths/logarithm.ts"
import { stirlingRest } from "./factorial.ts"
import { open } from "./uniform.ts"

/** Below so many expected successes they are counted. */
const few = 10

/** Of `n`, which is rounded down, trials with the probability `p`. */
export function binomial(n: number, p: number): number {
  if (!(n >= 0 && n < Infinity && p >= 0 && p <= 1)) return NaN
  const trials = Math.floor(n)
  const rarer = p <= 0.5 ? p : 1 - p
  const successes = trials * rarer < few ? counted(trials, rarer) : rejected(trials, rarer)
  return p <= 0.5 ? successes : trials - successes
}

/** Probabilities are taken from a uniform number, the next from the one before; what rounding leaves over is drawn again. */
function counted(n: number, p: number): number {
  const q = 1 - p
  const none = exp(n * log1p(-p))
  const most = Math.min(n, n * p + 10 * Math.sqrt(n * p * q + 1))
  let u = open()
  let probability = none
  let count = 0
  while (u > probability) {
    u -= probability
    count++
    probability *= ((n - count + 1) * p) / (count * q)
    if (count > most) {
      u = open()
      probability = none
      count = 0
    }
  }
  return count
}

/** BTRS of Hörmann, The generation of binomial random variates (1993). */
function rejected(n: number, p: number): number {
  const q = 1 - p
  const sd = Math.sqrt(n * p * q)
  const b = 1.15 + 2.53 * sd
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const c = n * p + 0.5
  const alpha = (2.83 + 5.1 / b) * sd
  const quick = 0.92 - 4.2 / b
  const mode = Math.floor((n + 1) * p)
  const atMode = stirlingRest(mode) + stirlingRest(n - mode)
  let k = 0
  let isTaken = false
  while (!isTaken) {
    const u = open() - 0.5
    const v = open()
    const size = 0.5 - Math.abs(u)
    k = Math.floor(((2 * a) / size + b) * u + c)
    isTaken = size >= 0.07 && v <= quick
    if (!isTaken && k >= 0 && k <= n) {
      const bound =
        (mode + 0.5) * log(((mode + 1) * q) / (p * (n - mode + 1))) +
        (n + 1) * log((n - mode + 1) / (n - k + 1)) +
        (k + 0.5) * log(((n - k + 1) * p) / ((k + 1) * q))
      const rest = atMode - stirlingRest(k) - stirlingRest(n - k)
      isTaken = log((v * alpha) / (a / (size * size) + b)) <= bound + rest
    }
  }
  return k
}
