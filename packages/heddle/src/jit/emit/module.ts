import { ArrayRef, Local } from "../ir/index.ts"
import type { ImportName, KernelIr } from "../ir/index.ts"
import { Bytes } from "./bytes.ts"
import { FunctionBody } from "./function-body.ts"
import { valueType } from "./opcodes.ts"

/** A kernel as WebAssembly. */
export interface EmittedModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The functions that it imports as `js.<name>`. */
  readonly imports: readonly (ImportName | "bounds")[]
  /** Bytes that a call needs to keep partial results. */
  readonly scratch: number
}

/** Parameters and results of an imported function. */
const importTypes: Readonly<Record<string, readonly [params: string, result: string]>> = {
  bounds: ["if", ""],
  rem: ["ff", "f"],
  int32: ["f", "i"],
  "Math.pow": ["ff", "f"],
  "Math.atan2": ["ff", "f"],
  "Math.hypot": ["ff", "f"],
}
const letters: Readonly<Record<string, number>> = { i: valueType.i32, f: valueType.f64 }

/**
 * The module of one kernel: it imports the heap as `heap.memory`, exports the function as `run`, and takes the inputs in
 * order, an array as the address of its first element and its length, then the address of its scratch.
 */
export function emitModule(kernel: KernelIr): EmittedModule {
  const imports: (ImportName | "bounds")[] = ["bounds"]
  const indexOf = (name: ImportName | "bounds"): number => {
    const known = imports.indexOf(name)
    return known >= 0 ? known : imports.push(name) - 1
  }
  // Numbers of imports come before those of functions, so they must all be known first.
  const scratch = new Local("scratch", "i32")
  const inputs = kernel.inputs.flatMap((input) => (input instanceof ArrayRef ? [input.pointer, input.length] : [input]))
  const params = [...inputs, scratch]
  const body = new FunctionBody(params, scratch, { indexOf })
  body.statements(kernel.body)
  const ends = kernel.results.length === 0
  // Every path has returned: what follows is never reached, and of any type.
  if (!ends) body.op(0x00)

  const types = new Bytes().unsigned(imports.length + 1)
  const importSection = new Bytes().unsigned(imports.length + 1)
  importSection.name("heap").name("memory").byte(0x02).byte(0x03).unsigned(0).unsigned(65536)
  for (const [i, name] of imports.entries()) {
    const [args, result] = importTypes[name] ?? ["f", "f"]
    functionType(types, typesOf(args), typesOf(result))
    importSection.name("js").name(name).byte(0x00).unsigned(i)
  }
  functionType(
    types,
    params.map(({ rep }) => valueType[rep]),
    kernel.results.map((rep) => valueType[rep]),
  )
  const module = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
  const section = (id: number, content: Bytes): void => void module.byte(id).sized(content)
  section(1, types)
  section(2, importSection)
  section(3, new Bytes().unsigned(1).unsigned(imports.length))
  section(7, new Bytes().unsigned(1).name("run").byte(0x00).unsigned(imports.length))
  section(10, new Bytes().unsigned(1).sized(body.finish()))
  return { bytes: module.take(), imports, scratch: body.most }
}

function typesOf(text: string): number[] {
  return text.split("").map((letter) => letters[letter]!)
}

function functionType(types: Bytes, params: readonly number[], results: readonly number[]): void {
  types.byte(0x60).unsigned(params.length).append(params).unsigned(results.length).append(results)
}
