import { compileFunction } from "node:vm"
import { bufferOf, heap, megabytes, wasm } from "../../core/heap/index.ts"
import { clearUpperHalves, scratchBytes } from "../bound/index.ts"
import { emitJavaScript, emitModule } from "../emit/index.ts"
import type { LoopReport, RuntimeName } from "../emit/index.ts"
import { compile } from "../front/index.ts"
import type { Compiled, CompileOptions, InputType, Source } from "../front/index.ts"
import { fused } from "../fusion/index.ts"
import { ArrayRef, keyAt } from "../ir/index.ts"
import type { Element, ImportName } from "../ir/index.ts"
import * as bits from "../maths/index.ts"
import { Arena } from "./arena.ts"
import { Conductor } from "./conductor.ts"
import { holding, inputsOf, isIndex, refuse, refuseLost, refuseOutside, resultOf } from "./exchange.ts"
import type { Scalar } from "./exchange.ts"
import * as int64 from "./int64.ts"
import { Marshal } from "./marshal.ts"
import { compileModule, isWideInUse } from "./modules.ts"
import { CallProgress, canShow, lookEvery } from "./progress.ts"
import { multiplyAdd } from "./multiply-add.ts"
import type { MultiplyAdd } from "./multiply-add.ts"
import * as random from "./random.ts"
import { Team } from "./team.ts"
import type { Part } from "./team.ts"
import type { KernelMessage } from "./team-worker.ts"

const arena = new Arena()
/** The threads that kernels of this thread run on. */
export const team: Team = new Team(arena)
const conductor = new Conductor(team)
let kernels = 0

/** Bytes: from here on it has cost some milliseconds. */
const muchCopied = 32 * 2 ** 20

/** What makes arrays on the heap, by what they hold. */
const makers: Readonly<Record<Element, string>> = {
  f64: "float64",
  f32: "float32",
  i32: "int32",
  u32: "uint32",
  i16: "int16",
  u16: "uint16",
  i8: "int8",
  u8: "uint8",
  u8c: "uint8Clamped",
  i64: "int64",
  u64: "uint64",
}

/** A call, as numbers. */
interface Given {
  readonly marshal: Marshal
  readonly flat: readonly Scalar[]
  /** Of the inputs that are arrays. */
  readonly lengths: readonly number[]
}

type Run = (...args: readonly Scalar[]) => Scalar | readonly Scalar[] | undefined

/** A kernel compiled for one list of argument types. */
export class Variant {
  readonly compiled: Compiled
  /** The module. */
  readonly bytes: Uint8Array
  readonly loops: readonly LoopReport[]
  /** What it took to compile. */
  readonly milliseconds: number
  /** V8 was asked for vectors of 256 bits. */
  readonly isWide: boolean
  readonly #run: Run
  readonly #kernel: KernelMessage
  readonly #parts: readonly Part[]

  /** On how many threads, where that is the kernel's own business. */
  readonly #threads: number | undefined
  /** Calls that take long tell how far they are. */
  readonly #tells: boolean
  #progress: CallProgress | undefined

