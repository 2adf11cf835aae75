import { bindKernel } from "../../jit/bound/index.ts"
import type { BoundKernel } from "../../jit/bound/index.ts"
import { itemSize } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { copyStrided } from "../ndarray/index.ts"
import { contiguous } from "../shape/index.ts"
import { Blocks } from "./blocks.ts"
import type { BlockMaker } from "./blocks.ts"
import { boxesOfRange } from "./boxes.ts"
import { fillRandom } from "./fill-random.ts"
import { boxOf } from "./program.ts"
import type { Filled, Leaf, Program, Tools } from "./program.ts"
import { along, dot, pick } from "./lists.ts"
import { eachRun, partsIn, runsIn, squaresOf } from "./pieces.ts"
import { Readers } from "./readers.ts"
import { Workspace } from "./workspace.ts"

/** Computes boxes of arrays, in the thread that it is in. */
export class Evaluator implements BlockMaker, Disposable {
  readonly workspace: Workspace
  readonly tools: Tools
  readonly #kernels: (BoundKernel | undefined)[] = []
  readonly #addresses: readonly number[]
  readonly #readers: Readers
  readonly #blocks: Blocks
  readonly #strides = new WeakMap<object, readonly number[]>()
  /** A kernel has used vectors of 256 bits since they were cleared. */
  isWide = false

  /** `addresses`: of the job's arrays. */
  constructor(tools: Tools, workspaceBytes: number, addresses: readonly number[]) {
    this.tools = tools
    this.workspace = new Workspace(workspaceBytes)
    this.#addresses = addresses
    this.#readers = new Readers(tools.files)
    this.#blocks = new Blocks(this)
  }

  [Symbol.dispose](): void {
    this.workspace[Symbol.dispose]()
    this.#readers[Symbol.dispose]()
    this.#blocks[Symbol.dispose]()
  }

  beginTile(): void {
    this.#blocks.beginTile()
  }

  kernel(number: number): BoundKernel {
    const kernel = (this.#kernels[number] ??= bindKernel(this.tools.kernels[number]!))
    if (kernel.isWide) this.isWide = true
    return kernel
  }

  addressOf(array: number): number {
    return this.#addresses[array]!
  }

  /** Loads what a box needs that comes from elsewhere, if anything does. */
  prepare(program: Program, lo: readonly number[], size: readonly number[]): Promise<void> | undefined {
    let waits: Promise<void>[] | undefined
    const parts = squaresOf(program, lo, size)
    if (parts !== undefined) {
      const found = parts.flatMap((part) => this.prepare(program, part.lo, part.size) ?? [])
      return found.length === 0 ? undefined : Promise.all(found).then(() => {})
    }
    const box = (leaf: Leaf): { lo: number[]; size: number[] } => boxOf(leaf, lo, size)
    for (const leaf of program.leaves) {
      const { source } = leaf
      if (source.k === "memory" || source.k === "index" || source.k === "random") continue
      const wait = this.#prepareSource(source, box(leaf))
      if (wait !== undefined) (waits ??= []).push(wait)
    }
    return waits && Promise.all(waits).then(() => {})
  }

  #prepareSource(
    source: Filled,
    { lo, size }: { readonly lo: readonly number[]; readonly size: readonly number[] },
  ): Promise<void> | undefined {
    const waits: (Promise<void> | undefined)[] = []
    switch (source.k) {
      case "reader":
        return this.#readers.prepare(source, lo, size)
      case "blocks":
        return this.#blocks.prepare(source, lo, size)
      case "concat":
        for (const one of partsIn(source.bounds, lo[source.axis]!, size[source.axis]!)) {
          waits.push(
            this.prepareWhole(
              source.parts[one.part]!,
              along(lo, source.axis, one.from),
              along(size, source.axis, one.count),
            ),
          )
        }
        break
      case "take":
        for (const one of this.#runsOf(source.indices, lo[source.axis]!, size[source.axis]!)) {
          waits.push(
            this.prepareWhole(source.program, along(lo, source.axis, one.from), along(size, source.axis, one.count)),
          )
        }
        break
      case "reshape":
        eachRun(source.shape, lo, size, undefined, (from, count) => {
          for (const box of boxesOfRange(source.from, from, count))
            waits.push(this.prepareWhole(source.program, box.lo, box.size))
        })
        break
      case "program":
        return this.prepareWhole(source.program, lo, size)
      default:
    }
    const left = waits.filter((one) => one !== undefined)
    return left.length === 0 ? undefined : Promise.all(left).then(() => {})
  }

  prepareWhole(program: Program, lo: readonly number[], size: readonly number[]): Promise<void> | undefined {
    return this.prepare(program, pick(lo, program.dims), pick(size, program.dims))
  }

