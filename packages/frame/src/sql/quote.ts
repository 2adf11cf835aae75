import { OptionError } from "heddle"

/** A value that can stand in SQL. */
export type Literal =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly Literal[]
  | { readonly [key: string]: Literal }

/** A name as SQL. */
export function identifier(name: string): string {
  if (typeof name !== "string" || name === "" || name.includes("\0")) {
    throw new OptionError("column", "a name of at least one character, without NUL", name)
  }
  return `"${name.replaceAll('"', '""')}"`
}

/** The first name that was there before: SQL does not tell names apart by the case of A to Z. */
export function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => {
    const own = name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    return seen.size === seen.add(own).size
  })
}

/** A value as SQL. Numbers that are no integers are DOUBLE, not DECIMAL as in SQL. */
export function literal(value: Literal): string {
  switch (typeof value) {
    case "string":
      return text(value)
    case "number":
      return numeral(value)
    case "bigint":
      return value < 0n ? `(${value})` : String(value)
    case "boolean":
      return value ? "true" : "false"
    case "undefined":
      return "NULL"
    case "object":
      return ofObject(value)
    default:
      throw new OptionError("value", "null, a boolean, number, bigint, string, Date, bytes, list or object", value)
  }
}

/** Strings of SQL have no escapes but `''`; NUL cannot stand in them. */
function text(value: string): string {
  const parts = value.toWellFormed().split("\0")
  const quoted = parts.map((part) => `'${part.replaceAll("'", "''")}'`)
  return quoted.length === 1 ? quoted[0]! : `(${quoted.join(" || chr(0) || ")})`
}

function numeral(value: number): string {
  if (Number.isNaN(value)) return "'nan'::DOUBLE"
  if (!Number.isFinite(value)) return value > 0 ? "'inf'::DOUBLE" : "'-inf'::DOUBLE"
  if (Object.is(value, -0)) return "(-0e0)"
  if (Number.isSafeInteger(value)) return value < 0 ? `(${value})` : String(value)
  const digits = String(value)
  const double = digits.includes("e") ? digits : `${digits}e0`
  return value < 0 ? `(${double})` : double
}

function ofObject(value: Exclude<Literal, undefined | boolean | number | bigint | string>): string {
  if (value === null) return "NULL"
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new OptionError("value", "a valid Date", value)
    const iso = value.toISOString()
    // Years before 1 have no form that reads well.
    if (value.getUTCFullYear() < 1) return `make_timestamp(${value.getTime() * 1000})`
    return `TIMESTAMP '${iso.replace(/^\+0*/, "").replace("T", " ").replace("Z", "")}'`
  }
  if (value instanceof Uint8Array) {
    const bytes = Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")
    return `'${bytes}'::BLOB`
  }
  if (Array.isArray(value)) return `[${(value as readonly Literal[]).map(literal).join(", ")}]`
  const entries = Object.entries(value as Readonly<Record<string, Literal>>)
  return `{${entries.map(([key, one]) => `${text(key)}: ${literal(one)}`).join(", ")}}`
}
