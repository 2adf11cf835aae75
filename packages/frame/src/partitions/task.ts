import { OptionError, transfer } from "heddle"
import { writeParquet } from "../parquet/index.ts"
import { givenColumns, storedColumns } from "../source/index.ts"
import type { ColumnValues } from "../source/index.ts"

/** Which part it is, as functions are told. */
export interface PartitionInfo {
  /** From 0. */
  readonly index: number
  readonly rows: number
}

/** What a function of parts may give: columns by name, or rows. */
export type PartitionResult = Readonly<Record<string, ColumnValues>> | Iterable<Readonly<Record<string, unknown>>>

export type Columns = Readonly<Record<string, ColumnValues>>

/** A part on its way to a worker. */
export interface Part {
  readonly columns: Columns
  readonly info: PartitionInfo
}

/** In a worker: the columns that a function makes of a part. They are moved, not copied, where they are its own. */
export async function columnsOfPart(fn: Function, { columns, info }: Part): Promise<Columns> {
  const made = columnsOfResult(await (fn(columns, info) as unknown), info)
  for (const values of Object.values(made)) {
    if (
      ArrayBuffer.isView(values) &&
      values.buffer instanceof ArrayBuffer &&
      values.byteLength === values.buffer.byteLength
    ) {
      transfer(values)
    }
  }
  return made
}

/** What is in the file of a part. */
export interface Written {
  readonly casts: readonly (string | undefined)[]
  /** All columns, in their order. */
  readonly names: readonly string[]
  /** Those that have no value, so that their type is not known: they are not in the file. */
  readonly omitted: readonly string[]
}

/** In a worker: the same, into a file. undefined: there are no rows that say what columns there are, and no file. */
export async function writePart(
  fn: Function,
  part: Part,
  file: string,
  types: Readonly<Record<string, string>> | undefined,
): Promise<Written | undefined> {
  let made = columnsOfResult(await (fn(part.columns, part.info) as unknown), part.info)
  if (isNone(made)) {
    if (types === undefined) return undefined
    made = Object.fromEntries(Object.keys(types).map((name) => [name, []]))
  }
  const given = givenColumns(made, { ...(types !== undefined && { types }) })
  const names = given.map(({ name }) => name)
  const isOpen = ({ name, values }: (typeof given)[number]): boolean =>
    types?.[name] === undefined && Array.isArray(values) && values.every((value) => isMissing(value))
  const known = given.filter((one) => !isOpen(one))
  // A file has one column at least.
  const kept = known.length > 0 ? known : given
  const { columns, casts } = storedColumns(kept)
  writeParquet(file, columns)
  return { casts, names, omitted: names.filter((name) => !kept.some((one) => one.name === name)) }
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value)
}

/** Rows of which there are none have no columns either. */
export function isNone(columns: Columns): boolean {
  return Object.getPrototypeOf(columns) === null && Object.keys(columns).length === 0
}

function columnsOfResult(result: unknown, { index }: PartitionInfo): Columns {
  if (typeof result === "object" && result !== null) {
    if (Symbol.iterator in result && !ArrayBuffer.isView(result))
      return columnsOfRows(result as Iterable<object>, index)
    if (!ArrayBuffer.isView(result) && !(result instanceof Date)) return result as Columns
  }
  throw new OptionError(
    "fn",
    `a function that gives columns by name, or rows: for part ${index} it gave something else`,
    result,
  )
}

function columnsOfRows(rows: Iterable<object>, index: number): Columns {
  const columns: Record<string, unknown[]> = Object.create(null) as Record<string, unknown[]>
  let count = 0
  for (const row of rows) {
    if (typeof row !== "object" || row === null) {
      throw new OptionError("fn", `a function that gives rows that are objects: one of part ${index} is none`, row)
    }
    for (const [name, value] of Object.entries(row)) {
      columns[name] ??= Array.from({ length: count }, () => null)
      columns[name].push(value)
    }
    count++
    for (const values of Object.values(columns)) if (values.length < count) values.push(null)
  }
  return columns
}
