import { exp } from "../maths/exponential.ts"
import { log, log1p } from "../maths/logarithm.ts"
import { stirlingRest } from "./factorial.ts"
import { open } from "./uniform.ts"

/** Up to here factors are counted until their product is small enough. */
const few = 10

export function poisson(lambda: number = 1): number {
  if (!(lambda >= 0 && lambda < Infinity)) return NaN
  return lambda < few ? counted(lambda) : rejected(lambda)
}

/** Knuth's: as many events as exponential waiting times go into one. */
function counted(lambda: number): number {
  const least = exp(-lambda)
  let product = open()
  let count = 0
  while (product > least) {
    product *= open()
    count++
  }
  return count
}

/** PTRS of Hörmann, The transformed rejection method for generating Poisson random variables (1993). */
function rejected(lambda: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(lambda)
  const a = -0.059 + 0.02483 * b
  const alpha = 1.1239 + 1.1328 / (b - 3.4)
  const quick = 0.9277 - 3.6224 / (b - 2)
  let k = 0
  let isTaken = false
  while (!isTaken) {
    const u = open() - 0.5
    const v = open()
    const size = 0.5 - Math.abs(u)
    k = Math.floor(((2 * a) / size + b) * u + lambda + 0.43)
    isTaken = size >= 0.07 && v <= quick
    if (!isTaken && k >= 0 && (size >= 0.013 || v <= size)) {
      isTaken = log((v * alpha) / (a / (size * size) + b)) <= logProbability(k, lambda)
    }
  }
  return k
}

/** log(λ^k·e^-λ / k!), so that large numbers do not cancel. */
function logProbability(k: number, lambda: number): number {
  const beyond = k + 1 - lambda
  const root = 0.5 * log(2 * Math.PI * lambda)
  return beyond - (k + 0.5) * log1p(beyond / lambda) - root - stirlingRest(k)
}
