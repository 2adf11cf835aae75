import { statSync } from "node:fs"
import { query } from "../engine/index.ts"
import type { QueryOptions } from "../engine/index.ts"
import type { Context, Source, SourceFiles } from "../plan/index.ts"
import type { Column } from "../schema/index.ts"
import { identifier, literal } from "../sql/index.ts"
import type { Read } from "./plan.ts"

/** A source in parts, whose rows are one after the other. */
export interface Divided {
  readonly columns: readonly Column[]
  readonly parts: readonly (readonly Read[])[]
  /** Of the files; `Infinity`: nobody knows. */
  readonly bytes: number
}

/** Divides what a source reads into at most `count` parts of about the same size. */
export async function divided(
  source: Source,
  count: number,
  context: Context,
  options: QueryOptions,
): Promise<Divided> {
  const files = await source.files?.(context)
  if (files === undefined) {
    const before = (await source.prepare?.(context)) ?? source.from
    const columns = await context.describe(`SELECT * FROM ${before}`)
    return { columns, parts: [[{ before, files: [], after: "" }]], bytes: Infinity }
  }
  const call = readOf(files, files.paths, files.settings)
  const columns = await context.describe(`SELECT * FROM ${call.before}${literal([...call.files])}${call.after}`)
  const sizes = files.paths.map((path) => statSync(path).size)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const settings = `${files.settings}${hiveTypes(files, columns)}`
  const own = { ...files, settings }
  const isSplit = files.reader === "read_parquet" && files.paths.length < count
  const pieces = isSplit ? await rowPieces(files.paths, count, options) : filePieces(sizes, count)
  const parts = pieces.map((part) => readsOf(own, part).map((read) => typed(read, columns, files)))
  return { columns, parts, bytes }
}

/** A file, or some of its rows. */
interface Part {
  readonly file: number
  readonly rows?: readonly [from: number, to: number]
}

function readsOf(files: SourceFiles, part: readonly Part[]): Read[] {
  const whole = part.filter(({ rows }) => rows === undefined).map(({ file }) => files.paths[file]!)
  if (whole.length === part.length) return [readOf(files, whole, files.settings)]
  return part.map(({ file, rows }) => {
    const read = readOf({ ...files, casts: [] }, [files.paths[file]!], `${files.settings}, file_row_number=true`)
    const [from, to] = rows ?? [0, Number.MAX_SAFE_INTEGER]
    const casts = files.casts.length === 0 ? "" : ` REPLACE (${files.casts.join(", ")})`
    return {
      before: `(SELECT * EXCLUDE (file_row_number)${casts} FROM ${read.before}`,
      files: read.files,
      after: `${read.after} WHERE file_row_number >= ${from} AND file_row_number < ${to})`,
    }
  })
}

function readOf({ reader, casts }: SourceFiles, paths: readonly string[], settings: string): Read {
  const call = `${reader}(`
  const end = `${settings})`
  if (casts.length === 0) return { before: call, files: paths, after: end }
  return { before: `(SELECT * REPLACE (${casts.join(", ")}) FROM ${call}`, files: paths, after: `${end})` }
}

/** Parquet files may differ in their types: the first of all says what they are. */
function typed(read: Read, columns: readonly Column[], { reader }: SourceFiles): Read {
  if (reader !== "read_parquet") return read
  const list = columns.map(({ name, type }) => `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`)
  return { ...read, before: `(SELECT ${list.join(", ")} FROM ${read.before}`, after: `${read.after})` }
}

/** Columns of folders such as `year=2024` have the type that all folders together say. */
function hiveTypes({ reader, paths, settings }: SourceFiles, columns: readonly Column[]): string {
  if (reader !== "read_parquet" || settings.includes("hive_partitioning=false")) return ""
  const names = [...paths[0]!.matchAll(/([^/=]+)=[^/]*\//g)].map(([, name]) => name)
  const types = columns.filter(({ name }) => names.includes(name)).map((one) => `${literal(one.name)}: ${one.type}`)
  return types.length === 0 ? "" : `, hive_partitioning=true, hive_types={${types.join(", ")}}`
}

function filePieces(sizes: readonly number[], count: number): Part[][] {
  const weights = sizes.map((size) => size + 1)
  return cutAt(weights, Math.min(count, sizes.length)).map(([from, to]) =>
    Array.from({ length: to - from }, (_, i) => ({ file: from + i })),
  )
}

/** Ranges of rows: at the ends of row groups where there are enough of them. */
async function rowPieces(paths: readonly string[], count: number, options: QueryOptions): Promise<Part[][]> {
  const groups = await rowGroups(paths, options)
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  if (rows === 0) return [paths.map((_, file) => ({ file }))]
  const units = groups.length >= count ? groups : groups.flatMap((group) => pieces(group, Math.ceil(rows / count)))
  const weights = units.map((unit) => unit.rows)
  return cutAt(weights, Math.min(count, units.length)).map(([from, to]) => {
    const part: Part[] = []
    for (const { file, at, rows: own } of units.slice(from, to)) {
      const last = part.at(-1)
      if (last?.file === file) part[part.length - 1] = { file, rows: [last.rows![0], at + own] }
      else part.push({ file, rows: [at, at + own] })
    }
    return part
  })
}

interface Rows {
  readonly file: number
  readonly at: number
  readonly rows: number
}

async function rowGroups(paths: readonly string[], options: QueryOptions): Promise<Rows[]> {
  const sql = `SELECT DISTINCT file_name, row_group_id, row_group_num_rows FROM parquet_metadata(${literal([...paths])}) ORDER BY ALL`
  const found = await query(sql, options, async ({ chunks }) => {
    const all: (readonly [path: string, rows: number])[] = []
    for await (const chunk of chunks)
      for (const [path, , rows] of chunk.getRows()) all.push([String(path), Number(rows)])
    return all
  })
  return paths.flatMap((path, file) => {
    let at = 0
    return found
      .filter(([own, rows]) => own === path && rows > 0)
      .map(([, rows]) => {
        at += rows
        return { file, at: at - rows, rows }
      })
  })
}

function pieces({ file, at, rows }: Rows, most: number): Rows[] {
  const count = Math.ceil(rows / most)
  const begin = (i: number): number => Math.floor((rows * i) / count)
  return Array.from({ length: count }, (_, i) => ({ file, at: at + begin(i), rows: begin(i + 1) - begin(i) }))
}

/** Ranges of units, one after the other, of about the same weight; none is empty. */
function cutAt(weights: readonly number[], count: number): (readonly [from: number, to: number])[] {
  const all = weights.reduce((sum, one) => sum + one, 0)
  const ranges = new Map<number, [from: number, to: number]>()
  let before = 0
  for (const [i, weight] of weights.entries()) {
    const part = Math.floor(((before + weight / 2) / all) * count)
    before += weight
    const range = ranges.get(part)
    if (range === undefined) ranges.set(part, [i, i + 1])
    else range[1] = i + 1
  }
  return [...ranges.values()]
}
