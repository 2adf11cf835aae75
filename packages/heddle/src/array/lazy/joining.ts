import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { axisOf, joining, nodeOf, operands, shaping } from "../ops/index.ts"
import type { AxisLike, Operand } from "../ops/index.ts"
import {
  broadcastShapes as shapesTogether,
  checkShape,
  normalizeAxis,
  place,
  shapeText,
  sizeOf,
} from "../shape/index.ts"
import type { ShapeLike } from "../shape/index.ts"
import { asarray } from "./create.ts"
import { broadcastTo, concatenate, expandDims, moveaxis } from "./functions.ts"
import { lazy } from "./lazy-array.ts"
import type { LazyArray } from "./lazy-array.ts"

/** Arrays below each other: lists are rows. */
export function vstack(arrays: readonly Operand[]): LazyArray {
  return concatenate(
    arrays.map((one) => atLeast2d(one)),
    0,
  )
}
export const rowStack: typeof vstack = vstack
/** Arrays beside each other; lists one after the other. */
export function hstack(arrays: readonly Operand[]): LazyArray {
  const all = arrays.map((one) => atLeast1d(one))
  return concatenate(all, all[0]?.ndim === 1 ? 0 : 1)
}
/** Arrays behind each other, along the third axis. */
export function dstack(arrays: readonly Operand[]): LazyArray {
  return concatenate(
    arrays.map((one) => atLeast3d(one)),
    2,
  )
}
/** Lists as columns beside each other. */
export function columnStack(arrays: readonly Operand[]): LazyArray {
  return concatenate(
    arrays.map((one) => {
      const own = asarray(one)
      return own.ndim < 2 ? own.reshape([own.size, 1]) : own
    }),
    1,
  )
}

const atLeast1d = (x: Operand): LazyArray => lazy(joining.leveled([nodeOf(x)], 1)[0]!)
const atLeast2d = (x: Operand): LazyArray => lazy(joining.leveled([nodeOf(x)], 2)[0]!)
const atLeast3d = (x: Operand): LazyArray => {
  const own = atLeast1d(x)
  return own.ndim === 1 ? own.reshape([1, own.size, 1]) : own.ndim === 2 ? expandDims(own, 2) : own
}
type AtLeast = {
  (x: Operand): LazyArray
  (x: Operand, y: Operand, ...more: Operand[]): LazyArray[]
}
const each = (make: (x: Operand) => LazyArray): AtLeast =>
  ((...all: Operand[]) => (all.length === 1 ? make(all[0]!) : all.map((one) => make(one)))) as AtLeast
/** With new axes where it has fewer. */
export const atleast1d: AtLeast = each(atLeast1d)
export const atleast2d: AtLeast = each(atLeast2d)
export const atleast3d: AtLeast = each(atLeast3d)

export type Blocks = Operand | readonly Blocks[]

/**
 * One array of blocks: those of the innermost lists lie beside each other along the last axis, those lists along the one
 * before, and so on.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const a = da.ones([2, 2])
 * da.block([[a, a], [a, a]]).shape // => [4, 4]
 * ```
 */
export function block(blocks: Blocks): LazyArray {
  const isList = (value: Blocks): value is readonly Blocks[] => Array.isArray(value)
  const depthOf = (value: Blocks): number => (isList(value) ? 1 + depthOf(value[0]!) : 0)
  const rankOf = (value: Blocks): number =>
    isList(value) ? Math.max(...value.map(rankOf)) : nodeOf(value).shape.length
  const depth = depthOf(blocks)
  const rank = Math.max(depth, rankOf(blocks))
  const put = (value: Blocks, level: number): LazyArray => {
    if (!isList(value)) {
      if (level !== depth) throw new ShapeError("lists of blocks must be equally deep")
      return lazy(joining.leveled([nodeOf(value)], rank)[0]!)
    }
    return concatenate(
      value.map((one) => put(one, level + 1)),
      rank - depth + level,
    )
  }
  return put(blocks, 0)
}

/** Values behind an array; without an axis both as lists. */
export function append(x: Operand, values: Operand, axis?: AxisLike): LazyArray {
  const at = axisOf(axis ?? undefined, null)
  const both = operands([x, values]).map((node) => lazy(node))
  return at === null ? concatenate(both.map((one) => one.ravel())) : concatenate(both, at)
}

type Places = number | readonly number[] | { readonly start?: number; readonly stop?: number; readonly step?: number }

