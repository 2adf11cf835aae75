import { itemSize } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { chunksFor } from "../shape/index.ts"
import type { Chunks } from "../shape/index.ts"
import type { Cut, BlockFunction, MapBlocksShape, OverlapOptions } from "./blocks.ts"
import { mapBlocks, mapOverlap } from "./blocks.ts"
import { Holder, nodeOf } from "./operand.ts"
import type { Operand } from "./operand.ts"
import { OptionError } from "../../core/errors/index.ts"

/** What a function of blocks gives: an array, a typed array, lists, a number; or a promise of it. */
export type BlockResult = unknown

/** Options of functions of blocks. */
export interface BlockOptions {
  /** What comes out, which is converted to that. Default: what goes in. */
  readonly dtype?: DType
  /** Values that the function is given behind the blocks. */
  readonly args?: readonly unknown[]
}

export interface MapBlocksOptions extends BlockOptions, MapBlocksShape {}
export interface MapOverlapOptions extends BlockOptions, OverlapOptions {}

export type BlockFn = (...blocks: never[]) => BlockResult

/** An operand in its own chunks, or in those that suit it. */
export function cutOf(value: Operand): Cut {
  const node = nodeOf(value)
  const own = value instanceof Holder && "chunks" in value ? (value.chunks as Chunks) : undefined
  return { node, chunks: own ?? chunksFor("auto", node.shape, itemSize(node.dtype)) }
}

/** The arrays, the function and the options of a call, whichever of the first two comes first. */
export function partsOf(given: readonly unknown[]): {
  readonly fn: unknown
  readonly arrays: readonly Operand[]
  readonly options: object
} {
  const last = given.at(-1)
  const isOptions = typeof last === "object" && last !== null && Object.getPrototypeOf(last) === Object.prototype
  const rest = isOptions ? given.slice(0, -1) : given
  const fn = rest.find((one) => typeof one === "function")
  const arrays = rest.filter((one) => one !== fn) as readonly Operand[]
  return { fn, arrays, options: isOptions ? last : {} }
}

export function callOf(name: string, fn: unknown, { args = [], dtype }: BlockOptions): BlockFunction {
  return { fn, name, args, dtype }
}

/** `mapBlocks` of what it is called with. */
export function mapBlocksOf(given: readonly unknown[]): Cut {
  const { fn, arrays, ...rest } = partsOf(given)
  const options = rest.options as MapBlocksOptions
  return mapBlocks(callOf("mapBlocks", fn, options), arrays.map(cutOf), options)
}

export function mapOverlapOf(given: readonly unknown[]): Cut {
  const { fn, arrays, ...rest } = partsOf(given)
  const options = rest.options as MapOverlapOptions
  if (options.depth === undefined) {
    throw new OptionError("depth", "how many elements around a block are seen", undefined)
  }
  if (arrays.length === 0) throw new OptionError("arrays", "at least one", arrays)
  return mapOverlap(callOf("mapOverlap", fn, options), arrays.map(cutOf), options)
}
