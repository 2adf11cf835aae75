import { OptionError } from "heddle"

/**
 * A type as SQL. It comes from programs, so nothing but a type can stand there: a name, in parentheses what belongs to
 * it, and brackets.
 */
export function typeName(type: string): string {
  const meant = typeof type === "string" ? ofPython[type.replace(/\[\w+\]$/, "")] : undefined
  if (meant !== undefined) {
    throw new OptionError("type", "a type of DuckDB", type, { hint: `did you mean "${meant}"?` })
  }
  if (typeof type === "string" && isType(type)) return type
  throw new OptionError("type", 'a type of DuckDB, such as "DOUBLE" or "DECIMAL(18,3)"', type)
}

/** What pandas and NumPy call types that DuckDB has under another name. */
const ofPython: Readonly<Record<string, string>> = {
  float64: "DOUBLE",
  float32: "FLOAT",
  str: "VARCHAR",
  object: "VARCHAR",
  category: "VARCHAR",
  datetime64: "TIMESTAMP",
}

function isType(type: string): boolean {
  const [, name, rest] = /^([A-Za-z][\w ]*)(.*)$/s.exec(type) ?? []
  if (name === undefined || rest === undefined) return false
  let depth = 0
  let quote: string | undefined
  for (let i = 0; i < rest.length; i++) {
    const char = rest[i]!
    if (quote !== undefined) {
      if (char === quote) quote = undefined
    } else if (depth === 0) {
      // After what belongs to the name only brackets follow.
      if (char === "(" && i === 0) depth = 1
      else if (!/^(\[\d*\])+$/.test(rest.slice(i))) return false
      else return true
    } else if (char === "(") depth++
    else if (char === ")") depth--
    else if (char === "'" || char === '"') quote = char
    else if (!/[\w ,[\]]/.test(char)) return false
  }
  return depth === 0 && quote === undefined
}
