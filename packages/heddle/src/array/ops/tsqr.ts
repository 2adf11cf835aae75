import { blocks, later, view } from "../expr/index.ts"
import type { BlockRange, Node } from "../expr/index.ts"
import * as linear from "../linear/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { pieces } from "./rows.ts"

/** Elements of a block of rows. */
const blockElements = 262_144

/** Q and below it R of a block of rows. */
export function blockQr(block: NDArray): NDArray {
  const [m, n] = block.shape as [number, number]
  const { q, r } = linear.qr(block.copy().data as Float64Array, m, n)
  const both = new Float64Array((m + n) * n)
  both.set(q)
  both.set(r, m * n)
  return new NDArray(both, [m + n, n])
}

export function sameBlock(block: NDArray): NDArray {
  return block
}

/** Q and below it R of all R. */
export function stackedQr(all: NDArray): NDArray {
  return blockQr(all)
}

/** Q of a block by what turns it into its part of the whole Q. */
export function turnedBlock(q: NDArray, turn: NDArray): NDArray {
  const [m, n] = q.shape as [number, number]
  return new NDArray(linear.multiply(q.copy().data as Float64Array, m, n, turn.copy().data as Float64Array, n), [m, n])
}

/** Is a matrix so tall that its rows are decomposed in blocks? It depends on the shape alone. */
export function isTall(m: number, n: number): boolean {
  return n > 0 && m >= 2 * heightOf(n)
}

function heightOf(n: number): number {
  return Math.max(2 * n, Math.ceil(blockElements / n))
}

/**
 * The QR decomposition of a tall matrix by blocks of rows (TSQR: Demmel, Grigori, Hoemmen and Langou 2012): Q and R of each
 * block, then of all R below each other, by whose Q those of the blocks are multiplied.
 */
export function tallQr(a: Node): readonly [Node, Node] {
  const [m, n] = a.shape as [number, number]
  const heights = pieces(m, heightOf(n))
  // The last block has as many rows as columns too.
  if (heights.at(-1)! < n) heights.push(heights.pop()! + heights.pop()!)
  const common = { dtype: "float64", isTyped: true, args: [], trim: undefined } as const
  const rows = rangesOf(heights, heights, 0)
  const packed = blocks({
    ...common,
    name: "qr of blocks",
    fn: blockQr,
    inputs: [a],
    shape: [m + heights.length * n, n],
    chunks: [heights.map((height) => height + n), [n]],
    parts: [{ axes: [rows, undefined] }],
  })
  const whole = heights.map((height) => height + n)
  const each = heights.map(() => n)
  const triangles = blocks({
    ...common,
    name: "R of blocks",
    fn: sameBlock,
    inputs: [packed],
    shape: [heights.length * n, n],
    chunks: [each, [n]],
    parts: [{ axes: [rangesOf(whole, each, "end"), undefined] }],
  })
  const top = later("qr of all R", stackedQr, [triangles], [], [heights.length * n + n, n], "float64")
  const q = blocks({
    ...common,
    name: "Q of blocks",
    fn: turnedBlock,
    inputs: [packed, top],
    shape: [m, n],
    chunks: [heights, [n]],
    parts: [{ axes: [rangesOf(whole, heights, 0), undefined] }, { axes: [rangesOf(each, each, 0), undefined] }],
  })
  const steps = [
    [1, 0],
    [0, 1],
  ]
  return [q, view(top, { start: [heights.length * n, 0], steps }, [n, n])]
}

/** In pieces of some lengths, the first or the last so many elements. */
function rangesOf(lengths: readonly number[], counts: readonly number[], at: 0 | "end"): BlockRange {
  let end = 0
  const ends = lengths.map((length) => (end += length))
  const from = ends.map((one, i) => (at === "end" ? one - counts[i]! : one - lengths[i]!))
  return { of: 0, from, to: from.map((one, i) => one + counts[i]!) }
}
