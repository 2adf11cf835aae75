import { ranBy, unknownSignature } from "./explain.ts"
import type { Explained, KernelReport } from "./explain.ts"
import { Source } from "./front/index.ts"

/** The kernel with other names for its signatures: those of the function that it was written around. */
export function renamed(kernel: Explained, rename: (signature: string) => string): Explained {
  return {
    get signatures() {
      return [...new Set(kernel.signatures.map(rename))]
    },
    explain() {
      return kernel.signatures.reduce((text, one) => text.replace(one, () => rename(one)), kernel.explain())
    },
    parallelDiagnostics: () =>
      kernel.parallelDiagnostics().map((one) => ({ ...one, signature: rename(one.signature) })),
    wat: (signature) => kernel.wat(kernel.signatures.findLast((one) => rename(one) === signature)),
  }
}

/** What a tool makes of a function: its call, and the kernels beneath, one for each shape of arguments so far. */
interface Making {
  readonly tool: Function
  readonly fn: Function
  /** What the tool was given. */
  readonly given: readonly unknown[]
  readonly kernels: () => Iterable<Explained>
}

/**
 * The call, as what a tool makes of a function: with the function's name, with reports of its kernels, and to another thread it
 * goes as the tool and what that was given, so that it is made and compiled there.
 */
export function made<T extends Function>(call: T, { tool, fn, given, kernels }: Making): T & Explained {
  const each = <V>(of: (kernel: Explained) => readonly V[]): V[] => [...kernels()].flatMap(of)
  const signatures = (): readonly string[] => [...new Set(each((kernel) => kernel.signatures))]
  const compiled = (): readonly Explained[] => [...kernels()].filter((kernel) => kernel.signatures.length > 0)
  const explained: Omit<Explained, "signatures"> = {
    explain() {
      const texts = compiled().map((kernel) => kernel.explain())
      if (texts.length > 0) return texts.join("\n")
      const plain = [...kernels()].map((kernel) => kernel.explain()).find((text) => text.includes(` ${ranBy}: `))
      return plain ?? `${Source.of(fn)?.name.replaceAll("`", "") ?? fn.name} has not been compiled: call it`
    },
    parallelDiagnostics: (): KernelReport[] => each((kernel) => kernel.parallelDiagnostics()),
    wat(signature) {
      const one = compiled().findLast((kernel) => signature === undefined || kernel.signatures.includes(signature))
      if (one !== undefined) return one.wat(signature)
      throw unknownSignature(signatures(), signature, "call it first")
    },
  }
  return Object.defineProperties(call, {
    name: { value: fn.name, configurable: true },
    signatures: { get: signatures, enumerable: true },
    ...Object.fromEntries(Object.entries(explained).map(([key, value]) => [key, { value }])),
    [Symbol.for("heddle.reduce")]: { value: () => [tool, ...given] },
  }) as T & Explained
}
