import { OptionError, ShapeError } from "../../core/errors/index.ts"
import type { NDArray } from "../ndarray/index.ts"
import { callOf, cutOf, mapBlocksOf, mapOverlapOf, partsOf } from "../ops/block-calls.ts"
import type { BlockFn, BlockOptions, BlockResult, MapBlocksOptions, MapOverlapOptions } from "../ops/block-calls.ts"
import { blockwise as blockwiseNode, fromBlocks as fromBlocksNode } from "../ops/blocks.ts"
import type { Cut, Indexed } from "../ops/blocks.ts"
import { Holder } from "../ops/index.ts"
import type { Operand } from "../ops/index.ts"
import { broadcastShapes, checkShape } from "../shape/index.ts"
import type { ChunkSpec, ShapeLike } from "../shape/index.ts"
import type { BlockInfo } from "../tile/index.ts"
import { LazyArray } from "./lazy-array.ts"

function whole({ node, chunks }: Cut): LazyArray {
  return new LazyArray(node, chunks)
}

/**
 * A function of each block, in the workers: it is given the blocks of all arrays, `args`, and at last where the block lies
 * (`BlockInfo`). It may be async, and each block is made once. What it throws comes out of `compute()` as it was thrown, with the
 * block's number.
 *
 * A block is a copy that the function may write into, and it is there during the call: until the function returns, or what it
 * promises is there. Its memory is then used for other blocks, and who has kept it finds it empty. `block.copy()` is for keeps. What is
 * returned may be the block, or a part of it.
 *
 * @throws OptionError, ShapeError
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.arange(6, { chunks: 3 })
 * const numbered = (block: da.NDArray<"float64">, { blockId }: da.BlockInfo) => block.data.map((v) => 10 * v + blockId[0]!)
 * const y = await da.mapBlocks(numbered, x).compute()
 * y.toArray() // => [0, 10, 20, 31, 41, 51]
 * ```
 */
export function mapBlocks(fn: BlockFn, ...rest: (Operand | MapBlocksOptions)[]): LazyArray {
  const { fn: found, arrays, ...given } = partsOf([fn, ...rest])
  if (arrays.length > 0) return whole(mapBlocksOf([fn, ...rest]))
  const options = given.options as MapBlocksOptions & { readonly shape?: ShapeLike }
  if (options.shape === undefined) {
    throw new OptionError("arrays", "at least one, or { shape, chunks, dtype } of what comes out", arrays)
  }
  const call = callOf("mapBlocks", found, options)
  return whole(fromBlocksNode(call, checkShape(options.shape), options.chunks))
}

/** An array whose blocks a function makes, of where they lie alone. */
export function fromBlocks(
  fn: (info: BlockInfo) => BlockResult,
  options: BlockOptions & { readonly shape: ShapeLike; readonly chunks?: ChunkSpec },
): LazyArray {
  return whole(fromBlocksNode(callOf("fromBlocks", fn, options), checkShape(options.shape), options.chunks))
}

/**
 * A function of each block with some elements around it: what filters and stencils need. What it gives for those is cut away. Blocks are
 * there during the call, as those of `mapBlocks`.
 *
 * @throws OptionError where `depth` is more than the axis has
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.arange(6, { chunks: 2 })
 * const sums = ({ data }: da.NDArray<"float64">) => data.map((v, i) => v + (data[i - 1] ?? 0))
 * const y = await da.mapOverlap(sums, x, { depth: 1, boundary: 0 }).compute()
 * y.toArray() // => [0, 1, 3, 5, 7, 9]
 * ```
 */
export function mapOverlap(fn: BlockFn | Operand, ...rest: (Operand | BlockFn | MapOverlapOptions)[]): LazyArray {
  return whole(mapOverlapOf([fn, ...rest]))
}

export interface BlockwiseOptions extends BlockOptions {
  /** Axes that the result has and no array, by their sizes. */
  readonly newAxes?: Readonly<Record<string, number>>
  /** What becomes of the sizes of blocks along an axis. */
  readonly adjustChunks?: Readonly<Record<string, number | ((size: number) => number)>>
}

