import path from "node:path"
import { defaultPool, OptionError } from "heddle"
import type { Pool } from "heddle"
import { integer, knownKeys } from "heddle/extend"
import { execute } from "../engine/index.ts"
import type { Context, Maker, Node } from "../plan/index.ts"
import { columnsOfTypes } from "../source/index.ts"
import type { ColumnValues } from "../source/index.ts"
import { identifier, literal } from "../sql/index.ts"
import { partsOf } from "./parts.ts"
import { writePart } from "./task.ts"
import type { Part, PartitionInfo, PartitionResult } from "./task.ts"

/** What is called with each part. */
export type PartitionFunction<C> = (columns: C, info: PartitionInfo) => PartitionResult | Promise<PartitionResult>

/** How parts are made, and what comes of them. */
export interface MapPartitionsOptions {
  /** Types of the columns that come out. Default: what their values are. */
  readonly columns?: Readonly<Record<string, string>>
  /** Rows of a part, about. Default: 122,880. */
  readonly rows?: number
  /** Where the function runs. Default: the default pool. */
  readonly pool?: Pool
}

/** How the parts of a node's function are run. */
export interface Parted {
  readonly fn: Function
  readonly rows: number
  readonly types: Readonly<Record<string, string>> | undefined
  readonly pool: () => Pool
}

const parted = new WeakMap<Node, Parted>()

/** How a node's parts are run, if it is one of a function. */
export function partedOf(node: Node): Parted | undefined {
  return parted.get(node)
}

export function mapped(node: Node, fn: Function, options: MapPartitionsOptions = {}): Node {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  knownKeys(options, ["columns", "rows", "pool"], { meta: "columns", chunkSize: "rows", types: "columns" })
  const { columns, rows = 122_880, pool } = options
  const how: Parted = { fn, rows: integer("rows", rows, { min: 1 }), types: columns, pool: () => pool ?? defaultPool() }
  const label = `mapPartitions(${fn.name === "" ? "a function" : fn.name})`
  const made: Node = {
    k: "made",
    input: node,
    label,
    make: maker(how),
    columns: columns === undefined ? undefined : columnsOfTypes(columns),
  }
  parted.set(made, how)
  return made
}

/** Each part becomes a file, in its worker; the files together are the relation. */
function maker(how: Parted): Maker {
  return async (sql, _columns, context) => {
    const { files, casts, names } = await written(how, sql, context)
    const from = `read_parquet(${literal(files)}, union_by_name=true)`
    if (names !== undefined)
      return `(SELECT ${names.map((name) => casts.get(name) ?? identifier(name)).join(", ")} FROM ${from})`
    return casts.size === 0 ? from : `(SELECT * REPLACE (${[...casts.values()].join(", ")}) FROM ${from})`
  }
}

async function written(
  { fn, rows, types, pool }: Parted,
  sql: string,
  { folder, signal }: Context,
): Promise<{
  readonly files: string[]
  /** What makes values of what the files have, by column. */
  readonly casts: ReadonlyMap<string, string>
  /** All columns, where some files have not all. */
  readonly names: readonly string[] | undefined
}> {
  const files: string[] = []
  const parts = async function* (): AsyncGenerator<{ part: Part; file: string }> {
    for await (const part of partsOf(sql, rows, { signal })) {
      yield { part, file: path.join(folder(), `part-${String(++count).padStart(6, "0")}.parquet`) }
    }
  }
  const casts = new Map<string, string>()
  const names = new Set<string>()
  const present = new Set<string>()
  let isApart = false
  const run = pool().imap(
    async ({ part, file }: { readonly part: Part; readonly file: string }) => ({
      file,
      found: await writePart(fn, part, file, types),
    }),
    parts(),
    { ...(signal !== undefined && { signal }), chunkSize: 1 },
  )
  for await (const { file, found } of run) {
    if (found === undefined) continue
    files.push(file)
    const inFile = found.names.filter((name) => !found.omitted.includes(name))
    for (const [i, name] of inFile.entries()) if (found.casts[i] !== undefined) casts.set(name, found.casts[i])
    for (const name of found.names) names.add(name)
    for (const name of inFile) present.add(name)
    isApart ||= found.omitted.length > 0
  }
  if (files.length === 0) {
    throw new OptionError(
      "columns",
      "given where a function gives no row: it is not known what columns there are",
      types,
    )
  }
  // Nowhere is a value that says what it is.
  for (const name of names) if (!present.has(name)) casts.set(name, `NULL::VARCHAR AS ${identifier(name)}`)
  return { files, casts, names: isApart ? [...names] : undefined }
}

let count = 0

/** All columns, and one that a function makes of some: those alone go to the workers, the others stay in a file. */
export function applied(
  node: Node,
  names: readonly string[],
  fn: Function,
  options: { readonly as: string; readonly type?: string; readonly rows?: number; readonly pool?: Pool },
): Node {
  knownKeys(options, ["as", "type", "rows", "pool"], { name: "as", meta: "type" })
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  const { as, type, rows = 122_880, pool } = options
  const own = identifier(as)
  const how: Parted = {
    fn: async (columns: Readonly<Record<string, unknown>>, { index, rows }: PartitionInfo) => {
      const made = (await fn(...names.map((name) => columns[name]))) as ColumnValues | null | undefined
      if (made?.length === rows) return { [as]: made }
      throw new OptionError("fn", `a function that gives ${rows} values for the ${rows} rows of part ${index}`, made)
    },
    rows: integer("rows", rows, { min: 1 }),
    types: type === undefined ? undefined : { [as]: type },
    pool: () => pool ?? defaultPool(),
  }
  const others = node.columns?.filter(({ name }) => name !== as)
  const known = type === undefined ? [{ name: as }] : columnsOfTypes({ [as]: type })
  return {
    k: "made",
    input: node,
    label: `apply(${fn.name === "" ? "a function" : fn.name})`,
    columns: others && [...others, ...known],
    make: async (sql, columns, context) => {
      const kept = path.join(context.folder(), `kept-${++count}.parquet`)
      // Parquet has no integers of 128 bits.
      const wide = columns.filter((one) => one.type.endsWith("HUGEINT"))
      const texts = wide.map(({ name }) => `${identifier(name)}::VARCHAR AS ${identifier(name)}`)
      const back = wide.map((one) => `l.${identifier(one.name)}::${one.type} AS ${identifier(one.name)}`)
      const input = texts.length === 0 ? sql : `SELECT * REPLACE (${texts.join(", ")}) FROM (${sql})`
      await execute(`COPY (${input}) TO ${literal(kept)} (FORMAT parquet)`, { signal: context.signal })
      const list = [...new Set(names)].map(identifier).join(", ")
      const { files, casts } = await written(how, `SELECT ${list} FROM read_parquet(${literal(kept)})`, context)
      const exclude = columns.some(({ name }) => name === as) ? ` EXCLUDE (${own})` : ""
      const replace = back.length === 0 ? "" : ` REPLACE (${back.join(", ")})`
      const made = casts.get(as)?.replace(own, `r.${own}`) ?? `r.${own}`
      return `(SELECT l.*${exclude}${replace}, ${made} FROM read_parquet(${literal(kept)}) AS l POSITIONAL JOIN read_parquet(${literal(files)}) AS r)`
    },
  }
}
