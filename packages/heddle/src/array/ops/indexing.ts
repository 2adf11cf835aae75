import { IndexError, OptionError, ShapeError } from "../../core/errors/index.ts"
import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { castTo, later, viewTo } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { contiguous, normalizeAxis, place, shapeText, sizeOf } from "../shape/index.ts"
import { toBigInts } from "./sorting.ts"
import { moveaxis } from "./shaping.ts"

const unknown = Number.NaN

function placesOf(flat: Elements): number[] {
  const found: number[] = []
  const zero = flat instanceof BigInt64Array ? 0n : 0
  for (let i = 0; i < flat.length; i++) if (flat[i] !== zero) found.push(i)
  return found
}

/** Where elements are not 0: a row of indices for each axis, or one for each element. */
export function nonzeroPlaces(x: NDArray, isByElement: boolean): NDArray {
  const places = placesOf(x.flat())
  const strides = contiguous(x.shape)
  const rank = x.ndim
  const made = new BigInt64Array(places.length * rank)
  for (const [i, at] of places.entries()) {
    for (let axis = 0; axis < rank; axis++) {
      const index = BigInt(Math.floor(at / strides[axis]!) % x.shape[axis]!)
      made[isByElement ? i * rank + axis : axis * places.length + i] = index
    }
  }
  return new NDArray(made, isByElement ? [places.length, rank] : [rank, places.length])
}

/** One row of those. */
export function rowOf(rows: NDArray, at: number): NDArray {
  return rows.slice([at]).copy()
}

export function nonzero(node: Node): Node[] {
  const rank = node.shape.length
  if (rank === 0) throw new ShapeError("nonzero() of an array without axes", { hint: "atleast1d() gives it one" })
  const rows = later("nonzero", nonzeroPlaces, [node], [false], [rank, unknown], "int64")
  return node.shape.map((_, axis) => later("indices", rowOf, [rows], [axis], [unknown], "int64"))
}

export function argwhere(node: Node): Node {
  return later("argwhere", nonzeroPlaces, [node], [true], [unknown, node.shape.length], "int64")
}

/** Elements in C order where a condition of the same shape holds. */
export function chosenElements(x: NDArray, condition: NDArray): NDArray {
  const [flat, holds] = [x.flat(), condition.flat()]
  let count = 0
  for (let i = 0; i < holds.length; i++) if (holds[i] !== 0) count++
  const made = arrayOf(x.dtype, count)
  let at = 0
  for (let i = 0; i < holds.length; i++) if (holds[i] !== 0) made[at++] = flat[i]!
  return new NDArray(made, [count], { dtype: x.dtype })
}

/** The elements where a condition holds: of leading axes, what lies along the others. */
export function mask(node: Node, condition: Node): Node {
  const rank = condition.shape.length
  const isLeading = condition.shape.every((size, axis) => Object.is(size, node.shape[axis]))
  if (!isLeading || rank > node.shape.length) {
    throw new ShapeError(`a mask of ${shapeText(condition.shape)} is not for ${shapeText(node.shape)}`, {
      hint: "it has the shape of the array, or of its first axes",
    })
  }
  const rest = node.shape.slice(rank)
  const own = castTo(condition, "bool")
  if (rest.length === 0) return later("mask", chosenElements, [node, own], [], [unknown], node.dtype)
  return later("mask", chosenRows, [node, own], [], [unknown, ...rest], node.dtype)
}

/** What lies along the other axes where a condition on the first ones holds. */
export function chosenRows(x: NDArray, condition: NDArray): NDArray {
  const flat = x.flat()
  const rest = x.shape.slice(condition.ndim)
  const length = sizeOf(rest)
  const places = placesOf(condition.flat())
  const made = arrayOf(x.dtype, places.length * length)
  for (const [i, at] of places.entries()) {
    made.set(flat.subarray(at * length, (at + 1) * length) as never, i * length)
  }
  return new NDArray(made, [places.length, ...rest], { dtype: x.dtype })
}

/** NumPy's compress: a list of conditions along an axis, which may be shorter than it. */
export function compress(condition: Node, node: Node, axis: number): Node {
  const at = normalizeAxis(axis, node.shape.length)
  if (condition.shape.length !== 1) throw new OptionError("condition", "of one axis", condition.shape)
  const moved = moveaxis(node, at, 0)
  const rest = moved.shape.slice(1)
  const chosen = later(
    "compress",
    compressedRows,
    [moved, castTo(condition, "bool")],
    [],
    [unknown, ...rest],
    node.dtype,
  )
  return moveaxis(chosen, 0, at)
}

export function compressedRows(x: NDArray, condition: NDArray): NDArray {
  const size = x.shape[0]!
  if (condition.size > size && placesOf(condition.flat()).some((place) => place >= size)) {
    throw new IndexError(`a condition for ${condition.size} elements is too long for an axis of ${size}`)
  }
  const whole = new Uint8Array(size)
  whole.set((condition.flat() as Uint8Array).subarray(0, size))
  return chosenRows(x, new NDArray(whole, [size], { dtype: "bool" }))
}

