import { itemSize } from "../dtype/index.ts"
import type { ReduceNode } from "../expr/index.ts"
import { sizeOf } from "../shape/index.ts"
import type { CombineWork, CrossWork, ReduceWork } from "../tile/index.ts"
import { square } from "../tile/index.ts"
import type { Program } from "../tile/index.ts"
import { describe } from "./describe.ts"
import { Kit, lower } from "./lower.ts"
import { combineKernel, leafKernel, leafOf, nextRowsKernel, slotsOf } from "./reductions.ts"
import { Slot } from "./slots.ts"
import type { Stages } from "./stages.ts"
import { bytesOf, chunksOf } from "./tiles.ts"

/** Axes are reduced one after the other, from the last on; short ones as one with those before, up to so many elements. */
const shortAxes = 512
/** Rows of a tile are at least so long. */
const leastColumns = 16

/** Stages for reductions of one array along the same axes, and their parts. */
export function reduceStages(plan: Stages, nodes: readonly ReduceNode[]): Map<ReduceNode, readonly Slot[]> {
  const [first] = nodes
  const input = first!.inputs[0]!
  const reduced = input.shape.map((_, axis) => first!.axes.includes(axis))
  const kit = new Kit()
  const direct = plan.direct(input)
  const program = lower(input, kit, plan)
  const { dims, shape } = program
  const isReduced = dims.map((axis) => reduced[axis]!)
  const [from, to] = lastRun(isReduced, shape)
  const groups = [
    dims.map((_, d) => d).slice(0, from),
    dims.map((_, d) => d).slice(from, to),
    dims.map((_, d) => d).slice(to),
  ] as const
  const sizes = groups.map((list) => sizeOf(list.map((d) => shape[d]!))) as [number, number, number]
  const isRow = sizes[2] === 1
  const leaf = isRow ? leafOf.row : leafOf.column
  const leafCount = Math.max(1, Math.ceil(sizes[1] / leaf))
  const tile = tileOf(sizes, leaf, isRow, plan.tile, atOnce(program, groups))
  const made = nodes.map((node) => {
    const slots = slotsOf(node.name, input.dtype).map((dtype) => new Slot([sizes[0], leafCount, sizes[2]], dtype))
    return { node, slots }
  })
  const work: ReduceWork = {
    k: "reduce",
    program,
    groups,
    sizes,
    tile,
    leaf,
    direct: direct === undefined ? undefined : kit.array(direct),
    reductions: made.map(({ node, slots }) => ({
      kernel: kit.kernel(leafKernel(node.name, input.dtype, isRow)),
      slots: slots.map((slot) => kit.array(slot)),
    })),
  }
  const tiles = sizes.reduce((count, size, g) => count * Math.ceil(size / tile[g]!), 1)
  const label = `${nodes.map(({ name }) => name).join(", ")} along ${first!.axes.join(", ")} of ${describe(input)}`
  const all = made.flatMap(({ slots }) => slots)
  const buffers =
    direct === undefined ? sizeOf(tile) * itemSize(input.dtype) + bytesOf(program, boxOfTile(groups, shape, tile)) : 0
  plan.push(label, kit, work, all, sizeOf(sizes), tiles, buffers)
  const level = { shapes: shape.slice(0, from), flags: isReduced.slice(0, from), behind: sizes[2], made }
  return finished(plan, level, sizes[0], leafCount)
}

/** Leaves to one, and what is left to be reduced along the axes before. */
function finished(plan: Stages, leaves: Level, before: number, leafCount: number): Map<ReduceNode, readonly Slot[]> {
  let level = leaves
  if (leafCount > 1) level = { ...level, made: combined(plan, level.made, before, leafCount, level.behind) }
  while (level.flags.includes(true)) {
    const end = level.flags.lastIndexOf(true) + 1
    let begin = end - 1
    while (begin > 0 && level.flags[begin - 1] === true) begin--
    const behind = level.behind * sizeOf(level.shapes.slice(end))
    const count = sizeOf(level.shapes.slice(begin, end))
    const left = sizeOf(level.shapes.slice(0, begin))
    const next = count === 1 ? level.made : combined(plan, level.made, left, count, behind)
    level = { shapes: level.shapes.slice(0, begin), flags: level.flags.slice(0, begin), behind, made: next }
  }
  return new Map(
    level.made.map(({ node, slots }) => {
      for (const slot of slots) Object.assign(slot, { shape: node.shape })
      return [node, slots] as const
    }),
  )
}

