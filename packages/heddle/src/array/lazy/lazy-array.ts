// Long because: one class has all of NumPy's methods, a line each; what they do is in `ops`.
import { inspect } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { checkDType, itemSize } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { castTo } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import { mapBlocksOf, mapOverlapOf } from "../ops/block-calls.ts"
import type { BlockFn, MapBlocksOptions, MapOverlapOptions } from "../ops/block-calls.ts"
import { mapElements } from "../ops/elementwise.ts"
import {
  apply,
  axisOf,
  clip,
  diff,
  Holder,
  indexing,
  joining,
  nodeOf,
  products,
  quantiles,
  reductions,
  round,
  shaping,
  sorting,
  where,
} from "../ops/index.ts"
import type { AxisLike, AxisOptions, Operand, QuantileOptions, ReduceOptions, VarOptions } from "../ops/index.ts"
import { compute, explain, pendingElements, visualize, writeNpy, writeZarr } from "../run/index.ts"
import type { ComputeOptions, ToZarrOptions, VisualizeOptions } from "../run/index.ts"
import { chunksFor, countOf, largestSize, shapeText, sizeOf } from "../shape/index.ts"
import type { Chunks, ChunkSpec, ShapeLike, SliceSpec } from "../shape/index.ts"
import { pending } from "../expr/index.ts"

/** What `compute()` gives: a number for an array without axes, else an NDArray. */
export type Computed = NDArray & number

/** An array of a node. `chunks` as they were said, if they were. */
export function lazy(node: Node, chunks?: ChunkSpec | Chunks): LazyArray {
  return new LazyArray(node, chunks === undefined ? undefined : chunksFor(chunks, node.shape, itemSize(node.dtype)))
}

/** An array of what is computed of the elements of others, in the chunks of the first of them that has its shape. */
export function like(node: Node, ...operands: readonly unknown[]): LazyArray {
  const first = operands.find((one): one is LazyArray => one instanceof LazyArray && hasShape(one, node.shape))
  return new LazyArray(node, first?.ownChunks)
}

function hasShape(array: LazyArray, shape: readonly number[]): boolean {
  return array.shape.length === shape.length && array.shape.every((size, axis) => Object.is(size, shape[axis]))
}

/**
 * An array that has not been computed: a program of NumPy's functions. Shapes and types are checked by the call that makes them.
 * `compute()` runs it in a few passes over tiles, on all threads, within `config({ memoryLimit })`.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.arange(12).reshape([3, 4])
 * const z = x.add(x.mean({ axis: 0 }))
 * z.shape // => [3, 4]
 * const sums = await z.sum({ axis: 1 }).compute()
 * sums.toArray() // => [28, 44, 60]
 * await z.max().compute() // => 18
 * ```
 */
export class LazyArray extends Holder {
  static {
    const print = function (this: LazyArray): string {
      return this.toString()
    }
    Object.defineProperty(this.prototype, inspect.custom, { value: print })
  }

  #chunks: Chunks | undefined

  constructor(node: Node, chunks: Chunks | undefined) {
    super(node)
    this.#chunks = chunks
  }

