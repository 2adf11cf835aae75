import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { int32 } from "../../core/heap/index.ts"
import { promoteAll } from "../dtype/index.ts"
import { castTo, concat, reshape as reshapeNode, take as takeNode, view, viewTo } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { known } from "./known.ts"
import { broadcastShapes, checkShape, normalizeAxis, parseSlices, place, shapeText, sizeOf } from "../shape/index.ts"
import type { ShapeLike } from "../shape/index.ts"

/** A part of an array by NumPy's slices. */
export function slice(node: Node, spec: unknown): Node {
  const ranges = parseSlices(spec, node.shape)
  const kept = ranges.filter(({ isDropped }) => !isDropped)
  const start = node.shape.map(() => 0)
  const steps = node.shape.map(() => kept.map(() => 0))
  for (const range of ranges) {
    if (range.axis === undefined) continue
    start[range.axis] = range.start
    if (!range.isDropped) steps[range.axis]![kept.indexOf(range)] = range.step
  }
  return view(
    node,
    { start, steps },
    kept.map(({ size }) => size),
  )
}

export function transpose(node: Node, axes?: readonly number[]): Node {
  const rank = node.shape.length
  const order = (axes ?? node.shape.map((_, a) => rank - 1 - a)).map((axis) => normalizeAxis(axis, rank, "axes"))
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new OptionError("axes", `each of the ${rank} axes once`, axes)
  }
  const steps = node.shape.map((_, a) => order.map((axis) => (axis === a ? 1 : 0)))
  return view(
    node,
    { start: node.shape.map(() => 0), steps },
    order.map((axis) => node.shape[axis]!),
  )
}

export function swapaxes(node: Node, a: number, b: number): Node {
  const rank = node.shape.length
  const [first, second] = [normalizeAxis(a, rank, "axis1"), normalizeAxis(b, rank, "axis2")]
  return transpose(
    node,
    node.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis)),
  )
}

export function moveaxis(node: Node, source: number | readonly number[], target: number | readonly number[]): Node {
  const rank = node.shape.length
  const list = (value: number | readonly number[], name: string): number[] =>
    (typeof value === "number" ? [value] : [...value]).map((axis) => normalizeAxis(axis, rank, name))
  const [from, to] = [list(source, "source"), list(target, "destination")]
  if (from.length !== to.length) throw new OptionError("destination", `${from.length} axes, as source has`, target)
  const order = node.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis))
  const pairs = to.map((axis, i) => [axis, from[i]!] as const).toSorted(([a], [b]) => a - b)
  for (const [axis, moved] of pairs) order.splice(axis, 0, moved)
  return transpose(node, order)
}

/** One size may be -1: what is left. */
export function reshape(node: Node, shape: ShapeLike): Node {
  const list = typeof shape === "number" ? [shape] : [...shape]
  const open = list.indexOf(-1)
  // A list of any length is one already.
  if (list.length === 1 && open === 0 && node.shape.length === 1) return node
  const size = sizeOf(known(node, "reshape").shape)
  if (open >= 0) {
    const rest = sizeOf(list.filter((_, axis) => axis !== open))
    list[open] = rest === 0 ? 0 : size / rest
  }
  const isRight = list.every((one) => Number.isInteger(one) && one >= 0) && sizeOf(list) === size
  if (!isRight)
    throw new ShapeError(
      `cannot reshape ${shapeText(node.shape)}, of ${size} elements, into ${shapeText(typeof shape === "number" ? [shape] : shape)}`,
      { hint: "the sizes must multiply to as many elements; one of them may be -1, which is what is left" },
    )
  return reshapeNode(node, checkShape(list))
}

export function ravel(node: Node): Node {
  return reshape(node, [-1])
}

export function expandDims(node: Node, axis: number | readonly number[]): Node {
  const list = typeof axis === "number" ? [axis] : [...axis]
  const rank = node.shape.length + list.length
  const added = list.map((one) => normalizeAxis(one, rank))
  const shape = [...node.shape]
  for (const one of added.toSorted((a, b) => a - b)) shape.splice(one, 0, 1)
  return reshapeNode(node, shape)
}

export function squeeze(node: Node, axis?: number | readonly number[]): Node {
  const rank = node.shape.length
  const list =
    axis === undefined
      ? node.shape.flatMap((size, a) => (size === 1 ? [a] : []))
      : (typeof axis === "number" ? [axis] : [...axis]).map((one) => normalizeAxis(one, rank))
  for (const one of list)
    if (node.shape[one] !== 1)
      throw new ShapeError(`axis ${one} of ${shapeText(node.shape)} has not the size 1`, {
        hint: "slice() takes one element of a longer axis; squeeze() without an axis drops those of size 1",
      })
  return reshapeNode(
    node,
    node.shape.filter((_, a) => !list.includes(a)),
  )
}

export function broadcastTo(node: Node, shape: ShapeLike): Node {
  const target = checkShape(shape)
  const both = broadcastShapes(node.shape, target)
  if (both.length !== target.length || both.some((size, axis) => size !== target[axis])) {
    throw new ShapeError(`${shapeText(node.shape)} cannot be broadcast to ${shapeText(target)}`, {
      hint: "from the last axis on sizes must be those of the target, or 1; the target may have more axes, not fewer",
    })
  }
  return viewTo(node, target)
}

