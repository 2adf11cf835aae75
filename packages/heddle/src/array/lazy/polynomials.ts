import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { later } from "../expr/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { convolving, nodeOf } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { arange, asarray, zerosLike } from "./create.ts"
import { add, concatenate, divide, expandDims, multiply, sqrt, subtract, sum } from "./functions.ts"
import { vander } from "./grids.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"
import { lstsq } from "./linalg.ts"

/** Coefficients are lists, that of the greatest power first. */
function listOf(p: Operand): LazyArray {
  const own = asarray(p)
  if (own.ndim > 1) throw new ShapeError("the coefficients of a polynomial are a list")
  return own.ravel()
}

/** Values of a polynomial. */
export function polyval(p: Operand, x: Operand): LazyArray {
  const [coefficients, own] = [listOf(p), asarray(x)]
  let result: LazyArray = zerosLike(own)
  for (let i = 0; i < coefficients.size; i++) result = add(multiply(result, own), coefficients.slice([i]))
  return result
}

function padded(p: LazyArray, length: number): LazyArray {
  return p.size >= length ? p : concatenate([asarray(new Float64Array(length - p.size)).astype(p.dtype), p])
}
type Both = (a: Operand, b: Operand) => LazyArray
export const polyadd: Both = (a, b) => {
  const [p, q] = [listOf(a), listOf(b)]
  const length = Math.max(p.size, q.size)
  return add(padded(p, length), padded(q, length))
}
export const polysub: Both = (a, b) => {
  const [p, q] = [listOf(a), listOf(b)]
  const length = Math.max(p.size, q.size)
  return subtract(padded(p, length), padded(q, length))
}
export const polymul: Both = (a, b) => lazy(convolving.convolve(listOf(a).node, listOf(b).node, "full"))

/** Quotient and behind it remainder, of lists. */
export function dividedPolynomials(u: NDArray, v: NDArray): NDArray {
  const rest = Float64Array.from(u.astype("float64").flat())
  const by = v.astype("float64").flat()
  const count = Math.max(1, rest.length - by.length + 1)
  const quotient = new Float64Array(count)
  if (by.length <= rest.length) {
    for (let i = 0; i < count; i++) {
      const factor = (1 / by[0]!) * rest[i]!
      quotient[i] = factor
      for (let j = 0; j < by.length; j++) rest[i + j]! -= factor * by[j]!
    }
  }
  const whole = new Float64Array(count + rest.length)
  whole.set(quotient)
  whole.set(rest, count)
  return new NDArray(whole, [whole.length])
}

export function restOf(both: NDArray, count: number): NDArray {
  const rest = both.flat().subarray(count)
  let from = 0
  // What is next to nothing beside 1 is none.
  while (from < rest.length - 1 && Math.abs(Number(rest[from])) <= 1e-8) from++
  const made = Float64Array.from(rest.subarray(from) as Float64Array)
  return new NDArray(made, [made.length])
}

/** Quotient and remainder. The remainder's length is known only when it is computed. */
export function polydiv(u: Operand, v: Operand): [quotient: LazyArray, remainder: LazyArray] {
  const [p, q] = [listOf(u), listOf(v)]
  const count = Math.max(1, p.size - q.size + 1)
  const both = later("polydiv", dividedPolynomials, [p.node, q.node], [], [count + p.size], "float64")
  return [
    lazy(both).slice([{ stop: count }]),
    lazy(later("remainder", restOf, [both], [count], [Number.NaN], "float64")),
  ]
}

/** The `m`-th derivative. */
export function polyder(p: Operand, m: number = 1): LazyArray {
  if (!Number.isInteger(m) || m < 0) throw new OptionError("m", "an integer of 0 or more", m)
  let own = listOf(p)
  for (let time = 0; time < m; time++) {
    const degree = own.size - 1
    if (degree <= 0) return own.slice([{ stop: 0 }])
    own = multiply(own.slice([{ stop: degree }]), arange(degree, 0, -1, { dtype: own.dtype }))
  }
  return own
}
/** The `m`-th integral, with constants `k`. */
export function polyint(p: Operand, m: number = 1, k: number | readonly number[] = 0): LazyArray {
  if (!Number.isInteger(m) || m < 0) throw new OptionError("m", "an integer of 0 or more", m)
  const constants = typeof k === "number" ? Array.from({ length: m }, () => k) : k
  let own = listOf(p)
  for (let time = 0; time < m; time++) {
    own = concatenate([divide(own, arange(own.size, 0, -1)), [constants[time]!]])
  }
  return own
}

/** The coefficients of the polynomial that has these roots. */
export function poly(roots: Operand): LazyArray {
  const own = listOf(roots)
  let result = asarray([1])
  for (let i = 0; i < own.size; i++) {
    const root = own.slice([{ start: i, stop: i + 1 }])
    result = polymul(result, concatenate([[1], multiply(root, -1)]))
  }
  return result
}

/** The polynomial of a degree that is nearest to points, by least squares. */
export function polyfit(
  x: Operand,
  y: Operand,
  degree: number,
  options: { readonly rcond?: number; readonly w?: Operand } = {},
): LazyArray {
  if (!Number.isInteger(degree) || degree < 0) throw new OptionError("degree", "an integer of 0 or more", degree)
  const own = listOf(x).astype("float64")
  const values = lazy(nodeOf(y)).astype("float64")
  const weights = options.w === undefined ? undefined : asarray(options.w)
  const powers = vander(own, degree + 1)
  const left = weights === undefined ? powers : multiply(powers, expandDims(weights, 1))
  const right = weights === undefined ? values : multiply(values, values.ndim > 1 ? expandDims(weights, 1) : weights)
  // Columns of one length make the system well conditioned.
  const scale = sqrt(sum(multiply(left, left), { axis: 0 }))
  const rcond = options.rcond ?? own.size * 2 ** -52
  const [found] = lstsq(divide(left, scale), right, { rcond })
  return divide(found, values.ndim > 1 ? expandDims(scale, 1) : scale)
}