  /** The same, where all axes are named. */
  evaluateWhole(
    program: Program,
    lo: readonly number[],
    size: readonly number[],
    address: number,
    strides: readonly number[],
  ): void {
    const { dims } = program
    this.evaluate(program, pick(lo, dims), pick(size, dims), address, pick(strides, dims))
  }

  /** Writes a box of a program's array to an address. `strides` are in elements. */
  evaluate(
    program: Program,
    lo: readonly number[],
    size: readonly number[],
    address: number,
    strides: readonly number[],
  ): void {
    if (size.includes(0)) return
    const { leaves } = program
    const parts = squaresOf(program, lo, size)
    if (parts !== undefined) {
      for (const part of parts) {
        const place = part.lo.reduce((sum, from, d) => sum + (from - lo[d]!) * strides[d]!, 0)
        this.evaluate(program, part.lo, part.size, address + place * itemSize(program.dtype), strides)
      }
      return
    }
    if (program.kernel < 0) {
      const leaf = leaves[0]!
      const box = boxOf(leaf, lo, size)
      const own = (of: readonly number[]): number[] => leaf.steps.map((row) => dot(row, of))
      if (isInRows(strides)) return this.fill(leaf.source as Filled, box, address, own(strides))
      const mark = this.workspace.mark
      const from = this.workspace.take(size.reduce((a, b) => a * b, itemSize(program.dtype)))
      const inRows = contiguous(size)
      this.fill(leaf.source as Filled, box, from, own(inRows))
      this.#copy(program.dtype, size, from, inRows, address, strides)
      return this.workspace.release(mark)
    }
    const { workspace } = this
    const mark = workspace.mark
    const rank = lo.length
    const arrays: number[] = [address, 0]
    /** Of each operand: strides along the loops, and what an index begins with. */
    const operands: {
      readonly strides: readonly number[]
      readonly inner: number
      at: number
      readonly base: number
      readonly bytes: number
    }[] = [{ strides, inner: 1, at: 0, base: 0, bytes: 0 }]
    for (const leaf of leaves) {
      const { source, start, steps, inner } = leaf
      if (source.k === "index") {
        const row = steps[0]!
        operands.push({ strides: row, inner: 3, at: -1, base: start[0]! + dot(row, lo), bytes: 0 })
        continue
      }
      let own: readonly number[]
      let from: number
      let base: number
      if (source.k === "memory") {
        own = this.#stridesOf(source)
        base = 0
        from = this.#addresses[source.array]!
      } else {
        const box = boxOf(leaf, lo, size)
        own = contiguous(box.size)
        base = dot(own, box.lo)
        from = workspace.take(box.size.reduce((a, b) => a * b, source.bytes))
        this.fill(source, box, from, own)
      }
      let at = -base
      for (let a = 0; a < start.length; a++) at += own[a]! * (start[a]! + dot(steps[a]!, lo))
      const along: number[] = []
      for (let d = 0; d < rank; d++) {
        let step = 0
        for (let a = 0; a < steps.length; a++) step += own[a]! * steps[a]![d]!
        along.push(step)
      }
      arrays.push(from + at * source.bytes, 0)
      operands.push({ strides: along, inner, at: arrays.length - 2, base: 0, bytes: source.bytes })
    }
    if (size.length > 0 && strides.at(-1) !== 1 && size.at(-1) !== 1) {
      // Kernels write elements next to each other: of a part that has not the last axis, one at a time.
      const apart = operands.map((one, i) => ({ ...one, strides: [...one.strides, i === 0 ? 1 : 0] }))
      this.#loops(program, [...size, 1], arrays, apart)
    } else this.#loops(program, size, arrays, operands)
    workspace.release(mark)
  }

