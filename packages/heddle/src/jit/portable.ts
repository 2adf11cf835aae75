import { threadId } from "node:worker_threads"
import { KernelCompileError } from "../core/errors/index.ts"
import { heap } from "../core/heap/index.ts"
import type { PortableKernel } from "./bound/index.ts"
import { emitModule, emitRowCopies } from "./emit/index.ts"
import { changedOf, compile, Source } from "./front/index.ts"
import type { InputType } from "./front/index.ts"
import { compileModule, isWideInUse } from "./run/index.ts"

/** A compiled kernel, and whether what it read of objects around it is still so. */
export interface Portable {
  readonly kernel: PortableKernel
  readonly isRight: () => boolean
}

let kernels = 0

/** Functions of the library's own, as they were read: they capture constants alone. */
const read = new Map<Function, Source | undefined>()

/**
 * The kernel of a text, a function whose names stand for `values`. Indices are not checked. `isOwn`: all of these are the
 * library's, and so never change.
 *
 * @throws KernelCompileError as jit does; and where a function captures an array
 */
export function portable(
  text: string,
  values: Readonly<Record<string, unknown>>,
  types: readonly InputType[],
  isOwn: boolean,
): Portable {
  const compiled = compile(Source.ofText("the expression", text, values), types, {
    bounds: false,
    steady(fn) {
      if (isOwn && !read.has(fn)) read.set(fn, Source.of(fn))
      return read.get(fn)
    },
  })
  const [captured] = compiled.captured
  if (captured !== undefined) {
    throw new KernelCompileError(`cannot compile the function: it captures the array \`${captured.array.name}\``, {
      hint: "pass the array as one more input",
    })
  }
  const { bytes, imports, isWide } = emitModule(compiled.ir, heap().bits, true)
  const module = compileModule(bytes, isWide)
  const { members } = compiled
  return {
    kernel: { id: `${threadId} ${++kernels}`, module, imports, isWide: isWide && isWideInUse() === true },
    isRight: () => changedOf(members) === undefined,
  }
}

const rowCopies: (PortableKernel | undefined)[] = []

/**
 * A kernel `(to, from, columns, rows, toStep, first, fromStep) => void`, which copies rows of elements of 2^shift bytes that follow each
 * other. Steps are elements from row to row, and `first` is where the first row of `from` begins.
 */
export function copyRows(shift: number): PortableKernel {
  return (rowCopies[shift] ??= {
    id: `${threadId} ${++kernels}`,
    module: compileModule(emitRowCopies(shift, heap().bits), false),
    imports: [],
    isWide: false,
  })
}
