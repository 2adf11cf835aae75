import type { Pattern } from "acorn"
import { KernelCompileError, OptionError } from "../core/errors/index.ts"
import { knownKeys } from "../core/options/index.ts"
import type { Explained } from "./explain.ts"
import { Source } from "./front/index.ts"
import type { Kernel } from "./kernel.ts"
import { made } from "./made.ts"
import { neighborhoodOf } from "./neighborhood.ts"
import type { Neighborhood, Reach } from "./neighborhood.ts"
import { checkOptions, makerNames } from "./options.ts"
import type { JitOptions } from "./options.ts"
import { prange } from "./prange.ts"
import { elementsOf, isSameShape, overlap, sizeOf } from "./shaped.ts"
import type { NumberArray, Shaped } from "./shaped.ts"
import { written } from "./written.ts"

/** An array as a stencil sees it: the element so many places further along each axis. */
export type Neighbor = (...offsets: number[]) => number

/** A typed array, or one of several dimensions. */
export type Grid = NumberArray | Shaped

/** Each parameter that is called, an array; any other as it is. */
export type StencilArguments<R extends unknown[]> = { [K in keyof R]: R[K] extends Neighbor ? Grid : R[K] | Grid }

/** A stencil for whole arrays. */
export interface Stencil<R extends unknown[]> extends Explained {
  /** Of one dimension, or of two with `width` elements in a row. */
  (data: NumberArray, ...rest: [...StencilArguments<R>, width?: number]): Float64Array
  <O extends Grid>(data: NumberArray, ...rest: [...StencilArguments<R>, width: number, out: O]): O
  <O extends Grid>(data: NumberArray, ...rest: [...StencilArguments<R>, out: O]): O
  (data: Shaped, ...rest: StencilArguments<R>): Shaped<Float64Array>
  <O extends Grid>(data: Shaped, ...rest: [...StencilArguments<R>, out: O]): O
}

/** Where a stencil reads, what stands where it cannot, and how it is compiled. */
export interface StencilOptions extends Omit<JitOptions, "signatures"> {
  /** The value of elements so near to the border that the stencil would read beyond it. Default 0. */
  readonly cval?: number
  /**
   * The least and the largest offset along each axis: `[[-1, 1], [-1, 1]]`. Without it they are those in the function's text,
   * which must then be plain numbers.
   */
  readonly neighborhood?: Neighborhood
}

const optionNames = ["cval", "neighborhood", ...makerNames] as const

/**
 * The function, compiled, for every element of an array: parameters that it calls are arrays, `a(0, 1)` being the element one
 * further along the last axis; any other parameter is handed on as it is, a number or a typed array. Runs on all threads.
 *
 * The result is a Float64Array of as many elements in C order, or `{ data, shape }` if an argument had a shape. Where a neighbour
 * would be outside, elements are `cval`; in an `out` that was given they are left alone unless `cval` is, as in Numba. Axes are as
 * many as the calls have arguments: for two say the `width`, or give arrays with `data` and `shape`, for more give those.
 *
 * @throws OptionError where shapes differ, `out` lies over an array that is read, or an option is wrong
 * @throws KernelCompileError when it is called, if the function cannot be compiled, or an offset is no plain number
 *
 * @example
 * ```ts
 * import { stencil } from "heddle/jit"
 * const mean = stencil((a) => (a(-1) + a(0) + a(1)) / 3)
 * Array.from(mean(Float64Array.of(3, 6, 9, 3))) // => [0, 6, 6, 0]
 * const across = stencil((a) => a(0, -1) + a(0, 1))
 * Array.from(across(Float64Array.of(1, 2, 3, 4, 5, 6), 3)) // => [0, 4, 0, 0, 10, 0]
 * ```
 */
