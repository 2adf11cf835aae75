import type { AddressBits } from "../../core/heap/index.ts"
import { ArrayRef, keyAt, Local, walk } from "../ir/index.ts"
import type { Expr, ImportName, KernelIr, Rep, Stmt } from "../ir/index.ts"
import { asMachine, asPassed, fromPassed } from "./addresses.ts"
import { Bytes } from "./bytes.ts"
import { FunctionBody } from "./function-body.ts"
import type { ModuleParts, RuntimeName } from "./function-body.ts"
import { Op, valueType } from "./opcodes.ts"
import { merged } from "./report.ts"
import type { LoopReport } from "./report.ts"
import { occurrencesIn } from "./vector/index.ts"
import type { Occurrences } from "./vector/index.ts"

/** A kernel as WebAssembly. */
export interface EmittedModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The functions that it imports as `js.<name>`. */
  readonly imports: readonly (ImportName | RuntimeName)[]
  /** The parts of pranges that it exports, `part0` to the last: of each, how many units are done at once. */
  readonly grains: readonly number[]
  /** It stores float64 in vectors, and 256 bits may be worth it. */
  readonly isWide: boolean
  /** How each of its loops is run. */
  readonly loops: readonly LoopReport[]
}

/** Parameters and results of an imported function; of `Math.hypot/3` three numbers. `a` is an address. */
const importTypes: Readonly<Record<string, readonly [params: string, result: string]>> = {
  bounds: ["if", ""],
  fork: ["iiia", "a"],
  rem: ["ff", "f"],
  int32: ["f", "i"],
  "Math.pow": ["ff", "f"],
  "Math.atan2": ["ff", "f"],
  "Math.hypot": ["ff", "f"],
}

/** Whatever the maximum of a memory is, it is no more pages than that, by the bits of addresses: V8 has no larger one. */
export const mostPages: Readonly<Record<AddressBits, number>> = { 32: 2 ** 16, 64: 2 ** 18 }

/**
 * The module of one kernel. It imports the heap as `heap.memory` and exports the kernel as `run`, which takes the inputs in
 * order, an array as the address of its first element and its length, then the address of its scratch. Where addresses have
 * 64 bits they are float64 between it and JavaScript.
 *
 * Each prange that is not inside another is a function `partK(first, last, environment, partials, scratch)`. `run` has
 * its units run by `js.fork(k, units, reductions, environment)`, which gives the address of the partial results. `isAlone`: one
 * thread runs all of it, and there is no fork.
 */
export function emitModule(kernel: KernelIr, bits: AddressBits = 32, isAlone: boolean = false): EmittedModule {
  const imports: (ImportName | RuntimeName)[] = ["bounds"]
  const parts: FunctionBody[] = []
  const grains: number[] = []
  const loops: LoopReport[] = []
  let uses: Occurrences | undefined
  const module: ModuleParts = {
    bits,
    report: (loop) => void loops.push(loop),
    uses: () => (uses ??= occurrencesIn(kernel.body)),
    // Numbers of imports come before those of functions. None of those is called by its number.
    indexOf(name) {
      const known = imports.indexOf(name)
      return known >= 0 ? known : imports.push(name) - 1
    },
    outline(write, grain) {
      const [first, last] = [new Local("first", "i32"), new Local("last", "i32")]
      const names = ["environment", "partials", "scratch"]
      const [environment, partials, scratch] = names.map((name) => new Local(name, "address")) as [Local, Local, Local]
      const child = functionOf([first, last, environment, partials, scratch], scratch, module, true)
      write(child, first, last, environment, partials)
      grains.push(grain)
      return parts.push(child) - 1
    },
  }
  const scratch = new Local("scratch", "address")
  const inputs = kernel.inputs.flatMap((input) => (input instanceof ArrayRef ? [input.pointer, input.length] : [input]))
  const params = [...inputs, scratch]
  const run = functionOf(params, scratch, module, isAlone)
  if (kernel.key !== undefined) run.get(scratch).op(Op.i64Load, 3).code.unsigned(keyAt)
  if (kernel.key !== undefined) run.set(kernel.key)
  run.statements(kernel.body)
  // Every path has returned: what follows is never reached, and of any type.
  if (kernel.results.length > 0) run.op(Op.unreachable)
  // V8 does not clear the upper halves of registers before it calls C, whose own instructions then wait for them each time.
  // Where addresses have 64 bits it makes no vector of 256 of two.
  const isWide = bits === 32 && [run, ...parts].some((body) => body.isWide) && !callsC(kernel.body)
  return {
    bytes: encode(kernel, { params, imports, bits }, [run, ...parts]),
    imports,
    grains,
    isWide,
    loops: merged(loops),
  }
}

