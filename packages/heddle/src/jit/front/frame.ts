import type { Declaration } from "../../core/closure/index.ts"
import type { Label, Local } from "../ir/index.ts"
import type { Source } from "./source.ts"
import type { Value } from "./values.ts"

/** What a name of the kernel is bound to: a variable, or a value that never changes. */
export type Binding = Variable | { readonly kind: "value"; readonly value: Value }

export interface Variable {
  readonly kind: "variable"
  readonly key: string
  readonly local: Local
  readonly holds: "number" | "boolean" | "bigint"
  /** It holds the bits of an integer from 0 to 2^32-1. */
  readonly isUnsigned?: boolean
  /** The same as an i64, for an index: of what is set once. */
  readonly wide?: Local
}

/** One call of a function: the kernel's own, or one that was inlined. */
export interface Frame {
  readonly source: Source
  /** Of the function in whose text it is written. */
  readonly around: Frame | undefined
  readonly bindings: Map<Declaration, Binding>
  /** Tells the variables of one inlined call from those of another. */
  readonly path: string
  readonly depth: number
  /** Of an inlined call: what `return` leaves, and what it sets. */
  readonly exit: Label | undefined
  results: readonly Variable[] | undefined
  /** How the results were returned. */
  shape: "nothing" | "one" | readonly string[] | undefined
}

export function bindingOf(frame: Frame | undefined, declaration: Declaration): Binding | undefined {
  for (let at = frame; at !== undefined; at = at.around) {
    const binding = at.bindings.get(declaration)
    if (binding !== undefined) return binding
  }
  return undefined
}