export function flip(node: Node, axis?: number | readonly number[]): Node {
  const rank = node.shape.length
  const list =
    axis === undefined
      ? node.shape.map((_, a) => a)
      : (typeof axis === "number" ? [axis] : axis).map((one) => normalizeAxis(one, rank))
  return slice(
    node,
    node.shape.map((_, a) => (list.includes(a) ? { step: -1 } : {})),
  )
}

/** The diagonals of the last two of some axes. */
export function diagonal(node: Node, offset: number, axis1: number, axis2: number): Node {
  const rank = node.shape.length
  const [first, second] = [normalizeAxis(axis1, rank, "axis1"), normalizeAxis(axis2, rank, "axis2")]
  if (rank < 2 || first === second) throw new OptionError("axis2", "another axis than axis1", axis2)
  const [down, right] = [Math.max(0, -offset), Math.max(0, offset)]
  const length = Math.max(0, Math.min(node.shape[first]! - down, node.shape[second]! - right))
  const others = node.shape.map((_, a) => a).filter((a) => a !== first && a !== second)
  const start = node.shape.map((_, a) => (a === first ? down : a === second ? right : 0))
  const steps = node.shape.map((_, a) => [
    ...others.map((axis) => (axis === a ? 1 : 0)),
    a === first || a === second ? 1 : 0,
  ])
  return view(node, { start: length === 0 ? start.map(() => 0) : start, steps }, [
    ...others.map((a) => node.shape[a]!),
    length,
  ])
}

export function slidingWindowView(node: Node, window: ShapeLike, axis?: number | readonly number[]): Node {
  const sizes = checkShape(window, "windowShape")
  const rank = node.shape.length
  const axes =
    axis === undefined
      ? node.shape.map((_, a) => a)
      : (typeof axis === "number" ? [axis] : axis).map((one) => normalizeAxis(one, rank))
  if (axes.length !== sizes.length)
    throw new OptionError("windowShape", `a size for each of ${axes.length} axes`, window)
  const shape = [...node.shape]
  for (const [i, one] of axes.entries()) shape[one] = shape[one]! - sizes[i]! + 1
  if (axes.some((one) => shape[one]! <= 0)) {
    throw new ShapeError(`a window of ${shapeText(sizes)} is larger than the array, ${shapeText(node.shape)}`, {
      hint: `along ${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ")} it may have no more elements than the array`,
    })
  }
  const steps = node.shape.map((_, a) => [
    ...shape.map((_unused, d) => (d === a ? 1 : 0)),
    ...axes.map((one) => (one === a ? 1 : 0)),
  ])
  return view(node, { start: node.shape.map(() => 0), steps }, [...shape, ...sizes])
}

/** Elements by their index along an axis. @throws IndexError for one that is outside */
export function take(node: Node, indices: readonly number[] | ArrayLike<number | bigint>, axis: number): Node {
  const at = normalizeAxis(axis, node.shape.length)
  const size = node.shape[at]!
  const list = Array.from(indices as ArrayLike<number | bigint>, (index) => place(Number(index), at, size))
  return takeNode(node, int32(list), at)
}

/** @throws ShapeError where shapes differ along another axis */
export function concatenate(nodes: readonly Node[], axis: number): Node {
  if (nodes.length === 0) throw new ShapeError("there are no arrays to put together", { hint: "give at least one" })
  const [first] = nodes
  const rank = first!.shape.length
  if (rank === 0)
    throw new ShapeError("numbers cannot be put together: they have no axis", { hint: "stack() gives them one" })
  const at = normalizeAxis(axis, rank)
  for (const { shape } of nodes) {
    if (shape.length === rank && shape.every((size, a) => a === at || size === first!.shape[a])) continue
    throw new ShapeError(`${shapeText(first!.shape)} and ${shapeText(shape)} cannot be put together along axis ${at}`, {
      hint: "along all other axes they must have as many elements",
    })
  }
  const dtype = promoteAll(nodes.map((node) => node.dtype))
  const parts = nodes.filter(({ shape }) => shape[at] !== 0)
  return concat(
    (parts.length === 0 ? nodes.slice(0, 1) : parts).map((node) => castTo(node, dtype)),
    at,
  )
}

export function stack(nodes: readonly Node[], axis: number): Node {
  const [first] = nodes
  if (first === undefined) throw new ShapeError("there are no arrays to stack", { hint: "give at least one" })
  const at = normalizeAxis(axis, first.shape.length + 1)
  for (const { shape } of nodes) {
    if (shape.length === first.shape.length && shape.every((size, a) => size === first.shape[a])) continue
    throw new ShapeError(`${shapeText(first.shape)} and ${shapeText(shape)} cannot be stacked`, {
      hint: "all must have the same shape; concatenate() joins along an axis that they have",
    })
  }
  return concatenate(
    nodes.map((node) => expandDims(node, at)),
    at,
  )
}