export function stencil<R extends Neighbor[]>(
  fn: (a: Neighbor, ...rest: R) => number,
  options?: StencilOptions,
): Stencil<R>
export function stencil<R extends unknown[]>(
  fn: (a: Neighbor, ...rest: R) => number,
  options?: StencilOptions,
): Stencil<R>
export function stencil<R extends unknown[]>(
  fn: (a: Neighbor, ...rest: R) => number,
  options: StencilOptions = {},
): Stencil<R> {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  knownKeys(options, optionNames)
  const { cval, neighborhood, ...rest } = options
  if (cval !== undefined && typeof cval !== "number") throw new OptionError("cval", "a number", cval)
  checkOptions(rest)
  let plan: Plan | undefined
  const call = (...args: unknown[]): unknown => {
    plan ??= new Plan(fn, neighborhood, rest)
    return plan.run(args, cval)
  }
  return made(call as unknown as Stencil<R>, {
    tool: stencil,
    fn,
    given: [fn, options],
    kernels: () => (plan === undefined ? [] : [plan.kernel]),
  })
}

/** A stencil whose text has been read. */
class Plan {
  readonly kernel: Kernel<unknown[], void>
  readonly #ranges: Neighborhood
  /** Was it said how far the stencil reaches? */
  readonly #isGiven: boolean
  /** Which parameters are arrays seen from an element. */
  readonly #isNeighbor: readonly boolean[]

  constructor(fn: Function, given: Neighborhood | undefined, options: JitOptions) {
    const source = Source.of(fn)
    if (source === undefined) {
      throw new KernelCompileError(`cannot compile the stencil ${fn.name}: its text is not to be had`, {
        hint: "give stencil a function that is written in JavaScript or TypeScript",
      })
    }
    const { isNeighbor, ranges } = neighborhoodOf(source, given)
    const names = source.node.params.map((param, i) => nameOf(param, i))
    this.#isNeighbor = isNeighbor
    this.#ranges = ranges
    this.#isGiven = given !== undefined
    this.kernel = kernelFor(fn, { isNeighbor, names, ranges }, options)
  }

  run(args: readonly unknown[], cval: number | undefined): unknown {
    const count = this.#isNeighbor.length
    const inputs = args.slice(0, count)
    const isWidth = typeof args[count] === "number"
    const given = args[isWidth ? count + 1 : count]
    const { shape, isShaped, values } = this.#inputs(inputs, isWidth ? (args[count] as number) : undefined)
    const size = sizeOf(shape)
    const out = given === undefined ? { data: new Float64Array(size), shape: undefined } : elementsOf("out", given)
    if (out === undefined) throw new OptionError("out", "a typed array, or one with data and shape", given)
    if (out.shape === undefined ? out.data.length !== size : !isSameShape(out.shape, shape)) {
      throw new OptionError("out", `of the shape of the arguments, (${shape.join(", ")})`, given)
    }
    for (const value of values) {
      if (!ArrayBuffer.isView(value) || !overlap(out.data, value as NumberArray)) continue
      throw new OptionError("out", "apart in memory from the arrays that are read", given)
    }
    if (cval !== undefined && !(given === undefined && Object.is(cval, 0))) {
      fillBorder(out.data, shape, this.#ranges, cval)
    }
    this.#compute(out.data, shape, values)
    if (given !== undefined) return given
    return isShaped ? { data: out.data, shape } : out.data
  }

  #compute(out: NumberArray, shape: readonly number[], values: readonly unknown[]): void {
    try {
      this.kernel(out, ...shape, ...values)
    } catch (error) {
      if (!this.#isGiven || !(error instanceof RangeError)) throw error
      const hint = `where that is read at an offset, its neighborhood is too small: ${JSON.stringify(this.#ranges)}`
      throw new RangeError(`${error.message}\n  hint: ${hint}`, { cause: error })
    }
  }

  /** The arrays' shape, and what the kernel is given. */
  #inputs(
    inputs: readonly unknown[],
    width: number | undefined,
  ): { readonly shape: readonly number[]; readonly isShaped: boolean; readonly values: unknown[] } {
    let shape: readonly number[] | undefined
    let isShaped = false
    const lengths = new Map<number, number>()
    const values = this.#isNeighbor.map((isNeighbor, i) => {
      const name = `args[${i}]`
      const elements = elementsOf(name, inputs[i])
      if (!isNeighbor) return elements?.data ?? inputs[i]
      if (elements === undefined) throw new OptionError(name, "a typed array, or one with data and shape", inputs[i])
      const own = elements.shape
      if (own === undefined) lengths.set(i, elements.data.length)
      else {
        isShaped = true
        if (own.length !== this.#ranges.length) {
          throw new OptionError(`${name}.shape`, `of ${this.#ranges.length} dimensions, as the stencil is`, own.length)
        }
        if (shape !== undefined && !isSameShape(own, shape)) {
          throw new OptionError(`${name}.shape`, `that of the others, (${shape.join(", ")})`, `(${own.join(", ")})`)
        }
        shape = own
      }
      return elements.data
    })
    shape ??= this.#shapeFrom(Math.max(0, ...lengths.values()), width)
    const size = sizeOf(shape)
    for (const [i, length] of lengths) {
      if (length !== size) throw new OptionError(`args[${i}]`, `of ${size} elements, as the others`, length)
    }
    return { shape, isShaped, values }
  }

  /** Of typed arrays alone. */
  #shapeFrom(length: number, width: number | undefined): readonly number[] {
    const axes = this.#ranges.length
    if (axes === 1) return [length]
    if (axes > 2) {
      throw new OptionError("args", `arrays with data and shape, for a stencil of ${axes} dimensions`, "typed arrays")
    }
    if (width !== undefined && Number.isInteger(width) && width > 0 && length % width === 0) {
      return [length / width, width]
    }
    throw new OptionError("width", `the number of elements in a row, a divisor of ${length}`, width, {
      hint: "give it after the arrays, f(data, width), or give arrays with a shape: f({ data, shape: [height, width] })",
    })
  }
}

