import { compileFunction } from "node:vm"
import { doesOf } from "../../emit/index.ts"
import type { LoopReport } from "../../emit/index.ts"
import { emitWgsl, Refused } from "../../emit/wgsl/index.ts"
import type { GpuProgram, WgslOptions } from "../../emit/wgsl/index.ts"
import { compile, targetError } from "../../front/index.ts"
import type { Compiled, InputType, Source } from "../../front/index.ts"
import { ArrayRef } from "../../ir/index.ts"
import { inputsOf, isIndex, refuseOutside, resultOf } from "../exchange.ts"
import { Variant } from "../variant.ts"
import { openGpu } from "./device.ts"
import type { Gpu } from "./device.ts"
import { Dispatch } from "./dispatch.ts"
import type { Failure, Input } from "./dispatch.ts"
import { Slot, slotsOf } from "./memory.ts"

type Host = (...args: readonly unknown[]) => Promise<readonly number[]>

/** What a kernel is for one way in which its arrays overlap. */
interface Form {
  readonly program: GpuProgram
  readonly host: Host
  /** By the GPU that compiled them. */
  readonly pipelines: WeakMap<Gpu, Promise<Dispatch["shaders"]>>
}

/** Calls run one after the other: the next one sees what the one before wrote. */
let last: Promise<unknown> = Promise.resolve()

export interface GpuVariantOptions extends WgslOptions {
  readonly bounds?: boolean
}

/** A kernel for a GPU, for one list of argument types. */
export class GpuVariant {
  readonly compiled: Compiled
  readonly loops: readonly LoopReport[]
  readonly #source: Source
  readonly #types: readonly InputType[]
  readonly #options: GpuVariantOptions
  readonly #arrays: readonly number[]
  readonly #forms = new Map<string, Form>()
  #wasm: Variant | undefined
  /** What the GPU says of itself, once it was there. */
  #name: string | undefined

  /** @throws KernelCompileError where it has something that a GPU cannot do */
  constructor(source: Source, types: readonly InputType[], options: GpuVariantOptions = {}) {
    this.#source = source
    this.#types = types
    this.#options = options
    const { bounds = true } = options
    this.compiled = compile(source, types, { bounds })
    const { inputs } = this.compiled.ir
    this.#arrays = inputs.flatMap((input, i) => (input instanceof ArrayRef ? [i] : []))
    const { program } = this.#form(this.#arrays.map((_, i) => i))
    this.loops = program.shaders.map(({ loop }) => ({
      where: loop.where ?? source.name,
      isPrange: true,
      does: doesOf(loop.body, loop.reductions),
      isParallel: true,
      inVectors: false,
      remark:
        loop.reductions.length > 0 ? "on the GPU, 256 lanes a block" : "on the GPU, an invocation for each iteration",
    }))
  }

  /** The shaders, as WGSL. */
  get wgsl(): string {
    return [...this.#forms.values()][0]!.program.shaders.map(({ text }) => text).join("\n")
  }

  /** What became of it, for `f.explain()`. */
  explained(): string {
    const { touches } = [...this.#forms.values()][0]!.program
    return [
      `float32 on ${this.#name === undefined ? "a GPU" : `the GPU ${this.#name}`}`,
      ...this.loops.map(({ where, does, remark }) => `  ${where}  prange  ${does}  ${remark}`),
      ...(touches ? ["  what is outside of pranges uses elements: their arrays go to and fro"] : []),
    ].join("\n")
  }

  #form(slots: readonly number[]): Form {
    const key = slots.join()
    let form = this.#forms.get(key)
    if (form === undefined) {
      const program = this.#emitted(slots)
      const make = compileFunction(program.host, ["bits"]) as (bits: undefined) => Host
      this.#forms.set(key, (form = { program, host: make(undefined), pipelines: new WeakMap() }))
    }
    return form
  }

  #emitted(slots: readonly number[]): GpuProgram {
    try {
      return emitWgsl(this.compiled.ir, this.#options, slots)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      throw targetError(this.#source, "for a GPU", error)
    }
  }

  /** The same in float64, computed by JavaScript. */
  reference(args: readonly unknown[]): unknown {
    this.#wasm ??= new Variant(this.#source, this.#types)
    return this.#wasm.reference(args)
  }

  /** Rejects with KernelCompileError where there is no GPU: nothing was done then. */
  call(args: readonly unknown[]): Promise<unknown> {
    const run = (): Promise<unknown> => this.#run(args)
    const own = last.then(run, run)
    last = own.catch(() => {})
    return own
  }

  async #run(args: readonly unknown[]): Promise<unknown> {
    const gpu = await openGpu(this.#source.name)
    this.#name = gpu.name
    const { ir } = this.compiled
    const values = inputsOf(this.compiled, args)
    const given = this.#arrays.map((i) => ({ array: ir.inputs[i] as ArrayRef, view: values[i] as Float64Array }))
    const numbers = slotsOf(given)
    const { program, host, pipelines } = this.#form(numbers)
    let shaders = pipelines.get(gpu)
    if (shaders === undefined) pipelines.set(gpu, (shaders = compiledBy(gpu, program)))
    const slots = new Map(
      [...new Set(numbers)].map((number) => {
        return [
          number,
          new Slot(
            gpu.device,
            given.filter((_, i) => numbers[i] === number),
          ),
        ] as const
      }),
    )
    const inputs = new Map<number, Input>(
      this.#arrays.map((input, i) => {
        const slot = slots.get(numbers[i]!)!
        return [input, { slot, offset: slot.offsetOf(given[i]!.view) }]
      }),
    )
    const lengths = values.map((value) => (typeof value === "object" ? (value as Float64Array).length : 0))
    const outside = (site: number, index: number): never => refuseOutside(this.compiled, site, index, lengths)
    const fail = ({ site, index }: Failure): never => outside(site, index)
    const dispatch = new Dispatch(gpu, await shaders, slots, inputs, fail)
    try {
      const bounds = (site: number, index: number, length: number | undefined): number =>
        isIndex(index, length) ? index : outside(site, index)
      try {
        const scalars = values.map((value) => (typeof value === "boolean" ? Number(value) : value))
        return resultOf(this.compiled, await host(...scalars, bounds, dispatch))
      } finally {
        await dispatch.finish()
      }
    } finally {
      dispatch.destroy()
    }
  }
}

/** The shaders, compiled by its driver. */
async function compiledBy({ device }: Gpu, { shaders }: GpuProgram): Promise<Dispatch["shaders"]> {
  return await Promise.all(
    shaders.map(async (shader) => {
      const module = device.createShaderModule({ code: shader.text })
      const compute = { module, entryPoint: "main" }
      return { shader, pipeline: await device.createComputePipelineAsync({ layout: "auto", compute }) }
    }),
  )
}