/** The array, as a list where no axis is named; the axis; and places along it. */
function placed(x: Operand, places: Places, axis: AxisLike | undefined, most: number): [LazyArray, number, number[]] {
  const named = axisOf(axis ?? undefined, null)
  const own = named === null ? asarray(x).ravel() : asarray(x)
  const at = normalizeAxis(named ?? 0, own.ndim)
  const size = own.shape[at]!
  const list =
    typeof places === "number"
      ? [places]
      : Array.isArray(places)
        ? (places as readonly number[])
        : spanOf(places as { start?: number; stop?: number; step?: number }, size)
  return [own, at, list.map((one) => (one === size && most > 0 ? size : place(one, at, size)))]
}

function spanOf({ start, stop, step }: { start?: number; stop?: number; step?: number }, size: number): number[] {
  const all = Array.from({ length: size }, (_, i) => i)
  const by = step ?? 1
  if (by === 1) return all.slice(start ?? 0, stop)
  return all.slice(start ?? 0, stop).filter((_, i) => i % by === 0)
}

/** Without what lies at some places along an axis; without an axis, of all elements. */
function remove(x: Operand, places: Places, axis?: AxisLike): LazyArray {
  const [own, at, list] = placed(x, places, axis, 0)
  return lazy(joining.remove(own.node, list, at))
}
export { remove as delete }

/** With values in front of some places along an axis; without an axis, of all elements. */
export function insert(x: Operand, places: Places, values: Operand, axis?: AxisLike): LazyArray {
  const [own, at, list] = placed(x, places, axis, 1)
  const given = asarray(values).astype(own.dtype)
  const count = list.length === 1 && given.ndim > 0 ? countOf(given, own, at, typeof places === "number") : list.length
  const target = own.shape.map((size, a) => (a === at ? count : size))
  // One place: an array of fewer axes is broadcast along the others.
  const moved =
    typeof places === "number" && given.ndim === own.ndim - 1 && own.ndim > 1 ? expandDims(given, at) : given
  const added = broadcastTo(
    typeof places === "number" && given.ndim === own.ndim && own.ndim > 1 ? moveaxis(given, 0, at) : moved,
    target,
  )
  const spots = list.length === 1 ? Array.from({ length: count }, () => list[0]!) : list
  const order = [
    ...Array.from({ length: own.shape[at]! }, (_, i) => ({ before: i, isNew: 1, from: i })),
    ...spots.map((spot, i) => ({ before: spot, isNew: 0, from: own.shape[at]! + i })),
  ].toSorted((a, b) => a.before - b.before || a.isNew - b.isNew || a.from - b.from)
  const all = concatenate([own, added], at)
  return lazy(
    joining.takeList(
      all.node,
      order.map(({ from }) => from),
      at,
    ),
  )
}

/** How many are put at one place. */
function countOf(given: LazyArray, own: LazyArray, axis: number, isScalarPlace: boolean): number {
  if (own.ndim === 1) return given.size
  if (given.ndim < own.ndim) return 1
  return isScalarPlace ? given.shape[0]! : given.shape[axis]!
}

/** Each element so many times; without an axis, of all elements. */
export function repeat(x: Operand, repeats: number | readonly number[], axis?: AxisLike): LazyArray {
  return lazy(joining.repeat(nodeOf(x), repeats, axisOf(axis ?? undefined, null)))
}

/**
 * The whole again and again, so often along each axis.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * (await da.tile([1, 2], 2).compute()).toArray() // => [1, 2, 1, 2]
 * ```
 */
export function tile(x: Operand, reps: number | readonly number[]): LazyArray {
  return lazy(joining.tile(nodeOf(x), typeof reps === "number" ? [reps] : reps))
}

/** The elements in C order, as many as the shape asks for: again from the start where there are fewer. */
export function resize(x: Operand, shape: ShapeLike): LazyArray {
  const own = asarray(x).ravel()
  const sizes = checkShape(shape)
  const size = sizeOf(sizes)
  if (own.size === 0) return broadcastTo(lazy(nodeOf(0, own.dtype)), sizes)
  const whole = tile(own, Math.max(1, Math.ceil(size / own.size)))
  return whole.slice([{ stop: size }]).reshape(sizes)
}