/**
 * A function of blocks by letters for axes, as in Einstein's notation: `blockwise(fn, "ij", a, "ik", b, "kj")` is given, for each
 * block of the result, the rows of `a` and the columns of `b`, whole along `k`. They are there during the call, as those of `mapBlocks`.
 */
export function blockwise(fn: BlockFn, outIndex: string, ...rest: (Operand | string | BlockwiseOptions)[]): LazyArray {
  const { arrays: pairs, ...given } = partsOf(rest)
  const options = given.options as BlockwiseOptions
  const inputs: Indexed[] = []
  for (let i = 0; i < pairs.length; i += 2) {
    const index: unknown = pairs[i + 1]
    if (typeof index !== "string") throw new OptionError(`index ${i / 2}`, "letters for the array's axes", index)
    inputs.push({ ...cutOf(pairs[i]!), index })
  }
  return whole(
    blockwiseNode(
      callOf("blockwise", fn, options),
      outIndex,
      inputs,
      options.newAxes ?? {},
      options.adjustChunks ?? {},
    ),
  )
}

export interface GufuncOptions extends BlockOptions {
  /** Sizes of axes that only the results have. */
  readonly outputSizes?: Readonly<Record<string, number>>
  /** true: `fn` is called for each place along the other axes, with arrays of the core axes alone. */
  readonly vectorize?: boolean
  /** false: an array that is cut along a core axis is an error. Default: it is put together. */
  readonly allowRechunk?: boolean
}

const signatureRule = 'like NumPy\'s, e.g. "(i),(i)->()"'

/**
 * A function that knows its last axes, NumPy's generalised ufunc: `"(i)->()"` takes vectors and gives numbers. It is given blocks
 * along all axes before, which are there during the call, as those of `mapBlocks`. With several results, `"(i)->(),()"`, there are as
 * many arrays, and the function is called for each.
 *
 * @throws ShapeError where core axes of one name differ, or the others do not go together
 */
export function applyGufunc(
  fn: BlockFn,
  signature: string,
  ...rest: (Operand | GufuncOptions)[]
): LazyArray | LazyArray[] {
  const { arrays, ...given } = partsOf(rest)
  const options = given.options as GufuncOptions
  const [left, right] = typeof signature === "string" ? signature.split("->") : []
  const cores = (text: string | undefined): string[][] => {
    const found = [...(text ?? "").matchAll(/\(([^()]*)\)/g)].map(([, inner]) =>
      inner!
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    )
    if (text === undefined || found.length === 0) throw new OptionError("signature", signatureRule, signature)
    return found
  }
  const [inputs, outputs] = [cores(left), cores(right)]
  if (inputs.length !== arrays.length)
    throw new OptionError("arrays", `${inputs.length}, as the signature has`, arrays.length)
  const cuts = arrays.map(cutOf)
  const sizes = new Map<string, number>(Object.entries(options.outputSizes ?? {}))
  const loops: number[][] = []
  for (const [i, { node, chunks }] of cuts.entries()) {
    const names = inputs[i]!
    const lead = node.shape.length - names.length
    if (lead < 0)
      throw new ShapeError(
        `array ${i} has ${node.shape.length} axes, and its core ${names.length}: (${names.join(",")})`,
      )
    loops.push(node.shape.slice(0, lead))
    for (const [j, name] of names.entries()) {
      const size = node.shape[lead + j]!
      const known = sizes.get(name)
      if (known !== undefined && known !== size)
        throw new ShapeError(`core axis ${name} has different lengths: ${known} and ${size}`)
      sizes.set(name, size)
      if (options.allowRechunk === false && chunks[lead + j]!.length > 1) {
        throw new ShapeError(`core axis ${name} of array ${i} consists of multiple chunks`, {
          hint: "rechunk it to one, or leave allowRechunk out",
        })
      }
    }
  }
  const loop = loopShape(loops)
  const letters = loop.map((_, axis) => String.fromCodePoint(0xe000 + axis))
  const coreLetters = new Map<string, string>()
  for (const name of [...inputs, ...outputs].flat())
    if (!coreLetters.has(name)) coreLetters.set(name, String.fromCodePoint(0xe100 + coreLetters.size))
  const indexed = cuts.map(({ node, chunks }, i): Indexed => {
    const lead = loops[i]!.length
    const names = inputs[i]!.map((name) => coreLetters.get(name)!)
    // Core axes are one block each.
    const own = chunks.map((list, axis) => (axis < lead ? list : [node.shape[axis]!]))
    return { node, chunks: own, index: [...letters.slice(letters.length - lead), ...names].join("") }
  })
  const results = outputs.map((names, which) => {
    const out = [...letters, ...names.map((name) => coreLetters.get(name)!)].join("")
    const newAxes: Record<string, number> = {}
    for (const name of names) {
      if (inputs.flat().includes(name)) continue
      const size = sizes.get(name)
      if (size === undefined) throw new OptionError("outputSizes", `the size of ${name}`, options.outputSizes)
      newAxes[coreLetters.get(name)!] = size
    }
    const call = callOf("applyGufunc", gufuncBlock, {
      ...(options.dtype !== undefined && { dtype: options.dtype }),
      args: [
        fn,
        {
          count: outputs.length,
          which,
          vectorize: options.vectorize === true,
          cores: inputs.map((list) => list.length),
          core: names.map((name) => sizes.get(name)!),
        },
        ...(options.args ?? []),
      ],
    })
    return whole(blockwiseNode(call, out, indexed, newAxes, {}))
  })
  return outputs.length === 1 ? results[0]! : results
}

