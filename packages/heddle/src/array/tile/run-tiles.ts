import { heap } from "../../core/heap/index.ts"
import { clearUpperHalves } from "../../jit/bound/index.ts"
import { itemSize } from "../dtype/index.ts"
import { contiguous } from "../shape/index.ts"
import { openWriter } from "../storage/index.ts"
import type { OpenWriter } from "../storage/index.ts"
import { boxesOfRange } from "./boxes.ts"
import { Evaluator } from "./evaluate.ts"
import { mapTiles } from "./map-tiles.ts"
import { placeOf } from "./places.ts"
import { StageWord, Word } from "./stage.ts"
import type { CombineWork, ContractWork, CrossWork, Job, ReduceWork, ScanWork, Tile } from "./stage.ts"

/** Tiles that take less than this together, in ms, are taken at once. */
const atOnce = 0.02

/** Takes tiles of a stage until none are left, or it is stopped. */
export async function runTiles(job: Job, control: SharedArrayBuffer): Promise<void> {
  const [end = 0, ...addresses] = new Float64Array(control).subarray(...job.addresses)
  // Another thread may have made the memory longer.
  heap().reach(end)
  using evaluator = new Evaluator(job.tools, job.workspaceBytes, addresses)
  const words = new Int32Array(control)
  const [next, count] = [job.words + StageWord.next, job.words + StageWord.done]
  const done = new Uint8Array(control, 4 * (job.words + StageWord.tiles), job.tiles)
  const { work, tiles } = job
  const writer = work.k === "map" && work.target.k !== "memory" ? await openWriter(work.target) : undefined
  const tile = tileOf(job, evaluator, writer)
  let many = 1
  try {
    while (Atomics.load(words, Word.stopped) === 0) {
      const first = Atomics.add(words, next, many)
      if (first >= tiles) break
      const last = Math.min(tiles, first + many)
      const began = performance.now()
      let own = 0
      for (let number = first; number < last && Atomics.load(words, Word.stopped) === 0; number++) {
        // Before a thread died it was done.
        if (done[number] === 1) continue
        const wait = tile(number)
        if (wait !== undefined) await wait
        done[number] = 1
        own++
      }
      if (Atomics.add(words, count, own) + own === tiles) tellOver(words, job)
      // Fewer at the end, so that all threads come to it at the same time.
      many = performance.now() - began < atOnce ? 2 * many : Math.ceil(many / 2)
      many = Math.max(1, Math.min(many, (tiles - last) >> 4))
    }
  } catch (error) {
    // What others have begun they end.
    Atomics.store(words, Word.stopped, 1)
    ring(words)
    throw error
  } finally {
    if (evaluator.isWide) clearUpperHalves()
    writer?.close()
  }
}

function tellOver(words: Int32Array, job: Job): void {
  Atomics.store(words, job.words + StageWord.over, 1)
  Atomics.notify(words, job.words + StageWord.over)
  ring(words)
}

/** Wakes the threads of a crew. */
export function ring(words: Int32Array): void {
  Atomics.add(words, Word.bell, 1)
  Atomics.notify(words, Word.bell)
}

function tileOf({ work }: Job, evaluator: Evaluator, writer: OpenWriter | undefined): Tile {
  switch (work.k) {
    case "map":
      return mapTiles(work, evaluator, writer)
    case "reduce":
      return (number) => reduceTile(work, evaluator, number)
    case "cross":
      return (number) => crossTile(work, evaluator, number)
    case "combine":
      return (number) => combineTile(work, evaluator, number)
    case "scan":
      return (number) => scanTile(work, evaluator, number)
    default:
      return (number) => contractTile(work, evaluator, number)
  }
}

