import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { arrayOf, dtypeOf, fromScalar, promote } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { copyStrided, NDArray } from "../ndarray/index.ts"
import { boundsOf, contiguous, shapeText, sizeOf } from "../shape/index.ts"
import { eachIndex } from "./boxes.ts"
import type { BlocksSource, Program, Tools } from "./program.ts"
import type { Workspace } from "./workspace.ts"

/** What a function is told of the block that it makes, as its last argument. */
export interface BlockInfo {
  /** Its number along each axis. */
  readonly blockId: readonly number[]
  /** How many blocks there are along each axis. */
  readonly numBlocks: readonly number[]
  /** Where it lies in the whole: from and to along each axis. */
  readonly location: readonly (readonly [from: number, to: number])[]
  /** Of the block and of the whole. */
  readonly chunkShape: readonly number[]
  readonly shape: readonly number[]
}

interface Made {
  readonly elements: Elements
  readonly size: readonly number[]
  tile: number
}

/** What computes the blocks that functions are given. */
export interface BlockMaker {
  readonly tools: Tools
  readonly workspace: Workspace
  prepareWhole(program: Program, lo: readonly number[], size: readonly number[]): Promise<void> | undefined
  copyOf(program: Program, lo: readonly number[], size: readonly number[]): NDArray
}

/** Blocks that the program's functions have made, as long as a tile needs them. */
export class Blocks {
  readonly #evaluator: BlockMaker
  readonly #made = new Map<string, Made>()
  #tile = 0

  constructor(evaluator: BlockMaker) {
    this.#evaluator = evaluator
  }

