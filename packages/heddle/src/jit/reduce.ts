import { OptionError } from "../core/errors/index.ts"
import { float64 } from "../core/heap/index.ts"
import type { Explained } from "./explain.ts"
import { arrayNames, elementOf } from "./front/index.ts"
import type { Kernel } from "./kernel.ts"
import { made, renamed } from "./made.ts"
import type { HeapFloat64Array } from "./makers.ts"
import { checkOptions } from "./options.ts"
import type { JitOptions } from "./options.ts"
import { prange } from "./prange.ts"
import { refuseDetached } from "./run/index.ts"
import type { NumberArray } from "./shaped.ts"
import { written } from "./written.ts"

/** The leaves of the tree, and the lanes of each: jit/README.md. */
const leaf = 4096
/** An array has at most 2^30 elements: the mask lets the compiler see that indices are int32. */
const mostLeaves = 2 ** 30 / leaf
const lanes = [0, 1, 2, 3, 4, 5, 6, 7] as const

/** Combines all the elements of an array. */
export interface Reducer extends Explained {
  (data: NumberArray): number
}

/**
 * A function that combines all the elements of an array by `fn`, which is compiled, on all threads; `identity` is what combined with
 * anything changes nothing, and the result for an array of none.
 *
 * Elements are combined in a fixed tree, that of a prange: leaves of 4096, each in eight lanes which begin with `identity`,
 * lanes and then leaves pairwise in order. So the result has the same bits on any number of threads; where `fn` is associative only
 * up to rounding, as `+` is, they are those of the tree, not of `data.reduce`.
 *
 * @throws OptionError where `fn` is no function, `identity` no number, or an option is wrong
 * @throws KernelCompileError when it is called, if `fn` cannot be compiled
 *
 * @example
 * ```ts
 * import { reduce } from "heddle/jit"
 * const largest = reduce((a, b) => Math.max(a, b), -Infinity)
 * largest(Float64Array.of(3, 1, 4, 1, 5)) // => 5
 * ```
 */
export function reduce(fn: (a: number, b: number) => number, identity: number, options: JitOptions = {}): Reducer {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  if (typeof identity !== "number") throw new OptionError("identity", "a number", identity)
  checkOptions(options)
  const { signatures } = options
  const kernel = kernelFor(fn, identity, {
    ...options,
    ...(signatures && { signatures: signatures.map(withPartials) }),
  })
  const explained = renamed(kernel, (signature) => `(${signature.slice(1, -1).split(", ")[0]})`)
  // Kept for the next call, which is mostly of the same length.
  let partials: HeapFloat64Array | undefined
  const call = (data: NumberArray): number => {
    if (elementOf(data) === undefined) throw new OptionError("data", "a typed array of numbers", data)
    if (data.length === 0) {
      refuseDetached("data", data)
      return identity
    }
    const leaves = Math.ceil(data.length / leaf)
    if (partials?.length !== leaves) {
      partials?.dispose()
      partials = float64(leaves)
    }
    return kernel(data, partials)
  }
  return made(call, { tool: reduce, fn, given: [fn, identity, options], kernels: () => [explained] })
}

const kinds: ReadonlySet<string> = new Set(Object.values(arrayNames))

/** The signature of the kernel, for that of what is made of it. */
function withPartials(signature: string): string {
  const kind = /^\s*\(\s*(\w+)\s*\)\s*$/.exec(signature)?.[1]
  if (kind !== undefined && kinds.has(kind)) return `(${kind}, Float64Array)`
  throw new OptionError(
    "signatures",
    `a list of texts with one kind of array each, such as "(Float64Array)"`,
    signature,
  )
}

/** A leaf for each partial result, then the tree of those, in their place. */
function kernelFor(
  fn: Function,
  identity: number,
  options: JitOptions,
): Kernel<[data: NumberArray, partials: Float64Array], number> {
  const all = lanes.map((lane) => `    let s${lane} = identity`).join("\n")
  const eight = lanes.map((lane) => `      s${lane} = fn(s${lane}, data[i + ${lane}])`).join("\n")
  const rest = lanes.slice(0, -1).map((lane) => `    if (i + ${lane} < end) s${lane} = fn(s${lane}, data[i + ${lane}])`)
  const text = `return (data, partials) => {
  for (const k of prange(partials)) {
    let i = (k & ${mostLeaves - 1}) * ${leaf}
    const end = Math.min(i + ${leaf}, data.length)
    const last = end - 7
${all}
    for (; i < last; i += 8) {
${eight}
    }
${rest.join("\n")}
    s0 = fn(s0, s1)
    s2 = fn(s2, s3)
    s4 = fn(s4, s5)
    s6 = fn(s6, s7)
    s0 = fn(s0, s2)
    s4 = fn(s4, s6)
    partials[k] = fn(s0, s4)
  }
  for (let n = partials.length; n > 1; n = (n + 1) >> 1) {
    const pairs = n >> 1
    for (let i = 0; i < pairs; i++) partials[i] = fn(partials[2 * i], partials[2 * i + 1])
    if ((n & 1) === 1) partials[pairs] = partials[n - 1]
  }
  return partials[0]
}`
  return written(text, { fn, prange, identity }, options)
}
