import { OptionError } from "../../core/errors/index.ts"
import type { DType } from "../dtype/index.ts"

import type { ArrayOptions, Operand, ReduceOptions } from "../ops/index.ts"
import { checkShape } from "../shape/index.ts"
import type { ShapeLike } from "../shape/index.ts"
import { arange, array, asarray, eye, linspace, tri, zerosLike } from "./create.ts"
import {
  broadcastTo,
  concatenate,
  cos,
  diagonal,
  divide,
  multiply,
  power,
  sqrt,
  stack,
  subtract,
  sum,
  where,
} from "./functions.ts"
import type { LazyArray } from "./lazy-array.ts"
import { i0 } from "./numbers.ts"

export interface MeshgridOptions {
  /** "xy", the default: the first two axes are exchanged, as for pictures; "ij": axes in the order of the lists. */
  readonly indexing?: "xy" | "ij"
  /** true: arrays of size 1 along all axes but their own. */
  readonly sparse?: boolean
}

/** Of lists of coordinates, an array of coordinates of the whole grid for each. */
export function meshgrid(...given: (Operand | MeshgridOptions)[]): LazyArray[] {
  const last = given.at(-1)
  const isOptions = typeof last === "object" && last !== null && Object.getPrototypeOf(last) === Object.prototype
  const { indexing = "xy", sparse = false } = (isOptions ? last : {}) as MeshgridOptions
  if (indexing !== "xy" && indexing !== "ij") throw new OptionError("indexing", '"xy" or "ij"', indexing)
  const lists = (isOptions ? given.slice(0, -1) : given).map((one) => asarray(one as Operand).ravel())
  const order = lists.map((_, i) => (indexing === "xy" && lists.length > 1 && i < 2 ? 1 - i : i))
  const shape = lists.map((_, axis) => lists[order.indexOf(axis)]!.size)
  return lists.map((list, i) => {
    const own = list.reshape(shape.map((_, axis) => (axis === order[i] ? -1 : 1)))
    return sparse ? own : broadcastTo(own, shape)
  })
}

/** The index along each axis, one array behind the other; `sparse`: a list of arrays of size 1 along the other axes. */
export function indices(shape: ShapeLike, options: { readonly dtype?: DType; readonly sparse: true }): LazyArray[]
export function indices(shape: ShapeLike, options?: { readonly dtype?: DType; readonly sparse?: false }): LazyArray
export function indices(
  shape: ShapeLike,
  options: { readonly dtype?: DType; readonly sparse?: boolean } = {},
): LazyArray | LazyArray[] {
  const sizes = checkShape(shape)
  const { dtype = "int64", sparse = false } = options
  const all = sizes.map((size, axis) => arange(size, { dtype }).reshape(sizes.map((_, a) => (a === axis ? -1 : 1))))
  return sparse
    ? all
    : stack(
        all.map((one) => broadcastTo(one, sizes)),
        0,
      )
}

/** An array of a function of the indices, which is given arrays: one for each axis. */
export function fromfunction(
  fn: (...indices: LazyArray[]) => LazyArray | number,
  shape: ShapeLike,
  options: ArrayOptions = {},
): LazyArray {
  const sizes = checkShape(shape)
  const each = sizes.map((size, axis) => {
    const list = arange(size, { dtype: options.dtype ?? "float64" })
    return broadcastTo(list.reshape(sizes.map((_, a) => (a === axis ? -1 : 1))), sizes)
  })
  const made = fn(...each)
  return typeof made === "number" ? broadcastTo(asarray(made), sizes) : made
}

/** What an iterable gives, now. */
export function fromiter(
  values: Iterable<number>,
  options: ArrayOptions & { readonly count?: number } = {},
): LazyArray {
  const { count = -1, ...rest } = options
  const list: number[] = []
  if (count !== 0) for (const value of values) if (list.push(value) === count) break
  return array(list, rest)
}

/** What is at and below the diagonal `k`, zeros above. */
export function tril(x: Operand, k: number = 0): LazyArray {
  const own = asarray(x)
  const [n, m] = own.shape.slice(-2) as [number, number]
  return where(tri(n, m, k, { dtype: "bool" }), own, zerosLike(own))
}
/** What is at and above the diagonal `k`, zeros below. */
export function triu(x: Operand, k: number = 0): LazyArray {
  const own = asarray(x)
  const [n, m] = own.shape.slice(-2) as [number, number]
  return where(tri(n, m, k - 1, { dtype: "bool" }), zerosLike(own), own)
}

