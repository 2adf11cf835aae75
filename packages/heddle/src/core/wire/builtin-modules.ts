import { builtinModules } from "node:module"

/**
 * Exports of Node's own modules, by identity: `readFileSync` is `["fs", "readFileSync"]`. Only modules that are loaded
 * are looked at, since a value can come from no other; looking at them loads and warns about nothing.
 */
const found = new Map<object, readonly string[]>()
const scanned = new Set<string>()
let loadedAtScan = -1

interface LoadList {
  readonly moduleLoadList?: readonly string[]
}

/** The module and the property path of a built-in export, or undefined. */
export function builtinExport(value: object): readonly string[] | undefined {
  const known = found.get(value)
  if (known !== undefined) return known
  const loaded = (process as LoadList).moduleLoadList
  if (loaded === undefined || loaded.length === loadedAtScan) return undefined
  loadedAtScan = loaded.length
  scan(new Set(loaded))
  return found.get(value)
}

/** The object at a path that `builtinExport` gave on the other side. */
export function resolveBuiltin(path: readonly string[]): unknown {
  const [id, ...keys] = path
  let value: unknown = process.getBuiltinModule(`node:${id}`)
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key]
  if (value === undefined) throw new TypeError(`there is no ${path.join(".")} in this worker's node:${id}`)
  return value
}

function scan(loaded: ReadonlySet<string>): void {
  for (const id of builtinModules) {
    const bare = id.replace(/^node:/, "")
    if (bare.startsWith("_") || scanned.has(bare) || !loaded.has(`NativeModule ${bare}`)) continue
    scanned.add(bare)
    const exports: unknown = process.getBuiltinModule(`node:${bare}`)
    if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) continue
    add(exports, [bare])
    for (const key of Object.getOwnPropertyNames(exports)) {
      const value = Object.getOwnPropertyDescriptor(exports, key)?.value as unknown
      if ((typeof value !== "object" && typeof value !== "function") || value === null) continue
      add(value, [bare, key])
      if (typeof value === "function" && value.prototype) add(value.prototype as object, [bare, key, "prototype"])
    }
  }
}

function add(value: object, path: readonly string[]): void {
  if (!found.has(value)) found.set(value, path)
}
