import { knownKeys } from "../../core/options/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { creation, nodeOf } from "../ops/index.ts"
import type { ArrayOptions, Operand } from "../ops/index.ts"
import { converted } from "../ops/operand.ts"
import type { LinspaceOptions } from "../ops/creation.ts"
import type { ChunkSpec, ShapeLike } from "../shape/index.ts"
import { lazy, LazyArray } from "./lazy-array.ts"

const optionNames = ["dtype", "chunks"] as const

/** The chunk sizes or the options, as both are taken last. */
function optionsOf(given: ArrayOptions | ChunkSpec | undefined): ArrayOptions {
  const isChunks = Array.isArray(given) || typeof given === "number" || given === "auto"
  const options: ArrayOptions = isChunks ? { chunks: given as ChunkSpec } : (given ?? {})
  knownKeys(options, optionNames)
  return options
}

/**
 * An array of lists in lists, of a typed array, or of a number. Elements of the shared heap (`float64(n)` of heddle/jit) are taken
 * as they are; others are copied, as they are now.
 *
 * @throws ShapeError where lists have different lengths
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.array([[1, 2, 3], [4, 5, 6]])
 * await x.T.sum({ axis: 0 }).compute().then((sums) => sums.toArray()) // => [6, 15]
 * ```
 */
export function array(value: Operand, options: ArrayOptions = {}): LazyArray {
  const { chunks, dtype } = optionsOf(options)
  const own = Array.isArray(value) && dtype !== undefined ? nodeOf(NDArray.from(value as never, dtype)) : nodeOf(value)
  const node = dtype === undefined ? own : converted(own, dtype)
  if (value instanceof LazyArray && chunks === undefined) return new LazyArray(node, value.chunks)
  return lazy(node, chunks)
}

/** The same; Dask's name. `chunks`: how it is cut. */
export function fromArray(value: Operand, options: ArrayOptions | ChunkSpec = {}): LazyArray {
  return array(value, optionsOf(options))
}

export function asarray(value: Operand, options: ArrayOptions = {}): LazyArray {
  return value instanceof LazyArray && options.dtype === undefined ? value : array(value, options)
}

export function full(shape: ShapeLike, value: number | bigint | boolean, options: ArrayOptions = {}): LazyArray {
  knownKeys(options, optionNames)
  return lazy(creation.full(shape, value, options.dtype), options.chunks)
}
export function zeros(shape: ShapeLike, options: ArrayOptions = {}): LazyArray {
  knownKeys(options, optionNames)
  return full(shape, 0, { dtype: "float64", ...options })
}
export function ones(shape: ShapeLike, options: ArrayOptions = {}): LazyArray {
  knownKeys(options, optionNames)
  return full(shape, 1, { dtype: "float64", ...options })
}
/** Zeros: nothing is ever left as it was. */
export function empty(shape: ShapeLike, options: ArrayOptions = {}): LazyArray {
  return zeros(shape, options)
}
export function fullLike(like: Operand, value: number | bigint | boolean, options: ArrayOptions = {}): LazyArray {
  const { shape, dtype } = nodeOf(like)
  return full(shape, value, { dtype, ...options })
}
export function zerosLike(like: Operand, options: ArrayOptions = {}): LazyArray {
  return fullLike(like, 0, options)
}
export function onesLike(like: Operand, options: ArrayOptions = {}): LazyArray {
  return fullLike(like, 1, options)
}
export function emptyLike(like: Operand, options: ArrayOptions = {}): LazyArray {
  return fullLike(like, 0, options)
}

/**
 * Numbers from `start` (0) to before `stop`. They are float64, as all numbers of JavaScript, unless `dtype` says otherwise.
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = await da.arange(2, 10, 3).compute()
 * x.toArray() // => [2, 5, 8]
 * ```
 */
export function arange(stop: number, options?: ArrayOptions): LazyArray
export function arange(start: number, stop: number, options?: ArrayOptions): LazyArray
export function arange(start: number, stop: number, step: number, options?: ArrayOptions): LazyArray
export function arange(...given: (number | ArrayOptions | undefined)[]): LazyArray {
  const last = given.at(-1)
  const isOptions = typeof last === "object"
  const [first, stop, step] = (isOptions ? given.slice(0, -1) : given) as number[]
  const { dtype, chunks }: ArrayOptions = isOptions ? last : {}
  if (isOptions) knownKeys(last, optionNames)
  return lazy(creation.arange(first, stop, step ?? 1, dtype), chunks)
}

/** `num` numbers from `start` to `stop`, `stop` among them. */
export function linspace(start: number, stop: number, num: number = 50, options: LinspaceOptions = {}): LazyArray {
  knownKeys(options, [...optionNames, "endpoint"])
  return lazy(creation.linspace(start, stop, num, options), options.chunks)
}

/** Ones on the diagonal `k` above the main one, zeros elsewhere. */
export function eye(n: number, options: ArrayOptions & { readonly m?: number; readonly k?: number } = {}): LazyArray {
  knownKeys(options, [...optionNames, "m", "k"])
  return lazy(creation.eye(n, options.m ?? n, options.k ?? 0, options.dtype), options.chunks)
}
export function identity(n: number, options: ArrayOptions = {}): LazyArray {
  return eye(n, options)
}
export function tri(n: number, m: number = n, k: number = 0, options: ArrayOptions = {}): LazyArray {
  return lazy(converted(creation.tri(n, m, k), options.dtype ?? "float64"), options.chunks)
}
