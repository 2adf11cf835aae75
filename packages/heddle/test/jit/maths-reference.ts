import {
  magnitude,
  minus,
  near,
  negative,
  one,
  over,
  plus,
  precision,
  real,
  root,
  scaled,
  times,
  two,
} from "./maths-real.ts"
import type { Real } from "./maths-real.ts"

/** How often an argument is halved before a series. */
const halvings = 8

/** Σ of terms, each the one before times `factor(n)`, until they are nothing. */
function series(first: Real, factor: (n: number) => Real): Real {
  let sum = first
  let term = first
  for (let n = 1; term.mantissa !== 0n && magnitude(term) > magnitude(sum) - precision; n++) {
    term = times(term, factor(n))
    sum = plus(sum, term)
  }
  return sum
}

/** atan(1/n). */
function arctangentOf(n: number): Real {
  const square = real(-n * n)
  let power = over(one, real(n))
  let sum = power
  for (let k = 3; magnitude(power) > -precision - 8; k += 2) {
    power = over(power, square)
    sum = plus(sum, over(power, real(k)))
  }
  return sum
}

/** Machin's formula. */
export const pi: Real = scaled(minus(scaled(arctangentOf(5), 2), arctangentOf(239)), 2)
const halfPi = scaled(pi, -1)
/** 2 artanh ⅓. */
export const ln2: Real = scaled(artanhOfThird(), 1)
const ln10: Real = plus(times(real(3), ln2), log1p(over(one, real(4))))

function artanhOfThird(): Real {
  let power = over(one, real(3))
  let sum = power
  for (let k = 3; magnitude(power) > -precision - 8; k += 2) {
    power = over(power, real(9))
    sum = plus(sum, over(power, real(k)))
  }
  return sum
}

/** e^r - 1 with all digits, |r| below 1. */
function shortExpm1(r: Real): Real {
  if (r.mantissa === 0n) return r
  const part = scaled(r, -halvings)
  let y = series(part, (n) => over(part, real(n + 1)))
  for (let i = 0; i < halvings; i++) y = times(y, plus(y, two))
  return y
}

export function expm1(x: Real): Real {
  const k = Math.round(near(over(x, ln2)))
  const y = shortExpm1(minus(x, times(real(k), ln2)))
  return k === 0 ? y : minus(scaled(plus(y, one), k), one)
}

export function exp(x: Real): Real {
  const k = Math.round(near(over(x, ln2)))
  return scaled(plus(shortExpm1(minus(x, times(real(k), ln2))), one), k)
}

/** One step of Halley's from JavaScript's own triples the digits. */
function log1p(x: Real): Real {
  if (x.mantissa === 0n) return x
  if (magnitude(x) >= -1) return log(plus(one, x))
  const start = real(Math.log1p(near(x)))
  const y = expm1(start)
  return plus(start, scaled(over(minus(x, y), plus(plus(x, y), two)), 1))
}

export function log(x: Real): Real {
  const k = magnitude(x)
  const m = scaled(x, -k)
  const [rest, exponent] = near(m) > Math.SQRT2 ? [scaled(m, -1), k + 1] : [m, k]
  return plus(times(real(exponent), ln2), log1p(minus(rest, one)))
}

/** Sine and cosine. */
function circle(x: Real): readonly [sine: Real, cosine: Real] {
  const k = Math.round(near(over(x, halfPi)))
  const r = minus(x, times(real(k), halfPi))
  const square = negative(times(r, r))
  const sine = r.mantissa === 0n ? r : series(r, (n) => over(square, real(2 * n * (2 * n + 1))))
  const cosine = r.mantissa === 0n ? one : series(one, (n) => over(square, real(2 * n * (2 * n - 1))))
  const quarter = ((k % 4) + 4) % 4
  if (quarter === 0) return [sine, cosine]
  if (quarter === 1) return [cosine, negative(sine)]
  return quarter === 2 ? [negative(sine), negative(cosine)] : [negative(cosine), sine]
}

/** JavaScript's own angle, and the small one that is missing: t - t³/3. */
function angle(y: Real, x: Real): Real {
  // Both to a size that is a number's; what that makes 0 is nothing beside the other.
  const scale = -Math.max(y.mantissa === 0n ? -Infinity : magnitude(y), x.mantissa === 0n ? -Infinity : magnitude(x))
  const [up, along] = [scaled(y, scale), scaled(x, scale)]
  const start = real(Math.atan2(near(up), near(along)))
  const [sine, cosine] = circle(start)
  const t = over(minus(times(up, cosine), times(along, sine)), plus(times(along, cosine), times(up, sine)))
  return plus(start, minus(t, over(times(t, times(t, t)), real(3))))
}

function tanh(x: Real): Real {
  const y = expm1(scaled(x, 1))
  return over(y, plus(y, two))
}

function sinh(x: Real): Real {
  if (magnitude(x) > 0) return scaled(minus(exp(x), exp(negative(x))), -1)
  const y = expm1(x)
  return scaled(plus(y, over(y, plus(y, one))), -1)
}

function cosh(x: Real): Real {
  const y = exp(x)
  return scaled(plus(y, over(one, y)), -1)
}

function asinh(x: Real): Real {
  const square = times(x, x)
  const size = x.mantissa < 0n ? negative(x) : x
  const y = log1p(plus(size, over(square, plus(one, root(plus(one, square))))))
  return x.mantissa < 0n ? negative(y) : y
}

function acosh(x: Real): Real {
  const above = minus(x, one)
  return log1p(plus(above, root(times(above, plus(above, two)))))
}

function atanh(x: Real): Real {
  return scaled(log1p(over(scaled(x, 1), minus(one, x))), -1)
}

/** √((1 - x)(1 + x)). */
function other(x: Real): Real {
  return root(times(minus(one, x), plus(one, x)))
}

function cbrt(x: Real): Real {
  return x.mantissa < 0n ? negative(root(negative(x), 3)) : root(x, 3)
}

function pow(x: Real, y: Real): Real {
  return exp(times(y, log(x)))
}

/** Math's functions to at least 140 bits, where their results are finite. pow: of positive numbers. */
export const references: Readonly<Record<string, (x: Real, y: Real) => Real>> = {
  acos: (x) => angle(other(x), x),
  acosh,
  asin: (x) => angle(x, other(x)),
  asinh,
  atan: (x) => angle(x, one),
  atan2: (y, x) => angle(y, x),
  atanh,
  cbrt,
  cos: (x) => circle(x)[1],
  cosh,
  exp,
  expm1,
  hypot: (x, y) => root(plus(times(x, x), times(y, y))),
  log,
  log10: (x) => over(log(x), ln10),
  log1p,
  log2: (x) => over(log(x), ln2),
  pow,
  sin: (x) => circle(x)[0],
  sinh,
  tan: (x) => over(...circle(x)),
  tanh,
}

/** "3.14…" with so many digits behind the point, of a number from 0 to 1000. */
export function decimal({ mantissa, exponent }: Real, digits: number): string {
  const all = (mantissa * 10n ** BigInt(digits)) >> BigInt(-exponent)
  const text = all.toString().padStart(digits + 1, "0")
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`
}
