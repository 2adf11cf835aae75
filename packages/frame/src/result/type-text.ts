import { DuckDBTypeId } from "@duckdb/node-api"
import type { DuckDBType } from "@duckdb/node-api"
import { typeIdentifier } from "../schema/index.ts"

/** The type as DuckDB's `describe` writes it. The package's own text quotes all names and hides JSON. */
export function typeText(type: DuckDBType): string {
  if (type.alias !== undefined) return type.alias
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `${typeText(type.valueType)}[]`
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type
      return `${typeText(valueType)}[${length}]`
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type
      return `MAP(${typeText(keyType)}, ${typeText(valueType)})`
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type
      return `STRUCT(${fields(entryNames, entryTypes)})`
    }
    case DuckDBTypeId.UNION: {
      const { memberTags, memberTypes } = type
      return `UNION(${fields(memberTags, memberTypes)})`
    }
    default:
      return type.toString()
  }
}

function fields(names: readonly string[], types: readonly DuckDBType[]): string {
  return names.map((name, i) => `${typeIdentifier(name)} ${typeText(types[i]!)}`).join(", ")
}
