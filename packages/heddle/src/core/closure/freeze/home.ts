import { ownModule } from "../../errors/index.ts"
import { createRequire } from "node:module"
import type { CapturedFunction } from "../capture/index.ts"
import { analyse } from "../static/index.ts"
import type { Located, ScriptAnalysis } from "../static/index.ts"
import type { CommonRow, ExportRow } from "../thaw/index.ts"
import { chainToEntry, fileOf, isEntry } from "./entry.ts"

const require = createRequire(ownModule)

/** The export that a function is the value of. */
export type Home = ExportRow | CommonRow

/**
 * Where a worker can import the function from: it is an exported binding of a loaded module which is not the program's
 * entry and does not import the entry. Nothing is imported to find out, so that modules that are still being evaluated
 * (top-level await, cycles) do no harm.
 */
export function homeOf(fn: Function, captured: CapturedFunction): Home | undefined {
  const { url, isModule } = captured.script
  const file = fileOf(url)
  if (file === undefined || isEntry(url)) return undefined
  const home = isModule && url.startsWith("file:") ? exportOf(fn, captured) : commonExportOf(fn, file)
  return home !== undefined && chainToEntry(url) === undefined ? home : undefined
}

function exportOf(fn: Function, captured: CapturedFunction): ExportRow | undefined {
  const { script, located, moduleVariables } = captured
  const analysis = analyse(script)
  const { exports, defaultExport } = analysis.modules
  const row = (name: string): ExportRow => ({ t: "fn:export", url: script.url, name })
  if (located !== undefined && !located.analysis.partial) {
    if (located.unit.node === defaultExport) return row("default")
    const declared = declaredName(located, analysis)
    if (declared !== undefined && exports.has(declared)) return row(exports.get(declared)!)
  }
  if (moduleVariables === undefined) return undefined
  for (const [local, name] of exports) {
    try {
      if (Object.hasOwn(moduleVariables, local) && moduleVariables[local] === fn) return row(name)
    } catch {
      // not initialised yet
    }
  }
  return undefined
}

/** The top-level binding that holds this function and nothing else, ever. */
function declaredName({ unit, analysis }: Located, { modules }: ScriptAnalysis): string | undefined {
  if (unit.parent !== undefined) return undefined
  for (const local of modules.exports.keys()) {
    const declaration = analysis.root.declarations.get(local)
    if (declaration === undefined || declaration.writes > 0) continue
    if (declaration.node === unit.node || declaration.declarator?.init === unit.node) return local
  }
  return undefined
}

function commonExportOf(fn: Function, file: string): CommonRow | undefined {
  const module = require.cache[file]
  if (module === undefined) return undefined
  const exports: unknown = module.exports
  if (exports === fn) return { t: "fn:common", file, name: "" }
  if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) return undefined
  for (const key of Object.keys(exports))
    if (readSafely(exports, key) === fn) return { t: "fn:common", file, name: key }
  return undefined
}

/** Compilers export by getters; one of a module that is still loading throws. */
function readSafely(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

/** The key by which both sides know an exported class. */
export function keyOfHome(home: Home): string {
  return home.t === "fn:export" ? `${home.url}#${home.name}` : `${home.file}#${home.name}`
}

export function isClassText(fn: Function): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn))
}