/** A function before anything is done in it, but that its addresses are what they are. */
export function functionOf(
  params: readonly Local[],
  scratch: Local,
  module: ModuleParts,
  isPart: boolean = false,
): FunctionBody {
  const passed = params.map((param) => asPassed(param, module.bits))
  const body = new FunctionBody(passed, scratch, module, isPart)
  for (const [i, param] of params.entries()) if (passed[i] !== param) fromPassed(body.get(passed[i]!)).set(param)
  return body
}

/** Does it call functions that V8 has in C, other than for what an approximation does not reach? */
function callsC(body: readonly Stmt[]): boolean {
  const far = new Set<Expr>()
  let calls = false
  walk(body, {
    expr(expr) {
      if (expr.k === "if" && expr.no.k === "call") far.add(expr.no)
      calls ||= expr.k === "call" && expr.fn !== "int32" && !far.has(expr)
    },
  })
  return calls
}

interface Interface {
  readonly params: readonly Local[]
  readonly imports: readonly string[]
  readonly bits: AddressBits
}

function encode(
  kernel: KernelIr,
  { params, imports, bits }: Interface,
  bodies: readonly FunctionBody[],
): Uint8Array<ArrayBuffer> {
  const first = imports.length
  const types = new Bytes().unsigned(first + 2)
  const importSection = new Bytes().unsigned(first + 1)
  importMemory(importSection, bits)
  for (const [i, name] of imports.entries()) {
    const [args, result] = importTypes[name] ?? ["f".repeat(Number(name.split("/")[1] ?? 1)), "f"]
    functionType(types, typesOf(args, bits), typesOf(result, bits))
    importSection.name("js").name(name).byte(0x00).unsigned(i)
  }
  const typeOf = (rep: Rep): number => valueType[asMachine(rep, bits)]
  functionType(types, passedTypes(params, bits), kernel.results.map(typeOf))
  functionType(types, typesOf("iiaaa", bits), [])
  const functions = new Bytes().unsigned(bodies.length)
  const exported = new Bytes().unsigned(bodies.length)
  const code = new Bytes().unsigned(bodies.length)
  for (const [i, body] of bodies.entries()) {
    functions.unsigned(i === 0 ? first : first + 1)
    exported
      .name(i === 0 ? "run" : `part${i - 1}`)
      .byte(0x00)
      .unsigned(first + i)
    code.sized(body.finish())
  }
  return moduleOf({ types, imports: importSection, functions, exports: exported, code })
}

/** What a function takes from JavaScript. */
export function passedTypes(params: readonly Local[], bits: AddressBits): number[] {
  return params.map((param) => valueType[asMachine(asPassed(param, bits).rep, bits)])
}

/** Its sections, behind what every module begins with. */
export function moduleOf(
  sections: Readonly<Record<"types" | "imports" | "functions" | "exports" | "code", Bytes>>,
): Uint8Array<ArrayBuffer> {
  const module = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
  for (const [id, content] of [
    [1, sections.types],
    [2, sections.imports],
    [3, sections.functions],
    [7, sections.exports],
    [10, sections.code],
  ] as const) {
    module.byte(id).sized(content)
  }
  return module.take()
}

function typesOf(text: string, bits: AddressBits): number[] {
  const letters: Readonly<Record<string, number>> = {
    i: valueType.i32,
    f: valueType.f64,
    a: bits === 64 ? valueType.f64 : valueType.i32,
  }
  return text.split("").map((letter) => letters[letter]!)
}

/** The heap: shared, with a maximum, and of addresses of so many bits. */
export function importMemory(imports: Bytes, bits: AddressBits): void {
  const kind = bits === 64 ? 0x07 : 0x03
  imports.name("heap").name("memory").byte(0x02).byte(kind).unsigned(0).unsigned(mostPages[bits])
}

export function functionType(types: Bytes, params: readonly number[], results: readonly number[]): void {
  types.byte(0x60).unsigned(params.length).append(params).unsigned(results.length).append(results)
}