/** Of a list, the matrix that has it on the diagonal `k`; of a matrix that diagonal. */
export function diag(x: Operand, k: number = 0): LazyArray {
  const own = asarray(x)
  if (own.ndim === 2) return diagonal(own, k)
  if (own.ndim !== 1) throw new OptionError("v", "of one or two axes", own.shape)
  const n = own.size + Math.abs(k)
  const zeros = (count: number): LazyArray[] =>
    count === 0 ? [] : [broadcastTo(asarray(0).astype(own.dtype), [count])]
  const spread = concatenate([...zeros(Math.max(0, k)), own, ...zeros(Math.max(0, -k))])
  return where(eye(n, { k, dtype: "bool" }), spread, 0).astype(own.dtype)
}
/** The matrix that has all elements on its diagonal `k`. */
export function diagflat(x: Operand, k: number = 0): LazyArray {
  return diag(asarray(x).ravel(), k)
}

/** The sum of a diagonal. */
export function trace(
  x: Operand,
  offset: number = 0,
  axis1: number = 0,
  axis2: number = 1,
  options: Pick<ReduceOptions, "dtype"> = {},
): LazyArray {
  return sum(diagonal(x, offset, axis1, axis2), { axis: -1, ...options })
}

/** Powers of a list as columns, the greatest first. */
export function vander(x: Operand, n?: number, options: { readonly increasing?: boolean } = {}): LazyArray {
  const own = asarray(x)
  const count = n ?? own.size
  const powers = arange(count, { dtype: own.dtype === "bool" ? "int64" : own.dtype })
  const exponents = options.increasing === true ? powers : subtract(count - 1, powers)
  return power(own.reshape([-1, 1]), exponents)
}

/** Numbers whose logarithms are equally far from each other: from base^start to base^stop. */
export function logspace(
  start: number,
  stop: number,
  num: number = 50,
  options: ArrayOptions & { readonly endpoint?: boolean; readonly base?: number } = {},
): LazyArray {
  const { base = 10, endpoint = true, dtype = "float64" } = options
  return power(base, linspace(start, stop, num, { endpoint })).astype(dtype)
}
/** The same from `start` to `stop` themselves. */
export function geomspace(
  start: number,
  stop: number,
  num: number = 50,
  options: ArrayOptions & { readonly endpoint?: boolean } = {},
): LazyArray {
  if (start === 0 || stop === 0 || start < 0 !== stop < 0)
    throw new OptionError("start", "of the same sign as stop, and neither 0", [start, stop])
  const { endpoint = true, dtype = "float64" } = options
  const sign = start < 0 ? -1 : 1
  const whole = power(10, linspace(Math.log10(sign * start), Math.log10(sign * stop), num, { endpoint }))
  const place = arange(num)
  // The ends are what was said, to the bit.
  const isLast = endpoint && num > 1 ? place.equal(num - 1) : place.less(0)
  const exact = where(place.equal(0), sign * start, where(isLast, sign * stop, whole))
  return multiply(exact, sign).astype(dtype)
}

/** Windows of signal processing, of `m` numbers. */
type Window = (m: number) => LazyArray
const window =
  (make: (n: LazyArray, m: number) => LazyArray): Window =>
  (m) =>
    m < 1 ? asarray(new Float64Array(0)) : m === 1 ? asarray(Float64Array.of(1)) : make(arange(1 - m, m, 2), m)
const wave = (n: LazyArray, m: number, times: number): LazyArray => cos(divide(multiply(n, Math.PI * times), m - 1))

export const bartlett: Window = window((n, m) =>
  where(n.lessEqual(0), divide(n, m - 1).add(1), subtract(1, divide(n, m - 1))),
)
export const hanning: Window = window((n, m) => wave(n, m, 1).multiply(0.5).add(0.5))
export const hamming: Window = window((n, m) => wave(n, m, 1).multiply(0.46).add(0.54))
export const blackman: Window = window((n, m) =>
  wave(n, m, 1)
    .multiply(0.5)
    .add(0.42)
    .add(wave(n, m, 2).multiply(0.08)),
)
/** `beta` says how narrow it is. */
export function kaiser(m: number, beta: number): LazyArray {
  if (m === 1) return asarray(Float64Array.of(1))
  const half = (m - 1) / 2
  const at = divide(subtract(arange(m), half), half)
  return divide(i0(multiply(sqrt(subtract(1, multiply(at, at))), beta)), i0(beta))
}
