import { ArrayRef, walk } from "../../ir/index.ts"
import type { KernelIr, Local, PrangeStmt, Stmt } from "../../ir/index.ts"
import { emitJavaScript } from "../javascript.ts"
import { Refused } from "../refused.ts"
import type { WgslOptions } from "./body.ts"
import { Integers } from "./integers.ts"
import { refuse } from "./operators.ts"
import { shaderOf } from "./shader.ts"
import type { Shader } from "./shader.ts"

/** A kernel for a GPU: its pranges, and what is around them. */
export interface GpuProgram {
  /** JavaScript that awaits the pranges, as `emitJavaScript` writes it: the last parameter is the `Dispatcher`. */
  readonly host: string
  readonly shaders: readonly Shader[]
  /** Whether code outside of pranges reads or writes elements. */
  readonly touches: boolean
}

/** What the JavaScript calls. */
export interface Dispatcher {
  /** What the prange of this number adds up. Values are those of the shader's `values`. */
  run(number: number, start: number, count: number, values: readonly number[]): Promise<readonly number[]>
  /** Of each input that is an array: its elements here are not the newest. */
  readonly isAway: readonly boolean[]
  fetch(input: number): Promise<void>
  /** Its elements here were changed. */
  changed(input: number): void
}

/**
 * A kernel as JavaScript and shaders. `slots`: which memory each of its arrays lies in, in their order; otherwise each has its own.
 *
 * @throws Refused where it has something that a shader cannot do
 */
export function emitWgsl(kernel: KernelIr, options: WgslOptions = {}, slots?: readonly number[]): GpuProgram {
  const arrays = kernel.inputs.filter((input) => input instanceof ArrayRef)
  const slotOf = new Map(arrays.map((array, i) => [array, slots?.[i] ?? i]))
  const pointers = new Set<Local>()
  const see = (array: ArrayRef): void => void pointers.add(array.pointer)
  for (const array of arrays) see(array)
  walk(kernel.body, {
    stmt: (stmt) => void (stmt.k === "store" && see(stmt.array)),
    expr: (expr) => void ((expr.k === "load" || expr.k === "index") && see(expr.array)),
  })
  if (kernel.key !== undefined) {
    refuse("it draws random numbers", `use target "wasm", or give the kernel an array of random numbers`)
  }
  const integers = new Integers(kernel)
  const loops = outermost(kernel.body)
  if (loops.length === 0) {
    refuse("it has no prange", "the iterations of a prange are what a GPU runs: for (const i of prange(n))")
  }
  const shaders = loops.map((loop) => shaderOf({ kernel, integers, options, pointers, slotOf }, loop))
  let touches = false
  const inputOf = (array: ArrayRef): number => {
    touches = true
    return kernel.inputs.indexOf(array.view?.base ?? array)
  }
  const host = emitJavaScript(kernel, {
    run(loop, start, count, name) {
      const number = loops.indexOf(loop)
      return `await gpu.run(${number}, ${start}, ${count}, [${shaders[number]!.values.map(name).join(", ")}])`
    },
    before: (array) => `if (gpu.isAway[${inputOf(array)}]) await gpu.fetch(${inputOf(array)})`,
    after: (array) => `gpu.changed(${inputOf(array)})`,
  })
  return { host, shaders, touches }
}

/** Why a kernel cannot run on a GPU: `it has no prange`; undefined: it can. */
export function refusalByGpu(kernel: KernelIr, options: WgslOptions = {}): string | undefined {
  try {
    emitWgsl(kernel, options)
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

/** Those that are in no other one; also those in the statements of an expression. */
function outermost(list: readonly Stmt[]): readonly PrangeStmt[] {
  const found: PrangeStmt[] = []
  const inner = new Set<Stmt>()
  walk(list, {
    stmt(stmt) {
      if (stmt.k !== "prange") return
      if (!inner.has(stmt)) found.push(stmt)
      walk(stmt.body, { stmt: (one) => void inner.add(one) })
    },
  })
  return found
}