/** Elements by indices that are computed, along the first axis. */
export function gathered(x: NDArray, indices: NDArray): NDArray {
  const flat = x.flat()
  const rest = x.shape.slice(1)
  const length = sizeOf(rest)
  const made = arrayOf(x.dtype, indices.size * length)
  for (const [i, index] of indices.flat().entries()) {
    const at = place(Number(index), 0, x.shape[0]!)
    if (length === 1) made[i] = flat[at]!
    else made.set(flat.subarray(at * length, (at + 1) * length) as never, i * length)
  }
  return new NDArray(made, [...indices.shape, ...rest], { dtype: x.dtype })
}

export function gather(node: Node, indices: Node): Node {
  integers(indices)
  return later("take", gathered, [node, indices], [], [...indices.shape, ...node.shape.slice(1)], node.dtype)
}

/** @throws OptionError where indices are no integers. Lists of JavaScript's numbers are. */
function integers({ dtype }: Node): void {
  if (dtype === "bool") throw new OptionError("indices", "integers", dtype, { hint: "mask() takes conditions" })
}

/** NumPy's take_along_axis: an index for each element of the result. */
export function takeAlongAxis(node: Node, indices: Node, axis: number): Node {
  integers(indices)
  const at = normalizeAxis(axis, node.shape.length)
  if (indices.shape.length !== node.shape.length) {
    throw new ShapeError(`indices of ${shapeText(indices.shape)} have not as many axes as ${shapeText(node.shape)}`)
  }
  const [own, wanted] = [moveaxis(node, at, -1), moveaxis(indices, at, -1)]
  const others = own.shape.slice(0, -1).map((size, i) => (size === 1 ? wanted.shape[i]! : size))
  const [whole, all] = [viewTo(own, [...others, own.shape.at(-1)!]), viewTo(wanted, [...others, wanted.shape.at(-1)!])]
  return moveaxis(later("takeAlongAxis", takenInRows, [whole, all], [], all.shape, node.dtype), -1, at)
}

export function takenInRows(x: NDArray, indices: NDArray): NDArray {
  const [length, count] = [x.shape.at(-1)!, indices.shape.at(-1)!]
  const [flat, wanted] = [x.flat(), indices.flat()]
  const made = arrayOf(x.dtype, wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    made[i] = flat[Math.floor(i / count) * length + place(Number(wanted[i]), x.ndim - 1, length)]!
  }
  return new NDArray(made, indices.shape, { dtype: x.dtype })
}

/** The indices along each axis of places in C order, one row an axis. */
export function unraveled(x: NDArray, ...shape: number[]): NDArray {
  const strides = contiguous(shape)
  const size = sizeOf(shape)
  const flat = x.flat()
  const made = new BigInt64Array(flat.length * shape.length)
  for (let i = 0; i < flat.length; i++) {
    const at = place(Number(flat[i]), 0, size)
    for (const [axis, stride] of strides.entries())
      made[axis * flat.length + i] = BigInt(Math.floor(at / stride) % shape[axis]!)
  }
  return new NDArray(made, [shape.length, ...x.shape])
}

export function unravelIndex(node: Node, shape: readonly number[]): Node {
  return later("unravelIndex", unraveled, [node], shape, [shape.length, ...node.shape], "int64")
}

/** Places in C order of indices, each along its axis. */
export function raveled(rows: NDArray, mode: string, ...shape: number[]): NDArray {
  const strides = contiguous(shape)
  const flat = rows.flat()
  const length = flat.length / shape.length
  const places = new Float64Array(length)
  for (const [axis, size] of shape.entries()) {
    for (let i = 0; i < length; i++) {
      const index = Number(flat[axis * length + i])
      if (mode === "raise" && (index < 0 || index >= size))
        throw new IndexError(`index ${index} is outside of axis ${axis}, which has ${size} elements`)
      const inside = mode === "wrap" ? ((index % size) + size) % size : Math.min(size - 1, Math.max(0, index))
      places[i]! += inside * strides[axis]!
    }
  }
  const made = new BigInt64Array(length)
  toBigInts(places, made)
  return new NDArray(made, rows.shape.slice(1))
}

export function ravelMultiIndex(rows: Node, shape: readonly number[], mode: string): Node {
  if (!["raise", "wrap", "clip"].includes(mode)) throw new OptionError("mode", '"raise", "wrap" or "clip"', mode)
  return later("ravelMultiIndex", raveled, [rows], [mode, ...shape], rows.shape.slice(1), "int64")
}

/** Elements of several arrays, by the number of the array. */
export function choose(index: Node, choices: readonly Node[], shape: readonly number[], dtype: DType): Node {
  const inputs = [index, ...choices].map((node, i) => castTo(viewTo(node, shape), i === 0 ? "int32" : dtype))
  return later("choose", chosenByNumber, inputs, [], shape, dtype)
}

export function chosenByNumber(index: NDArray, ...choices: NDArray[]): NDArray {
  const flats = choices.map((one) => one.flat())
  const { dtype } = choices[0]!
  const made = arrayOf(dtype, index.size)
  for (const [i, number] of index.flat().entries()) made[i] = flats[place(Number(number), 0, flats.length)]![i]!
  return new NDArray(made, index.shape, { dtype })
}
