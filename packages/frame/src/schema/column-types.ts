const integers = new Set([
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "HUGEINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
  "UHUGEINT",
])
const temporal = new Set([
  "DATE",
  "TIME",
  "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE",
  "TIMESTAMP_S",
  "TIMESTAMP_MS",
  "TIMESTAMP_NS",
])

export function isInteger(type: string): boolean {
  return integers.has(type)
}

export function isFloating(type: string): boolean {
  return type === "DOUBLE" || type === "FLOAT"
}

/** Integers, floats and decimals; not BOOLEAN. */
export function isNumeric(type: string): boolean {
  return isInteger(type) || isFloating(type) || type.startsWith("DECIMAL")
}

export function isTemporal(type: string): boolean {
  return temporal.has(type)
}