/** Of these, what comes next needs only what was there before. */
const simple: ReadonlySet<string> = new Set(["sum", "prod", "min", "max", "any", "all"])

/** May a reduction along the first axis and one along the second be made in one pass? */
export function mayCross(a: ReduceNode, b: ReduceNode): boolean {
  const [input] = a.inputs
  if (input !== b.inputs[0] || input!.shape.length !== 2 || input!.shape.some((size) => size < 2)) return false
  return a.axes.join() === "0" && b.axes.join() === "1" && simple.has(a.name) && simple.has(b.name)
}

/** One pass over a matrix that is computed, for reductions along both of its axes. */
export function crossStages(
  plan: Stages,
  down: readonly ReduceNode[],
  across: readonly ReduceNode[],
): Map<ReduceNode, readonly Slot[]> {
  const input = down[0]!.inputs[0]!
  const kit = new Kit()
  const program = lower(input, kit, plan)
  const [rows, width] = program.shape as [number, number]
  const counts = [Math.ceil(rows / leafOf.column), Math.ceil(width / leafOf.row)] as const
  const slots = (nodes: readonly ReduceNode[], shape: readonly number[]): Made[] =>
    nodes.map((node) => ({ node, slots: slotsOf(node.name, input.dtype).map((dtype) => new Slot(shape, dtype)) }))
  const columnsMade = slots(down, [1, counts[0], width])
  const rowsMade = slots(across, [rows, counts[1], 1])
  const work: CrossWork = {
    k: "cross",
    program,
    sizes: [rows, width],
    tile: [leafOf.column, leafOf.row],
    band: program.across === undefined ? 16 : square,
    rows: rowsMade.map((made) => ({
      kernel: kit.kernel(leafKernel(made.node.name, input.dtype, true)),
      slots: made.slots.map((slot) => kit.array(slot)),
    })),
    columns: columnsMade.map((made) => ({
      kernel: kit.kernel(leafKernel(made.node.name, input.dtype, false)),
      next: kit.kernel(nextRowsKernel(made.node.name, input.dtype)),
      slots: made.slots.map((slot) => kit.array(slot)),
    })),
  }
  const box = [Math.min(rows, work.band), Math.min(width, leafOf.row)]
  const label = `${[...down, ...across].map(({ name, axes }) => `${name} along ${axes.join()}`).join(", ")} of ${describe(input)}`
  const makes = [...columnsMade, ...rowsMade].flatMap((made) => made.slots)
  plan.push(
    label,
    kit,
    work,
    makes,
    rows * width,
    counts[0] * counts[1],
    sizeOf(box) * itemSize(input.dtype) + bytesOf(program, box),
  )
  const level = (made: readonly Made[], behind: number): Level => ({ shapes: [], flags: [], behind, made })
  return new Map([
    ...finished(plan, level(columnsMade, width), 1, counts[0]),
    ...finished(plan, level(rowsMade, 1), rows, counts[1]),
  ])
}

/** Slots that are reduced along the last axes; `flags` are those before that have yet to be. */
interface Level {
  readonly shapes: readonly number[]
  readonly flags: readonly boolean[]
  readonly behind: number
  readonly made: readonly Made[]
}

interface Made {
  readonly node: ReduceNode
  readonly slots: readonly Slot[]
}

