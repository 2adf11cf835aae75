import { OptionError } from "../core/errors/index.ts"
import { boolean, integer, knownKeys, oneOf } from "../core/options/index.ts"
import { mostThreads } from "./run/index.ts"
import { nativeProblem } from "./run/native/index.ts"

/** How a function is compiled, and run. */
export interface JitOptions {
  /** It runs on so many threads, this one included; else on as many as `setNumThreads` says. */
  readonly threads?: number
  /**
   * Functions of Math become approximations that vectors can compute, within 1 to 2.5 units in the last place instead of
   * V8's 0.5 to 1, `x ** 3` becomes products, and `a * b + c` is rounded once where the processor can. Results differ from
   * JavaScript's in the last bits, and only there.
   */
  readonly fastmath?: boolean
  /** false: indices are not checked. One that is outside then reads or overwrites whatever lies there. */
  readonly bounds?: boolean
  /**
   * true: a call that takes longer than half a second shows on stderr how far it is. Of a kernel with one prange outside of loops that
   * is its share; of others, how many loops have run.
   */
  readonly progress?: boolean
  /** Lists of argument types for which it is compiled at once, as `f.signatures` gives them: `"(Float64Array, int)"`. */
  readonly signatures?: readonly string[]
  /** true: what cannot be compiled is run by JavaScript, with one warning. */
  readonly fallback?: boolean
  /**
   * `"native"`: compiled by the system's C compiler and loaded by the package koffi, or Node's `node:ffi`; the results are
   * the same, bit for bit. Functions of Math need `fastmath` there. Indices are always checked.
   */
  readonly target?: "wasm" | "native"
}

/** How a function is compiled for a GPU. */
export interface GpuOptions extends Omit<JitOptions, "target" | "threads" | "progress"> {
  /**
   * `"gpu"`: each prange that is in no other one runs on a GPU, by way of the package webgpu, in float32 and int32; calls give
   * promises. `fastmath`: functions of Math are the device's own.
   */
  readonly target: "gpu"
}

/** The options of what writes the loop itself, and so says what it is compiled for. */
export const makerNames = ["threads", "fastmath", "bounds", "fallback", "progress", "target"] as const
const names = [...makerNames, "signatures"] as const

/** @throws OptionError with the name, the rule and the value */
export function checkOptions<O extends JitOptions | GpuOptions>(options: O, known: readonly string[] = names): O {
  knownKeys(options, known)
  const { threads, signatures, progress, target } = options as Omit<JitOptions, "target"> & {
    readonly target?: unknown
  }
  if (threads !== undefined) integer("threads", threads, { min: 1, max: mostThreads })
  for (const name of ["fastmath", "bounds", "fallback"] as const) {
    if (options[name] !== undefined) boolean(name, options[name])
  }
  if (target !== undefined && oneOf("target", target, ["wasm", "native", "gpu"]) === "native") {
    const problem = nativeProblem()
    if (problem !== undefined) throw new OptionError("target", `"wasm" here: ${problem}`, target)
  }
  if (progress !== undefined && boolean("progress", progress) && (target ?? "wasm") !== "wasm") {
    const hint = `what runs elsewhere does not tell how far it is: leave \`progress\` out`
    throw new OptionError("progress", `false with target: "${String(target)}"`, progress, { hint })
  }
  if (signatures !== undefined && !(Array.isArray(signatures) && signatures.every((one) => typeof one === "string"))) {
    throw new OptionError("signatures", 'a list of texts such as "(Float64Array, int)"', signatures)
  }
  return options
}