function reduceTile(work: ReduceWork, evaluator: Evaluator, number: number): Promise<void> | void {
  const { program, groups, sizes, tile, direct } = work
  const at = placeOf(
    number,
    sizes.map((size, g) => Math.ceil(size / tile[g]!)),
  )
  const lo = at.map((i, g) => i * tile[g]!)
  const count = lo.map((from, g) => Math.min(tile[g]!, sizes[g]! - from))
  const [k0, r, k1] = count as [number, number, number]
  const bytes = itemSize(program.dtype)
  if (direct !== undefined) {
    const start = (lo[0]! * sizes[1] + lo[1]!) * sizes[2] + lo[2]!
    return leaves(
      work,
      evaluator,
      lo,
      count,
      evaluator.addressOf(direct) + start * bytes,
      sizes[1] * sizes[2],
      sizes[2],
    )
  }
  evaluator.beginTile()
  const ranges = groups.map((dims, g) => {
    const shape = dims.map((d) => program.shape[d]!)
    return { dims, boxes: boxesOfRange(shape, lo[g]!, count[g]!) }
  })
  /** From one element of a group to the next. */
  const units = [r * k1, k1, 1]
  const each = (visit: (lo: number[], size: number[], at: number, strides: number[]) => void): void => {
    const visitGroup = (g: number, from: number[], size: number[], place: number, strides: number[]): void => {
      if (g === 3) return visit(from, size, place, strides)
      const { dims, boxes } = ranges[g]!
      for (const box of boxes) {
        const own = contiguous(box.size)
        for (const [i, d] of dims.entries()) {
          from[d] = box.lo[i]!
          size[d] = box.size[i]!
          strides[d] = own[i]! * units[g]!
        }
        visitGroup(g + 1, from, size, place + box.at * units[g]!, strides)
      }
    }
    const list = (): number[] => program.shape.map(() => 0)
    visitGroup(0, list(), list(), 0, list())
  }
  const waits: Promise<void>[] = []
  each((from, size) => {
    const wait = evaluator.prepare(program, [...from], [...size])
    if (wait !== undefined) waits.push(wait)
  })
  const compute = (): void => {
    const { workspace } = evaluator
    const { mark } = workspace
    const buffer = workspace.take(k0 * r * k1 * bytes)
    each((from, size, place, strides) => evaluator.evaluate(program, from, size, buffer + place * bytes, strides))
    leaves(work, evaluator, lo, count, buffer, r * k1, k1)
    workspace.release(mark)
  }
  return waits.length === 0 ? compute() : Promise.all(waits).then(compute)
}

/** The leaves of a tile, whose elements lie at an address: `sk` from one index before to the next, `sr` from row to row. */
function leaves(
  { sizes, leaf, reductions }: ReduceWork,
  evaluator: Evaluator,
  lo: readonly number[],
  [k0, r, k1]: readonly number[],
  address: number,
  sk: number,
  sr: number,
): void {
  const leafCount = Math.ceil(sizes[1] / leaf)
  const [from, first, behind] = [lo[0]!, lo[1]! / leaf, lo[2]!]
  const place = (from * leafCount + first) * sizes[2] + behind
  const { scratch } = evaluator.workspace
  for (const { kernel, slots } of reductions) {
    const args = [address, 0]
    for (const slot of slots) args.push(evaluator.addressOf(slot) + 8 * place, 0)
    evaluator.kernel(kernel).run(...args, k0!, sk, r!, sr, k1!, leaf, leafCount * sizes[2], sizes[2], lo[1]!, scratch)
  }
}

function crossTile(work: CrossWork, evaluator: Evaluator, number: number): Promise<void> | void {
  const { program, sizes, tile } = work
  const [i, j] = placeOf(
    number,
    sizes.map((size, axis) => Math.ceil(size / tile[axis]!)),
  ) as [number, number]
  const [top, left] = [i * tile[0], j * tile[1]]
  const size = [Math.min(tile[0], sizes[0] - top), Math.min(tile[1], sizes[1] - left)] as const
  evaluator.beginTile()
  const compute = (): void => crossBands(work, evaluator, [top, left], size)
  // Band by band, as they are computed.
  const waits: Promise<void>[] = []
  for (let from = 0; from < size[0]; from += work.band) {
    const wait = evaluator.prepare(program, [top + from, left], [Math.min(work.band, size[0] - from), size[1]])
    if (wait !== undefined) waits.push(wait)
  }
  return waits.length === 0 ? compute() : Promise.all(waits).then(compute)
}

