import { renameSync, rmSync, statSync } from "node:fs"
import path from "node:path"
import { OptionError } from "heddle"
import { boolean, integer, knownKeys, nearest, oneOf } from "heddle/extend"
import type { QueryOptions } from "../engine/index.ts"
import { ColumnError } from "../errors/index.ts"
import type { Node } from "../plan/index.ts"
import { columnsOfNode, run } from "../run/index.ts"
import { identifier, literal } from "../sql/index.ts"

/** How a CSV file is written. */
export interface CsvOutput extends QueryOptions {
  /** Names in the first line. Default: true. */
  readonly header?: boolean
  /** Default: ",". */
  readonly delimiter?: string
  /** What stands where there is no value. Default: nothing. */
  readonly nullValue?: string
  /** Default: what the file's name says: `.gz`, `.zst`. */
  readonly compression?: "none" | "gzip" | "zstd"
  /** As C's `strftime` takes them. */
  readonly dateFormat?: string
  readonly timestampFormat?: string
}

/** How Parquet files are written. */
export interface ParquetOutput extends QueryOptions {
  /** Default: "snappy". */
  readonly compression?: "none" | "snappy" | "zstd" | "gzip" | "lz4" | "brotli"
  /** Rows of a group, which is what one thread reads. Default: 122,880. */
  readonly rowGroupSize?: number
  /** A folder of files for each value: `path` is the folder, and folders are called `column=value`. */
  readonly partitionOn?: string | readonly string[]
  /** May files be there already? Only with `partitionOn`; one file is replaced. Default: false. */
  readonly overwrite?: boolean
}

/** How a JSON file is written: an object a line, or one list. */
export interface JsonOutput extends QueryOptions {
  readonly format?: "newline" | "array"
  /** Default: what the file's name says: `.gz`, `.zst`. */
  readonly compression?: "none" | "gzip" | "zstd"
}

const ofQueries = ["signal", "progress"]

export async function writeCsv(node: Node, file: string, options: CsvOutput = {}): Promise<void> {
  knownKeys(
    options,
    ["header", "delimiter", "nullValue", "compression", "dateFormat", "timestampFormat", ...ofQueries],
    { sep: "delimiter", naRep: "nullValue", index: "header" },
  )
  const { header = true, delimiter = ",", nullValue, compression, dateFormat, timestampFormat } = options
  if (typeof delimiter !== "string" || delimiter.length !== 1)
    throw new OptionError("delimiter", "one character", delimiter)
  const settings = ["FORMAT csv", `HEADER ${boolean("header", header)}`, `DELIMITER ${literal(delimiter)}`]
  if (nullValue !== undefined) settings.push(`NULLSTR ${literal(nullValue)}`)
  settings.push(`COMPRESSION ${compressionOf(file, compression)}`)
  if (dateFormat !== undefined) settings.push(`DATEFORMAT ${literal(dateFormat)}`)
  if (timestampFormat !== undefined) settings.push(`TIMESTAMPFORMAT ${literal(timestampFormat)}`)
  await written(node, file, settings, options)
}

export async function writeJson(node: Node, file: string, options: JsonOutput = {}): Promise<void> {
  knownKeys(options, ["format", "compression", ...ofQueries])
  const { format = "newline", compression } = options
  const settings = ["FORMAT json", `ARRAY ${oneOf("format", format, ["newline", "array"]) === "array"}`]
  settings.push(`COMPRESSION ${compressionOf(file, compression)}`)
  await written(node, file, settings, options)
}

/** What is said, or what readers take from the file's name. */
function compressionOf(file: string, given: unknown): string {
  if (given !== undefined) return oneOf("compression", given, ["none", "gzip", "zstd"])
  const name = checked(file)
  return name.endsWith(".gz") ? "gzip" : name.endsWith(".zst") ? "zstd" : "none"
}

const compressions = ["none", "snappy", "zstd", "gzip", "lz4", "brotli"] as const

export async function writeParquetFiles(node: Node, file: string, options: ParquetOutput = {}): Promise<void> {
  knownKeys(options, ["compression", "rowGroupSize", "partitionOn", "overwrite", ...ofQueries])
  const { compression = "snappy", rowGroupSize, partitionOn, overwrite = false } = options
  oneOf("compression", compression, compressions)
  boolean("overwrite", overwrite)
  const settings = ["FORMAT parquet", `COMPRESSION ${compression === "none" ? "uncompressed" : compression}`]
  if (rowGroupSize !== undefined) settings.push(`ROW_GROUP_SIZE ${integer("rowGroupSize", rowGroupSize, { min: 1 })}`)
  if (partitionOn === undefined) return written(node, file, settings, options)
  const keys = typeof partitionOn === "string" ? [partitionOn] : partitionOn
  if (keys.length === 0) throw new OptionError("partitionOn", "at least one column", partitionOn)
  const { columns } = await columnsOfNode(node, options)
  checkKeys(
    keys,
    columns.map(({ name }) => name),
  )
  settings.push(`PARTITION_BY (${keys.map(identifier).join(", ")})`)
  if (overwrite) settings.push("OVERWRITE true")
  await copied(node, checked(file), settings, options)
}

function checkKeys(keys: readonly string[], columns: readonly string[]): void {
  for (const key of keys) {
    if (columns.includes(key)) continue
    throw new ColumnError(`toParquet: there is no column \`${key}\``, {
      column: key,
      columns,
      nearest: nearest(key, columns),
    })
  }
}

function checked(file: unknown): string {
  if (typeof file === "string" && file !== "") return file
  throw new OptionError("path", "the path of a file", file)
}

async function copied(
  node: Node,
  to: string,
  settings: readonly string[],
  { signal, progress }: QueryOptions,
): Promise<void> {
  await run(
    node,
    { signal, progress },
    async ({ chunks }) => {
      for await (const _ of chunks);
    },
    (sql) => `COPY (\n${sql}\n) TO ${literal(to)} (${settings.join(", ")})`,
  )
}

let count = 0

/** Writes under another name first, so that nobody sees half a file. */
async function written(node: Node, file: string, settings: readonly string[], options: QueryOptions): Promise<void> {
  const to = path.resolve(checked(file))
  const folder = path.dirname(to)
  if (!isFolder(folder)) {
    throw new OptionError("path", `in a folder that is there: ${folder} is none`, file, {
      hint: `mkdirSync(${JSON.stringify(path.dirname(file))}, { recursive: true }) makes it`,
    })
  }
  if (isFolder(to)) throw new OptionError("path", "the path of a file: it is a folder", file)
  const own = `${to}.${process.pid}-${++count}.tmp`
  try {
    await copied(node, own, settings, options)
    renameSync(own, to)
  } finally {
    rmSync(own, { force: true })
  }
}

function isFolder(to: string): boolean {
  return statSync(to, { throwIfNoEntry: false })?.isDirectory() === true
}
