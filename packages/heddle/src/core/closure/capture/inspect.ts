import type { Runtime } from "node:inspector"
import { liveValue, withProperties } from "./session.ts"

/** One of the scopes around a function. Reading a variable that is not initialised yet throws. */
export interface CapturedScope {
  /** `Closure (f)`, `Block (f)`, `Catch`, `Module`, `Script`, … */
  readonly description: string
  /** A copy made for this look: two looks at one scope give two objects. */
  readonly object: Readonly<Record<string, unknown>>
}

export type Inspected =
  | { readonly kind: "bound"; readonly target: unknown; readonly self: unknown; readonly args: readonly unknown[] }
  | { readonly kind: "native" }
  | {
      readonly kind: "function"
      readonly scriptId: string
      readonly line: number
      readonly column: number
      /** Innermost first; only variables that some function inside the scope uses are there. */
      readonly scopes: readonly CapturedScope[]
    }

interface LocationValue {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** Where a function was written and what is around it. 0.13 ms; synchronous; works without the Debugger domain. */
export function inspectFunction(fn: Function): Inspected {
  return withProperties(fn, ({ internalProperties }) => {
    const internal = (name: string): Runtime.RemoteObject | undefined =>
      internalProperties?.find((property) => property.name === name)?.value
    const target = internal("[[TargetFunction]]")
    if (target !== undefined) {
      return {
        kind: "bound",
        target: liveValue(target),
        self: liveValue(internal("[[BoundThis]]")),
        args: Array.from(liveValue(internal("[[BoundArgs]]")) as ArrayLike<unknown>),
      }
    }
    const location = internal("[[FunctionLocation]]")?.value as LocationValue | undefined
    if (location === undefined) return { kind: "native" }
    return {
      kind: "function",
      scriptId: location.scriptId,
      line: location.lineNumber,
      column: location.columnNumber,
      scopes: scopesOf(internal("[[Scopes]]")),
    }
  })
}

function scopesOf(remote: Runtime.RemoteObject | undefined): CapturedScope[] {
  const scopes: CapturedScope[] = []
  const list = liveValue(remote) as Record<number, CapturedScope> | undefined
  for (let i = 0; list?.[i] !== undefined; i++) {
    const { description, object } = list[i]!
    if (!description.startsWith("Global")) scopes.push({ description, object })
  }
  return scopes
}

/** A private field as V8 lists it: those of a base class come before those of the classes that extend it. */
export interface PrivateEntry {
  /** With the `#`. */
  readonly name: string
  readonly value: unknown
}

/** The private data fields and methods of an object; accessors are left out. */
export function inspectPrivate(object: object): readonly PrivateEntry[] {
  return withProperties(object, (properties) => {
    const entries = (properties as { readonly privateProperties?: readonly Runtime.PropertyDescriptor[] })
      .privateProperties
    return (entries ?? [])
      .filter((entry) => entry.get === undefined && entry.set === undefined)
      .map((entry) => ({ name: entry.name, value: liveValue(entry.value) }))
  })
}
