import { OptionError } from "../core/errors/index.ts"
import { integer, knownKeys } from "../core/options/index.ts"
import type { Explained } from "./explain.ts"
import { Source } from "./front/index.ts"
import type { Kernel } from "./kernel.ts"
import { broadcast, coresOf, layoutOf } from "./layout.ts"
import type { Dimension, Layout } from "./layout.ts"
import { made, renamed } from "./made.ts"
import { checkOptions } from "./options.ts"
import type { JitOptions } from "./options.ts"
import { prange } from "./prange.ts"
import { elementsOf, isSameShape, overlap, sizeOf } from "./shaped.ts"
import type { Elements, NumberArray, Shaped } from "./shaped.ts"
import { written } from "./written.ts"

/** A number, a typed array, or an array of several dimensions. */
export type GuArgument = number | NumberArray | Shaped

/** How many outputs a layout has: one result, or a list of them. */
type Results<L extends string, T> = L extends `${string}->${string})${string}(${string}` ? T[] : T

/** A function of cores that takes arrays of them. */
export interface GuVectorized<L extends string> extends Explained {
  /** Inputs, then outputs if they are there already, which are given back. */
  (...args: (number | NumberArray)[]): Results<L, Float64Array>
  (...args: GuArgument[]): Results<L, Shaped<Float64Array>>
}

/** The sizes that arguments do not say, and how the function is compiled. */
export interface GuVectorizeOptions extends Omit<JitOptions, "signatures" | "target"> {
  /**
   * Sizes of core dimensions by name. A typed array whose core sizes are all known so is as many cores as fit in it, one after
   * the other; without them a typed array is one core, or as many numbers for `()`.
   */
  readonly sizes?: Readonly<Record<string, number>>
}

const optionNames = ["sizes", "threads", "fastmath", "bounds", "fallback"] as const

/**
 * Numba's generalized ufunc: the function, compiled, for each core of its arguments. `layout` says what a core is: of
 * `"(n),(n)->()"` each input is n numbers and the output one.
 *
 * `fn(in1, in2, …, out1, …)` is given a number for `()`, and for any other core its elements as a typed array in C order;
 * it writes each output, also of `()`, which is `out[0]`. Parameters after those are given the sizes of the layout's names, in the
 * order in which they first stand there.
 *
 * An argument is a number, a typed array, or has `data` (in C order) and `shape`, as an NDArray has: its last dimensions are the
 * core, those before the loop, which are broadcast as in NumPy. Of a typed array alone see `sizes`. Results are Float64Arrays in C
 * order, or `{ data, shape }` if an argument had a shape; a list of them for several outputs. Outputs that are given after
 * the inputs are written and given back; a dimension that only outputs have is taken from those, or from `sizes`.
 *
 * Runs on all threads.
 *
 * @throws OptionError where the layout is none, sizes or shapes do not fit, or an option is wrong
 * @throws KernelCompileError when it is called, if the function cannot be compiled
 * @throws RangeError when it is called, for an index that is outside of a core
 *
 * @example
 * ```ts
 * import { guvectorize } from "heddle/jit"
 * const dot = guvectorize("(n),(n)->()", (a: Float64Array, b: Float64Array, out: Float64Array) => {
 *   let sum = 0
 *   for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
 *   out[0] = sum
 * })
 * const rows = { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] }
 * const { data } = dot(rows, Float64Array.of(1, 0, 1))
 * Array.from(data) // => [4, 10]
 * ```
 */
export function guvectorize<L extends string>(
  layout: L,
  fn: (...args: never[]) => void,
  options: GuVectorizeOptions = {},
): GuVectorized<L> {
  const parsed = layoutOf(layout)
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  checkParameters(fn, parsed)
  knownKeys(options, optionNames)
  const { sizes = {}, ...rest } = options
  knownKeys(sizes, parsed.names)
  for (const [name, size] of Object.entries(sizes)) integer(`sizes.${name}`, size, { min: 1 })
  checkOptions(rest)
  const kernels = new Map<string, Kernel<unknown[], void>>()
  const explained: Explained[] = []
  const kernelOf = (spreads: readonly Spread[]): Kernel<unknown[], void> => {
    const key = spreads.join(" ")
    let kernel = kernels.get(key)
    if (kernel !== undefined) return kernel
    kernels.set(key, (kernel = kernelFor(fn, parsed, spreads, rest)))
    explained.push(renamed(kernel, (signature) => ownSignature(fn, parsed, spreads, signature)))
    return kernel
  }
  const call = (...args: unknown[]): unknown => new Call(parsed, sizes, args).run(kernelOf)
  return made(call as unknown as GuVectorized<L>, {
    tool: guvectorize,
    fn,
    given: [layout, fn, options],
    kernels: () => explained,
  })
}

