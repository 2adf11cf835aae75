import { itemSize } from "../dtype/index.ts"
import { largestSize, sizeOf } from "../shape/index.ts"
import { boxOf, mostHeld, square } from "../tile/index.ts"
import type { Cuts, Filled, Program, Source } from "../tile/index.ts"

/** Elements of a tile: its buffers fit in the cache of one processor. */
export const tileElements = 65_536
/** Along the last axis tiles begin at multiples of this, as random numbers do. */
const grain = 256

/** What is known by program and size of the box: parts of parts lead to the same ones again and again. */
type Known = Map<Program, Map<string, number>>

/** Bytes of the buffers that a box of a program takes. */
export function bytesOf(program: Program, whole: readonly number[], known: Known = new Map()): number {
  let own = known.get(program)
  if (own === undefined) known.set(program, (own = new Map()))
  const key = whole.join()
  let bytes = own.get(key)
  if (bytes === undefined) own.set(key, (bytes = bytesOfBox(program, whole, known)))
  return bytes
}

function bytesOfBox(program: Program, whole: readonly number[], known: Known): number {
  const { across } = program
  const size =
    across === undefined
      ? whole
      : whole.map((one, d) => (d === across || d === whole.length - 1 ? Math.min(one, square) : one))
  const lo = size.map(() => 0)
  let [own, nested] = [0, 0]
  for (const leaf of program.leaves) {
    const { source } = leaf
    if (source.k === "memory" || source.k === "index") continue
    const box = boxOf(leaf, lo, size)
    const extent = box.size.map((one, a) => Math.min(one, Math.max(1, source.shape[a]!)))
    if (program.kernel >= 0) own += round(sizeOf(extent) * source.bytes)
    nested = Math.max(nested, bytesOfSource(source, extent, known))
  }
  return own + nested
}

function bytesOfSource(source: Filled, size: readonly number[], known: Known): number {
  const inside = (program: Program, box: readonly number[]): number =>
    bytesOf(
      program,
      program.dims.map((axis) => box[axis]!),
      known,
    )
  switch (source.k) {
    case "random":
      return 4096
    case "reader":
      // A box of a file is read in one piece, and then put where it belongs.
      return source.reader.kind === "zarr"
        ? Math.min(mostHeld, sizeOf(source.shape) * source.bytes)
        : round(sizeOf(size) * source.bytes)
    case "concat":
      return Math.max(0, ...source.parts.map((part) => inside(part, size) + apart(part, size)))
    case "take":
      return inside(source.program, size) + apart(source.program, size)
    case "program":
      return inside(source.program, size)
    case "reshape":
      return inside(source.program, rangeBox(source.from, sizeOf(size)))
    default:
      return Math.max(
        0,
        ...source.inputs.map(({ program, shape, part }) => {
          const largest = part.axes.map((range, axis) =>
            range === undefined ? shape[axis]! : largestSize(range.to.map((to, i) => to - range.from[i]!)),
          )
          return sizeOf(largest) * 16 + inside(program, largest)
        }),
      )
  }
}

/** Bytes of what is written in rows first, as it goes to places that are none. */
function apart(program: Program, size: readonly number[]): number {
  if (program.kernel >= 0 || program.dims.includes(size.length - 1)) return 0
  return round(sizeOf(size) * itemSize(program.dtype))
}

/** The largest box of a range of so many elements. */
function rangeBox(shape: readonly number[], count: number): number[] {
  let left = count
  const box = shape.map(() => 1)
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    box[axis] = Math.max(1, Math.min(shape[axis]!, left))
    left = Math.ceil(left / Math.max(1, shape[axis]!))
  }
  return box
}

function round(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}

/** How a program's array is cut along each loop. */
export function cutsOf(program: Program, elements: number): Cuts[] {
  const { shape } = program
  const whole = wholeBlocks(program)
  if (whole !== undefined) return whole
  const tile = shape.map(() => 1)
  let left = elements
  const order = shape.map((_, d) => d).toReversed()
  const { across } = program
  if (across !== undefined) {
    const last = shape.length - 1
    tile[last] = Math.min(shape[last]!, square)
    tile[across] = Math.min(shape[across]!, square)
    left = Math.max(1, Math.floor(left / (tile[last] * tile[across])))
  }
  for (const d of order) {
    if (across !== undefined && (d === across || d === shape.length - 1)) continue
    tile[d] = Math.max(1, Math.min(shape[d]!, left))
    if (d === shape.length - 1 && tile[d] < shape[d]! && tile[d] > grain) tile[d] = tile[d] - (tile[d] % grain)
    left = Math.max(1, Math.floor(left / tile[d]))
  }
  const chunks = chunksOf(program)
  return shape.map((size, d) => {
    const chunk = chunks[d]
    if (chunk === undefined) return cutsBy(size, tile[d]!)
    // Whole chunks: each is decoded once.
    return cutsBy(size, Math.min(size, Math.max(1, Math.round(tile[d]! / chunk)) * chunk))
  })
}

/** Tiles of one length, but for the last. */
export function cutsBy(size: number, step: number): Cuts {
  return { size, step: Math.min(size, step), count: size === 0 ? 0 : Math.ceil(size / step) }
}

/** Blocks are made one by one. */
function wholeBlocks(program: Program): Cuts[] | undefined {
  const leaf = program.leaves[0]
  if (program.kernel >= 0 || leaf?.source.k !== "blocks") return undefined
  const { chunks } = leaf.source
  return program.dims.map((_, d) => {
    const axis = leaf.steps.findIndex((row) => row[d] === 1)
    const bounds = [0]
    let [at, step] = [-leaf.start[axis]!, 0]
    for (const size of chunks[axis]!) {
      at += size
      const [begin, end] = [bounds.at(-1)!, Math.min(program.shape[d]!, at)]
      if (end <= begin) continue
      bounds.push(end)
      step = Math.max(step, end - begin)
    }
    return { size: bounds.at(-1)!, step, count: bounds.length - 1, bounds }
  })
}

/** Along each loop, how long the chunks are that a file is read by. */
export function chunksOf(program: Program): (number | undefined)[] {
  const found: (number | undefined)[] = program.shape.map(() => undefined)
  for (const { source, steps, start } of program.leaves) {
    const inner = chunksOfSource(source)
    if (inner === undefined) continue
    for (const [a, row] of steps.entries()) {
      const d = row.findIndex((step) => step !== 0)
      if (d >= 0 && row[d] === 1 && start[a] === 0) found[d] ??= inner[a]
    }
  }
  return found
}

function chunksOfSource(source: Source): readonly number[] | undefined {
  if (source.k === "reader" && source.reader.kind === "zarr") return source.reader.chunks
  return undefined
}
