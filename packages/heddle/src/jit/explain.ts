import { OptionError } from "../core/errors/index.ts"
import type { LoopReport } from "./emit/index.ts"
import { team } from "./run/index.ts"
import type { Variant } from "./run/index.ts"

/** What became of one compiled form of a kernel. */
export interface KernelReport {
  /** `(Float64Array, int)` */
  readonly signature: string
  readonly loops: readonly LoopReport[]
}

/** What says what became of it once it was compiled. */
export interface Explained {
  /** The lists of argument types that it has been compiled for, e.g. `(Float64Array, int)`. */
  readonly signatures: readonly string[]
  /** What became of each loop: on threads or not, in vectors or not, and why not, with its line. */
  explain(): string
  /** The same as data. */
  parallelDiagnostics(): readonly KernelReport[]
  /**
   * The WebAssembly as text: of one of the signatures, else of the last one.
   *
   * @throws OptionError where there is no such signature, or nothing has been compiled
   */
  wat(signature?: string): string
}

/** `hint`: what to do where there is none. */
export function unknownSignature(known: readonly string[], given: unknown, hint: string): OptionError {
  if (known.length > 0) return new OptionError("signature", `one of ${known.join(", ")}`, given)
  return new OptionError("signature", "one that it has been compiled for, and it has not been compiled", given, {
    hint,
  })
}

/** Of what has not been compiled, nor will be. */
export const ranBy = "is run by JavaScript"

/** The reports as text, a line for each loop; what is no WebAssembly says so itself. */
export function explained(name: string, variants: ReadonlyMap<string, Variant | string>): string {
  if (variants.size === 0) return `${name} has not been compiled: call it, or name its { signatures }`
  return [...variants].map(([signature, variant]) => one(name, signature, variant)).join("\n")
}

function one(name: string, signature: string, variant: Variant | string): string {
  const head = `${name} ${signature}`
  if (typeof variant === "string") return `${head}: ${variant}`
  const { loops, bytes, milliseconds, isWide } = variant
  const width = Math.max(0, ...loops.map(({ where }) => where.length))
  const lines = loops.map((loop) => {
    const kind = loop.isPrange ? "prange" : "loop  "
    return `  ${loop.where.padEnd(width)}  ${kind}  ${loop.does.padEnd(12)}  ${how(loop)}`
  })
  const size = `  ${bytes.length} bytes, compiled in ${milliseconds.toFixed(1)} ms${isWide ? ", with vectors of 256 bits" : ""}`
  return [head, ...lines, size].join("\n")
}

function how({ isParallel, inVectors, remark, fusion }: LoopReport): string {
  const parts = [
    ...(isParallel ? [`on ${team.size === 1 ? "this thread" : `${team.size} threads`}`] : []),
    inVectors ? "eight at once" : "one by one",
  ]
  const more = [remark, fusion].filter((one) => one !== undefined).join("; ")
  return `${parts.join(", ")}${more === "" ? "" : `: ${more}`}`
}