/** The loops that are reduced first: the last ones, with as many before them as it takes to have some elements. */
function lastRun(isReduced: readonly boolean[], shape: readonly number[]): readonly [number, number] {
  const to = isReduced.lastIndexOf(true) + 1
  if (to === 0) return [shape.length, shape.length]
  let from = to - 1
  let size = shape[from]!
  while (from > 0 && isReduced[from - 1] === true && size < shortAxes) size *= shape[--from]!
  return [from, to]
}

function tileOf(
  [before, reduced, behind]: readonly [number, number, number],
  leaf: number,
  isRow: boolean,
  elements: number,
  rowsAtOnce: number,
): [number, number, number] {
  const most = Math.max(elements, leaf)
  if (isRow) {
    if (reduced <= leaf) {
      const many = Math.floor(most / Math.max(1, reduced))
      const whole = rowsAtOnce > 1 ? Math.max(1, Math.round(many / rowsAtOnce)) * rowsAtOnce : many
      return [atLeast(Math.min(before, whole)), atLeast(reduced), 1]
    }
    const leaves = Math.max(1, Math.floor(most / leaf))
    if (rowsAtOnce > 1) return [atLeast(Math.min(before, rowsAtOnce)), leaf, 1]
    return [1, leaf * Math.min(leaves, Math.ceil(reduced / leaf)), 1]
  }
  // Rows are longer than they need be, as each is one call of what makes random numbers.
  const width = Math.min(behind, Math.max(leastColumns, Math.floor((2 * elements) / leaf)))
  const rows = Math.min(reduced, leaf)
  const many = Math.max(1, Math.floor(most / Math.max(1, width * rows)))
  if (reduced > leaf) return [1, leaf * Math.max(1, Math.min(many, Math.ceil(reduced / leaf))), atLeast(width)]
  return [atLeast(Math.min(before, many)), atLeast(rows), atLeast(width)]
}

function atLeast(size: number): number {
  return Math.max(1, size)
}

/** How many indices before the reduced ones belong together: where an array is read across, or by chunks of a file. */
function atOnce(program: Program, groups: readonly (readonly number[])[]): number {
  const last = groups[0]!.at(-1)
  const chunk = last === undefined ? undefined : chunksOf(program)[last]
  return chunk ?? (program.across === undefined ? 1 : square)
}

/** The largest box that a tile is made of. */
function boxOfTile(
  groups: readonly (readonly number[])[],
  shape: readonly number[],
  tile: readonly number[],
): number[] {
  const box = shape.map(() => 1)
  for (const [g, dims] of groups.entries()) {
    let left = tile[g]!
    for (const d of dims.toReversed()) {
      box[d] = Math.max(1, Math.min(shape[d]!, left))
      left = Math.ceil(left / Math.max(1, shape[d]!))
    }
  }
  return box
}

/** One more stage, which makes one of `count`. */
function combined(plan: Stages, made: readonly Made[], before: number, count: number, behind: number): Made[] {
  const kit = new Kit()
  const next = made.map(({ node, slots }) => ({
    node,
    slots: slots.map(({ dtype }) => new Slot([before, behind], dtype)),
  }))
  const tile = [
    Math.max(1, Math.ceil(plan.tile / Math.max(1, count * behind))),
    Math.min(atLeast(behind), 1024),
  ] as const
  const work: CombineWork = {
    k: "combine",
    before,
    count,
    behind,
    tile,
    reductions: made.map(({ node, slots }, i) => ({
      kernel: kit.kernel(combineKernel(node.name, node.inputs[0]!.dtype)),
      slots: slots.map((slot) => kit.array(slot)),
      outs: next[i]!.slots.map((slot) => kit.array(slot)),
    })),
  }
  const tiles = Math.ceil(before / tile[0]) * Math.ceil(behind / tile[1])
  const makes = next.flatMap(({ slots }) => slots)
  plan.push(
    `pairs of ${made.map(({ node }) => node.name).join(", ")}`,
    kit,
    work,
    makes,
    before * count * behind,
    tiles,
    0,
  )
  return next
}