/** It needs one for each input and each output; those for sizes may be left out. */
function checkParameters(fn: Function, { inputs, outputs }: Layout): void {
  const needed = inputs.length + outputs.length
  // Of those with a default, and what follows them, `length` does not know.
  if (fn.length >= needed || (Source.of(fn)?.node.params.length ?? 0) >= needed) return
  const text = (cores: Layout["inputs"]): string => cores.map((core) => `(${core.join(",")})`).join(", ")
  const which = `first the inputs, ${text(inputs)}, then the outputs, ${text(outputs)}, into which it writes`
  throw new OptionError("fn", `a function of ${needed} parameters, ${which}`, fn.length)
}

/** An argument: its elements, and how many cores there are along each axis of the loop. */
interface Operand {
  readonly name: string
  readonly core: readonly Dimension[]
  readonly data: NumberArray
  readonly shape: readonly number[]
  readonly loop: readonly number[]
}

/** The arguments of one call, fitted together. */
class Call {
  readonly #layout: Layout
  readonly #sizes: Map<string, number>
  readonly #args: readonly unknown[]
  #isShaped = false

  constructor(layout: Layout, sizes: Readonly<Record<string, number>>, args: readonly unknown[]) {
    this.#layout = layout
    this.#sizes = new Map(Object.entries(sizes).filter(([, size]) => size !== undefined))
    this.#args = args
    const most = layout.inputs.length + layout.outputs.length
    if (args.length < layout.inputs.length || args.length > most) {
      throw new OptionError("args", `${layout.inputs.length} inputs, then outputs`, args.length)
    }
  }

