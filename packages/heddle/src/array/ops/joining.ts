import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { int32 } from "../../core/heap/index.ts"
import { later, reshape, take as takeNode, view } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import { normalizeAxis, shapeText } from "../shape/index.ts"
import { gathered } from "./indexing.ts"
import { known } from "./known.ts"
import { nodeOf } from "./operand.ts"
import { concatenate, expandDims, moveaxis, ravel, slice, take } from "./shaping.ts"

/** Elements by a list of places along an axis, which are known to be there. */
export function takeList(node: Node, places: readonly number[], axis: number): Node {
  return takeNode(node, int32([...places]), axis)
}

/** From where to where along an axis. */
export function between(node: Node, axis: number, start: number, stop: number, step: number = 1): Node {
  return slice(
    node,
    node.shape.map((_, a) => (a === axis ? { start, stop: stop < 0 ? undefined : stop, step } : {})),
  )
}

/** Rolled along an axis: what goes over the end comes in at the front. */
export function roll(node: Node, shift: number, axis: number | null): Node {
  if (!Number.isInteger(shift)) throw new OptionError("shift", "an integer", shift)
  const own = axis === null ? ravel(node) : node
  const at = axis === null ? 0 : normalizeAxis(axis, node.shape.length)
  const size = known(own, "roll").shape[at]!
  const by = size === 0 ? 0 : ((shift % size) + size) % size
  const rolled = by === 0 ? own : concatenate([between(own, at, size - by, size), between(own, at, 0, size - by)], at)
  return axis === null ? reshape(rolled, node.shape) : rolled
}

/** Each element so many times. */
export function repeat(node: Node, repeats: number | readonly number[], axis: number | null): Node {
  const own = axis === null ? ravel(node) : node
  const at = axis === null ? 0 : normalizeAxis(axis, node.shape.length)
  const size = known(own, "repeat").shape[at]!
  const list = typeof repeats === "number" ? [repeats] : [...repeats]
  for (const one of list)
    if (!Number.isInteger(one) || one < 0) throw new OptionError("repeats", "integers of 0 or more", repeats)
  if (list.length !== 1 && list.length !== size) {
    throw new ShapeError(`${list.length} repeats for the ${size} elements of axis ${at} of ${shapeText(own.shape)}`)
  }
  if (list.length === 1) {
    // Of an axis of size 1 behind it, and both as one.
    const [count] = list
    const shape = own.shape.flatMap((one, a) => (a === at ? [one, count!] : [one]))
    const steps = own.shape.map((_, a) =>
      shape.map((_unused, d) => (d === at + 1 ? 0 : (d > at ? d - 1 : d) === a ? 1 : 0)),
    )
    const spread = view(own, { start: own.shape.map(() => 0), steps }, shape)
    return reshape(
      spread,
      own.shape.map((one, a) => (a === at ? one * count! : one)),
    )
  }
  return takeList(
    own,
    list.flatMap((count, i) => Array.from({ length: count }, () => i)),
    at,
  )
}

/** The whole again and again along each axis. */
export function tile(node: Node, counts: readonly number[]): Node {
  for (const one of counts)
    if (!Number.isInteger(one) || one < 0) throw new OptionError("reps", "integers of 0 or more", counts)
  const rank = Math.max(node.shape.length, counts.length)
  const own = [...Array.from({ length: rank - node.shape.length }, () => 1), ...known(node, "tile").shape]
  const each = [...Array.from({ length: rank - counts.length }, () => 1), ...counts]
  // An axis in front of each one counts how often.
  const shape = own.flatMap((size, axis) => [each[axis]!, size])
  const steps = own.map((_, a) => shape.map((_unused, d) => (d === 2 * a + 1 ? 1 : 0)))
  const spread = view(reshape(node, own), { start: own.map(() => 0), steps }, shape)
  return reshape(
    spread,
    own.map((size, axis) => size * each[axis]!),
  )
}

export function trimmed(list: NDArray, ends: string): NDArray {
  const flat = list.flat()
  const zero = flat instanceof BigInt64Array ? 0n : 0
  let [from, to] = [0, flat.length]
  if (ends.includes("f")) while (from < to && flat[from] === zero) from++
  if (ends.includes("b")) while (to > from && flat[to - 1] === zero) to--
  return list.slice([{ start: from, stop: to }]).copy()
}

/** A list without the zeros at its ends. */
export function trimZeros(node: Node, ends: string): Node {
  if (node.shape.length !== 1) throw new OptionError("filt", "of one axis", node.shape)
  return later("trimZeros", trimmed, [node], [ends], [Number.NaN], node.dtype)
}

/** Without what lies at some places along an axis. */
export function remove(node: Node, places: readonly number[], axis: number): Node {
  const gone = new Set(places)
  const size = known(node, "delete").shape[axis]!
  return takeList(
    node,
    Array.from({ length: size }, (_, i) => i).filter((i) => !gone.has(i)),
    axis,
  )
}

/** Elements by indices that are computed, along an axis. */
/** Elements by a list of indices, or by those of an array, along an axis. */
export function taken(node: Node, indices: unknown, axis: number): Node {
  const isList = ArrayBuffer.isView(indices) || (Array.isArray(indices) && !Array.isArray(indices[0]))
  return isList ? take(node, indices as ArrayLike<number>, axis) : takeLater(node, nodeOf(indices), axis)
}

export function takeLater(node: Node, indices: Node, axis: number): Node {
  const at = normalizeAxis(axis, node.shape.length)
  const moved = moveaxis(node, at, 0)
  const shape = [...indices.shape, ...moved.shape.slice(1)]
  const taken = later("take", gathered, [moved, indices], [], shape, node.dtype)
  const count = indices.shape.length
  const from = Array.from({ length: count }, (_, i) => i)
  return moveaxis(
    taken,
    from,
    from.map((i) => i + at),
  )
}

/** Arrays with as many axes as the one that has most, new ones in front. */
export function leveled(nodes: readonly Node[], rank: number): Node[] {
  return nodes.map((node) =>
    node.shape.length >= rank
      ? node
      : expandDims(
          node,
          Array.from({ length: rank - node.shape.length }, (_, i) => i),
        ),
  )
}
