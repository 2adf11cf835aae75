import { KernelCompileError, OptionError } from "../core/errors/index.ts"
import { isHeard, nextComputation, tellStage } from "../core/events/index.ts"
import { wat } from "./emit/index.ts"
import { explained, ranBy, unknownSignature } from "./explain.ts"
import type { Explained, KernelReport } from "./explain.ts"
import { isRight, Forms } from "./forms.ts"
import {
  arrayNames,
  changedOf,
  elementOf,
  integerParams,
  largest,
  numberType,
  originals,
  Source,
} from "./front/index.ts"
import type { InputType, IntegerUse, Scalar } from "./front/index.ts"
import type { GpuKernel } from "./gpu-kernel.ts"
import type { Element } from "./ir/index.ts"
import { checkOptions } from "./options.ts"
import type { GpuOptions, JitOptions } from "./options.ts"
import { GpuVariant } from "./run/gpu/index.ts"
import { Variant } from "./run/index.ts"
import { NativeVariant } from "./run/native/index.ts"

/** A function that was compiled. It is called as it was before. */
export interface Kernel<A extends unknown[], R> extends Explained {
  (...args: A): R
  /**
   * The same call, run by other threads: this one is free meanwhile. Calls are run one after the other. Arrays of the heap are
   * seen as they are, others as they were at the call, and are written when it is over. It rejects as a call throws.
   * What has begun runs to its end: no signal stops it.
   */
  async(...args: A): Promise<R>
  /** The original, run by JavaScript. */
  readonly js: (...args: A) => R
  /**
   * What the kernel computes, bit for bit, computed by JavaScript: the original, but for the order in which a prange adds
   * up, and for what `fastmath` allows. Slow.
   */
  readonly reference: (...args: A) => R
}

/** Lists of argument types that one kernel is compiled for without a word. */
const fewSignatures = 8
/** Values that what is around it has had, likewise. */
const fewForms = 8

/**
 * The function, compiled to WebAssembly when it is called, once for each list of argument types. Kernels are of numbers,
 * booleans, bigints of 64 bits and typed arrays; they may call other functions, and capture constants and typed arrays.
 *
 * Everything outside a prange reduction is bit for bit what JavaScript computes. An index outside of its array is an error.
 *
 * @throws OptionError where `fn` is no function written in JavaScript, or an option is wrong
 * @throws KernelCompileError when it is called, if it cannot be compiled: with the place, the reason, and what to do
 * @throws RangeError when it is called, for an index that is outside of its array, and for a bigint of more than 64 bits
 *
 * @example
 * ```ts
 * import { jit } from "heddle/jit"
 * const length = jit((x: number, y: number) => Math.sqrt(x * x + y * y))
 * length(3, 4) // => 5
 * ```
 */
export function jit<F extends (...args: never[]) => unknown>(
  fn: F,
  options?: JitOptions,
): Kernel<Parameters<F>, ReturnType<F>>
/**
 * The function, compiled for a GPU when it is called: each prange that is in no other one runs there, in float32 and int32,
 * what is around them here. A call gives a promise. Needs the package webgpu.
 *
 * @throws OptionError where `fn` is no function written in JavaScript, or an option is wrong
 *
 * @example
 * ```ts
 * import { jit, prange } from "heddle/jit"
 * const scale = jit((a: Float32Array, by: number) => {
 *   for (const i of prange(a)) a[i]! *= by
 * }, { target: "gpu", fallback: true })
 * const data = Float32Array.of(1, 2, 3)
 * await scale(data, 2)
 * Array.from(data) // => [2, 4, 6]
 * ```
 */