/** Pieces along an axis: so many, or from one of some places to the next. */
export function arraySplit(x: Operand, sections: number | readonly number[], axis: AxisLike = 0): LazyArray[] {
  const own = asarray(x)
  const at = normalizeAxis(axisOf(axis, 0), own.ndim)
  const size = own.shape[at]!
  if (typeof sections === "number") {
    if (!Number.isInteger(sections) || sections < 1) throw new OptionError("sections", "an integer above 0", sections)
    const [least, more] = [Math.floor(size / sections), size % sections]
    let from = 0
    return Array.from({ length: sections }, (_, i) => {
      const start = from
      from += least + (i < more ? 1 : 0)
      return lazy(joining.between(own.node, at, start, from))
    })
  }
  const inside = (one: number): number => Math.min(size, Math.max(0, one < 0 ? one + size : one))
  const bounds = [0, ...sections.map(inside), size]
  return bounds.slice(1).map((to, i) => lazy(joining.between(own.node, at, bounds[i]!, Math.max(bounds[i]!, to))))
}

/** The same of equal pieces. @throws ShapeError where they cannot be equal */
export function split(x: Operand, sections: number | readonly number[], axis: AxisLike = 0): LazyArray[] {
  const own = asarray(x)
  const size = own.shape[normalizeAxis(axisOf(axis, 0), own.ndim)]!
  if (typeof sections === "number" && size % sections !== 0) {
    throw new ShapeError(`${shapeText(own.shape)} cannot be split into ${sections} equal pieces`, {
      hint: "arraySplit() gives pieces some of which are longer",
    })
  }
  return arraySplit(own, sections, axis)
}
type Split = (x: Operand, sections: number | readonly number[]) => LazyArray[]
export const vsplit: Split = (x, sections) => split(x, sections, 0)
export const hsplit: Split = (x, sections) => split(x, sections, asarray(x).ndim > 1 ? 1 : 0)
export const dsplit: Split = (x, sections) => split(x, sections, 2)

/** What lies along the other axes, for each index of an axis. */
export function unstack(x: Operand, axis: AxisLike = 0): LazyArray[] {
  const moved = moveaxis(x, axisOf(axis, 0), 0)
  return Array.from({ length: moved.shape[0]! }, (_, i) => moved.slice([i]))
}

/** Rolled along an axis, or several; without one, all elements in C order. */
export function roll(x: Operand, shift: number | readonly number[], axis?: AxisLike | readonly number[]): LazyArray {
  const node = nodeOf(x)
  const isList = Array.isArray(axis) || Array.isArray(shift)
  if (!isList) return lazy(joining.roll(node, shift as number, axisOf((axis as AxisLike) ?? undefined, null)))
  const axes = Array.isArray(axis) ? (axis as readonly number[]) : [axisOf(axis as AxisLike, 0)]
  const shifts = Array.isArray(shift) ? (shift as readonly number[]) : axes.map(() => shift as number)
  const all = axes.length === 1 ? shifts.map(() => axes[0]!) : axes
  return lazy(all.reduce((one, at, i) => joining.roll(one, shifts[i]!, at), node))
}

/** Turned by 90° `k` times, from the first of two axes to the second. */
export function rot90(x: Operand, k: number = 1, axes: readonly [number, number] = [0, 1]): LazyArray {
  const node = nodeOf(x)
  const [first, second] = axes.map((axis) => normalizeAxis(axis, node.shape.length)) as [number, number]
  const turns = ((k % 4) + 4) % 4
  if (turns === 0) return lazy(node)
  if (turns === 2) return lazy(shaping.flip(node, [first, second]))
  if (turns === 1) return lazy(shaping.swapaxes(shaping.flip(node, second), first, second))
  return lazy(shaping.flip(shaping.swapaxes(node, first, second), second))
}

/** An axis moved back to in front of another one. */
export function rollaxis(x: Operand, axis: number, start: number = 0): LazyArray {
  const own = asarray(x)
  const from = normalizeAxis(axis, own.ndim)
  const to = start < 0 ? start + own.ndim : start
  return moveaxis(own, from, from < to ? to - 1 : to)
}

/** A list without the zeros at its ends: "f" in front, "b" at the back. */
export function trimZeros(x: Operand, trim: "f" | "b" | "fb" = "fb"): LazyArray {
  return lazy(joining.trimZeros(nodeOf(x), trim))
}

export function matrixTranspose(x: Operand): LazyArray {
  return lazy(shaping.swapaxes(nodeOf(x), -1, -2))
}

/** All as arrays of one shape. */
export function broadcastArrays(...arrays: Operand[]): LazyArray[] {
  const all = arrays.map((one) => asarray(one))
  const shape = broadcastShapes(...all.map((one) => one.shape))
  return all.map((one) => broadcastTo(one, shape))
}
/** The shape that several become together. @throws ShapeError */
export function broadcastShapes(...shapes: readonly (readonly number[])[]): number[] {
  return shapesTogether(...shapes)
}