  constructor(
    source: Source,
    types: readonly InputType[],
    options: CompileOptions & { readonly threads?: number; readonly progress?: boolean } = {},
  ) {
    this.#threads = options.threads
    this.#tells = options.progress === true && canShow
    const began = performance.now()
    const compiled = compile(source, types, options)
    const { bytes, imports, grains, isWide, loops } = emitModule(fused(compiled.ir), heap().bits)
    this.compiled = compiled
    this.bytes = bytes
    this.loops = loops
    const js = Object.fromEntries(imports.map((name) => [name, this.#imported(name)]))
    const module = compileModule(bytes, isWide)
    this.milliseconds = performance.now() - began
    this.isWide = isWide && isWideInUse() === true
    const { exports } = new wasm.Instance(module, { heap: { memory: heap().memory }, js })
    this.#run = exports["run"] as Run
    const kernel = (this.#kernel = { id: ++kernels, module, imports, grains, isWide: this.isWide })
    this.#parts = grains.map((grain, number) => {
      return { kernel, number, grain, run: exports[`part${number}`] as Part["run"], pace: 0 }
    })
  }

  #copied = 0
  #lengths: readonly number[] = []
  #reference: ((...args: readonly unknown[]) => readonly Scalar[]) | undefined

  #imported(name: ImportName | RuntimeName): unknown {
    if (name === "fork") {
      return (part: number, units: number, reductions: number, environment: number) =>
        this.#fork(part, units, reductions, environment)
    }
    if (name === "bounds")
      return (site: number, index: number) => refuseOutside(this.compiled, site, index, this.#lengths)
    if (name === "rem") return (a: number, b: number) => a % b
    if (name === "int32") return (a: number) => a | 0
    return (Math as unknown as Record<string, () => number>)[name.split(/[./]/)[1]!]!
  }

  get #size(): number {
    return this.#threads ?? team.size
  }

  #fork(part: number, units: number, reductions: number, environment: number): number {
    const partials = reductions === 0 ? 0 : arena.partials(8 * units * reductions)
    const outside = team.fork(
      this.#parts[part]!,
      { units, environment, partials, scratch: arena.scratchOf(0) },
      this.#size,
      this.#progress,
    )
    this.#progress?.passed()
    if (outside !== undefined) refuseOutside(this.compiled, outside.site, outside.index, this.#lengths)
    return partials
  }

  /** What the kernel computes, computed by JavaScript. */
  reference(args: readonly unknown[]): unknown {
    this.#reference ??= (
      compileFunction(emitJavaScript(this.compiled.ir), ["bits", "random", "big"]) as (
        b: typeof bits & { readonly multiplyAdd: MultiplyAdd },
        r: typeof random,
        i: typeof int64,
      ) => (...args: readonly unknown[]) => readonly Scalar[]
    )({ ...bits, multiplyAdd: multiplyAdd() }, random, int64)
    const values = inputsOf(this.compiled, args).map((value) => (typeof value === "boolean" ? Number(value) : value))
    const bounds = (site: number, index: number, length: number | undefined): number =>
      isIndex(index, length) ? index : refuse(this.compiled, site, index, length)
    return resultOf(this.compiled, this.#reference(...values, bounds))
  }

  call(args: readonly unknown[]): unknown {
    try {
      const { marshal, flat, lengths } = this.#given(inputsOf(this.compiled, args), arena, arena.scratchOf(0))
      this.#lengths = lengths
      this.#progress = this.#begun()
      try {
        return this.#result(this.#run(...flat))
      } finally {
        this.#progress?.end()
        this.#progress = undefined
        if (this.isWide) clearUpperHalves()
        marshal.copyBack()
      }
    } finally {
      arena.reset()
    }
  }

  #begun(): CallProgress | undefined {
    if (!this.#tells) return undefined
    const { name, body } = this.compiled.ir
    return new CallProgress(name, this.#parts.length === 1 && body.some(({ k }) => k === "prange"))
  }

  /** A call that another thread runs. */
  async async(args: readonly unknown[]): Promise<unknown> {
    const values = inputsOf(this.compiled, args)
    return holding(values, async () => {
      const own = new Arena()
      try {
        const { marshal, flat, lengths } = this.#given(values, own, own.allocate(scratchBytes))
        const looking = this.#look()
        try {
          const answer = await conductor.call({ kernel: this.#kernel, args: flat, threads: this.#size, arena: own })
          if ("site" in answer) refuseOutside(this.compiled, answer.site, answer.index, lengths)
          return this.#result(answer.result as ReturnType<Run>)
        } finally {
          looking?.[Symbol.dispose]()
          marshal.copyBack()
          refuseLost(this.compiled, values)
        }
      } finally {
        own.reset()
      }
    })
  }

  /** Looks how far a call is that another thread runs. */
  #look(): Disposable | undefined {
    const progress = this.#begun()
    if (progress === undefined) return undefined
    const { forks } = team
    const timer = setInterval(() => {
      progress.passed(team.forks - forks)
      progress.at(team.shareOf(this.#kernel.id) ?? 0)
    }, lookEvery)
    timer.unref()
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer)
        progress.passed(Math.max(1, team.forks - forks))
        progress.end()
      },
    }
  }

  /** The call as numbers, its arrays in the heap; what that takes comes from an arena. */
  #given(values: readonly unknown[], from: Arena, scratch: number): Given {
    const { ir } = this.compiled
    const marshal = new Marshal(from)
    for (const [i, input] of ir.inputs.entries()) {
      if (input instanceof ArrayRef) marshal.add(values[i] as ArrayBufferView, input.written)
    }
    this.#count(marshal.bytes, values)
    marshal.copyIn()
    const flat: Scalar[] = []
    const lengths: number[] = []
    for (const [i, input] of ir.inputs.entries()) {
      const value = values[i]
      if (input instanceof ArrayRef) {
        const { length } = value as Float64Array
        lengths.push(length)
        flat.push(marshal.address(value as ArrayBufferView), length)
      } else {
        lengths.push(0)
        flat.push(typeof value === "bigint" ? value : Number(value))
      }
    }
    if (ir.key !== undefined) new DataView(heap().buffer, scratch + keyAt).setBigUint64(0, random.key(), true)
    flat.push(scratch)
    return { marshal, flat, lengths }
  }

  /** Says once that arrays are copied, when that has cost some milliseconds. */
  #count(bytes: number, values: readonly unknown[]): void {
    if (bytes === 0 || this.#copied > muchCopied) return
    this.#copied += bytes
    if (this.#copied <= muchCopied) return
    const { name, inputs } = this.compiled.ir
    const foreign = inputs.flatMap((input, i) => {
      const view = values[i] as Float64Array
      return input instanceof ArrayRef && !heap().owns(bufferOf(view))
        ? [{ name: input.name, bytes: view.byteLength, maker: makers[input.element] }]
        : []
    })
    const largest = foreign.toSorted((a, b) => b.bytes - a.bytes)[0]!
    process.emitWarning(
      `${name} copies its arrays to the heap at each call, ${megabytes(this.#copied)} so far: make \`${largest.name}\` (${megabytes(largest.bytes)}) with ${largest.maker}(…), or copyToShared(…), which it takes as they are`,
      "HeddleHint",
    )
  }

  #result(raw: ReturnType<Run>): unknown {
    return resultOf(this.compiled, typeof raw === "object" ? raw : raw === undefined ? [] : [raw])
  }
}