export function jit<F extends (...args: never[]) => unknown>(
  fn: F,
  options: GpuOptions,
): GpuKernel<Parameters<F>, ReturnType<F>>
/** The same, where the types are named: `jit<[a: Float64Array], number>(…)`. */
export function jit<A extends unknown[], R>(fn: (...args: A) => R, options?: JitOptions): Kernel<A, R>
export function jit<A extends unknown[], R>(
  given: (...args: A) => R,
  options: JitOptions | GpuOptions = {},
): Kernel<A, R> | GpuKernel<A, R> {
  if (typeof given !== "function") throw new OptionError("fn", "a function", given)
  // Of a kernel the function that it was made of.
  const fn = (originals.get(given) ?? given) as typeof given
  if (fn === given && Object.hasOwn(given, reduce)) {
    const hint = "this one runs on all threads already: call it as it is"
    throw new OptionError("fn", "a plain function, not what stencil, reduce or guvectorize made", given, { hint })
  }
  const variants = new Variants(fn, checkOptions(options))
  const isGpu = options.target === "gpu"
  const call = isGpu
    ? async (...args: A) => (await variants.later(args)) as R
    : (...args: A): R => variants.call(args) as R
  originals.set(call, fn)
  Object.defineProperty(call, "name", { value: fn.name, configurable: true })
  Object.defineProperty(call, "length", { value: fn.length, configurable: true })
  return Object.defineProperties(call, {
    ...(!isGpu && { async: { value: (...args: A) => variants.async(args) as Promise<R>, enumerable: true } }),
    js: { value: fn, enumerable: true },
    reference: { value: (...args: A) => variants.reference(args) as R, enumerable: true },
    signatures: { get: () => variants.signatures, enumerable: true },
    explain: { value: () => variants.explain() },
    parallelDiagnostics: { value: () => variants.diagnostics() },
    [isGpu ? "wgsl" : "wat"]: { value: (signature?: string) => variants.text(signature) },
    // In another thread it is compiled there.
    [reduce]: { value: () => [jit, fn, options] },
  }) as unknown as Kernel<A, R>
}

/** How what is made of functions goes to another thread. */
const reduce = Symbol.for("heddle.reduce")

/** Numba's name for it. */
export const njit: typeof jit = jit

/** What an argument is: a scalar, or what its elements are. */
type Kind = Scalar | Element

/** Shorter calls are not told of, in ms. */
const worthTelling = 1

const byJavaScript = "until then JavaScript runs it ({ fallback: true })"

type AnyVariant = Variant | NativeVariant | GpuVariant

/** A kernel's compiled forms. */
class Variants {
  readonly #fn: (...args: never[]) => unknown
  readonly #options: JitOptions | GpuOptions
  readonly #variants = new Map<string, Forms<AnyVariant>>()
  #source: Source | undefined
  #integers: IntegerUse[] = []
  /** Those of the last call, which are mostly those of the next. */
  #kinds: readonly Kind[] = []
  #last: AnyVariant | undefined
  #isPlain = process.env["HEDDLE_DISABLE_JIT"] === "1"
  /** Why JavaScript ran it. */
  #why = this.#isPlain ? "HEDDLE_DISABLE_JIT=1 is in the environment" : undefined
  #isTold = false
  #isPassedBy = false