  run(kernelOf: (spreads: readonly Spread[]) => Kernel<unknown[], void>): unknown {
    const { inputs, outputs, names } = this.#layout
    // Those that are known before an argument is looked at: of these a typed array is as many cores as fit.
    const said = new Set(this.#sizes.keys())
    const operands = inputs.map((core, i) => this.#operand(`args[${i}]`, core, this.#args[i], said))
    const loop = broadcast(operands.map(({ name, loop: shape }) => ({ name, shape })))
    const results = outputs.map((core, i) => this.#output(core, inputs.length + i, loop))
    const sizes = names.map((name) => this.#sizes.get(name)!)
    runCores(kernelOf, operands, results, loop, sizes)
    const values = results.map(({ data, shape, given }) => given ?? (this.#isShaped ? { data, shape } : data))
    return values.length === 1 ? values[0] : values
  }

  #elements(name: string, value: unknown): Elements {
    const elements = elementsOf(name, value)
    if (elements !== undefined) return elements
    throw new OptionError(name, "a typed array, or one with data and shape", value)
  }

  #operand(name: string, core: readonly Dimension[], value: unknown, said: ReadonlySet<string>): Operand {
    if (typeof value === "number" && core.length === 0) {
      return { name, core, data: Float64Array.of(value), shape: [], loop: [] }
    }
    const { data, shape: given } = this.#elements(name, value)
    if (given !== undefined) this.#isShaped = true
    const shape = given ?? this.#shapeOf(name, core, data, said)
    if (shape.length < core.length) {
      throw new OptionError(
        `${name}.shape`,
        `of ${core.length} dimensions or more, (…,${core.join(",")})`,
        shape.length,
      )
    }
    const start = shape.length - core.length
    for (const [i, one] of core.entries()) this.#learn(name, one, shape[start + i]!)
    return { name, core, data, shape, loop: shape.slice(0, start) }
  }

  /** Of a typed array alone. */
  #shapeOf(name: string, core: readonly Dimension[], data: NumberArray, said: ReadonlySet<string>): readonly number[] {
    const isKnown = core.every((one) => typeof one === "number" || said.has(one))
    if (isKnown) {
      const own = core.map((one) => (typeof one === "number" ? one : this.#sizes.get(one)!))
      const size = sizeOf(own)
      if (data.length % size !== 0) throw new OptionError(name, `of a multiple of ${size} elements`, data.length)
      return [data.length / size, ...own]
    }
    if (core.length === 1) return [data.length]
    throw new OptionError(name, `an array with data and shape, (…,${core.join(",")})`, data, {
      hint: "or say the sizes: { sizes: { m: 2, n: 3 } }",
    })
  }

  /** A dimension has one size in all arguments. */
  #learn(name: string, dimension: Dimension, size: number): void {
    const known = typeof dimension === "number" ? dimension : this.#sizes.get(dimension)
    if (known === undefined) this.#sizes.set(dimension as string, size)
    else if (known !== size) throw new OptionError(name, `of ${dimension} = ${known} in its core`, size)
  }

  #output(core: readonly Dimension[], at: number, loop: readonly number[]): Operand & { readonly given: unknown } {
    const name = `args[${at}]`
    const given = this.#args[at]
    const elements = given === undefined ? undefined : this.#elements(name, given)
    const own = elements?.shape?.slice(Math.max(0, elements.shape.length - core.length))
    for (const [i, one] of core.entries()) {
      if (typeof one === "number" || this.#sizes.has(one)) continue
      // Nothing but the output itself says it.
      const isAlone = core.length === 1 && elements !== undefined && sizeOf(loop) > 0
      const size = own?.[i] ?? (isAlone ? elements.data.length / sizeOf(loop) : undefined)
      if (size === undefined || !Number.isInteger(size)) {
        throw new OptionError(`sizes.${one}`, "given, or said by an output with a shape: no input says it", size)
      }
      this.#sizes.set(one, size)
    }
    const shape = [...loop, ...core.map((one) => (typeof one === "number" ? one : this.#sizes.get(one)!))]
    const data = elements?.data ?? new Float64Array(sizeOf(shape))
    if (elements?.shape === undefined ? data.length !== sizeOf(shape) : !isSameShape(elements.shape, shape)) {
      throw new OptionError(name, `of the shape (${shape.join(", ")})`, elements?.shape?.join(", ") ?? data.length)
    }
    return { name, core, data, shape, loop, given }
  }
}

/** Which core of an operand belongs to a place of the loop: that of its number, the only one, or what a list says. */
type Spread = "own" | "one" | "listed"

function spreadOf({ loop: own }: Operand, loop: readonly number[]): Spread {
  return sizeOf(own) === sizeOf(loop) ? "own" : sizeOf(own) === 1 ? "one" : "listed"
}

/** A kernel that calls the function for each core. `a`: the operands, `s` how large their cores are, `w` the lists, `n` the sizes. */
function kernelFor(
  fn: Function,
  layout: Layout,
  spreads: readonly Spread[],
  options: JitOptions,
): Kernel<unknown[], void> {
  const cores = [...layout.inputs, ...layout.outputs]
  const values = cores.map((core, i) => {
    const place = spreads[i] === "own" ? "k" : spreads[i] === "one" ? "0" : `w${i}[k]`
    const isNumber = core.length === 0 && i < layout.inputs.length
    return isNumber ? `a${i}[${place}]` : `a${i}.subarray(${place} * s${i}, ${place} * s${i} + s${i})`
  })
  const sizes = layout.names.map((_, i) => `n${i} | 0`)
  const params = [
    "count",
    ...cores.flatMap((_, i) => [`a${i}`, `s${i}`, ...(spreads[i] === "listed" ? [`w${i}`] : [])]),
    ...layout.names.map((_, i) => `n${i}`),
  ]
  const text = `return (${params.join(", ")}) => {
  for (const k of prange(count)) fn(${[...values, ...sizes].join(", ")})
}`
  return written(text, { fn, prange }, options)
}

/** What the function itself is given, where the kernel around it has that signature. */
function ownSignature(fn: Function, layout: Layout, spreads: readonly Spread[], signature: string): string {
  const { inputs, outputs } = layout
  const types = signature.slice(1, -1).split(", ")
  // The first one is how many cores there are.
  let at = 1
  const own = [...inputs, ...outputs].map((core, i) => {
    const type = types[at]!
    at += spreads[i] === "listed" ? 3 : 2
    return core.length === 0 && i < inputs.length ? "number" : type
  })
  const sizes = layout.names.slice(0, Math.max(0, fn.length - own.length)).map(() => "int")
  return `(${[...own, ...sizes].join(", ")})`
}

function runCores(
  kernelOf: (spreads: readonly Spread[]) => Kernel<unknown[], void>,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  loop: readonly number[],
  sizes: readonly number[],
): void {
  const count = sizeOf(loop)
  const operands = [...inputs, ...outputs]
  const spreads = operands.map((one) => spreadOf(one, loop))
  const args = operands.flatMap(({ data, shape, loop: own }, i) => {
    const isOver = i < inputs.length && outputs.some((output) => overlap(output.data, data))
    const size = sizeOf(shape.slice(own.length))
    const which = spreads[i] === "listed" ? [Int32Array.from({ length: count }, (_, k) => coresOf(own, loop)(k))] : []
    return [isOver ? data.slice() : data, size, ...which]
  })
  kernelOf(spreads)(count, ...args, ...sizes)
}
