import type { BoundKernel } from "../../jit/bound/index.ts"
import { itemSize } from "../dtype/index.ts"
import { contiguous } from "../shape/index.ts"
import { eachIndex } from "./boxes.ts"
import { dot } from "./lists.ts"
import type { Filled, Leaf, Program } from "./program.ts"

/** How a kernel is called for all boxes of a program that have one size: what of it does not depend on where they lie. */
export interface Call {
  readonly run: BoundKernel["run"]
  readonly size: readonly number[]
  /** Of what it writes, in elements. */
  readonly strides: readonly number[]
  /** Those of the kernel; those that move are set for each box. */
  readonly args: number[]
  /** What it writes is the first. */
  readonly moving: readonly Moving[]
  /** Loops around the kernel, the last the innermost. */
  readonly loops: readonly number[]
}

/** An argument of a kernel, `base + sum(along[d] * lo[d])`, and more in the loops around it. */
interface Moving {
  readonly place: number
  readonly base: number
  readonly along: readonly number[]
  readonly steps: readonly number[]
  /** It is in a buffer: beyond its address. */
  readonly filled: FilledBox | undefined
}

/** The box of a source that is written before the kernel runs. */
export interface FilledBox {
  readonly source: Filled
  /** Along each of its axes it begins at `start + sum(rows[d] * lo[d])`. */
  readonly start: readonly number[]
  readonly rows: readonly (readonly number[])[]
  readonly size: readonly number[]
  readonly strides: readonly number[]
  readonly bytes: number
}

interface Operand {
  readonly strides: readonly number[]
  /** 3: the index itself. */
  readonly inner: 0 | 1 | 2 | 3
  readonly bytes: number
  /** Without what the loops add, as of `Moving`. */
  readonly base: number
  readonly along: readonly number[]
  readonly filled: FilledBox | undefined
}

/** `addresses`: of the job's arrays. */
export function callOf(
  program: Program,
  run: BoundKernel["run"],
  size: readonly number[],
  strides: readonly number[],
  addresses: readonly number[],
  scratch: number,
): Call {
  const given = [
    { strides, inner: 1, bytes: itemSize(program.dtype), base: 0, along: [], filled: undefined } as const,
    ...program.leaves.map((leaf) => operandOf(leaf, size, addresses)),
  ]
  // Kernels write elements next to each other: of a part that has not the last axis, one at a time.
  const isApart = size.length > 0 && strides.at(-1) !== 1 && size.at(-1) !== 1
  const operands = isApart ? given.map((one, i) => ({ ...one, strides: [...one.strides, i === 0 ? 1 : 0] })) : given
  const call = withLoops(isApart ? [...size, 1] : size, operands, [...program.numbers, scratch])
  return { run, size: [...size], strides: [...strides], ...call }
}

function operandOf(leaf: Leaf, size: readonly number[], addresses: readonly number[]): Operand {
  const { source, start, steps, inner } = leaf
  if (source.k === "index") {
    const row = steps[0]!
    return { strides: row, inner: 3, bytes: 1, base: 0 + start[0]!, along: row, filled: undefined }
  }
  const filled = source.k === "memory" ? undefined : filledBox(source, leaf, size)
  const own = filled?.strides ?? contiguous(source.shape)
  const strides = size.map((_, d) => steps.reduce((sum, row, a) => sum + own[a]! * row[d]!, 0))
  const { bytes } = source
  if (source.k === "memory") {
    const along = strides.map((step) => step * bytes)
    return { strides, inner, bytes, base: addresses[source.array]! + bytes * dot(own, start), along, filled }
  }
  // The box moves along with the loops, so the first element's place in it does not.
  const first = start.reduce((sum, at, a) => sum + own[a]! * (at - filled!.start[a]!), 0)
  return { strides, inner, bytes, base: bytes * first, along: [], filled }
}

function filledBox(source: Filled, { start, steps }: Leaf, size: readonly number[]): FilledBox {
  // Where steps go back, it begins with the last element.
  const back = steps.map((row) => row.reduce((sum, step, d) => sum + Math.min(0, step * (size[d]! - 1)), 0))
  const extent = steps.map((row) => row.reduce((sum, step, d) => sum + Math.abs(step) * (size[d]! - 1), 1))
  return {
    source,
    start: start.map((at, a) => at + back[a]!),
    rows: steps,
    size: extent,
    strides: contiguous(extent),
    bytes: extent.reduce((a, b) => a * b, source.bytes),
  }
}

