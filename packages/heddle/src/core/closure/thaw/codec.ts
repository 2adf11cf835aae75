import { addKnownClass } from "../../wire/arrivals.ts"
import type { FunctionCodec, GraphDecoder, GraphNode, NodeRef } from "../../wire/index.ts"
import type { ClosureRow, RequireRow } from "./rows.ts"
import { reviveFunction } from "./functions.ts"
import { importMetaOf, loadedNamespace, loadNamespace, requireOf, viteImporterOf } from "./modules.ts"
import { makeNoise } from "./noise.ts"
import { allocate, reviver, setPrivate } from "./reviver.ts"

/** The receiver's half of how functions travel. */
export const thawing: Pick<FunctionCodec, "allocate" | "setPrivate" | "prepare" | "decode"> = {
  allocate,
  setPrivate: (instance, ctor, { name, value, depth }) => setPrivate(instance, ctor, name, value, depth),
  prepare,
  decode: (node, ctx, settle) => decode(node as ClosureRow, ctx, settle),
}

function prepare(nodes: readonly GraphNode[]): Promise<void> | undefined {
  let loads: Map<string, Promise<void>> | undefined
  for (const node of nodes) {
    const wanted = node && moduleOf(node)
    if (wanted === undefined) continue
    const [from, specifier, attributes] = wanted
    if (loadedNamespace(from, specifier) !== undefined) continue
    loads ??= new Map()
    const key = `${from}\n${specifier}`
    if (!loads.has(key)) loads.set(key, loadNamespace(from, specifier, attributes))
  }
  return loads && Promise.all(loads.values()).then(() => undefined)
}

type Wanted = readonly [from: string, specifier: string, attributes?: Readonly<Record<string, string>>]

function moduleOf(node: GraphNode): Wanted | undefined {
  const row = node as ClosureRow
  if (row.t === "fn:export") return [row.url, row.url]
  if (row.t !== "fn:import") return undefined
  return row.attributes === undefined ? [row.from, row.specifier] : [row.from, row.specifier, row.attributes]
}

function decode(row: ClosureRow, ctx: GraphDecoder, settle: (value: unknown) => void): unknown {
  switch (row.t) {
    case "fn:value":
      return reviveFunction(row, ctx, settle)
    case "fn:cell":
      return fillCell(row.v, ctx, settle)
    case "fn:import":
      return markClass(exportOf(loadedNamespace(row.from, row.specifier), row.name, row.specifier), row.key)
    case "fn:export":
      return markClass(exportOf(loadedNamespace(row.url, row.url), row.name, row.url), `${row.url}#${row.name}`)
    case "fn:common":
      return markClass(commonOf(row.file, row.name), `${row.file}#${row.name}`)
    case "fn:require":
      return required(row)
    case "fn:meta":
      return importMetaOf(row.url, ctx.decode(row.env))
    case "fn:importer":
      return viteImporterOf(row.from)
    case "fn:noise":
      return makeNoise(row.what)
    case "fn:reviver":
      return reviver
    default:
      throw new TypeError(`a row of an unknown kind arrived: ${(row as { readonly t: string }).t}`)
  }
}

function fillCell(ref: NodeRef, ctx: GraphDecoder, settle: (value: unknown) => void): { v: unknown } {
  const cell: { v: unknown } = { v: undefined }
  settle(cell)
  cell.v = ctx.decode(ref)
  return cell
}

function exportOf(namespace: object | undefined, name: string, specifier: string): unknown {
  if (namespace === undefined)
    throw new TypeError(`the module ${specifier} was not loaded before its function was used`)
  if (name === "*") return namespace
  if (!(name in namespace)) throw new TypeError(`the module ${specifier} has no export '${name}' in this worker`)
  return (namespace as Record<string, unknown>)[name]
}

function commonOf(file: string, name: string): unknown {
  const exports: unknown = requireOf(file)(file)
  return name === "" ? exports : (exports as Record<string, unknown>)[name]
}

function required({ from, specifier, name, interop }: RequireRow): unknown {
  const require = requireOf(from)
  if (specifier === undefined) return require
  const module: unknown = require(specifier)
  if (interop !== true) return name === "*" ? module : (module as Record<string, unknown>)[name!]
  const isCompiled = typeof module === "object" && module !== null && "__esModule" in module
  if (name === "*") return isCompiled ? module : { ...(module as object), default: module }
  if (name === "default" && !isCompiled) return module
  return (module as Record<string, unknown>)[name!]
}

/** Both sides know this class, so that its instances come back as such. */
function markClass<T>(value: T, key: string | undefined): T {
  if (typeof value === "function" && key !== undefined) addKnownClass(key, value)
  return value
}
