import { types } from "node:util"
import { isLendable, pristineGlobals } from "../../wire/index.ts"
import type { NodeRef } from "../../wire/index.ts"
import type { Reading } from "../capture/index.ts"
import { fileOfName } from "../thaw/index.ts"
import type { ClosureRow } from "../thaw/index.ts"
import { onlyTypeof } from "../static/index.ts"
import type { FreeVariable } from "../static/index.ts"
import { BY_VALUE, encodeImported, encodeNamespace } from "./imported.ts"
import { isRegistrar, noiseRow } from "./noise.ts"
import { closureError, variablePath } from "./site.ts"
import type { Site } from "./site.ts"

/** No row is needed: the worker has this name by itself. */
export const GLOBAL: unique symbol = Symbol("global")

const allowed = new Set<string>()

/** Lets functions name globals that are not standard: those that a pool's initializer defines in each worker. */
export function allowGlobals(...names: readonly string[]): void {
  for (const name of names) allowed.add(name)
}

/** Writes what a captured variable holds, by the first rule that fits. `readOnly`: is a large array only read? */
export function encodeVariable(
  site: Site,
  variable: FreeVariable,
  reading: Reading,
  readOnly: () => boolean,
): NodeRef | typeof GLOBAL {
  const { name } = variable
  if (reading.state === "uninitialised") {
    const node = variable.references[0]!.node
    throw closureError(site, `the variable '${name}' is not initialised yet: its declaration has not run`, node)
  }
  if (reading.state === "absent") {
    if (isRegistrar(name)) return newRow(site, { t: "fn:noise", what: "register" })
    checkGlobal(site, variable)
    return GLOBAL
  }
  const { value } = reading
  const noise = noiseRow(name, value)
  if (noise !== undefined) return newRow(site, noise)
  const special = toolVariable(site, variable, value)
  if (special !== BY_VALUE) return special
  const imported = encodeImported(site, variable, value)
  if (imported !== BY_VALUE) return imported
  if (isNamespace(site, name, value)) {
    const pruned = encodeNamespace(site, variable, value)
    if (pruned !== BY_VALUE) return pruned
  }
  const at = variablePath(site, variable)
  return isLendable(value) ? site.ctx.lend(value, at, readOnly()) : site.ctx.encode(value, at)
}

function checkGlobal(site: Site, variable: FreeVariable): void {
  const { name } = variable
  if (pristineGlobals.has(name) || allowed.has(name) || onlyTypeof(variable)) return
  const node = variable.references[0]!.node
  if (!(name in globalThis)) {
    const declared = variable.declaration !== undefined
    throw closureError(
      site,
      declared ? `the value of '${name}' cannot be read: V8 did not keep it` : `'${name}' is not defined anywhere`,
      node,
      declared ? `pass \`${name}\` as an argument` : `if the worker's initializer defines it, write globalThis.${name}`,
    )
  }
  throw closureError(
    site,
    `'${name}' is a global that this program defined; a worker does not have it`,
    node,
    `copy it into a const first, or define it in the pool's initializer and write globalThis.${name}`,
  )
}

/** Names that CommonJS and vite put around a module. */
function toolVariable(site: Site, variable: FreeVariable, value: unknown): NodeRef | typeof BY_VALUE {
  const { name } = variable
  const { script } = site
  if (name === "__vite_ssr_import_meta__") {
    // Behind a Proxy that vite puts there.
    const env: unknown = { ...(value as { readonly env?: object }).env }
    return newRow(site, { t: "fn:meta", url: script.url, env: site.ctx.encode(env, variablePath(site, variable)) })
  }
  // Of revived code, in a worker that sends functions itself.
  if (name === "$importMeta") return newRow(site, { t: "fn:meta", url: fileOfName(script.url) })
  if (name === "$$revive") return newRow(site, { t: "fn:reviver" })
  if (name === "__vite_ssr_dynamic_import__") return newRow(site, { t: "fn:importer", from: script.url })
  if (script.isModule || variable.declaration !== undefined) return BY_VALUE
  if (name === "require" && typeof value === "function" && "resolve" in value)
    return newRow(site, { t: "fn:require", from: script.url })
  if (name === "module" && value instanceof Object && "exports" in value && "paths" in value)
    return encodeNamespace(site, variable, value)
  return BY_VALUE
}

/** A module in the eyes of a tool; `exports` of the file itself, whose members compilers name as `exports.x`. */
function isNamespace(site: Site, name: string, value: unknown): value is object {
  if (/^__vite_ssr_import_\d+__$/.test(name)) return true
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false
  return (name === "exports" && !site.script.isModule) || isModule(value)
}

/** Is it a module, or what compilers and bundlers make of one? */
export function isModule(value: object): boolean {
  if (types.isModuleNamespaceObject(value)) return true
  if (types.isProxy(value)) return false
  return (
    Object.hasOwn(value, "__esModule") ||
    (Object.hasOwn(value, Symbol.toStringTag) &&
      String((value as Record<symbol, unknown>)[Symbol.toStringTag]) === "Module")
  )
}

function newRow(site: Site, row: ClosureRow): NodeRef {
  const ref = site.ctx.reserve()
  site.ctx.set(ref, row)
  return ref
}
