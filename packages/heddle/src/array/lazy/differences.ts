import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { isFloat, toFloating } from "../dtype/index.ts"
import { convolving, diff as differenceOf, joining, nodeOf } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { normalizeAxes, normalizeAxis } from "../shape/index.ts"
import { asarray } from "./create.ts"
import {
  abs,
  add,
  broadcastTo,
  concatenate,
  cumsum,
  divide,
  equal,
  logicalAnd,
  mod,
  multiply,
  subtract,
  sum,
  where,
} from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

export interface DiffOptions {
  readonly axis?: number
  /** Values in front of the axis, and behind it. */
  readonly prepend?: Operand
  readonly append?: Operand
}

const part = (x: LazyArray, axis: number, start: number, stop: number, step: number = 1): LazyArray =>
  lazy(joining.between(x.node, axis, start, stop, step))

/**
 * The differences of neighbours along an axis, `n` times.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.diff([1, 4, 9, 16]).compute()).toArray() // => [3, 5, 7]
 * ```
 */
export function diff(x: Operand, n: number = 1, options: DiffOptions | number = {}): LazyArray {
  const { axis = -1, prepend, append } = typeof options === "number" ? { axis: options } : options
  let own = asarray(x)
  const at = normalizeAxis(axis, own.ndim)
  const beside = (value: Operand): LazyArray => {
    const given = asarray(value)
    if (given.ndim > 0) return given
    const shape = own.shape.map((size, a) => (a === at ? 1 : size))
    return broadcastTo(given, shape)
  }
  if (prepend !== undefined) own = concatenate([beside(prepend), own], at)
  if (append !== undefined) own = concatenate([own, beside(append)], at)
  return lazy(differenceOf(own.node, n, at))
}

/** The differences of neighbours of all elements in C order, between other values. */
export function ediff1d(x: Operand, options: { readonly toEnd?: Operand; readonly toBegin?: Operand } = {}): LazyArray {
  const own = diff(asarray(x).ravel())
  const beside = (value: Operand | undefined): LazyArray[] =>
    value === undefined ? [] : [asarray(value).ravel().astype(own.dtype)]
  return concatenate([...beside(options.toBegin), own, ...beside(options.toEnd)])
}

export interface GradientOptions {
  readonly axis?: number | readonly number[]
  /** 2: at the ends as exact as in the middle. */
  readonly edgeOrder?: 1 | 2
}

/**
 * Slopes along each axis: half the difference of both neighbours, and at the ends the difference to the one neighbour.
 * Spacings are numbers, or lists of coordinates, one for each axis or one for all. Of one axis one array, else a list.
 */
export function gradient(x: Operand, ...rest: (Operand | GradientOptions)[]): LazyArray | LazyArray[] {
  const last = rest.at(-1)
  const isOptions = typeof last === "object" && last !== null && Object.getPrototypeOf(last) === Object.prototype
  const { axis, edgeOrder = 1 } = (isOptions ? last : {}) as GradientOptions
  const spacings = (isOptions ? rest.slice(0, -1) : rest) as Operand[]
  const own = asarray(x).astype(toFloating(asarray(x).dtype))
  const axes =
    axis === undefined || typeof axis === "number"
      ? normalizeAxes(axis, own.ndim)
      : axis.map((one) => normalizeAxis(one, own.ndim))
  if (spacings.length > 1 && spacings.length !== axes.length) {
    throw new OptionError("spacing", `one, or one for each of ${axes.length} axes`, spacings.length)
  }
  const all = axes.map((at, i) => slopes(own, at, spacings[spacings.length > 1 ? i : 0] ?? 1, edgeOrder))
  return all.length === 1 ? all[0]! : all
}

function slopes(x: LazyArray, axis: number, spacing: Operand, edgeOrder: 1 | 2): LazyArray {
  const size = x.shape[axis]!
  if (size < edgeOrder + 1)
    throw new ShapeError(`a gradient needs ${edgeOrder + 1} elements along axis ${axis}, which has ${size}`)
  const at = (start: number, stop: number): LazyArray => part(x, axis, start, stop)
  const steps = typeof spacing === "number" ? undefined : alongAxisOf(diff(asarray(spacing)), x.ndim, axis)
  const h = (start: number, stop: number): LazyArray | number =>
    steps === undefined ? (spacing as number) : part(steps, axis, start, stop)
  const middle = (): LazyArray => {
    if (steps === undefined) return divide(subtract(at(2, size), at(0, size - 2)), 2 * (spacing as number))
    const [before, after] = [h(0, size - 2), h(1, size - 1)]
    const both = add(before, after)
    const a = divide(multiply(after, -1), multiply(before, both))
    const b = divide(subtract(after, before), multiply(before, after))
    const c = divide(before, multiply(after, both))
    return add(add(multiply(a, at(0, size - 2)), multiply(b, at(1, size - 1))), multiply(c, at(2, size)))
  }
  const first = (): LazyArray => {
    if (edgeOrder === 1) return divide(subtract(at(1, 2), at(0, 1)), h(0, 1))
    const [p, q] = [h(0, 1), h(1, 2)]
    const a = divide(multiply(add(multiply(p, 2), q), -1), multiply(p, add(p, q)))
    const b = divide(add(p, q), multiply(p, q))
    const c = divide(multiply(p, -1), multiply(q, add(p, q)))
    return add(add(multiply(a, at(0, 1)), multiply(b, at(1, 2))), multiply(c, at(2, 3)))
  }
  const last = (): LazyArray => {
    if (edgeOrder === 1) return divide(subtract(at(size - 1, size), at(size - 2, size - 1)), h(size - 2, size - 1))
    const [p, q] = [h(size - 3, size - 2), h(size - 2, size - 1)]
    const a = divide(q, multiply(p, add(p, q)))
    const b = divide(multiply(add(q, p), -1), multiply(p, q))
    const c = divide(add(multiply(q, 2), p), multiply(q, add(p, q)))
    return add(
      add(multiply(a, at(size - 3, size - 2)), multiply(b, at(size - 2, size - 1))),
      multiply(c, at(size - 1, size)),
    )
  }
  return concatenate([first(), ...(size > 2 ? [middle()] : []), last()], axis).astype(x.dtype)
}

