import { itemSize } from "../dtype/index.ts"
import { contiguous, sizeOf } from "../shape/index.ts"
import type { OpenWriter } from "../storage/index.ts"
import type { Evaluator } from "./evaluate.ts"
import type { Cuts, MapWork, Tile } from "./stage.ts"

/** Writes tiles of a program to memory, or by a writer. */
export function mapTiles(work: MapWork, evaluator: Evaluator, writer: OpenWriter | undefined): Tile {
  const { program, cuts, target } = work
  const isReady = !evaluator.mustPrepare(program)
  const write = target.k === "memory" ? toMemory(work, evaluator, target.array) : toFile(work, evaluator, writer!)
  /** Where the tile is, used again where nothing is waited for. */
  const own = placeList(cuts.length)
  return (number) => {
    if (isReady) return write(find(cuts, number, own))
    const place = find(cuts, number, placeList(cuts.length))
    evaluator.beginTile()
    const wait = evaluator.prepare(program, place.lo, place.size)
    return wait === undefined ? write(place) : wait.then(() => write(place))
  }
}

interface Place {
  /** Which tile it is along each loop. */
  readonly index: number[]
  readonly lo: number[]
  readonly size: number[]
}

function placeList(rank: number): Place {
  const zeros = (): number[] => Array.from({ length: rank }, () => 0)
  return { index: zeros(), lo: zeros(), size: zeros() }
}

/** Which tile a number means, the last loop the fastest. */
function find(cuts: readonly Cuts[], number: number, place: Place): Place {
  const { index, lo, size } = place
  let rest = number
  for (let d = cuts.length - 1; d >= 0; d--) {
    const { size: whole, count, step, bounds } = cuts[d]!
    const i = d === 0 ? rest : rest % count
    rest = (rest - i) / count
    index[d] = i
    lo[d] = bounds === undefined ? i * step : bounds[i]!
    size[d] = (bounds === undefined ? Math.min(whole, (i + 1) * step) : bounds[i + 1]!) - lo[d]!
  }
  return place
}

function toMemory({ program, shape }: MapWork, evaluator: Evaluator, array: number): (place: Place) => void {
  const strides = contiguous(shape)
  const bytes = itemSize(program.dtype)
  const address = evaluator.addressOf(array)
  return ({ lo, size }) => {
    let at = address
    for (let d = 0; d < lo.length; d++) at += bytes * strides[d]! * lo[d]!
    evaluator.evaluate(program, lo, size, at, strides)
  }
}

function toFile(
  { program, target }: MapWork,
  evaluator: Evaluator,
  writer: OpenWriter,
): (place: Place) => Promise<void> | void {
  const bytes = itemSize(program.dtype)
  const { workspace } = evaluator
  /** Along all axes of the file, those of size 1 too. */
  const whole = (list: readonly number[], missing: number): number[] => {
    const { shape } = target as Exclude<typeof target, { readonly k: "memory" }>
    return shape.map((_, axis) => list[program.dims.indexOf(axis)] ?? missing)
  }
  return ({ index, lo, size }) => {
    const { mark } = workspace
    const count = sizeOf(size)
    const buffer = workspace.take(count * bytes)
    evaluator.evaluate(program, lo, size, buffer, contiguous(size))
    const elements = workspace.elements(program.dtype).subarray(buffer / bytes, buffer / bytes + count)
    const wait = writer.write(whole(lo, 0), whole(size, 1), whole(index, 0), elements)
    if (wait === undefined) return workspace.release(mark)
    return wait.then(() => workspace.release(mark))
  }
}
