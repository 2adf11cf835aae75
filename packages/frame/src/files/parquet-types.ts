import type { FileMetaData, LogicalType, SchemaElement } from "hyparquet"
import { typeIdentifier } from "../schema/index.ts"
import type { Column } from "../schema/index.ts"

/** Thrown, and caught by who asked for the columns. */
class Doubt extends Error {}

/**
 * The columns of a footer as DuckDB's Parquet reader types them.
 *
 * @throws where that is in doubt
 */
export function columnsOfSchema({ schema, key_value_metadata, row_groups }: FileMetaData): Column[] {
  // Columns that this key names become GEOMETRY, or not, with the extensions that are loaded.
  if (key_value_metadata?.some(({ key }) => key === "geo") === true) throw new Doubt()
  const walk = new Walk(schema)
  const columns = walk.children(schema[0]!)
  const isLegal = columns.length > 0 && walk.at === schema.length - 1
  const isWhole = row_groups.every(
    ({ columns }) => columns.length === walk.leaves && columns.every((column) => column.crypto_metadata === undefined),
  )
  if (!isLegal || !isWhole) throw new Doubt()
  return columns
}

/** Reads the schema, a list in depth-first order, into types. */
class Walk {
  readonly schema: readonly SchemaElement[]
  at = 0
  leaves = 0

  constructor(schema: readonly SchemaElement[]) {
    this.schema = schema
  }

  /** The fields of a node. Names that differ at most by letter case get a number. */
  children(node: SchemaElement): Column[] {
    const used = new Map<string, number>()
    return Array.from({ length: node.num_children ?? 0 }, () => {
      const field = this.next()
      let { name } = field
      for (let key = name.toLowerCase(); used.has(key); key = name.toLowerCase()) {
        const count = used.get(key)! + 1
        used.set(key, count)
        name = `${name}_${count}`
      }
      used.set(name.toLowerCase(), 0)
      return { name, type: field.type }
    })
  }

  next(): Column {
    const parent = this.schema[this.at]!
    const node = this.schema[++this.at]
    if (node === undefined) throw new Doubt()
    const isRepeated = node.repetition_type === "REPEATED"
    if (!(node.num_children! > 0)) {
      this.leaves++
      const type = leafType(node)
      return { name: node.name, type: isRepeated ? `${type}[]` : type }
    }
    const fields = this.children(node)
    return { name: node.name, type: groupType(node, parent, fields, isRepeated) }
  }
}

/** `parent` is the element before the node: DuckDB looks there, whether it is the parent or not. */
function groupType(node: SchemaElement, parent: SchemaElement, fields: readonly Column[], isRepeated: boolean): string {
  const { converted_type: kind, logical_type: logical } = node
  if (logical?.type === "VARIANT") return isRepeated ? "VARIANT[]" : "VARIANT"
  if (logical !== undefined && logical.type !== kind) throw new Doubt()
  const isInMap = parent.converted_type === "MAP" && parent.num_children === 1
  if (kind === "MAP_KEY_VALUE" || isInMap) {
    if (fields.length !== 2 || !isRepeated) throw new Doubt()
    return `MAP(${fields[0]!.type}, ${fields[1]!.type})`
  }
  const isPlain = kind !== "LIST" && kind !== "MAP" && !isRepeated
  const type =
    fields.length > 1 || isPlain
      ? `STRUCT(${fields.map(({ name, type }) => `${typeIdentifier(name)} ${type}`).join(", ")})`
      : fields[0]!.type
  return isRepeated ? `${type}[]` : type
}

const physical: Readonly<Record<string, string>> = {
  BOOLEAN: "BOOLEAN",
  INT32: "INTEGER",
  INT64: "BIGINT",
  INT96: "TIMESTAMP",
  FLOAT: "FLOAT",
  DOUBLE: "DOUBLE",
  BYTE_ARRAY: "BLOB",
  FIXED_LEN_BYTE_ARRAY: "BLOB",
}

