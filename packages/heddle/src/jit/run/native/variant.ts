import { KernelCompileError } from "../../../core/errors/index.ts"
import { bufferOf, heap } from "../../../core/heap/index.ts"
import { emitC, Refused, Status, Word } from "../../emit/c/index.ts"
import type { CEntry, COptions } from "../../emit/c/index.ts"
import { compile } from "../../front/index.ts"
import type { Compiled, InputType, Source } from "../../front/index.ts"
import { ArrayRef } from "../../ir/index.ts"
import type { Site } from "../../ir/index.ts"
import { team, Variant } from "../variant.ts"
import type { NativeLibrary } from "./foreign.ts"
import { native } from "./problem.ts"

/** What a kernel is compiled from. */
export interface NativeSource {
  readonly source: Source
  readonly types: readonly InputType[]
}

/** Kernels compiled by the system's C compiler into one library: where there are many, that is much faster. */
export function nativeVariants(list: readonly NativeSource[], options: COptions = {}): readonly NativeVariant[] {
  const compiled = list.map(({ source, types }) => compile(source, types))
  const { text, entries } = emitC(
    compiled.map(({ ir }) => ir),
    options,
  )
  const library = native().library(text)
  return list.map(
    (from, i) =>
      new NativeVariant(from.source, from.types, options, { compiled: compiled[i]!, library, entry: entries[i]! }),
  )
}

interface Made {
  readonly compiled: Compiled
  readonly library: NativeLibrary
  readonly entry: CEntry
}

/** A kernel compiled by the system's C compiler for one list of argument types. It sees arrays where they are. */
export class NativeVariant {
  readonly compiled: Compiled
  readonly #source: Source
  readonly #types: readonly InputType[]
  readonly #entry: CEntry
  readonly #words: Float64Array
  readonly #run: () => number
  #values: readonly unknown[] = []
  #wasm: Variant | undefined

  /**
   * @throws KernelCompileError where it has something that C does not compute as JavaScript does
   * @throws Error where there is a `nativeProblem()`
   */
  constructor(
    source: Source,
    types: readonly InputType[],
    options: COptions = {},
    made: Made = make(source, types, options),
  ) {
    const { compiled, library, entry } = made
    this.compiled = compiled
    this.#source = source
    this.#types = types
    this.#entry = entry
    this.#words = new Float64Array(entry.words)
    this.#words[Word.fork] = native().fork
    this.#run = library.call(entry.name, native().foreign.addressOf(this.#words))
  }

  /** What the kernel computes, computed by JavaScript. */
  reference(args: readonly unknown[]): unknown {
    this.#wasm ??= new Variant(this.#source, this.#types)
    return this.#wasm.reference(args)
  }

  call(args: readonly unknown[]): unknown {
    const { captured, params, ir } = this.compiled
    const values = [...args.slice(0, params.length), ...captured.map(({ value }) => value)]
    const words = this.#words
    words[Word.threads] = team.size
    words[Word.patience] = team.patience
    // The collector must not take an array of which only the address is left.
    this.#values = values
    let at: number = Word.inputs
    for (const [i, input] of ir.inputs.entries()) {
      const value = values[i]
      if (input instanceof ArrayRef) {
        words[at++] = addressOf(value as ArrayBufferView)
        words[at++] = (value as Float64Array).length
      } else words[at++] = Number(value)
    }
    try {
      const status = this.#run()
      if (status !== Status.done) this.#fail(status)
      return this.#result()
    } finally {
      this.#values = []
    }
  }

  #fail(status: number): never {
    if (status === Status.noMemory) throw new Error("there is no memory for the partial results of a prange")
    const { sites, inputs } = this.compiled.ir
    const { array, where } = sites[this.#words[Word.site]!]! as Site & { readonly array: ArrayRef }
    const { length } = this.#values[inputs.indexOf(array)] as Float64Array
    const index = this.#words[Word.index]!
    throw new RangeError(`${array.name}[${index}] at ${where} is outside: ${array.name} has ${length} elements`)
  }

  #result(): unknown {
    const { shape, booleans } = this.compiled
    if (shape === "nothing") return undefined
    const values = booleans.map((isBoolean, i) => {
      const value = this.#words[this.#entry.results + i]!
      return isBoolean ? value !== 0 : value
    })
    if (shape === "one") return values[0]
    const isArray = shape.every((key, i) => key === String(i))
    return isArray ? values : Object.fromEntries(shape.map((key, i) => [key, values[i]]))
  }
}

function make(source: Source, types: readonly InputType[], options: COptions): Made {
  const compiled = compile(source, types)
  try {
    const { text, entries } = emitC([compiled.ir], options)
    return { compiled, library: native().library(text), entry: entries[0]! }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw new KernelCompileError(`cannot compile ${source.name} to native code: ${error.message}`, {
      hint: error.hint,
      cause: error,
    })
  }
}

let base = 0

function addressOf(view: ArrayBufferView): number {
  const { foreign } = native()
  const { buffer } = heap()
  if (!heap().owns(bufferOf(view))) return foreign.addressOf(view)
  // The heap never moves.
  base ||= foreign.addressOf(new Uint8Array(buffer))
  return base + view.byteOffset
}
