import type { Declaration, Reference } from "./scope.ts"
import { within } from "./unit.ts"
import type { Unit } from "./unit.ts"

/** A name that a function uses and does not declare. */
export interface FreeVariable {
  readonly name: string
  /** Undefined for a global, and where the text around the function was not read. */
  readonly declaration: Declaration | undefined
  readonly references: readonly Reference[]
  /** True if the function assigns it. */
  readonly written: boolean
}

const cache = new WeakMap<Unit, readonly FreeVariable[]>()

/** The names that a function or class takes from around it, in the order of their first use. */
export function freeVariables(unit: Unit): readonly FreeVariable[] {
  let free = cache.get(unit)
  if (free === undefined) cache.set(unit, (free = collect(unit, unit.references)))
  return free
}

/** The same for identifiers of one part of a class's definition, e.g. a computed key. */
export function freeVariablesAmong(unit: Unit, references: readonly Reference[]): readonly FreeVariable[] {
  return collect(unit, references)
}

function collect(unit: Unit, references: readonly Reference[]): readonly FreeVariable[] {
  const found = new Map<string, { declaration: Declaration | undefined; references: Reference[]; written: boolean }>()
  for (const reference of references) {
    const { declaration } = reference
    if (declaration !== undefined && within(declaration.scope.owner, unit)) continue
    let variable = found.get(reference.name)
    if (variable === undefined) found.set(reference.name, (variable = { declaration, references: [], written: false }))
    variable.references.push(reference)
    if (reference.write) variable.written = true
  }
  return Array.from(found, ([name, variable]) => ({ name, ...variable }))
}

/** The members of a variable that are used, e.g. `join` of `path.join(a)`; undefined where the value itself is used. */
export function usedMembers(variable: FreeVariable): ReadonlySet<string> | undefined {
  const members = new Set<string>()
  for (const reference of variable.references) {
    if (reference.member === undefined || reference.write) return undefined
    members.add(reference.member)
  }
  return members
}

/** True if the name is only asked for its type: `typeof x === "undefined"` works for names that do not exist. */
export function onlyTypeof(variable: FreeVariable): boolean {
  return variable.references.every((reference) => reference.form === "typeof")
}

/** True if the binding can never get another value after it was captured. */
export function neverReassigned(declaration: Declaration | undefined): boolean {
  return declaration !== undefined && declaration.writes === 0 && declaration.kind !== "import"
}
