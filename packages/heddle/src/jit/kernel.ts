import { KernelCompileError, OptionError } from "../core/errors/index.ts"
import { elementOf, integerParams, largest, Source } from "./front/index.ts"
import type { InputType } from "./front/index.ts"
import { Variant } from "./run/index.ts"

/** A function that was compiled. It is called as it was before. */
export interface Kernel<A extends unknown[], R> {
  (...args: A): R
  /** The original, run by JavaScript. */
  readonly js: (...args: A) => R
  /**
   * What the kernel computes, bit for bit, computed by JavaScript: the original, but for the order in which a prange adds
   * up. Slow.
   */
  readonly reference: (...args: A) => R
  /** The lists of argument types that it has been compiled for, e.g. `(Float64Array, int)`. */
  readonly signatures: readonly string[]
}

/**
 * The function, compiled to WebAssembly when it is called, once for each list of argument types. Kernels are of numbers,
 * booleans and typed arrays; they may call other functions, and capture constants and typed arrays.
 *
 * Everything outside a prange reduction is bit for bit what JavaScript computes. An index outside of its array is an error.
 *
 * @throws OptionError where `fn` is no function written in JavaScript
 * @throws KernelCompileError when it is called, if it cannot be compiled: with the place, the reason, and what to do
 * @throws RangeError when it is called, for an index that is outside of its array
 *
 * @example
 * ```ts
 * import { jit } from "heddle/jit"
 * const length = jit((x: number, y: number) => Math.sqrt(x * x + y * y))
 * length(3, 4) // => 5
 * ```
 */
export function jit<A extends unknown[], R>(fn: (...args: A) => R): Kernel<A, R> {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  let source: Source | undefined
  let integers: readonly boolean[] = []
  const variants = new Map<string, Variant>()
  const variantFor = (args: A): Variant => {
    if (source === undefined) {
      source = sourceOf(fn)
      integers = integerParams(source)
    }
    const count = source.node.params.length
    const types = args.slice(0, count).map((value, i) => typeOf(value, integers[i] === true, i))
    const key = `(${types.map(nameOf).join(", ")})`
    let variant = variants.get(key)
    if (variant === undefined) variants.set(key, (variant = new Variant(source, types)))
    return variant
  }
  const call = (...args: A): R => variantFor(args).call(args) as R
  Object.defineProperty(call, "name", { value: fn.name, configurable: true })
  Object.defineProperty(call, "length", { value: fn.length, configurable: true })
  return Object.defineProperties(call, {
    js: { value: fn, enumerable: true },
    reference: { value: (...args: A) => variantFor(args).reference(args) as R, enumerable: true },
    signatures: { get: () => [...variants.keys()], enumerable: true },
  }) as Kernel<A, R>
}

/** Numba's name for it. */
export const njit: typeof jit = jit

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

function typeOf(value: unknown, mayBeInt: boolean, index: number): InputType {
  if (typeof value === "number") {
    const isInt = Number.isInteger(value) && Math.abs(value) <= largest && !Object.is(value, -0)
    return mayBeInt && isInt ? "int" : "number"
  }
  if (typeof value === "boolean") return "boolean"
  const element = elementOf(value)
  if (element !== undefined && (value as Float64Array).length <= largest) return { element }
  if (element !== undefined)
    throw new OptionError(`args[${index}].length`, `at most ${largest}`, (value as Float64Array).length)
  throw new OptionError(`args[${index}]`, "a number, a boolean or a typed array", value)
}

const arrays: Readonly<Record<string, string>> = {
  f64: "Float64Array",
  f32: "Float32Array",
  i32: "Int32Array",
  u32: "Uint32Array",
  i16: "Int16Array",
  u16: "Uint16Array",
  i8: "Int8Array",
  u8: "Uint8Array",
  u8c: "Uint8ClampedArray",
}

function nameOf(type: InputType): string {
  return typeof type === "string" ? type : arrays[type.element]!
}
