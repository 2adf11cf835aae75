import { blocks, later, reshape } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import type { DType } from "../dtype/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import { normalizeAxis, sizeOf } from "../shape/index.ts"
import { moveaxis } from "./shaping.ts"

/** Of a block whose last axis is whole, the same with another last axis. A function of a module: workers import it. */
export type RowFunction = (block: NDArray, ...settings: never[]) => NDArray | Promise<NDArray>

/** Fewer elements are worked on by the thread that computes. */
const fewElements = 100_000
/** Elements of a block. */
const blockElements = 262_144

/** Sizes of pieces of some length; of none, one of 0. */
export function pieces(length: number, size: number): number[] {
  const sizes: number[] = []
  for (let at = 0; at < length; at += size) sizes.push(Math.min(size, length - at))
  return sizes.length === 0 ? [0] : sizes
}

/**
 * What a function makes of each row along an axis: rows of `length` elements in their place. Blocks of rows go to all threads.
 * What comes out of a row depends on the row alone.
 */
export function alongAxis(
  name: string,
  fn: RowFunction,
  node: Node,
  axis: number,
  { length, dtype, settings = [] }: { length: number; dtype: DType; settings?: readonly unknown[] },
): Node {
  const at = normalizeAxis(axis, node.shape.length)
  const moved = moveaxis(node, at, -1)
  const others = moved.shape.slice(0, -1)
  const count = sizeOf(others)
  const own = moved.shape.at(-1)!
  const whole = [...others, length]
  if (!(count > 1 && count * own > fewElements)) {
    return moveaxis(later(name, fn, [moved], settings, whole, dtype), -1, at)
  }
  const sizes = pieces(count, Math.max(1, Math.floor(blockElements / own)))
  const made = blocks({
    name,
    fn,
    inputs: [reshape(moved, [count, own])],
    shape: [count, length],
    dtype,
    chunks: [sizes, [length]],
    parts: [{ axes: [rangeOf(sizes), undefined] }],
    args: settings,
    isTyped: true,
    trim: undefined,
  })
  return moveaxis(reshape(made, whole), -1, at)
}

/** The pieces of an axis, as those of the result's first. */
export function rangeOf(sizes: readonly number[]): { of: number; from: number[]; to: number[] } {
  let end = 0
  const to = sizes.map((size) => (end += size))
  return { of: 0, from: to.map((one, i) => one - sizes[i]!), to }
}

/**
 * What a function makes of each piece of a list, as rows of `length`: the pieces depend on the list's length alone. undefined:
 * the list is so short that it is not worth it.
 */
export function ofPieces(
  name: string,
  fn: RowFunction,
  [list, ...others]: readonly [Node, ...Node[]],
  {
    length,
    dtype,
    settings = [],
    beside = 0,
  }: { length: number; dtype: DType; settings?: readonly unknown[]; beside?: number },
): Node | undefined {
  const own = list.shape[0]!
  if (!(own > fewElements)) return undefined
  const sizes = pieces(own, Math.max(blockElements, length))
  // None is shorter than a row.
  if (sizes.length > 1 && sizes.at(-1)! < length) sizes.push(sizes.pop()! + sizes.pop()!)
  return blocks({
    name,
    fn,
    inputs: [list, ...others],
    shape: [sizes.length, length],
    dtype,
    chunks: [sizes.map(() => 1), [length]],
    // Some of the others are cut as the list is, the rest is given whole.
    parts: [list, ...others].map((input, i) => ({
      axes: i <= beside ? [rangeOf(sizes)] : input.shape.map(() => undefined),
    })),
    args: settings,
    isTyped: true,
    trim: undefined,
  })
}

/**
 * What a function makes of each element of its input number `cut`, beside others that it is given whole: pieces go to all
 * threads.
 */
export function ofElements(
  name: string,
  fn: RowFunction,
  inputs: readonly Node[],
  { cut, dtype, settings = [] }: { cut: number; dtype: DType; settings?: readonly unknown[] },
): Node {
  const { shape } = inputs[cut]!
  const count = sizeOf(shape)
  const isKnown = inputs.every((input) => !input.shape.some(Number.isNaN))
  if (!isKnown || !(count > fewElements)) return later(name, fn, inputs, settings, shape, dtype)
  const sizes = pieces(count, blockElements)
  const made = blocks({
    name,
    fn,
    inputs: inputs.map((input, i) => (i === cut ? reshape(input, [count]) : input)),
    shape: [count],
    dtype,
    chunks: [sizes],
    parts: inputs.map((input, i) => ({ axes: i === cut ? [rangeOf(sizes)] : input.shape.map(() => undefined) })),
    args: settings,
    isTyped: true,
    trim: undefined,
  })
  return reshape(made, shape)
}
