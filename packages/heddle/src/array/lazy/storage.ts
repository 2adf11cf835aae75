import { fileURLToPath } from "node:url"
import { OptionError } from "../../core/errors/index.ts"
import { reader } from "../expr/index.ts"
import { copyStrided, NDArray } from "../ndarray/index.ts"
import { readNpyHeader } from "../npy/index.ts"
import { nodeOf } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { cutOf } from "../ops/block-calls.ts"
import { pathOf, writeNpy, writeZarr } from "../run/index.ts"
import type { ComputeOptions, ToZarrOptions } from "../run/index.ts"
import { contiguous } from "../shape/index.ts"
import type { ChunkSpec } from "../shape/index.ts"
import { openZarr, zarrInfo } from "../zarr/index.ts"
import type { ZarrInfo } from "../zarr/index.ts"
import { lazy, LazyArray } from "./lazy-array.ts"

/**
 * The array of a .npy file. Only its header is read now; parts of it are read when they are computed with.
 *
 * @throws OptionError where it is no such file, or of objects
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * await da.toNpy("squares.npy", da.arange(4).square())
 * const squares = await da.fromNpy("squares.npy").compute()
 * squares.toArray() // => [0, 1, 4, 9]
 * ```
 */
export function fromNpy(path: string | URL, options: { readonly chunks?: ChunkSpec } = {}): LazyArray {
  const location = pathOf(path)
  const { shape, dtype } = readNpyHeader(location)
  return lazy(reader({ kind: "npy", location, shape, dtype, chunks: shape }), options.chunks)
}

/** Writes an array to a .npy file, tile by tile, so that it need not fit in memory. Both orders of the first two are taken, as Dask's and NumPy's differ. */
export async function toNpy(
  first: Operand | string | URL,
  second: Operand | string | URL,
  options: ComputeOptions = {},
): Promise<void> {
  const [target, value] =
    typeof first === "string" || first instanceof URL ? [first, second] : [second as string | URL, first]
  await writeNpy(nodeOf(value), target, options)
}

/**
 * The array of a Zarr folder, of format 2 or 3, or at a URL: then it is a promise. Chunks are read when they are computed with.
 * It needs the package zarrita.
 *
 * @throws OptionError where there is no array, or one of a kind that cannot be read
 */
export function fromZarr(location: string, component?: string): LazyArray
export function fromZarr(location: URL, component?: string): LazyArray | Promise<LazyArray>
export function fromZarr(location: string | URL, component?: string): LazyArray | Promise<LazyArray> {
  const base = location instanceof URL && location.protocol === "file:" ? fileURLToPath(location) : String(location)
  const whole = component === undefined ? base : `${base.replace(/\/$/, "")}/${component}`
  const made = ({ shape, dtype, chunks }: Pick<ZarrInfo, "shape" | "dtype" | "chunks">): LazyArray =>
    lazy(reader({ kind: "zarr", location: whole, shape, dtype, chunks }), chunks)
  if (/^https?:/.test(whole)) return openZarr(whole).then(made)
  return made(zarrInfo(whole))
}

/**
 * Writes an array to a Zarr folder, each chunk by whichever thread is free, so that it need not fit in memory.
 *
 * @throws OptionError where there is one already, and `overwrite` is not said
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * await da.toZarr(da.ones([40, 30]), "ones.zarr", { chunks: [20, 30], overwrite: true })
 * await da.fromZarr("ones.zarr").sum().compute() // => 1200
 * ```
 */
export async function toZarr(value: Operand, location: string | URL, options: ToZarrOptions = {}): Promise<void> {
  const { node, chunks } = cutOf(value)
  await writeZarr(node, chunks, location, options)
}

/** Computes an array into elements that are there: an NDArray of the same shape. */
export async function store(source: Operand, target: NDArray, options: ComputeOptions = {}): Promise<void> {
  if (!(target instanceof NDArray))
    throw new OptionError("target", "an NDArray", target, { hint: "files: toNpy() and toZarr()" })
  const node = nodeOf(source)
  if (node.shape.join() !== target.shape.join())
    throw new OptionError("target", `of the shape (${node.shape.join(", ")})`, `(${target.shape.join(", ")})`)
  const result = await new LazyArray(node, undefined).compute(options)
  const flat = NDArray.from(result, target.dtype).flat()
  copyStrided({ data: flat, shape: target.shape, strides: contiguous(target.shape), offset: 0 }, target)
}

export type { ToZarrOptions }