  constructor(fn: (...args: never[]) => unknown, options: JitOptions | GpuOptions) {
    this.#fn = fn
    this.#options = options
    for (const signature of options.signatures ?? []) {
      const kinds = kindsOf(signature)
      this.#compiled(kinds)
      // It is meant for all integers.
      for (const [i, kind] of kinds.entries())
        if (kind === "int" && this.#integers[i] !== undefined) this.#integers[i] = "int"
    }
  }

  get signatures(): readonly string[] {
    return [...this.#variants.keys()]
  }

  explain(): string {
    const source = this.#source ?? (this.#isPlain ? Source.of(this.#fn) : undefined)
    const given = (source?.name ?? this.#fn.name).replaceAll("`", "")
    const name = given === "" || given === "the function" ? "the kernel" : given
    if (this.#why !== undefined && (this.#isPlain || this.#variants.size === 0)) return `${name} ${ranBy}: ${this.#why}`
    return explained(name, new Map([...this.#variants].map(([key, { last }]) => [key, asText(last)] as const)))
  }

  diagnostics(): readonly KernelReport[] {
    return [...this.#variants].map(([signature, { last }]) => {
      return { signature, loops: "loops" in last ? last.loops : [] }
    })
  }

  /** What it was compiled to. */
  text(signature: string | undefined): string {
    const key = signature === undefined ? this.signatures.at(-1) : signature
    const variant = key === undefined ? undefined : this.#variants.get(key)?.last
    if (variant instanceof GpuVariant) return variant.wgsl
    if (variant instanceof Variant) return wat(variant.bytes)
    if (variant !== undefined) throw new OptionError("signature", "one that is WebAssembly", signature)
    throw unknownSignature(this.signatures, signature, "call it first, or name its { signatures }")
  }

  call(args: readonly unknown[]): unknown {
    if (!isHeard("stage")) return this.#run(args)
    const from = performance.now()
    const result = this.#run(args)
    if (performance.now() - from >= worthTelling) {
      const label = this.#fn.name === "" ? "kernel" : this.#fn.name
      tellStage({ of: "kernel", label, computation: nextComputation(), number: 1, stages: 1 }, from)
    }
    return result
  }

  #run(args: readonly unknown[]): unknown {
    const variant = this.#compiledFor(args)
    return variant === undefined ? this.#fn(...(args as never[])) : variant.call(args)
  }

  /** What it computes, by JavaScript. */
  reference(args: readonly unknown[]): unknown {
    const variant = this.#options.fallback === true ? this.#compiledFor(args) : this.for(args)
    return variant === undefined ? this.#fn(...(args as never[])) : variant.reference(args)
  }

  /** The same, by other threads. */
  async async(args: readonly unknown[]): Promise<unknown> {
    const variant = this.#compiledFor(args)
    if (variant === undefined) return this.#fn(...(args as never[]))
    return variant instanceof GpuVariant ? variant.call(args) : variant.async(args)
  }

  /** The same, where it is known only later whether it can be run at all. */
  async later(args: readonly unknown[]): Promise<unknown> {
    try {
      return await this.call(args)
    } catch (error) {
      this.#fallBack(error)
      return this.#fn(...(args as never[]))
    }
  }

  /** undefined: JavaScript runs it. */
  #compiledFor(args: readonly unknown[]): AnyVariant | undefined {
    if (this.#isPlain) return undefined
    try {
      return this.for(args)
    } catch (error) {
      if (error instanceof OptionError) this.#passBy(error)
      else this.#fallBack(error)
      return undefined
    }
  }

  /** JavaScript runs a call whose arguments kernels do not know, if that is allowed; else it throws. */
  #passBy(error: OptionError): void {
    if (this.#options.fallback !== true) throw error
    this.#why = error.message
    if (!this.#isPassedBy) process.emitWarning(`${error.message}\n  ${byJavaScript}`, "HeddleWarning")
    this.#isPassedBy = true
  }

  /** From here on JavaScript runs what cannot be compiled, if that is allowed; else it throws. */
  #fallBack(error: unknown): void {
    if (this.#options.fallback !== true || !(error instanceof KernelCompileError)) throw error
    if (this.#isPlain) return
    this.#isPlain = true
    this.#why = error.message
    process.emitWarning(`${error.message}\n  ${byJavaScript}`, "HeddleWarning")
  }

  /** The one for the types of these arguments. */
  for(args: readonly unknown[]): AnyVariant {
    const { node } = this.#read()
    const { params } = node
    let count = Math.min(params.length, args.length)
    // Left out, where there is a default.
    while (count > 0 && args[count - 1] === undefined && params[count - 1]!.type === "AssignmentPattern") count--
    const last = this.#kinds
    let isSame = this.#last !== undefined && last.length === count
    const kinds: Kind[] = []
    for (let i = 0; i < count; i++) {
      const kind = kindOf(args[i], this.#integers[i], i)
      kinds.push(kind)
      isSame &&= kind === last[i]
    }
    if (!isSame || !isRight(this.#last!)) {
      this.#last = this.#compiled(kinds)
      this.#kinds = kinds
    }
    return this.#last!
  }

  #read(): Source {
    if (this.#source === undefined) {
      this.#source = sourceOf(this.#fn)
      // Where a number is a float32, an integer is better off as one.
      const isGpu = this.#options.target === "gpu"
      this.#integers = integerParams(this.#source).map((use) => use ?? (isGpu ? "int" : undefined))
    }
    return this.#source
  }

  #compiled(kinds: readonly Kind[]): AnyVariant {
    const source = this.#read()
    const signature = `(${kinds.map((kind) => arrays[kind] ?? kind).join(", ")})`
    const forms = this.#variants.get(signature) ?? new Forms()
    const known = forms.get()
    if (known !== undefined) return known
    const variant = variantOf(source, kinds.map(typeOf), this.#options)
    if (forms.made > 0) this.#countForm(forms)
    forms.add(variant)
    this.#variants.set(signature, forms)
    if (this.#variants.size > fewSignatures && !this.#isTold) {
      this.#isTold = true
      process.emitWarning(
        `${source.name} has been compiled for ${this.#variants.size} lists of argument types, a few milliseconds each: ${this.signatures.join(", ")}`,
        "HeddleHint",
      )
    }
    return variant
  }

  /** One more, as what is around the function has changed. */
  #countForm({ last, made }: Forms<AnyVariant>): void {
    const member = changedOf(last.compiled.members)
    if (made !== fewForms || this.#isTold || member === undefined) return
    this.#isTold = true
    process.emitWarning(
      `${this.#source!.name} has been compiled ${made + 1} times, a few milliseconds each, as \`${member.text}\` changes between calls: pass it as an argument`,
      "HeddleHint",
    )
  }
}

function variantOf(source: Source, types: readonly InputType[], options: JitOptions | GpuOptions): AnyVariant {
  if (options.target === "gpu") return new GpuVariant(source, types, options)
  if (options.target !== "native") return new Variant(source, types, options)
  return new NativeVariant(source, types, { fastmath: options.fastmath === true })
}

/** What `explain` says of it, unless that is known of modules. */
function asText(variant: AnyVariant): Variant | string {
  if (variant instanceof NativeVariant) return "compiled by the system's C compiler"
  return variant instanceof GpuVariant ? variant.explained() : variant
}

function sourceOf(fn: Function): Source {
  const source = Source.of(fn)
  if (source !== undefined) return source
  throw new KernelCompileError(
    `cannot compile ${fn.name === "" ? "the function" : `\`${fn.name}\``}: its text is not to be had`,
    {
      hint: "give jit a function that is written in JavaScript or TypeScript",
    },
  )
}

function kindOf(value: unknown, use: IntegerUse, index: number): Kind {
  if (typeof value === "number") return numberType(value, use)
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) === value) return "bigint"
    const hint = `BigInt.asIntN(64, x) has the same 64 bits; BigInt.asUintN(64, x) in the kernel makes them a uint64 again`
    throw new OptionError(`args[${index}]`, "a bigint that fits in int64", value, { hint })
  }
  const element = elementOf(value)
  if (element === undefined) {
    const isLiteral = typeof value === "object" && value !== null && !ArrayBuffer.isView(value)
    const hint = isFloat16(value)
      ? "kernels have no Float16Array: pass a Float32Array, Float32Array.from(a)"
      : isLiteral
        ? "pass what is in it as arguments of their own"
        : undefined
    throw new OptionError(`args[${index}]`, "a number, a boolean, a bigint or a typed array", value, { hint })
  }
  const { length } = value as Float64Array
  if (length <= largest) return element
  const hint = "give it parts, as a.subarray(from, to)"
  throw new OptionError(`args[${index}].length`, `at most ${largest} in a kernel`, length, { hint })
}

function isFloat16(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Float16Array]"
}

const arrays: Readonly<Partial<Record<Kind, string>>> = arrayNames

function typeOf(kind: Kind): InputType {
  return scalars.has(kind) ? (kind as Scalar) : { element: kind as Element }
}

const scalars: ReadonlySet<Kind> = new Set<Kind>(["number", "int", "int > 0", "boolean", "bigint"])

/** Of a list of types as text. */
function kindsOf(signature: string): Kind[] {
  const names = new Map<string, Kind>([...scalars].map((name) => [name, name] as const))
  for (const [kind, name] of Object.entries(arrays)) names.set(name, kind as Kind)
  const list = /^\((.*)\)$/s.exec(signature.trim())?.[1]
  const kinds = list?.trim() === "" ? [] : list?.split(",").map((name) => names.get(name.trim()))
  if (kinds !== undefined && !kinds.includes(undefined)) return kinds as Kind[]
  throw new OptionError(
    "signatures",
    `a list of ${[...names.keys()].join(", ")}, e.g. "(Float64Array, int)"`,
    signature,
  )
}
