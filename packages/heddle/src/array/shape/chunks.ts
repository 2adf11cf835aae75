import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { shapeText, sizeOf } from "./shape.ts"
import type { Shape } from "./shape.ts"

/** The sizes of the chunks along each axis. */
export type Chunks = readonly (readonly number[])[]

/**
 * How an array is cut: one size for all axes, one for each, or the sizes of all chunks along an axis. -1 and null: one chunk;
 * `"auto"`: chunks of some megabytes. An object names axes, `{ 0: 1000 }`; the others stay.
 */
export type ChunkSpec =
  | number
  | "auto"
  | readonly (number | "auto" | null | readonly number[])[]
  | Readonly<Record<number, number | "auto" | null | readonly number[]>>

/** Bytes of a chunk that nobody has chosen. */
const autoBytes = 64 * 2 ** 20

/** @throws OptionError where it is no cut; ShapeError where sizes do not add up to the axis */
export function chunksFor(spec: unknown, shape: Shape, itemBytes: number, before?: Chunks): Chunks {
  // Of an unknown length there is one.
  if (shape.some(Number.isNaN)) return shape.map((size) => [size])
  const each = perAxis(spec, shape, before)
  const isAuto = each.map((one) => one === "auto")
  const fixed = each.map((one, axis) => (one === "auto" ? undefined : sizes(one, axis, shape)))
  if (!isAuto.includes(true)) return fixed as Chunks
  const taken = fixed.reduce((size, one) => size * Math.max(1, one?.[0] ?? 1), 1)
  const free = isAuto.filter(Boolean).length
  let room = Math.max(1, autoBytes / itemBytes / taken)
  let left = free
  // Short axes whole first, so that the others have what they leave.
  const order = shape
    .map((_, axis) => axis)
    .filter((axis) => isAuto[axis])
    .toSorted((a, b) => shape[a]! - shape[b]!)
  const auto = new Map<number, readonly number[]>()
  for (const axis of order) {
    const side = Math.max(1, Math.floor(room ** (1 / left)))
    const chunk = Math.min(shape[axis]!, side)
    auto.set(axis, even(shape[axis]!, chunk))
    room /= Math.max(1, chunk)
    left--
  }
  return fixed.map((one, axis) => one ?? auto.get(axis)!)
}

type AxisSpec = number | "auto" | null | readonly number[]

function perAxis(spec: unknown, shape: Shape, before: Chunks | undefined): readonly AxisSpec[] {
  const rank = shape.length
  if (spec === undefined || spec === "auto") return shape.map(() => "auto")
  if (typeof spec === "number" || spec === null) return shape.map(() => spec)
  if (Array.isArray(spec)) {
    if (spec.length === rank) return spec as readonly AxisSpec[]
    // Sizes along the one axis that there is.
    if (rank === 1 && spec.every((one) => typeof one === "number")) return [spec]
    throw new OptionError("chunks", `one entry for each axis of ${shapeText(shape)}`, spec)
  }
  if (typeof spec !== "object") throw new OptionError("chunks", 'a size, a list of sizes for the axes, or "auto"', spec)
  const named = spec as Readonly<Record<string, AxisSpec>>
  for (const key of Object.keys(named)) {
    const axis = Number(key)
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
      throw new OptionError("chunks", `of axes ${-rank} to ${rank - 1}`, spec)
  }
  return shape.map((_, axis) => {
    const one = named[axis] ?? named[axis - rank]
    return one === undefined ? (before?.[axis] ?? "auto") : one
  })
}

function sizes(spec: Exclude<AxisSpec, "auto">, axis: number, shape: Shape): readonly number[] {
  const length = shape[axis]!
  if (spec === null || spec === -1) return even(length, length)
  if (typeof spec === "number") {
    if (Number.isInteger(spec) && spec > 0) return even(length, spec)
    throw new OptionError("chunks", 'integers above 0, -1 for a whole axis, or "auto"', spec)
  }
  if (!Array.isArray(spec) || !spec.every((one) => Number.isInteger(one) && one >= 0)) {
    throw new OptionError("chunks", "sizes of 0 or more", spec)
  }
  const sum = spec.reduce((a: number, b: number) => a + b, 0)
  if (sum === length) return [...(spec as number[])]
  throw new ShapeError(
    `chunks do not add up along axis ${axis}: ${spec.join(" + ")} is ${sum}, and the axis has ${length} elements`,
    { hint: "give sizes whose sum is the length, or one size for all chunks" },
  )
}

function even(length: number, chunk: number): readonly number[] {
  if (length === 0) return [0]
  const whole = Math.floor(length / chunk)
  const sizes = Array.from({ length: whole }, () => chunk)
  return length % chunk === 0 ? sizes : [...sizes, length % chunk]
}

/** The largest of as many sizes as there may be: more than a call takes arguments. */
export function largestSize(sizes: readonly number[]): number {
  return sizes.reduce((most, size) => (size > most ? size : most), 0)
}

/** How many chunks there are. */
export function countOf(chunks: Chunks): number {
  return sizeOf(chunks.map((sizes) => sizes.length))
}

/** Where the chunks along one axis begin, and at last where the axis ends. */
export function boundsOf(sizes: readonly number[]): number[] {
  const bounds = [0]
  for (const size of sizes) bounds.push(bounds.at(-1)! + size)
  return bounds
}

/** Of a chunk by its number in C order, which one it is along each axis. */
export function chunkOf(number: number, chunks: Chunks): number[] {
  const at = chunks.map(() => 0)
  let rest = number
  for (let axis = chunks.length - 1; axis >= 0; axis--) {
    const count = chunks[axis]!.length
    at[axis] = rest % count
    rest = Math.floor(rest / count)
  }
  return at
}