  #stridesOf(source: { readonly shape: readonly number[] }): readonly number[] {
    let strides = this.#strides.get(source)
    if (strides === undefined) this.#strides.set(source, (strides = contiguous(source.shape)))
    return strides
  }

  /** Calls the kernel: its two loops are the last axes, those that lie next to each other everywhere as one. */
  #loops(
    program: Program,
    size: readonly number[],
    arrays: readonly number[],
    operands: readonly {
      readonly strides: readonly number[]
      readonly inner: number
      readonly at: number
      readonly base: number
      readonly bytes: number
    }[],
  ): void {
    const { run } = this.kernel(program.kernel)
    const { scratch } = this.workspace
    const rank = size.length
    // A kernel writes its inner loop in a row. Where there is none, that loop has one element.
    const hasRows = isInRows(operands[0]!.strides)
    let inner = rank === 0 || !hasRows ? 1 : size[rank - 1]!
    let outer = hasRows ? rank - 2 : rank - 1
    const first = hasRows ? 0 : rank
    while (outer >= first) {
      const length = inner
      const [o, last] = [outer, rank - 1]
      if (size[o] !== 1 && !operands.every(({ strides }) => strides[o] === strides[last]! * length)) break
      inner *= size[o]!
      outer--
    }
    // The next axes that lie next to each other are the loop around it.
    const second = outer
    let count = second < 0 ? 1 : size[second]!
    outer--
    while (outer >= 0) {
      const length = count
      const o = outer
      if (size[o] !== 1 && !operands.every(({ strides }) => strides[o] === strides[second]! * length)) break
      count *= size[o]!
      outer--
    }
    const outputBytes = itemSize(program.dtype)
    const last = Math.max(0, rank - 1)
    const around = operands.map(({ strides }) => (second < 0 ? 0 : strides[second]!))
    // Kernels take no indices below 0: where steps go back, they are given the last element, and where the first one is.
    const firsts = operands.map(({ strides }, i) =>
      Math.abs(Math.min(0, around[i]! * (count - 1)) + (rank === 0 ? 0 : Math.min(0, strides[last]! * (inner - 1)))),
    )
    const call = (at: readonly number[]): void => {
      const args: number[] = []
      for (const [i, operand] of operands.entries()) {
        if (operand.at < 0) continue
        let address = arrays[operand.at]!
        const bytes = i === 0 ? outputBytes : operand.bytes
        for (let d = 0; d <= outer; d++) address += bytes * operand.strides[d]! * at[d]!
        args.push(address - bytes * firsts[i]!, 0)
      }
      args.push(inner, count, around[0]!)
      for (const [i, { strides, inner: kind, base }] of operands.entries()) {
        if (i === 0) continue
        if (kind === 3) {
          let first = base
          for (let d = 0; d <= outer; d++) first += strides[d]! * at[d]!
          args.push(first, around[i]!, rank === 0 ? 0 : strides[last]!)
        } else if (kind === 2) args.push(firsts[i]!, around[i]!, rank === 0 ? 0 : strides[last]!)
        else args.push(firsts[i]!, around[i]!)
      }
      args.push(...program.numbers, scratch)
      run(...args)
    }
    if (outer < 0) return call([])
    const at = size.slice(0, outer + 1).map(() => 0)
    for (;;) {
      call(at)
      let axis = outer
      while (axis >= 0 && ++at[axis]! === size[axis]) at[axis--] = 0
      if (axis < 0) return
    }
  }

  /** Runs of indices that lie in an array of the job's. */
  #runsOf(array: number, from: number, count: number): ReturnType<typeof runsIn> {
    return runsIn(this.workspace.elements("int32"), this.#addresses[array]! / 4 + from, count)
  }

  #copy(
    dtype: DType,
    shape: readonly number[],
    from: number,
    fromStrides: readonly number[],
    to: number,
    toStrides: readonly number[],
  ): void {
    const data = this.workspace.elements(dtype)
    const bytes = itemSize(dtype)
    copyStrided(
      { data, shape, strides: fromStrides, offset: from / bytes },
      { data, shape, strides: toStrides, offset: to / bytes },
    )
  }

  /** Writes a box of a source. Along its last axis the elements follow each other. */
  fill(
    source: Filled,
    box: { readonly lo: readonly number[]; readonly size: readonly number[] },
    address: number,
    strides: readonly number[],
  ): void {
    const { lo, size } = box
    switch (source.k) {
      case "random":
        return fillRandom(source, this.kernel(source.kernel), this.workspace, box, address, strides)
      case "reader":
        return this.#readers.fill(source, box, address, strides, this.workspace)
      case "blocks":
        return this.#blocks.fill(source, box, address, strides)
      case "concat": {
        const { axis, bounds, parts, bytes } = source
        for (const { part, from, count, at } of partsIn(bounds, lo[axis]!, size[axis]!)) {
          this.evaluateWhole(
            parts[part]!,
            along(lo, axis, from),
            along(size, axis, count),
            address + bytes * at * strides[axis]!,
            strides,
          )
        }
        return
      }
      case "take": {
        const { axis, program, bytes } = source
        for (const { from, count, at } of this.#runsOf(source.indices, lo[axis]!, size[axis]!)) {
          const target = address + bytes * at * strides[axis]!
          this.evaluateWhole(program, along(lo, axis, from), along(size, axis, count), target, strides)
        }
        return
      }
      case "reshape":
        return eachRun(source.shape, lo, size, strides, (from, count, at) => {
          const target = address + source.bytes * dot(strides, at)
          for (const one of boxesOfRange(source.from, from, count)) {
            const end = target + source.bytes * one.at
            this.evaluateWhole(source.program, one.lo, one.size, end, contiguous(one.size))
          }
        })
      case "program":
        return this.evaluateWhole(source.program, lo, size, address, strides)
    }
  }
}

/** Do elements follow each other along the last axis? */
function isInRows(strides: readonly number[]): boolean {
  return strides.length === 0 || strides.at(-1) === 1
}
