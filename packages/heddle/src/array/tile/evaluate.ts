import { bindKernel } from "../../jit/bound/index.ts"
import type { BoundKernel } from "../../jit/bound/index.ts"
import { itemSize } from "../dtype/index.ts"
import type { DType } from "../dtype/index.ts"
import { copyStrided } from "../ndarray/index.ts"
import { contiguous } from "../shape/index.ts"
import { Blocks } from "./blocks.ts"
import type { BlockMaker } from "./blocks.ts"
import { boxesOfRange } from "./boxes.ts"
import { callOf, Calls, isInRows, runLoops } from "./calls.ts"
import type { Call, FilledBox } from "./calls.ts"
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
  readonly #calls = new Calls()
  readonly #prepared = new Map<Program, boolean>()
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

  /** Does a program have parts that come from elsewhere, so that its boxes must be prepared? */
  mustPrepare(program: Program): boolean {
    // Programs are in several others.
    const known = this.#prepared.get(program)
    if (known !== undefined) return known
    const must = program.leaves.some(({ source }) => {
      if (source.k === "reader" || source.k === "blocks") return true
      if (source.k === "concat") return source.parts.some((part) => this.mustPrepare(part))
      return "program" in source && this.mustPrepare(source.program)
    })
    this.#prepared.set(program, must)
    return must
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
    const known = this.#calls.find(program, size, strides)
    if (known !== undefined) return this.#run(known, lo, address)
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
    const { run } = this.kernel(program.kernel)
    const call = callOf(program, run, size, strides, this.#addresses, this.workspace.scratch)
    this.#run(this.#calls.add(program, call), lo, address)
  }

  #run(call: Call, lo: readonly number[], address: number): void {
    const { args, moving, loops } = call
    const { workspace } = this
    const { mark } = workspace
    for (let i = 0; i < moving.length; i++) {
      const { place, base, along, filled } = moving[i]!
      let at = i === 0 ? base + address : base
      if (filled !== undefined) at += this.#filled(filled, lo)
      for (let d = 0; d < along.length; d++) at += along[d]! * lo[d]!
      args[place] = at
    }
    if (loops.length === 0) call.run(...args)
    else runLoops(call)
    workspace.release(mark)
  }

  /** Writes the box of a source that a box of a program reads; gives its address. */
  #filled({ source, start, rows, size, strides, bytes }: FilledBox, lo: readonly number[]): number {
    const address = this.workspace.take(bytes)
    const box = { lo: start.map((at, a) => at + dot(rows[a]!, lo)), size }
    this.fill(source, box, address, strides)
    return address
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