/** Sets what is outside of the part that the stencil computes, a row of the last axis after the other. */
function fillBorder(out: NumberArray, shape: readonly number[], ranges: Neighborhood, cval: number): void {
  const width = shape.at(-1)!
  const inside = (axis: number, i: number): boolean =>
    i >= Math.max(0, -ranges[axis]![0]) && i < shape[axis]! - Math.max(0, ranges[axis]![1])
  const last = shape.length - 1
  const from = Math.min(width, Math.max(0, -ranges[last]![0]))
  const to = Math.max(from, width - Math.max(0, ranges[last]![1]))
  const index = shape.slice(0, -1).map(() => 0)
  for (let start = 0; start < out.length; start += width) {
    if (index.every((i, axis) => inside(axis, i))) {
      out.fill(cval, start, start + from)
      out.fill(cval, start + to, start + width)
    } else out.fill(cval, start, start + width)
    for (let axis = index.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0
  }
}

/** The function's own name of a parameter, which messages have, unless the loops have it. */
function nameOf(param: Pattern, index: number): string {
  const { name = "" } = param.type === "Identifier" ? param : {}
  return name === "" || /^(?:out|fn|prange|[indp]\d+)$/.test(name) ? `p${index}` : name
}

/** Loops around the function, the first of them a prange; `i` is the element, `n` the shape, `names` the function's parameters. */
function kernelFor(
  fn: Function,
  { isNeighbor, names, ranges }: Reach & { readonly names: readonly string[] },
  options: JitOptions,
): Kernel<unknown[], void> {
  const sizes = ranges.map((_, axis) => `n${axis}`)
  const offsets = ranges.map((_, axis) => `d${axis}`)
  // Rows are fewer than 2^30, which the compiler cannot know of a product of three.
  const row = (text: string, axis: number): string => (axis > 1 ? `(${text} | 0)` : `(${text})`)
  const place = (index: (axis: number) => string): string =>
    ranges.reduce((text, _, axis) => (axis === 0 ? index(0) : `${row(text, axis)} * n${axis} + ${index(axis)}`), "")
  const here = place((axis) => `i${axis}`)
  const there = place((axis) => `(i${axis} + d${axis})`)
  const values = isNeighbor.map((is, i) => (is ? `(${offsets.join(", ")}) => ${names[i]}[${there}]` : names[i]!))
  const heads = ranges.map(([low, high], axis) => {
    const from = Math.max(0, -low)
    const to = high > 0 ? `n${axis} - ${high}` : `n${axis}`
    return axis === 0
      ? `for (const i0 of prange(${from}, ${to}))`
      : `for (let i${axis} = ${from}; i${axis} < ${to}; i${axis}++)`
  })
  const text = `return (out, ${[...sizes, ...names].join(", ")}) => {
  ${heads.join(" ")} out[${here}] = fn(${values.join(", ")})
}`
  return written(text, { fn, prange }, options)
}