function loopShape(loops: readonly number[][]): number[] {
  try {
    return broadcastShapes(...loops)
  } catch (error) {
    throw new ShapeError("the axes before the core have different lengths", { cause: error as Error })
  }
}

interface Gufunc {
  readonly count: number
  readonly which: number
  readonly vectorize: boolean
  /** How many core axes each array has. */
  readonly cores: readonly number[]
  /** The core of the result. */
  readonly core: readonly number[]
}

/** What a worker calls for a block of a generalised ufunc. */
export async function gufuncBlock(...given: unknown[]): Promise<unknown> {
  const blocks = given.filter((one): one is NDArray => one instanceof Object && "strides" in one)
  const [fn, how, ...args] = given.slice(blocks.length, -1) as [Function, Gufunc, ...unknown[]]
  const pick = (result: unknown): unknown => (how.count === 1 ? result : (result as readonly unknown[])[how.which])
  if (!how.vectorize) return pick(await (fn(...blocks, ...args) as unknown))
  const loop = broadcastShapes(...blocks.map(({ shape }, i) => shape.slice(0, shape.length - how.cores[i]!)))
  const results: unknown[] = []
  const at = loop.map(() => 0)
  const count = loop.reduce((a, b) => a * b, 1)
  for (let done = 0; done < count; done++) {
    const cores = blocks.map((block, i) => {
      const lead = block.shape.length - how.cores[i]!
      const index = block.shape.slice(0, lead).map((size, axis) => (size === 1 ? 0 : at[axis + loop.length - lead]!))
      const core = block.slice(index)
      return core.ndim === 0 ? core.item() : core
    })
    results.push(pick(await (fn(...cores, ...args) as unknown)))
    let axis = loop.length - 1
    while (axis >= 0 && ++at[axis]! === loop[axis]) at[axis--] = 0
  }
  const flat = results.flatMap((result) => flattened(result))
  return { data: Float64Array.from(flat, Number), shape: [...loop, ...how.core] }
}

function flattened(result: unknown): unknown[] {
  if (result instanceof Holder)
    throw new OptionError("result", "elements, not an array that has yet to be computed", result)
  if (typeof result !== "object" || result === null) return [result]
  if ("flat" in result && "strides" in result) return Array.from((result as NDArray).flat() as ArrayLike<number>)
  if (ArrayBuffer.isView(result)) return Array.from(result as unknown as ArrayLike<number>)
  return (result as unknown[]).flat(Number.POSITIVE_INFINITY)
}

export type { BlockOptions, BlockResult, MapBlocksOptions, MapOverlapOptions }
