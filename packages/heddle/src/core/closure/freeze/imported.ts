import { createRequire, isBuiltin } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { types } from "node:util"
import { addKnownClass } from "../../wire/index.ts"
import type { NodeRef, PropertyEntry } from "../../wire/index.ts"
import type { ImportRow, RequireRow } from "../thaw/index.ts"
import { analyse, requireBinding, usedMembers } from "../static/index.ts"
import type { FreeVariable } from "../static/index.ts"
import { chainToEntry, isEntry } from "./entry.ts"
import { recordOf } from "./function-record.ts"
import { isClassText, keyOfHome } from "./home.ts"
import { isPlainData } from "./plain-data.ts"
import { variablePath } from "./site.ts"
import type { Site } from "./site.ts"

/** The variable is to be sent as any other value. */
export const BY_VALUE: unique symbol = Symbol("by value")

type ReferenceRow = ImportRow | RequireRow

/** How a variable's file got it from another module, and the row with which a worker gets it from there. */
interface Source {
  readonly specifier: string
  /** What the variable is of the module; `"*"` is all of it. */
  readonly name: string
  row(name: string): ReferenceRow
}

/**
 * A variable that its file imports or requires: by reference if it is code or holds code, so that the worker has the
 * module's own; by value if it is plain data, so that the worker sees what the caller sees now, unless it is Node's.
 * Otherwise it is to be sent as any other.
 */
export function encodeImported(site: Site, variable: FreeVariable, value: unknown): NodeRef | typeof BY_VALUE {
  const source = sourceOf(site, variable)
  if (source === undefined || isHandle(value)) return BY_VALUE
  if (isPlainData(value) && !isOfThread(source)) return BY_VALUE
  if (!isBuiltin(source.specifier) && (isOfEntry(value) || !isImportable(site.script.url, source.specifier)))
    return BY_VALUE
  const whole = (): NodeRef => addRow(site, withClassKey(source.row(source.name), value))
  if (source.name !== "*" || isBuiltin(source.specifier)) return whole()
  const members = usedMembers(variable)
  if (members === undefined) return whole()
  return encodeMembers(site, variable, value as Record<string, unknown>, members, source)
}

/** What Node exports may be another in each thread (`threadId`), and so may this library's word for it. */
function isOfThread({ specifier, name }: Source): boolean {
  return isBuiltin(specifier) || (specifier === "heddle" && name === "isMainThread")
}

function sourceOf(site: Site, { name, declaration }: FreeVariable): Source | undefined {
  const { script, located } = site
  if (script.isModule) {
    const isTopLevel =
      located.analysis.partial || (declaration?.kind === "import" && declaration.scope === located.analysis.root)
    const binding = isTopLevel ? analyse(script).modules.imports.get(name) : undefined
    if (binding === undefined) return undefined
    const { specifier, attributes } = binding
    const row = (member: string): ImportRow => ({
      t: "fn:import",
      from: script.url,
      specifier,
      name: member,
      ...(attributes && { attributes }),
    })
    return { specifier, name: binding.name, row }
  }
  const binding = declaration && requireBinding(declaration)
  if (binding === undefined) return undefined
  const { specifier, interop } = binding
  const row = (member: string): RequireRow => ({ t: "fn:require", from: script.url, specifier, name: member, interop })
  return { specifier, name: binding.name, row }
}

/**
 * A namespace of which only members are used. Plain data among them goes by value; if there is none, the module itself is
 * named. A module that a compiler's helper wrapped is always taken apart: the wrapping is not there in the worker.
 */
function encodeMembers(
  site: Site,
  variable: FreeVariable,
  namespace: Record<string, unknown>,
  members: ReadonlySet<string>,
  source: Source,
): NodeRef {
  const row = source.row("*")
  const interop = row.t === "fn:require" && row.interop === true
  const entries: PropertyEntry[] = []
  for (const member of members) {
    const value = readMember(namespace, member)
    if (value === undefined) continue
    if (isPlainData(value) || isOfEntry(value))
      entries.push([member, 7, site.ctx.encode(value, memberPath(site, variable, member))])
    else if (interop) entries.push([member, 7, addRow(site, source.row(member))])
  }
  if (entries.length === 0) return addRow(site, row)
  const ref = site.ctx.reserve()
  // What is not among the entries is found on the module itself, with the right `this`.
  site.ctx.set(ref, { t: "obj", proto: interop ? null : addRow(site, row), k: [], v: [], x: entries })
  return ref
}

/** An object that is a namespace in the eyes of a tool (vite's modules, a bundle's, `exports`): only used members go, by value. */
export function encodeNamespace(site: Site, variable: FreeVariable, value: object): NodeRef | typeof BY_VALUE {
  const members = usedMembers(variable)
  if (members === undefined) return BY_VALUE
  const entries: PropertyEntry[] = []
  const ref = site.ctx.reserve()
  for (const member of members) {
    const held = readMember(value as Record<string, unknown>, member)
    if (held !== undefined) entries.push([member, 7, site.ctx.encode(held, memberPath(site, variable, member))])
  }
  site.ctx.set(ref, { t: "obj", proto: null, k: [], v: [], x: entries })
  return ref
}

function memberPath(site: Site, variable: FreeVariable, member: string): ReturnType<typeof variablePath> {
  const at = variablePath(site, variable)
  return { parent: at, label: `.${member}`, soft: at.soft === true }
}

function readMember(namespace: Record<string, unknown>, member: string): unknown {
  try {
    return namespace[member]
  } catch {
    return undefined // not initialised yet: the worker's own import will say so
  }
}

/** Writes a row that no live value stands for, once in a table. */
export function addRow(site: Site, row: ReferenceRow): NodeRef {
  const key = JSON.stringify(row)
  const known = site.ctx.memo.get(key) as NodeRef
  if (known !== undefined) return known
  const ref = site.ctx.reserve()
  site.ctx.set(ref, row)
  site.ctx.memo.set(key, ref)
  return ref
}

/** A class that its module exports: its instances in results are to be instances here. */
function withClassKey(row: ReferenceRow, value: unknown): ReferenceRow {
  if (row.t !== "fn:import" || typeof value !== "function" || !isClassText(value)) return row
  const home = recordOf(value)?.home
  if (home === undefined) return row
  addKnownClass(keyOfHome(home), value)
  return { ...row, key: keyOfHome(home) }
}

const poison = Symbol.for("heddle.poison")

/** Pools and the like know themselves how they travel. */
function isHandle(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || types.isProxy(value)) return false
  return poison in value
}

/** What the entry defines must not be imported, by whatever way it came here. */
function isOfEntry(value: unknown): boolean {
  if (typeof value !== "function") return false
  const record = recordOf(value)
  return record !== undefined && isEntry(record.script.url)
}

/** Whether a worker may import a specifier as this file does: not if that would run the entry again. */
function isImportable(from: string, specifier: string): boolean {
  const isPath = /^\.{0,2}\//.test(specifier) || specifier.startsWith("file:") || path.isAbsolute(specifier)
  if (!isPath) return true
  if (from.startsWith("file:")) return chainToEntry(new URL(specifier, from).href) === undefined
  if (!path.isAbsolute(from)) return true
  try {
    return chainToEntry(createRequire(pathToFileURL(from)).resolve(specifier)) === undefined
  } catch {
    return true
  }
}
