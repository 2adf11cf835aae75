import { ArrayRef, keyAt, Local, walk } from "../ir/index.ts"
import type { Expr, ImportName, KernelIr, Stmt } from "../ir/index.ts"
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

/** Parameters and results of an imported function; of `Math.hypot/3` three numbers. */
const importTypes: Readonly<Record<string, readonly [params: string, result: string]>> = {
  bounds: ["if", ""],
  fork: ["iiii", "i"],
  rem: ["ff", "f"],
  int32: ["f", "i"],
  "Math.pow": ["ff", "f"],
  "Math.atan2": ["ff", "f"],
  "Math.hypot": ["ff", "f"],
}
const letters: Readonly<Record<string, number>> = { i: valueType.i32, f: valueType.f64 }

/**
 * The module of one kernel. It imports the heap as `heap.memory` and exports the kernel as `run`, which takes the inputs in
 * order, an array as the address of its first element and its length, then the address of its scratch.
 *
 * Each prange that is not inside another is a function `partK(first, last, environment, partials, scratch)`. `run` has
 * its units run by `js.fork(k, units, reductions, environment)`, which gives the address of the partial results.
 */
export function emitModule(kernel: KernelIr): EmittedModule {
  const imports: (ImportName | RuntimeName)[] = ["bounds"]
  const parts: FunctionBody[] = []
  const grains: number[] = []
  const loops: LoopReport[] = []
  let uses: Occurrences | undefined
  const module: ModuleParts = {
    report: (loop) => void loops.push(loop),
    uses: () => (uses ??= occurrencesIn(kernel.body)),
    // Numbers of imports come before those of functions. None of those is called by its number.
    indexOf(name) {
      const known = imports.indexOf(name)
      return known >= 0 ? known : imports.push(name) - 1
    },
    outline(write, grain) {
      const names = ["first", "last", "environment", "partials", "scratch"]
      const params = names.map((name) => new Local(name, "i32"))
      const [first, last, environment, partials, scratch] = params as [Local, Local, Local, Local, Local]
      const child = new FunctionBody(params, scratch, module, true)
      write(child, first, last, environment, partials)
      grains.push(grain)
      return parts.push(child) - 1
    },
  }
  const scratch = new Local("scratch", "i32")
  const inputs = kernel.inputs.flatMap((input) => (input instanceof ArrayRef ? [input.pointer, input.length] : [input]))
  const params = [...inputs, scratch]
  const run = new FunctionBody(params, scratch, module)
  if (kernel.key !== undefined) run.get(scratch).op(Op.i64Load, 3).code.unsigned(keyAt)
  if (kernel.key !== undefined) run.set(kernel.key)
  run.statements(kernel.body)
  // Every path has returned: what follows is never reached, and of any type.
  if (kernel.results.length > 0) run.op(Op.unreachable)
  // V8 does not clear the upper halves of registers before it calls C, whose own instructions then wait for them each time.
  const isWide = [run, ...parts].some((body) => body.isWide) && !callsC(kernel.body)
  return { bytes: encode(kernel, params, imports, [run, ...parts]), imports, grains, isWide, loops: merged(loops) }
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

function encode(
  kernel: KernelIr,
  params: readonly Local[],
  imports: readonly string[],
  bodies: readonly FunctionBody[],
): Uint8Array<ArrayBuffer> {
  const first = imports.length
  const types = new Bytes().unsigned(first + 2)
  const importSection = new Bytes().unsigned(first + 1)
  importSection.name("heap").name("memory").byte(0x02).byte(0x03).unsigned(0).unsigned(65536)
  for (const [i, name] of imports.entries()) {
    const [args, result] = importTypes[name] ?? ["f".repeat(Number(name.split("/")[1] ?? 1)), "f"]
    functionType(types, typesOf(args), typesOf(result))
    importSection.name("js").name(name).byte(0x00).unsigned(i)
  }
  const own = params.map(({ rep }) => valueType[rep])
  functionType(
    types,
    own,
    kernel.results.map((rep) => valueType[rep]),
  )
  functionType(types, typesOf("iiiii"), [])
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

function typesOf(text: string): number[] {
  return text.split("").map((letter) => letters[letter]!)
}

export function functionType(types: Bytes, params: readonly number[], results: readonly number[]): void {
  types.byte(0x60).unsigned(params.length).append(params).unsigned(results.length).append(results)
}