/** The kernel's two loops are the last axes, those that lie next to each other everywhere as one. */
function withLoops(
  size: readonly number[],
  operands: readonly Operand[],
  last: readonly number[],
): Pick<Call, "args" | "moving" | "loops"> {
  const rank = size.length
  // A kernel writes its inner loop in a row. Where there is none, that loop has one element.
  const hasRows = isInRows(operands[0]!.strides)
  let outer = hasRows ? rank - 2 : rank - 1
  /** Takes axes into a loop, as long as they lie next to each other; gives their elements. */
  const join = (axis: number, elements: number, first: number): number => {
    let length = elements
    const isNext = (o: number): boolean => operands.every(({ strides }) => strides[o] === strides[axis]! * length)
    while (outer >= first && (size[outer] === 1 || isNext(outer))) length *= size[outer--]!
    return length
  }
  const inner = join(rank - 1, rank === 0 || !hasRows ? 1 : size[rank - 1]!, hasRows ? 0 : rank)
  // The next axes that lie next to each other are the loop around it.
  const second = outer--
  const count = second < 0 ? 1 : join(second, size[second]!, 0)
  const around = operands.map(({ strides }) => (second < 0 ? 0 : strides[second]!))
  const next = operands.map(({ strides }) => (rank === 0 ? 0 : strides[rank - 1]!))
  // Kernels take no indices below 0: where steps go back, they are given the last element, and where the first one is.
  const firsts = operands.map((_, i) =>
    Math.abs(Math.min(0, around[i]! * (count - 1)) + Math.min(0, next[i]! * (inner - 1))),
  )
  const loops = size.slice(0, Math.max(0, outer + 1))
  const args = listOfAll()
  const moving: Moving[] = []
  const add = ({ base, along, strides, bytes, filled }: Operand, before: number): void => {
    const steps = loops.map((_, d) => bytes * strides[d]!)
    moving.push({ place: args.length, base: base - bytes * before, along, steps, filled })
    args.push(0)
  }
  for (const [i, operand] of operands.entries()) {
    if (operand.inner === 3) continue
    add(operand, firsts[i]!)
    args.push(0)
  }
  args.push(inner, count, around[0]!)
  for (const [i, operand] of operands.entries()) {
    if (i === 0) continue
    if (operand.inner === 3) add(operand, 0)
    else args.push(firsts[i]!)
    args.push(around[i]!)
    if (operand.inner >= 2) args.push(next[i]!)
  }
  args.push(...last)
  return { args, moving, loops }
}

/** V8 makes an object of each number whenever arguments are taken from a list of floats: this is one of anything. */
function listOfAll(): number[] {
  const list = [undefined] as unknown as number[]
  list.pop()
  return list
}

/** Calls the kernel in the loops around it, from where its arguments are set. */
export function runLoops({ run, args, moving, loops }: Call): void {
  const from = moving.map(({ place }) => args[place]!)
  eachIndex(loops, (index) => {
    for (let i = 0; i < moving.length; i++) {
      const { place, steps } = moving[i]!
      args[place] = from[i]! + dot(steps, index)
    }
    run(...args)
  })
}

/** Do elements follow each other along the last axis? */
export function isInRows(strides: readonly number[]): boolean {
  return strides.length === 0 || strides.at(-1) === 1
}

/** Calls of the programs of a job: of each, those that were used last. */
export class Calls {
  readonly #known = new Map<Program, readonly Call[]>()
  /** The last one that was asked for. */
  #program: Program | undefined
  #calls: readonly Call[] = []

  find(program: Program, size: readonly number[], strides: readonly number[]): Call | undefined {
    if (program !== this.#program) {
      this.#program = program
      this.#calls = this.#known.get(program) ?? []
    }
    const calls = this.#calls
    for (let i = 0; i < calls.length; i++) {
      const call = calls[i]!
      if (isSame(call.size, size) && isSame(call.strides, strides)) return call
    }
    return undefined
  }

  add(program: Program, call: Call): Call {
    const calls = this.#known.get(program) ?? []
    this.#known.set(program, [call, ...calls.slice(0, mostKnown - 1)])
    this.#program = undefined
    return call
  }
}

/** Sizes of boxes: whole ones, and those at the ends. */
const mostKnown = 4

function isSame(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return a.length === b.length
}
