import type { Reading } from "../capture/index.ts"
import type { FreeVariable } from "../static/index.ts"
import type { Site } from "./site.ts"

/**
 * Names the binding that a function captures, so that functions of one table which share it share it in the worker too.
 * V8 hands out a fresh copy of a scope at every look: two looks at one declaration are taken for the same scope if all
 * variables in it are the same. Two scopes of one function whose variables are all equal cannot be told apart.
 */
export function bindingId(site: Site, { name, declaration }: FreeVariable, reading: Reading): string {
  const place = declaration === undefined ? name : `${declaration.node.start}`
  const top = `${site.script.id}:${place}`
  if (reading.state !== "value" || (declaration?.scope.owner === undefined && !site.located.analysis.partial))
    return top
  // Without scopes there is only the variable itself to compare.
  if (reading.scope === undefined) return `${top}#${scopeNumber(site, top, { [name]: reading.value })}`
  const { description, object } = reading.scope
  if (description.startsWith("Module") || description.startsWith("Script")) return top
  return `${top}:${description}#${scopeNumber(site, description, object)}`
}

function scopeNumber(site: Site, description: string, scope: Readonly<Record<string, unknown>>): number {
  const names = Object.getOwnPropertyNames(scope)
  const key = `scopes:${site.script.id}:${description}:${names.join()}`
  let known = site.ctx.memo.get(key) as (readonly unknown[])[] | undefined
  if (known === undefined) site.ctx.memo.set(key, (known = []))
  const values = names.map((name) => readSafely(scope, name))
  const at = known.findIndex((other) => other.every((value, i) => Object.is(value, values[i])))
  return at === -1 ? known.push(values) - 1 : at
}

const uninitialised = Symbol("uninitialised")

function readSafely(scope: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return scope[name]
  } catch {
    return uninitialised
  }
}
