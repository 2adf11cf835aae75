import { bufferOf, heap } from "../../../core/heap/index.ts"
import { emitC, Refused, Status, Word } from "../../emit/c/index.ts"
import type { CEntry, COptions } from "../../emit/c/index.ts"
import { compile, targetError } from "../../front/index.ts"
import type { Compiled, InputType, Source } from "../../front/index.ts"
import { fused } from "../../fusion/index.ts"
import { ArrayRef } from "../../ir/index.ts"
import { Arena } from "../arena.ts"
import { Marshal } from "../marshal.ts"
import { holding, inputsOf, refuseLost, refuseOutside, resultOf } from "../exchange.ts"
import { key } from "../random.ts"
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
  const fuses = options.fastmath === true
  const compiled = list.map(({ source, types }) => compile(source, types, { fuses }))
  const { text, entries } = emitC(
    compiled.map(({ ir }) => fused(ir)),
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
  readonly #fuses: boolean
  readonly #entry: CEntry
  readonly #words: Float64Array
  readonly #library: NativeLibrary
  readonly #run: () => number
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
    this.#fuses = options.fastmath === true
    this.#entry = entry
    this.#words = new Float64Array(entry.words)
    this.#words[Word.fork] = native().fork
    this.#library = library
    this.#run = library.call(entry.name, native().foreign.addressOf(this.#words))
  }

  /** What the kernel computes, computed by JavaScript. */
  reference(args: readonly unknown[]): unknown {
    this.#wasm ??= new Variant(this.#source, this.#types, { fuses: this.#fuses })
    return this.#wasm.reference(args)
  }

  call(args: readonly unknown[]): unknown {
    const values = inputsOf(this.compiled, args)
    this.#fill(this.#words, values, addressOf)
    const status = this.#run()
    // The arrays are named once more: the collector must not take one of which only the address is left.
    return this.#result(status, this.#words, values)
  }

  /** A call that another thread makes. Arrays from elsewhere are copied to the heap, whose memory nobody takes away. */
  async async(args: readonly unknown[]): Promise<unknown> {
    const values = inputsOf(this.compiled, args)
    return holding(values, async () => {
      const own = new Arena()
      try {
        const marshal = new Marshal(own)
        for (const [i, input] of this.compiled.ir.inputs.entries()) {
          if (input instanceof ArrayRef) marshal.add(values[i] as ArrayBufferView, input.written)
        }
        marshal.copyIn()
        const words = this.#words.slice()
        this.#fill(words, values, (view) => heapAddress() + marshal.address(view))
        try {
          const status = await this.#library.callAside(this.#entry.name, native().foreign.addressOf(words))
          return this.#result(status, words, values)
        } finally {
          marshal.copyBack()
          refuseLost(this.compiled, values)
        }
      } finally {
        own.reset()
      }
    })
  }

  #fill(words: Float64Array, values: readonly unknown[], address: (view: ArrayBufferView) => number): void {
    words[Word.threads] = team.size
    words[Word.patience] = team.patience
    // Of bigints the bits.
    const bigs = new BigInt64Array(words.buffer)
    if (this.compiled.ir.key !== undefined) bigs[Word.key] = BigInt.asIntN(64, key())
    let at: number = Word.inputs
    for (const [i, input] of this.compiled.ir.inputs.entries()) {
      const value = values[i]
      if (input instanceof ArrayRef) {
        words[at++] = address(value as ArrayBufferView)
        words[at++] = (value as Float64Array).length
      } else if (typeof value === "bigint") bigs[at++] = value
      else words[at++] = Number(value)
    }
  }

  #result(status: number, words: Float64Array, values: readonly unknown[]): unknown {
    if (status === Status.noMemory) throw new Error("there is no memory for the partial results of a prange")
    if (status !== Status.done) {
      const lengths = values.map((value) => (typeof value === "object" ? (value as Float64Array).length : 0))
      return refuseOutside(this.compiled, words[Word.site]!, words[Word.index]!, lengths)
    }
    // Of bigints the bits.
    const bigs = new BigInt64Array(words.buffer)
    const list = this.compiled.results.map((kind, i) => {
      const at = this.#entry.results + i
      return kind === "int64" || kind === "uint64" ? bigs[at]! : words[at]!
    })
    return resultOf(this.compiled, list)
  }
}

function make(source: Source, types: readonly InputType[], options: COptions): Made {
  const compiled = compile(source, types, { fuses: options.fastmath === true })
  try {
    const { text, entries } = emitC([fused(compiled.ir)], options)
    return { compiled, library: native().library(text), entry: entries[0]! }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw targetError(source, "to native code", error)
  }
}

let base = 0

/** Where the heap begins, which never moves. */
function heapAddress(): number {
  return (base ||= native().foreign.addressOf(new Uint8Array(heap().buffer)))
}

function addressOf(view: ArrayBufferView): number {
  if (!heap().owns(bufferOf(view))) return native().foreign.addressOf(view)
  return heapAddress() + view.byteOffset
}