  get shape(): readonly number[] {
    return this.node.shape
  }
  get dtype(): DType {
    return this.node.dtype
  }
  get ndim(): number {
    return this.shape.length
  }
  get size(): number {
    return sizeOf(this.shape)
  }
  /** Bytes of all elements. */
  get nbytes(): number {
    return this.size * itemSize(this.dtype)
  }
  /** The sizes of the chunks along each axis: how it is cut for `mapBlocks` and for files. Results do not depend on it. */
  get chunks(): Chunks {
    return (this.#chunks ??= chunksFor("auto", this.shape, itemSize(this.dtype)))
  }
  /** The same, if they were said. */
  get ownChunks(): Chunks | undefined {
    return this.#chunks
  }
  /** Of the largest chunk. */
  get chunksize(): readonly number[] {
    return this.chunks.map(largestSize)
  }
  get numblocks(): readonly number[] {
    return this.chunks.map((sizes) => sizes.length)
  }
  get npartitions(): number {
    return countOf(this.chunks)
  }
  get T(): LazyArray {
    return this.transpose()
  }

  /** The elements, or the number of an array without axes. @throws AbortError, MemoryBudgetError, and what functions of the program's throw */
  async compute(options: ComputeOptions = {}): Promise<Computed> {
    const [result] = await compute([this.node], options)
    return (result!.ndim === 0 ? result!.item() : result!) as Computed
  }

  /** The same array, whose elements are computed from now on and kept as long as somebody has it. It does not wait for them. */
  persist(options: ComputeOptions = {}): LazyArray {
    const node = this.node
    if (node.kind === "memory" || node.kind === "pending") return this
    return new LazyArray(pending(pendingElements(node, options), node.shape, node.dtype), this.#chunks)
  }

  /** What `compute()` will do: the passes over tiles, and the memory that each takes. */
  explain(): string {
    return explain([this.node])
  }

  /** A picture, the text of an SVG: of what it is made of, or of the passes that compute it. */
  visualize(options: VisualizeOptions = {}): string {
    return visualize([this.node], options)
  }

  /** The same array in other chunks. */
  rechunk(chunks: ChunkSpec = "auto"): LazyArray {
    return new LazyArray(this.node, chunksFor(chunks, this.shape, itemSize(this.dtype), this.chunks))
  }

  override toString(): string {
    return `LazyArray${shapeText(this.shape)} ${this.dtype}`
  }

  /** There is no order of arrays, and no truth: compute() first. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString()
    throw new OptionError("operand", "a number", this.toString(), {
      hint: "arrays have methods instead of operators: x.add(y), x.less(y), or da.expr`${x} + ${y}`",
    })
  }

  /** A function of each block, in the workers: `da.mapBlocks(fn, x, …)`. */
  mapBlocks(fn: BlockFn, ...rest: (Operand | MapBlocksOptions)[]): LazyArray {
    const { node, chunks } = mapBlocksOf([fn, this, ...rest])
    return new LazyArray(node, chunks)
  }
  /** A function of each block with some elements around it: `da.mapOverlap(fn, x, …)`. */
  mapOverlap(fn: BlockFn, options: MapOverlapOptions): LazyArray {
    const { node, chunks } = mapOverlapOf([fn, this, options])
    return new LazyArray(node, chunks)
  }
  /** Writes it to a .npy file, tile by tile. */
  toNpy(path: string | URL, options: ComputeOptions = {}): Promise<void> {
    return writeNpy(this.node, path, options)
  }
  /** Writes it to a Zarr folder, chunk by chunk. */
  toZarr(location: string | URL, options: ToZarrOptions = {}): Promise<void> {
    return writeZarr(this.node, this.chunks, location, options)
  }

  /** A part of it, by NumPy's text or a list of ranges: `x.slice("10:20, ::2")`, `x.slice([0, { step: -1 }])`. */
  slice(spec: SliceSpec | number, ...rest: never[]): LazyArray {
    void rest
    return lazy(shaping.slice(this.node, spec))
  }
  astype(dtype: DType): LazyArray {
    return new LazyArray(castTo(this.node, checkDType(dtype)), this.#chunks)
  }
  /** A function of each element, compiled; with more arrays, of each element of all. */
  map(
    fn: (value: number, ...others: number[]) => number | boolean,
    ...rest: (Operand | { readonly dtype?: DType })[]
  ): LazyArray {
    const last = rest.at(-1)
    const isOptions =
      typeof last === "object" &&
      last !== null &&
      Object.getPrototypeOf(last) === Object.prototype &&
      !(last instanceof Holder)
    const others = isOptions ? rest.slice(0, -1) : rest
    return lazy(mapElements(fn, [this, ...others], isOptions ? (last as { readonly dtype?: DType }).dtype : undefined))
  }

  #of(name: string, ...others: readonly unknown[]): LazyArray {
    return like(apply(name, this, ...others), this, ...others)
  }
  add(other: Operand): LazyArray {
    return this.#of("add", other)
  }
  subtract(other: Operand): LazyArray {
    return this.#of("subtract", other)
  }
  sub(other: Operand): LazyArray {
    return this.#of("subtract", other)
  }
  multiply(other: Operand): LazyArray {
    return this.#of("multiply", other)
  }
  mul(other: Operand): LazyArray {
    return this.#of("multiply", other)
  }
  divide(other: Operand): LazyArray {
    return this.#of("divide", other)
  }
  div(other: Operand): LazyArray {
    return this.#of("divide", other)
  }
  floorDivide(other: Operand): LazyArray {
    return this.#of("floorDivide", other)
  }
  mod(other: Operand): LazyArray {
    return this.#of("mod", other)
  }
  power(other: Operand): LazyArray {
    return other === 2 ? this.#of("square") : this.#of("power", other)
  }
  pow(other: Operand): LazyArray {
    return this.power(other)
  }
  negative(): LazyArray {
    return this.#of("negative")
  }
  abs(): LazyArray {
    return this.#of("abs")
  }
  sqrt(): LazyArray {
    return this.#of("sqrt")
  }
  square(): LazyArray {
    return this.#of("square")
  }
  exp(): LazyArray {
    return this.#of("exp")
  }
  log(): LazyArray {
    return this.#of("log")
  }
  sin(): LazyArray {
    return this.#of("sin")
  }
  cos(): LazyArray {
    return this.#of("cos")
  }
  tan(): LazyArray {
    return this.#of("tan")
  }
  tanh(): LazyArray {
    return this.#of("tanh")
  }
  floor(): LazyArray {
    return this.#of("floor")
  }
  ceil(): LazyArray {
    return this.#of("ceil")
  }
  round(decimals: number = 0): LazyArray {
    return like(round(this, decimals), this)
  }
  clip(low?: Operand | null, high?: Operand | null): LazyArray {
    return like(clip(this, low, high), this)
  }
  minimum(other: Operand): LazyArray {
    return this.#of("minimum", other)
  }
  maximum(other: Operand): LazyArray {
    return this.#of("maximum", other)
  }
  equal(other: Operand): LazyArray {
    return this.#of("equal", other)
  }
  notEqual(other: Operand): LazyArray {
    return this.#of("notEqual", other)
  }
  less(other: Operand): LazyArray {
    return this.#of("less", other)
  }
  lessEqual(other: Operand): LazyArray {
    return this.#of("lessEqual", other)
  }
  greater(other: Operand): LazyArray {
    return this.#of("greater", other)
  }
  greaterEqual(other: Operand): LazyArray {
    return this.#of("greaterEqual", other)
  }
  logicalAnd(other: Operand): LazyArray {
    return this.#of("logicalAnd", other)
  }
  logicalOr(other: Operand): LazyArray {
    return this.#of("logicalOr", other)
  }
  logicalNot(): LazyArray {
    return this.#of("logicalNot")
  }
  isnan(): LazyArray {
    return this.#of("isnan")
  }
  /** Elements where the condition holds, else those of `other`. */
  where(condition: Operand, other: Operand): LazyArray {
    return like(where(condition, this, other), this, condition, other)
  }

  sum(options?: ReduceOptions): LazyArray {
    return lazy(reductions.sum(this.node, options))
  }
  prod(options?: ReduceOptions): LazyArray {
    return lazy(reductions.prod(this.node, options))
  }
  mean(options?: ReduceOptions): LazyArray {
    return lazy(reductions.mean(this.node, options))
  }
  var(options?: VarOptions): LazyArray {
    return lazy(reductions.variance(this.node, options))
  }
  std(options?: VarOptions): LazyArray {
    return lazy(reductions.std(this.node, options))
  }
  min(options?: AxisOptions): LazyArray {
    return lazy(reductions.min(this.node, options))
  }
  max(options?: AxisOptions): LazyArray {
    return lazy(reductions.max(this.node, options))
  }
  argmin(options?: AxisOptions): LazyArray {
    return lazy(reductions.argmin(this.node, options))
  }
  argmax(options?: AxisOptions): LazyArray {
    return lazy(reductions.argmax(this.node, options))
  }
  any(options?: AxisOptions): LazyArray {
    return lazy(reductions.any(this.node, options))
  }
  all(options?: AxisOptions): LazyArray {
    return lazy(reductions.all(this.node, options))
  }
  cumsum(options?: ReduceOptions): LazyArray {
    return lazy(reductions.cumsum(this.node, options))
  }
  cumprod(options?: ReduceOptions): LazyArray {
    return lazy(reductions.cumprod(this.node, options))
  }

  transpose(axes?: readonly number[]): LazyArray {
    const order = axes ?? this.shape.map((_, axis) => this.ndim - 1 - axis)
    return new LazyArray(
      shaping.transpose(this.node, axes),
      this.#chunks && order.map((axis) => this.#chunks!.at(axis)!),
    )
  }
  swapaxes(axis1: number, axis2: number): LazyArray {
    return lazy(shaping.swapaxes(this.node, axis1, axis2))
  }
  reshape(shape: ShapeLike, ...rest: number[]): LazyArray {
    return lazy(shaping.reshape(this.node, rest.length > 0 ? [shape as number, ...rest] : shape))
  }
  ravel(): LazyArray {
    return lazy(shaping.ravel(this.node))
  }
  flatten(): LazyArray {
    return this.ravel()
  }
  squeeze(axis?: number | readonly number[]): LazyArray {
    return lazy(shaping.squeeze(this.node, axis))
  }
  /** Elements by their index along an axis. */
  take(indices: ArrayLike<number | bigint> | Operand, axis: number = 0): LazyArray {
    return lazy(joining.taken(this.node, indices, axis))
  }

  /** The elements where a condition holds: NumPy's `x[condition]`. */
  mask(condition: Operand): LazyArray {
    return lazy(indexing.mask(this.node, nodeOf(condition)))
  }
  nonzero(): LazyArray[] {
    return indexing.nonzero(this.node).map((one) => lazy(one))
  }
  compress(condition: Operand, axis?: number): LazyArray {
    const own = axis === undefined ? shaping.ravel(this.node) : this.node
    return lazy(indexing.compress(nodeOf(condition), own, axis ?? 0))
  }
  sort(axis: AxisLike = -1): LazyArray {
    return lazy(sorting.sort(this.node, axisOf(axis, -1)))
  }
  argsort(axis: AxisLike = -1): LazyArray {
    return lazy(sorting.argsort(this.node, axisOf(axis, -1)))
  }
  topk(k: number, axis: AxisLike = -1): LazyArray {
    return lazy(sorting.topk(this.node, k, axisOf(axis, -1)))
  }
  argtopk(k: number, axis: AxisLike = -1): LazyArray {
    return lazy(sorting.argtopk(this.node, k, axisOf(axis, -1)))
  }
  median(options?: AxisOptions): LazyArray {
    return lazy(quantiles.median(this.node, false, options))
  }
  quantile(q: number | readonly number[], options?: QuantileOptions): LazyArray {
    return lazy(quantiles.quantile(this.node, q, false, options))
  }
  percentile(q: number | readonly number[], options?: QuantileOptions): LazyArray {
    return this.quantile(typeof q === "number" ? q / 100 : Array.from(q, (one) => one / 100), options)
  }
  ptp(options?: AxisOptions): LazyArray {
    return lazy(reductions.ptp(this.node, options))
  }
  repeat(repeats: number | readonly number[], axis?: number): LazyArray {
    return lazy(joining.repeat(this.node, repeats, axis ?? null))
  }
  roll(shift: number, axis?: number): LazyArray {
    return lazy(joining.roll(this.node, shift, axis ?? null))
  }
  diff(n: number = 1, axis: AxisLike = -1): LazyArray {
    return lazy(diff(this.node, n, axisOf(axis, -1)))
  }
  diagonal(offset: number = 0, axis1: number = 0, axis2: number = 1): LazyArray {
    return lazy(shaping.diagonal(this.node, offset, axis1, axis2))
  }
  trace(offset: number = 0, axis1: number = 0, axis2: number = 1): LazyArray {
    return lazy(reductions.sum(shaping.diagonal(this.node, offset, axis1, axis2), { axis: -1 }))
  }
  dot(other: Operand): LazyArray {
    return lazy(products.dot(this.node, nodeOf(other, this.dtype)))
  }
  matmul(other: Operand): LazyArray {
    return lazy(products.matmul(this.node, nodeOf(other)))
  }
}
