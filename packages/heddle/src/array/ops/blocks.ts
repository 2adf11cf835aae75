import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { checkDType, itemSize, promoteAll } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { blocks } from "../expr/index.ts"
import type { BlockPart, BlockRange, Node, Trim } from "../expr/index.ts"
import { boundsOf, broadcastShapes, chunksFor, normalizeAxis, shapeText } from "../shape/index.ts"
import type { Chunks, ChunkSpec, Shape } from "../shape/index.ts"
import { padded } from "./padding.ts"
import type { Boundary } from "./padding.ts"

/** An array, and how it is cut. */
export interface Cut {
  readonly node: Node
  readonly chunks: Chunks
}

/** A function for blocks, and what it is given behind them. */
export interface BlockFunction {
  readonly fn: unknown
  readonly name: string
  readonly args: readonly unknown[]
  readonly dtype: DType | undefined
}

function functionOf({ fn, name }: BlockFunction): { readonly fn: Function; readonly name: string } {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  return { fn, name: fn.name === "" ? name : `${name}(${fn.name})` }
}

function dtypeOf({ dtype }: BlockFunction, inputs: readonly Cut[]): DType {
  if (dtype !== undefined) return checkDType(dtype)
  return inputs.length === 0 ? "float64" : promoteAll(inputs.map(({ node }) => node.dtype))
}

function node(
  call: BlockFunction,
  shape: Shape,
  chunks: Chunks,
  inputs: readonly Node[],
  parts: readonly BlockPart[],
  dtype: DType,
  trim?: readonly Trim[],
): Cut {
  const { fn, name } = functionOf(call)
  const made = blocks({
    name,
    fn,
    chunks,
    parts,
    args: call.args,
    isTyped: call.dtype !== undefined,
    trim,
    inputs,
    shape,
    dtype,
  })
  return { node: made, chunks }
}

/** The blocks of an axis as ranges. */
function rangesOf(sizes: readonly number[], of: number): BlockRange {
  const bounds = boundsOf(sizes)
  return { of, from: bounds.slice(0, -1), to: bounds.slice(1) }
}

/** How several arrays that are broadcast to each other are cut together: along each axis as the first that has it. */
function together(inputs: readonly Cut[]): { readonly shape: number[]; readonly chunks: Chunks } {
  const shape = broadcastShapes(...inputs.map((input) => input.node.shape))
  const chunks = shape.map((size, axis) => {
    for (const input of inputs) {
      const own = axis - shape.length + input.node.shape.length
      if (own >= 0 && input.node.shape[own] === size) return input.chunks[own]!
    }
    return [size]
  })
  return { shape, chunks }
}

export interface MapBlocksShape {
  /** The sizes of the blocks that come out, where they are others than those that go in. */
  readonly chunks?: ChunkSpec | undefined
  /** Axes that the function takes away, and that it adds. */
  readonly dropAxis?: number | readonly number[] | undefined
  readonly newAxis?: number | readonly number[] | undefined
}

/** A function of the blocks of arrays that are broadcast to each other. */
export function mapBlocks(call: BlockFunction, inputs: readonly Cut[], options: MapBlocksShape): Cut {
  const { shape, chunks } = together(inputs)
  const list = (value: number | readonly number[] | undefined): readonly number[] =>
    value === undefined ? [] : typeof value === "number" ? [value] : value
  const dropped = list(options.dropAxis).map((axis) => normalizeAxis(axis, shape.length, "dropAxis"))
  const kept = shape.map((_, axis) => axis).filter((axis) => !dropped.includes(axis))
  const added = list(options.newAxis).map((axis) =>
    normalizeAxis(axis, kept.length + list(options.newAxis).length, "newAxis"),
  )
  /** Of each axis of the result, which of the arrays' it is. */
  const order: (number | undefined)[] = [...kept]
  for (const axis of added.toSorted((a, b) => a - b)) order.splice(axis, 0, undefined)
  const before = order.map((axis) => (axis === undefined ? [1] : chunks[axis]!))
  const after = blockSizes(options.chunks, before)
  const parts = inputs.map((input): BlockPart => {
    const lead = shape.length - input.node.shape.length
    return {
      axes: input.node.shape.map((size, own) => {
        const of = order.indexOf(own + lead)
        return of < 0 || (size === 1 && shape[own + lead] !== 1) ? undefined : rangesOf(chunks[own + lead]!, of)
      }),
    }
  })
  const sizes = after.map((axis) => axis.reduce((a, b) => a + b, 0))
  return node(
    call,
    sizes,
    after,
    inputs.map((input) => input.node),
    parts,
    dtypeOf(call, inputs),
  )
}

