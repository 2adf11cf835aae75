import { arrayOf, itemSize } from "../dtype/index.ts"
import { copyStrided, NDArray } from "../ndarray/index.ts"
import { boundsOf, sizeOf } from "../shape/index.ts"
import { BlockMemory } from "./block-memory.ts"
import { resultOf } from "./block-results.ts"
import { writeBlock } from "./block-writing.ts"
import type { Boxes } from "./block-writing.ts"
import { eachIndex } from "./boxes.ts"
import type { BlocksSource, Program, Tools } from "./program.ts"

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
  /** undefined: it was read, and is gone. */
  given: NDArray | undefined
  readonly size: readonly number[]
  tile: number
  /** All of it, at once: nobody reads an element twice. */
  isRead: boolean
}

/** What computes the blocks that functions are given. */
export interface BlockMaker extends Boxes {
  readonly tools: Tools
  prepareWhole(program: Program, lo: readonly number[], size: readonly number[]): Promise<void> | undefined
}

/** Blocks that the program's functions have made, as long as a tile needs them. */
export class Blocks implements Disposable {
  readonly #evaluator: BlockMaker
  readonly #memory = new BlockMemory()
  readonly #made = new Map<string, Made>()
  /** What was made last, and the blocks that its function was given. */
  #last: { readonly made: Made; readonly buffers: readonly ArrayBuffer[] } | undefined
  #tile = 0

  constructor(evaluator: BlockMaker) {
    this.#evaluator = evaluator
  }

  [Symbol.dispose](): void {
    this.#memory.giveBack(this.#last?.buffers ?? [])
    this.#memory[Symbol.dispose]()
  }

  /** What was read is dropped, and what neither the tile before nor this one asks for. */
  beginTile(): void {
    for (const [key, { tile, isRead }] of this.#made) if (isRead || tile < this.#tile) this.#made.delete(key)
    this.#tile++
  }

  async prepare(source: BlocksSource, lo: readonly number[], size: readonly number[]): Promise<void> {
    for (const at of blocksIn(source, lo, size)) {
      const key = `${source.number}:${at.join(",")}`
      const known = this.#made.get(key)
      if (known?.given === undefined) this.#made.set(key, await this.#make(source, at))
      else {
        known.tile = this.#tile
        known.isRead = false
      }
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
      const made = this.#made.get(`${source.number}:${at.join(",")}`)!
      const { size: own } = made
      const { data, strides: inside, offset: first } = made.given!
      const begins = at.map((b, axis) => boundsOf(source.chunks[axis]!)[b]!)
      const from = begins.map((begin, axis) => Math.max(lo[axis]!, begin))
      const count = begins.map((begin, axis) => Math.min(lo[axis]! + size[axis]!, begin + own[axis]!) - from[axis]!)
      const offset = (base: readonly number[], step: readonly number[]): number =>
        from.reduce((sum, start, axis) => sum + (start - base[axis]!) * step[axis]!, 0)
      copyStrided(
        { data, shape: count, strides: inside, offset: first + offset(begins, inside) },
        { data: target, shape: count, strides, offset: address / source.bytes + offset(lo, strides) },
      )
      if (count.every((one, axis) => one === own[axis])) made.isRead = true
    }
  }

  async #make(source: BlocksSource, at: readonly number[]): Promise<Made> {
    this.#settle()
    const evaluator = this.#evaluator
    const buffers: ArrayBuffer[] = []
    try {
      const blocks: NDArray[] = []
      for (const { program, shape, part } of source.inputs) {
        const ranges = part.axes.map((range, axis) =>
          range === undefined
            ? ([0, shape[axis]!] as const)
            : ([range.from[at[range.of]!]!, range.to[at[range.of]!]!] as const),
        )
        const lo = ranges.map(([from]) => from)
        const size = ranges.map(([from, to]) => to - from)
        const buffer = this.#memory.take(sizeOf(size) * itemSize(program.dtype))
        buffers.push(buffer)
        const elements = arrayOf(program.dtype, buffer)
        const wait = evaluator.prepareWhole(program, lo, size)
        if (wait !== undefined) await wait
        writeBlock(evaluator, program, { lo, size }, elements, wait === undefined)
        blocks.push(new NDArray(elements, size, { dtype: program.dtype }))
      }
      const size = at.map((b, axis) => source.chunks[axis]![b]!)
      const args: unknown[] = [...blocks, ...source.args, infoOf(source, at, size)]
      let result: unknown
      try {
        result = await (evaluator.tools.functions[source.fn]!(...args) as unknown)
      } catch (error) {
        throw located(error, source, at)
      }
      const made = { given: resultOf(result, source, at), size, tile: this.#tile, isRead: false }
      this.#last = { made, buffers }
      return made
    } catch (error) {
      this.#memory.giveBack(buffers)
      throw error
    }
  }

  /**
   * What the last function gave may be its block, or what it writes over when it is called again: what is yet to be read of it is
   * copied, and its blocks are taken back.
   */
  #settle(): void {
    if (this.#last === undefined) return
    const { made, buffers } = this.#last
    this.#last = undefined
    if (made.isRead) made.given = undefined
    else made.given = made.given!.copy()
    this.#memory.giveBack(buffers)
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
