import { OptionError } from "../core/errors/index.ts"
import type { Explained } from "./explain.ts"
import { elementOf, originals } from "./front/index.ts"
import { jit } from "./kernel.ts"
import type { Kernel } from "./kernel.ts"
import { made } from "./made.ts"
import { checkOptions, makerNames } from "./options.ts"
import type { JitOptions } from "./options.ts"
import { prange } from "./prange.ts"
import { refuseDetached } from "./run/index.ts"
import { overlap } from "./shaped.ts"
import type { NumberArray } from "./shaped.ts"
import { written } from "./written.ts"

/** Each argument a number, or as many of them. */
export type VectorArguments<A extends number[]> = { [K in keyof A]: number | NumberArray }

/** A function of numbers that takes arrays of them. */
export interface Vectorized<A extends number[]> extends Explained {
  /** All numbers: the function's own result. */
  (...args: A): number
  /** For each place: results in a Float64Array, or in `out`, which is given back. */
  (...args: [...VectorArguments<A>]): Float64Array
  <O extends NumberArray>(...args: [...args: VectorArguments<A>, out: O]): O
}

/** How the function is compiled, and run. */
export type VectorizeOptions = Omit<JitOptions, "signatures">

/**
 * The function, compiled, for every element of its arguments: arrays of one length, arrays of length 1 and numbers, which stand
 * for every place. Runs on all threads. Elements are rounded or wrapped as `out`'s kind of array does. Arguments are as if they were
 * read before `out` is written, wherever that lies.
 *
 * @throws OptionError where lengths differ, or an option is wrong
 * @throws KernelCompileError when it is called, if the function cannot be compiled
 *
 * @example
 * ```ts
 * import { vectorize } from "heddle/jit"
 * const multiply = vectorize((a: number, b: number) => a * b)
 * Array.from(multiply(Float64Array.of(1, 2, 3), 10)) // => [10, 20, 30]
 * ```
 */
export function vectorize<A extends number[]>(
  fn: (...args: A) => number,
  options: VectorizeOptions = {},
): Vectorized<A> {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  checkOptions(options, makerNames)
  const count = fn.length
  const kernels = new Map<string, Kernel<unknown[], void>>()
  const scalar = jit(fn as unknown as (...args: unknown[]) => number, options)
  const call = (...args: unknown[]): unknown => {
    const inputs = args.slice(0, count)
    const isArray = inputs.map((input) => elementOf(input) !== undefined)
    const given = args[count]
    for (const [i, input] of inputs.entries()) refuseDetached(`args[${i}]`, input)
    refuseDetached("out", given)
    if (given === undefined && !isArray.includes(true)) return scalar(...inputs)
    const length = lengthOf(inputs, isArray)
    const out = given ?? new Float64Array(length)
    if (elementOf(out) === undefined) throw new OptionError("out", "a typed array", out)
    if ((out as Float64Array).length !== length) {
      throw new OptionError("out", `as long as the arguments, ${length}`, (out as Float64Array).length)
    }
    // A length of 1 is a number, unless that is the length of all.
    const plain = inputs.map((input, i) =>
      isArray[i] === true && isSingle(input, length) ? (input as Float64Array)[0] : input,
    )
    const kinds = plain.map((input) => elementOf(input) !== undefined)
    const key = kinds.map(Number).join("")
    let kernel = kernels.get(key)
    if (kernel === undefined) kernels.set(key, (kernel = kernelFor(fn, kinds, options)))
    const apart = plain.map((input, i) =>
      kinds[i] === true ? asBefore(input as NumberArray, out as NumberArray) : input,
    )
    kernel(out, ...apart)
    return out
  }
  originals.set(call, fn)
  const all = (): Iterable<Explained> => [scalar, ...kernels.values()]
  return made(call as unknown as Vectorized<A>, { tool: vectorize, fn, given: [fn, options], kernels: all })
}

/** The elements as they are before any result is written: each place reads its own alone, those of others need a copy. */
function asBefore(input: NumberArray, out: NumberArray): NumberArray {
  const isSamePlaces = input.byteOffset === out.byteOffset && input.BYTES_PER_ELEMENT === out.BYTES_PER_ELEMENT
  return input === out || isSamePlaces || !overlap(input, out) ? input : input.slice()
}

function isSingle(input: unknown, length: number): boolean {
  return (input as Float64Array).length === 1 && length !== 1
}

function lengthOf(inputs: readonly unknown[], isArray: readonly boolean[]): number {
  let length = 1
  for (const [i, input] of inputs.entries()) {
    const own = isArray[i] === true ? (input as Float64Array).length : 1
    if (own === 1) continue
    if (length !== 1 && own !== length) throw new OptionError(`args[${i}]`, `of ${length} elements, or of 1`, own)
    length = own
  }
  return length
}

/** A kernel that calls the function for each place. */
function kernelFor(fn: Function, kinds: readonly boolean[], options: VectorizeOptions): Kernel<unknown[], void> {
  const names = kinds.map((_, i) => `a${i}`)
  const values = names.map((name, i) => (kinds[i] === true ? `${name}[i]` : name))
  const text = `return (out, ${names.join(", ")}) => {
  for (const i of prange(out)) out[i] = fn(${values.join(", ")})
}`
  return written(text, { fn, prange }, options)
}