/** What is said of the blocks that come out: a size along each axis, or all of them. As many blocks as go in. */
function blockSizes(spec: ChunkSpec | undefined, before: Chunks): Chunks {
  if (spec === undefined) return before
  const list = typeof spec === "number" ? before.map(() => spec) : spec
  if (!Array.isArray(list) || list.length !== before.length) {
    throw new OptionError("chunks", `a size, or a list of sizes, for each of ${before.length} axes of the result`, spec)
  }
  return before.map((sizes, axis) => {
    const own: unknown = list[axis]
    if (typeof own === "number" && Number.isInteger(own) && own >= 0) return sizes.map(() => own)
    if (Array.isArray(own) && own.length === sizes.length && own.every((one) => Number.isInteger(one) && one >= 0))
      return own as number[]
    throw new OptionError("chunks", `along axis ${axis} a size, or ${sizes.length} of them, one for each block`, own)
  })
}

/** An array that a function makes block by block, of nothing. */
export function fromBlocks(call: BlockFunction, shape: Shape, spec: ChunkSpec | undefined): Cut {
  const dtype = dtypeOf(call, [])
  return node(call, shape, chunksFor(spec, shape, itemSize(dtype)), [], [], dtype)
}

/** Elements around a block that its function sees: one number, one for each axis, or by axis; in front and behind. */
export type Depth =
  | number
  | readonly (number | readonly [number, number])[]
  | Readonly<Record<number, number | readonly [number, number]>>

export interface OverlapOptions {
  readonly depth: Depth
  /** What stands beyond the ends: mirrored, from the other end, the last element again, a number, or nothing. Default: nothing. */
  readonly boundary?: Boundary | readonly Boundary[] | Readonly<Record<number, Boundary>> | undefined
  /** false: what the function gives for the elements around stays. */
  readonly trim?: boolean | undefined
}

function perAxis<T>(value: unknown, rank: number, missing: T): T[] {
  if (typeof value !== "object" || value === null) return Array.from({ length: rank }, () => (value ?? missing) as T)
  if (Array.isArray(value)) {
    if (value.length === rank) return value as T[]
    throw new OptionError("depth", `one for each of ${rank} axes`, value)
  }
  const named = value as Readonly<Record<number, T>>
  return Array.from({ length: rank }, (_, axis) => named[axis] ?? named[axis - rank] ?? missing)
}