function alongAxisOf(list: LazyArray, rank: number, axis: number): LazyArray {
  return list.reshape(Array.from({ length: rank }, (_, a) => (a === axis ? -1 : 1)))
}

export interface TrapezoidOptions {
  /** Where the elements lie. */
  readonly x?: Operand
  /** How far they are from each other. Default: 1. */
  readonly dx?: number
  readonly axis?: number
}

/** The area under lines through points. */
export function trapezoid(y: Operand, options: TrapezoidOptions | Operand = {}): LazyArray {
  const isOptions = Object.getPrototypeOf(options) === Object.prototype
  const { x, dx = 1, axis = -1 } = (isOptions ? options : { x: options }) as TrapezoidOptions
  const own = asarray(y)
  const at = normalizeAxis(axis, own.ndim)
  const size = own.shape[at]!
  const given = x === undefined ? undefined : asarray(x)
  const widths =
    given === undefined ? dx : given.ndim === 1 ? alongAxisOf(diff(given), own.ndim, at) : diff(given, 1, { axis: at })
  const both = add(part(own, at, Math.min(1, size), size), part(own, at, 0, Math.max(0, size - 1)))
  return sum(divide(multiply(widths, both), 2), { axis: at })
}

/** Values on the straight lines through points (xp, fp), xp ascending. Before the first and behind the last the values there. */
export function interp(
  x: Operand,
  xp: Operand,
  fp: Operand,
  options: { readonly left?: number; readonly right?: number; readonly period?: number } = {},
): LazyArray {
  const nodes = [nodeOf(x), nodeOf(xp), nodeOf(fp)] as const
  return lazy(convolving.interp(nodes, [options.left, options.right, options.period]))
}

/** Angles whose neighbours differ by at most half a period: multiples of the period are added. */
export function unwrap(
  x: Operand,
  options: { readonly discont?: number; readonly axis?: number; readonly period?: number } = {},
): LazyArray {
  const { axis = -1, period = 2 * Math.PI } = options
  const discont = Math.max(options.discont ?? period / 2, period / 2)
  const given = asarray(x)
  const own = given.astype(isFloat(given.dtype) || !Number.isInteger(period) ? toFloating(given.dtype) : given.dtype)
  const at = normalizeAxis(axis, own.ndim)
  const steps = diff(own, 1, { axis: at })
  const isWhole = !isFloat(own.dtype)
  const half = isWhole ? Math.floor(period / 2) : period / 2
  const low = isWhole ? -half : -period / 2
  const within = add(mod(subtract(steps, low), period), low)
  // Half a period up stays up.
  const turned =
    !isWhole || period % 2 === 0 ? where(logicalAnd(equal(within, low), steps.greater(0)), half, within) : within
  const correction = where(abs(steps).less(discont), 0, subtract(turned, steps))
  const first = part(own, at, 0, 1)
  const others = add(part(own, at, 1, own.shape[at]!), cumsum(correction, { axis: at }))
  return concatenate([first, others.astype(own.dtype)], at)
}

/** Sums of products of one list with another one that goes along it backwards. */
export function convolve(a: Operand, v: Operand, mode: "full" | "same" | "valid" = "full"): LazyArray {
  return lazy(convolving.convolve(nodeOf(a), nodeOf(v), mode))
}
/** Sums of products of one list with another one that goes along it. */
export function correlate(a: Operand, v: Operand, mode: "full" | "same" | "valid" = "valid"): LazyArray {
  const [first, second] = [asarray(a), asarray(v)]
  const turned = (x: LazyArray): LazyArray => x.slice([{ step: -1 }])
  // The longer one is gone along, and what comes out is turned then.
  if (second.size > first.size) return turned(convolve(turned(first), second, mode))
  return convolve(first, turned(second), mode)
}
