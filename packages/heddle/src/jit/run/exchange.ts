import { OptionError } from "../../core/errors/index.ts"
import { heap, isHeapArray, sendArray } from "../../core/heap/index.ts"
import { ArrayRef, zeroStep } from "../ir/index.ts"
import type { Compiled, ResultKind } from "../front/index.ts"
import { refuseDetached } from "./detached.ts"

/* What goes into a compiled kernel and what comes out of it, whichever target runs it. */

export type Scalar = number | bigint

/** The kernel's inputs in their order: its arguments, then what it captures. */
export function inputsOf(compiled: Compiled, args: readonly unknown[]): readonly unknown[] {
  const { captured, params } = compiled
  const values = [...args.slice(0, params.length), ...captured.map(({ value }) => value)]
  for (const [i, value] of values.entries()) {
    if (typeof value === "object") refuseDetached(nameOf(compiled, i), value)
  }
  return values
}

/** An argument by its place, what is captured by its name. */
function nameOf({ ir, params }: Compiled, input: number): string {
  return input < params.length ? `args[${input}]` : ir.inputs[input]!.name
}

/** What the kernel wrote has nowhere to go. */
export function refuseLost(compiled: Compiled, values: readonly unknown[]): void {
  for (const [i, input] of compiled.ir.inputs.entries()) {
    if (!(input instanceof ArrayRef) || !input.written) continue
    refuseDetached(nameOf(compiled, i), values[i], " while the call ran")
  }
}

/** What the kernel gives: nothing, one value, or a literal of them. */
export function resultOf({ shape, results }: Compiled, list: readonly Scalar[]): unknown {
  if (shape === "nothing") return undefined
  const values = list.map((value, i) => asJavaScript(value, results[i]!))
  if (shape === "one") return values[0]
  const isArray = shape.every((key, i) => key === String(i))
  return isArray ? values : Object.fromEntries(shape.map((key, i) => [key, values[i]]))
}

/** A boolean comes as 0 or 1, uint64 as the int64 with its bits. */
function asJavaScript(value: Scalar, kind: ResultKind): unknown {
  if (typeof value === "bigint") return kind === "uint64" ? BigInt.asUintN(64, value) : value
  return kind === "boolean" ? value !== 0 : value
}

/** Is it an index of so many elements; without a length, an int32? */
export function isIndex(index: number, length: number | undefined): boolean {
  return length === undefined ? (index | 0) === index : Number.isInteger(index) && index >= 0 && index < length
}

/** The error of a site of the kernel. `lengths`: of the inputs that are arrays. */
export function refuseOutside(compiled: Compiled, site: number, index: number, lengths: readonly number[]): never {
  const { sites, inputs } = compiled.ir
  const { array } = sites[site]!
  // How long a part of an array was, nobody knows any more.
  const isWhole = array !== undefined && array.view === undefined
  return refuse(compiled, site, index, isWhole ? lengths[inputs.indexOf(array)] : undefined)
}

/** The same, where the array's length is at hand. */
export function refuse(compiled: Compiled, site: number, index: number, length: number | undefined): never {
  const { array, text = "", where, error, parts, isStep = false } = compiled.ir.sites[site]!
  if (error !== undefined) throw new RangeError(error)
  if (parts !== undefined) throw new RangeError(`${text} at ${where} is outside: it has ${parts} parts`)
  if (isStep) {
    const hint = `it is the step of prange, at ${where}`
    throw new OptionError(text, "an integer of 32 bits other than 0", index === zeroStep ? 0 : index, { hint })
  }
  if (array === undefined) {
    throw new OptionError(text, "an integer of 32 bits", index, { hint: `it is a bound of prange, at ${where}` })
  }
  const of = array.view?.of
  const part = of === undefined || of === array.name ? "it is a part of an array" : `it is a part of ${of}`
  const reason = length === undefined ? part : `${array.name} has ${length} elements`
  throw new RangeError(`${array.name}[${index}] at ${where} is outside: ${reason}`)
}

/** Whatever becomes of arrays of the heap meanwhile, their memory stays until `work` is over. */
export async function holding<T>(values: readonly unknown[], work: () => Promise<T>): Promise<T> {
  const held: number[] = []
  try {
    for (const value of values) if (isHeapArray(value)) held.push(sendArray(value, true).address)
    return await work()
  } finally {
    for (const address of held) heap().drop(address)
  }
}