function crossBands(
  { program, sizes, tile, band, rows, columns }: CrossWork,
  evaluator: Evaluator,
  [top, left]: readonly [number, number],
  [height, width]: readonly [number, number],
): void {
  const { workspace } = evaluator
  const { mark } = workspace
  const { scratch } = workspace
  const buffer = workspace.take(Math.min(band, height) * width * itemSize(program.dtype))
  const across = Math.ceil(sizes[1] / tile[1])
  for (let from = 0; from < height; from += band) {
    const count = Math.min(band, height - from)
    evaluator.evaluate(program, [top + from, left], [count, width], buffer, [width, 1])
    const slotsAt = (slots: readonly number[], place: number): number[] =>
      slots.flatMap((slot) => [evaluator.addressOf(slot) + 8 * place, 0])
    for (const { kernel, slots } of rows) {
      const own = slotsAt(slots, (top + from) * across + left / tile[1])
      evaluator.kernel(kernel).run(buffer, 0, ...own, count, width, width, 1, 1, tile[1], across, 1, left, scratch)
    }
    for (const { kernel, next, slots } of columns) {
      const own = slotsAt(slots, (top / tile[0]) * sizes[1] + left)
      if (from > 0) evaluator.kernel(next).run(buffer, 0, ...own, count, width, width, scratch)
      else
        evaluator.kernel(kernel).run(buffer, 0, ...own, 1, 0, count, width, width, tile[0], 0, sizes[1], top, scratch)
    }
  }
  workspace.release(mark)
}

function combineTile(
  { before, behind, count, tile, reductions }: CombineWork,
  evaluator: Evaluator,
  number: number,
): void {
  const [a, b] = placeOf(number, [Math.ceil(before / tile[0]), Math.ceil(behind / tile[1])]) as [number, number]
  const [first, from] = [a * tile[0], b * tile[1]]
  const [last, to] = [Math.min(before, first + tile[0]), Math.min(behind, from + tile[1])]
  for (const { kernel, slots, outs } of reductions) {
    const args: number[] = []
    for (const array of [...slots, ...outs]) args.push(evaluator.addressOf(array), 0)
    evaluator.kernel(kernel).run(...args, first, last, count, behind, from, to, evaluator.workspace.scratch)
  }
}

function scanTile({ sizes, kernel, array, tile }: ScanWork, evaluator: Evaluator, number: number): void {
  const [before, count, behind] = sizes
  const [a, b] = placeOf(number, [Math.ceil(before / tile[0]), Math.ceil(behind / tile[1])]) as [number, number]
  const [first, from] = [a * tile[0], b * tile[1]]
  const [last, to] = [Math.min(before, first + tile[0]), Math.min(behind, from + tile[1])]
  evaluator
    .kernel(kernel)
    .run(evaluator.addressOf(array), 0, first, last, count, behind, from, to, evaluator.workspace.scratch)
}

/** As long as arrays of kernels can be: parts of them are taken. */
const most = 3 * 2 ** 28

function contractTile({ kernel, sizes, arrays, tile }: ContractWork, evaluator: Evaluator, number: number): void {
  const [batch, m, k, n] = sizes
  const [rows, columns, depth] = tile
  const [one, i, j] = placeOf(number, [batch, Math.ceil(m / rows), Math.ceil(n / columns)]) as [number, number, number]
  const [top, left] = [i * rows, j * columns]
  const [height, width] = [Math.min(rows, m - top), Math.min(columns, n - left)]
  const [a, b, out] = arrays.map((array) => evaluator.addressOf(array)) as [number, number, number]
  const { run } = evaluator.kernel(kernel)
  const target = out + 8 * ((one * m + top) * n + left)
  // Products are added from the first to the last, whatever the tiles are.
  for (let from = 0; from < Math.max(1, k); from += depth) {
    const count = Math.min(depth, k - from)
    const above = a + 8 * ((one * m + top) * k + from)
    const beside = b + 8 * ((one * k + from) * n + left)
    run(
      above,
      most,
      beside,
      most,
      target,
      most,
      height,
      width,
      count,
      k,
      n,
      from === 0 ? 1 : 0,
      evaluator.workspace.scratch,
    )
  }
}