/** A function of blocks with some elements around them. */
export function mapOverlap(call: BlockFunction, inputs: readonly Cut[], options: OverlapOptions): Cut {
  const { shape, chunks } = together(inputs)
  const rank = shape.length
  const depths = perAxis<number | readonly [number, number]>(options.depth, rank, 0).map((one, axis) => {
    const pair = typeof one === "number" ? [one, one] : [one[0], one[1]]
    for (const side of pair) {
      if (Number.isInteger(side) && side >= 0 && side <= shape[axis]!) continue
      throw new OptionError("depth", `along axis ${axis} from 0 to ${shape[axis]}, which is its length`, side)
    }
    return pair as [number, number]
  })
  const boundaries = perAxis<Boundary>(options.boundary, rank, "none")
  const trims: Trim[] = []
  const ranges = chunks.map((sizes, axis): BlockRange => {
    const bounds = boundsOf(sizes)
    const [front, back] = depths[axis]!
    // What stands beyond the ends is there as elements.
    const isOpen = boundaries[axis] === "none"
    const from = sizes.map((_, b) => (isOpen ? Math.max(0, bounds[b]! - front) : bounds[b]!))
    const to = sizes.map((_, b) =>
      isOpen ? Math.min(shape[axis]!, bounds[b + 1]! + back) : bounds[b + 1]! + front + back,
    )
    trims.push({
      front: sizes.map((_, b) => (isOpen ? bounds[b]! - from[b]! : front)),
      back: sizes.map((_, b) => (isOpen ? to[b]! - bounds[b + 1]! : back)),
    })
    return { of: axis, from, to }
  })
  const grown = inputs.map((input) => {
    const lead = rank - input.node.shape.length
    return input.node.shape.reduce(
      (one, size, own) =>
        size === 1 && shape[own + lead] !== 1 ? one : padded(one, own, depths[own + lead]!, boundaries[own + lead]!),
      input.node,
    )
  })
  const parts = inputs.map((input): BlockPart => {
    const lead = rank - input.node.shape.length
    return {
      axes: input.node.shape.map((size, own) =>
        size === 1 && shape[own + lead] !== 1 ? undefined : ranges[own + lead],
      ),
    }
  })
  const isTrimmed = options.trim !== false
  const after = isTrimmed ? chunks : ranges.map(({ from, to }) => from.map((one, b) => to[b]! - one))
  const sizes = after.map((axis) => axis.reduce((a, b) => a + b, 0))
  return node(call, sizes, after, grown, parts, dtypeOf(call, inputs), isTrimmed ? trims : undefined)
}

/** An array, and what its axes are called. */
export interface Indexed extends Cut {
  readonly index: string
}

/** A function of blocks by the names of their axes; along axes that the result has not, it is given all. */
export function blockwise(
  call: BlockFunction,
  out: string,
  inputs: readonly Indexed[],
  newAxes: Readonly<Record<string, number>>,
  adjust: Readonly<Record<string, number | ((size: number) => number)>>,
): Cut {
  const known = new Map<string, readonly number[]>()
  const sizes = new Map<string, number>()
  for (const { node: input, chunks, index } of inputs) {
    if (index.length !== input.shape.length)
      throw new OptionError("index", `a letter for each axis of ${shapeText(input.shape)}`, index)
    for (const [axis, letter] of index.split("").entries()) {
      const size = input.shape[axis]!
      const before = sizes.get(letter)
      if (before === undefined || before === 1) {
        sizes.set(letter, size)
        known.set(letter, chunks[axis]!)
      } else if (size !== 1 && size !== before) {
        throw new ShapeError(`axis ${letter} has ${before} elements in one array and ${size} in another`)
      }
    }
  }
  const inner = out.split("").map((letter): readonly number[] => {
    const own = known.get(letter) ?? (newAxes[letter] === undefined ? undefined : [newAxes[letter]])
    if (own === undefined)
      throw new OptionError("outIndex", `of letters that arrays have, or with newAxes: ${letter} is none`, out)
    return own
  })
  const after = inner.map((list, axis) => {
    const change = adjust[out[axis]!]
    return change === undefined ? list : list.map((size) => (typeof change === "number" ? change : change(size)))
  })
  const parts = inputs.map(({ node: input, index }): BlockPart => ({
    axes: index.split("").map((letter, axis) => {
      const of = out.indexOf(letter)
      return of < 0 || (input.shape[axis] === 1 && sizes.get(letter) !== 1) ? undefined : rangesOf(inner[of]!, of)
    }),
  }))
  const shape = after.map((list) => list.reduce((a, b) => a + b, 0))
  return node(
    call,
    shape,
    after,
    inputs.map((input) => input.node),
    parts,
    dtypeOf(call, inputs),
  )
}
