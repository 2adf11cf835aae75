import { OptionError } from "../core/errors/index.ts"
import { float64 } from "../core/heap/index.ts"
import type { HeapFloat64Array } from "./makers.ts"
import { jit } from "./kernel.ts"
import type { Kernel } from "./kernel.ts"
import { setKernelForm } from "./kernel-form.ts"
import { prange } from "./prange.ts"
import { sizeOf } from "./shaped.ts"

/** How many numbers; a list is a shape, whose elements come one row after the other. */
export type Size = number | readonly number[]

/** A distribution: one number, in a kernel and outside; with a size, which follows all parameters, an array on the shared heap. */
export interface Sampler<P extends readonly (number | undefined)[]> {
  (...parameters: P): number
  (...parameters: [...Required<P>, size: Size]): HeapFloat64Array
}

/** What a parameter may be. */
interface Rule {
  readonly text: string
  readonly holds: (value: number) => boolean
}

export const anyNumber: Rule = { text: "a number", holds: (x) => !Number.isNaN(x) }
export const notNegative: Rule = { text: "0 or more", holds: (x) => x >= 0 }
export const positive: Rule = { text: "more than 0", holds: (x) => x > 0 }
export const finite: Rule = { text: "finite and 0 or more", holds: (x) => x >= 0 && x < Infinity }
export const finitePositive: Rule = { text: "finite and more than 0", holds: (x) => x > 0 && x < Infinity }
export const integer: Rule = { text: "a safe integer", holds: Number.isSafeInteger }
export const count: Rule = { text: "an integer of 0 or more", holds: (x) => x >= 0 && Number.isSafeInteger(x) }
export const probability: Rule = { text: "from 0 to 1", holds: (x) => x >= 0 && x <= 1 }
export const someProbability: Rule = { text: "more than 0, up to 1", holds: (x) => x > 0 && x <= 1 }
export const lessThanOne: Rule = { text: "from 0 to below 1", holds: (x) => x >= 0 && x < 1 }
export const moreThanOne: Rule = { text: "more than 1", holds: (x) => x > 1 }

type Draw = (...parameters: number[]) => number
type Fill = Kernel<[out: Float64Array, ...parameters: number[]], void>

/** A kernel that fills an array, by how many parameters there are. */
const fills: readonly ((draw: Draw) => Fill)[] = [
  (draw) =>
    jit((out: Float64Array) => {
      for (const i of prange(out)) out[i] = draw()
    }),
  (draw) =>
    jit((out: Float64Array, a: number) => {
      for (const i of prange(out)) out[i] = draw(a)
    }),
  (draw) =>
    jit((out: Float64Array, a: number, b: number) => {
      for (const i of prange(out)) out[i] = draw(a, b)
    }),
  (draw) =>
    jit((out: Float64Array, a: number, b: number, c: number) => {
      for (const i of prange(out)) out[i] = draw(a, b, c)
    }),
] as readonly ((draw: Draw) => Fill)[]

/** Gives one number of a distribution, or an array of them, where `draw` is what it is in kernels. */
export function sampler<P extends readonly (number | undefined)[]>(
  draw: (...parameters: never) => number,
  rules: Readonly<Record<string, Rule>>,
): Sampler<P> {
  const names = Object.keys(rules)
  let fill: Fill | undefined
  const sample = (...given: unknown[]): unknown => {
    const size = given[names.length]
    const parameters = given.slice(0, names.length) as number[]
    if (size === undefined) return (draw as Draw)(...parameters)
    const length = lengthOf(size)
    for (const [i, name] of names.entries()) {
      const { holds, text } = rules[name]!
      const value: unknown = parameters[i]
      if (typeof value !== "number" || !holds(value)) throw new OptionError(name, text, value)
    }
    const out = float64(length)
    fill ??= fills[names.length]!(draw as Draw)
    fill(out, ...parameters)
    if (!Number.isNaN(out[0])) return out
    out.dispose()
    throw new OptionError(names.join(", "), "parameters of this distribution", parameters)
  }
  setKernelForm(sample, draw)
  return sample as unknown as Sampler<P>
}

/** @throws OptionError where it is no size */
export function lengthOf(size: unknown): number {
  const sizes: readonly unknown[] = Array.isArray(size) ? size : [size]
  if (sizes.every((one) => Number.isInteger(one) && (one as number) >= 0)) return sizeOf(sizes as number[])
  throw new OptionError("size", "an integer of 0 or more, or a list of them", size)
}