/** By the older annotation, the physical types that it may stand on, and the type. */
const converted: Readonly<Record<string, readonly [on: string, type: string]>> = {
  INT_8: ["INT32", "TINYINT"],
  INT_16: ["INT32", "SMALLINT"],
  INT_32: ["INT32", "INTEGER"],
  INT_64: ["INT64", "BIGINT"],
  UINT_8: ["INT32", "UTINYINT"],
  UINT_16: ["INT32", "USMALLINT"],
  UINT_32: ["INT32", "UINTEGER"],
  UINT_64: ["INT64", "UBIGINT"],
  DATE: ["INT32", "DATE"],
  TIME_MILLIS: ["INT32", "TIME"],
  TIME_MICROS: ["INT64", "TIME"],
  TIMESTAMP_MILLIS: ["INT64", "TIMESTAMP"],
  TIMESTAMP_MICROS: ["INT64", "TIMESTAMP"],
  UTF8: ["BYTE_ARRAY FIXED_LEN_BYTE_ARRAY", "VARCHAR"],
  ENUM: ["BYTE_ARRAY FIXED_LEN_BYTE_ARRAY", "VARCHAR"],
  JSON: ["BYTE_ARRAY", "JSON"],
  INTERVAL: ["FIXED_LEN_BYTE_ARRAY", "INTERVAL"],
}

function leafType(leaf: SchemaElement): string {
  const { type = "", type_length: length, converted_type: kind, logical_type: logical } = leaf
  if (type === "FIXED_LEN_BYTE_ARRAY" && length === undefined) throw new Doubt()
  const newer = logical && newerType(logical, type, length)
  if (newer !== undefined) return newer
  // DuckDB goes by the older annotation, which writers set beside the newer one where both can say it.
  if (logical !== undefined && !isPair(logical.type, kind)) throw new Doubt()
  if (kind === "DECIMAL") return decimalType(leaf)
  const [on, meant] = kind === undefined ? [type, physical[type]] : (converted[kind] ?? [])
  if (meant === undefined || !on!.split(" ").includes(type)) throw new Doubt()
  return meant
}

/** The type by the newer annotation; undefined where DuckDB does not look at it. */
function newerType(logical: LogicalType, on: string, length: number | undefined): string | undefined {
  switch (logical.type) {
    case "UUID":
      return only(on === "FIXED_LEN_BYTE_ARRAY" && length === 16, "UUID")
    case "FLOAT16":
      return only(on === "FIXED_LEN_BYTE_ARRAY" && length === 2, "FLOAT")
    case "TIMESTAMP":
      if (logical.isAdjustedToUTC) return only(on === "INT64", "TIMESTAMP WITH TIME ZONE")
      return only(on === "INT64", logical.unit === "NANOS" ? "TIMESTAMP_NS" : "TIMESTAMP")
    case "TIME": {
      const isRight = on === (logical.unit === "MILLIS" ? "INT32" : "INT64")
      if (logical.isAdjustedToUTC) return only(isRight, "TIME WITH TIME ZONE")
      return only(isRight, logical.unit === "NANOS" ? "TIME_NS" : "TIME")
    }
    default:
      return undefined
  }
}

function only(isSo: boolean, type: string): string {
  if (!isSo) throw new Doubt()
  return type
}

function decimalType({ type, precision, scale }: SchemaElement): string {
  const isOn = type === "INT32" || type === "INT64" || type === "BYTE_ARRAY" || type === "FIXED_LEN_BYTE_ARRAY"
  if (!isOn || precision === undefined || scale === undefined || precision < 1 || scale > precision) throw new Doubt()
  return precision > 38 ? "DOUBLE" : `DECIMAL(${precision},${scale})`
}

/** Whether the newer annotation says the same as the older one. */
function isPair(logical: string, kind: string | undefined): boolean {
  if (logical === "STRING") return kind === "UTF8"
  return logical === "INTEGER" ? /^U?INT_/.test(kind ?? "") : logical === kind
}