  /** What neither the tile before nor this one asks for is dropped. */
  beginTile(): void {
    for (const [key, { tile }] of this.#made) if (tile < this.#tile) this.#made.delete(key)
    this.#tile++
  }

  async prepare(source: BlocksSource, lo: readonly number[], size: readonly number[]): Promise<void> {
    for (const at of blocksIn(source, lo, size)) {
      const key = `${source.number}:${at.join(",")}`
      const known = this.#made.get(key)
      if (known !== undefined) known.tile = this.#tile
      else this.#made.set(key, await this.#make(source, at))
    }
  }

  /** Copies what was made into a box. */
  fill(
    source: BlocksSource,
    { lo, size }: { readonly lo: readonly number[]; readonly size: readonly number[] },
    address: number,
    strides: readonly number[],
  ): void {
    const target = this.#evaluator.workspace.elements(source.dtype)
    for (const at of blocksIn(source, lo, size)) {
      const { elements, size: own } = this.#made.get(`${source.number}:${at.join(",")}`)!
      const begins = at.map((b, axis) => boundsOf(source.chunks[axis]!)[b]!)
      const from = begins.map((begin, axis) => Math.max(lo[axis]!, begin))
      const count = begins.map((begin, axis) => Math.min(lo[axis]! + size[axis]!, begin + own[axis]!) - from[axis]!)
      const inside = contiguous(own)
      const offset = (base: readonly number[], step: readonly number[]): number =>
        from.reduce((sum, start, axis) => sum + (start - base[axis]!) * step[axis]!, 0)
      copyStrided(
        { data: elements, shape: count, strides: inside, offset: offset(begins, inside) },
        { data: target, shape: count, strides, offset: address / source.bytes + offset(lo, strides) },
      )
    }
  }

  async #make(source: BlocksSource, at: readonly number[]): Promise<Made> {
    const blocks: NDArray[] = []
    const evaluator = this.#evaluator
    for (const { program, shape, part } of source.inputs) {
      const ranges = part.axes.map((range, axis) =>
        range === undefined
          ? ([0, shape[axis]!] as const)
          : ([range.from[at[range.of]!]!, range.to[at[range.of]!]!] as const),
      )
      const lo = ranges.map(([from]) => from)
      const size = ranges.map(([from, to]) => to - from)
      await evaluator.prepareWhole(program, lo, size)
      blocks.push(evaluator.copyOf(program, lo, size))
    }
    const size = at.map((b, axis) => source.chunks[axis]![b]!)
    const args: unknown[] = [...blocks, ...source.args, infoOf(source, at, size)]
    let result: unknown
    try {
      result = await (evaluator.tools.functions[source.fn]!(...args) as unknown)
    } catch (error) {
      throw located(error, source, at)
    }
    const whole = size.map(
      (one, axis) => one + (source.trim?.[axis]?.front[at[axis]!] ?? 0) + (source.trim?.[axis]?.back[at[axis]!] ?? 0),
    )
    const given = asArray(result, source, at)
    // A scalar, or a block of size 1 along an axis, stands for all.
    if (
      sizeOf(given.shape) !== sizeOf(whole) ||
      given.shape.filter((one) => one !== 1).join() !== whole.filter((one) => one !== 1).join()
    ) {
      throw new ShapeError(
        `${source.name} gave ${shapeText(given.shape)} for block [${at.join(", ")}], whose shape is ${shapeText(whole)}`,
        {
          hint: "say what comes out of it: `chunks` has the sizes of its blocks, `dropAxis` and `newAxis` the axes that go and come",
        },
      )
    }
    if (!source.isTyped && promote(given.dtype, source.dtype) !== source.dtype) {
      throw new OptionError("dtype", `given: ${source.name} makes ${given.dtype} of ${source.dtype}`, undefined, {
        hint: `add { dtype: "${given.dtype}" }`,
      })
    }
    const trimmed = given.reshape(whole).slice(
      whole.map((one, axis) => {
        const trim = source.trim?.[axis]
        return { start: trim?.front[at[axis]!] ?? 0, stop: one - (trim?.back[at[axis]!] ?? 0) }
      }),
    )
    return { elements: trimmed.astype(source.dtype).flat(), size, tile: this.#tile }
  }
}

function infoOf(source: BlocksSource, at: readonly number[], size: readonly number[]): BlockInfo {
  const begins = at.map((b, axis) => boundsOf(source.chunks[axis]!)[b]!)
  return {
    blockId: at,
    numBlocks: source.chunks.map((sizes) => sizes.length),
    location: begins.map((from, axis) => [from, from + size[axis]!] as const),
    chunkShape: size,
    shape: source.shape,
  }
}

/** The numbers of the blocks that a box touches. */
function blocksIn(source: BlocksSource, lo: readonly number[], size: readonly number[]): number[][] {
  const found: number[][] = []
  const along = source.chunks.map((sizes, axis) => {
    const bounds = boundsOf(sizes)
    return sizes.flatMap((one, b) =>
      one > 0 && bounds[b]! < lo[axis]! + size[axis]! && bounds[b + 1]! > lo[axis]! ? [b] : [],
    )
  })
  eachIndex(
    along.map((list) => list.length),
    (index) => found.push(index.map((i, axis) => along[axis]![i]!)),
  )
  return found
}

function asArray(result: unknown, source: BlocksSource, at: readonly number[]): NDArray {
  if (result instanceof NDArray) return result
  const other = result as { readonly data?: unknown; readonly shape?: unknown; readonly dtype?: DType }
  if (typeof result === "object" && result !== null && ArrayBuffer.isView(other.data) && Array.isArray(other.shape)) {
    return new NDArray(other.data as Elements, other.shape as number[], { dtype: other.dtype ?? dtypeOf(other.data)! })
  }
  if (ArrayBuffer.isView(result) && dtypeOf(result) !== undefined) {
    const flat = result as Elements
    const size = at.map(
      (b, axis) =>
        source.chunks[axis]![b]! + (source.trim?.[axis]?.front[b] ?? 0) + (source.trim?.[axis]?.back[b] ?? 0),
    )
    // A flat list has the block's shape.
    return new NDArray(flat, flat.length === sizeOf(size) ? size : [flat.length])
  }
  if (
    typeof result === "boolean" ||
    typeof result === "number" ||
    typeof result === "bigint" ||
    Array.isArray(result)
  ) {
    return NDArray.from(result as number)
  }
  if (typeof result === "object" && result !== null && Symbol.iterator in result) {
    // A generator's numbers, in C order.
    return asArray(arrayOfValues([...(result as Iterable<number>)], source.dtype), source, at)
  }
  const what = result === undefined ? "nothing" : `a ${result === null ? "null" : typeof result}`
  throw new ShapeError(`${source.name} gave ${what} for block [${at.join(", ")}]`, {
    hint: "a block is an NDArray, a typed array, a list of numbers or a number",
  })
}

function arrayOfValues(values: readonly (number | bigint | boolean)[], dtype: DType): Elements {
  const elements = arrayOf(dtype, values.length)
  for (const [i, value] of values.entries()) elements[i] = fromScalar(dtype, value)
  return elements
}

/** Says of an error where it was thrown, if it can be told. */
function located(error: unknown, source: BlocksSource, at: readonly number[]): unknown {
  if (!(error instanceof Error) || Object.isFrozen(error)) return error
  try {
    Object.defineProperty(error, "block", { value: [...at], enumerable: true, configurable: true, writable: true })
    error.message = `${error.message} (in block [${at.join(", ")}] of ${source.name})`
  } catch {
    // It is what it is.
  }
  return error
}
