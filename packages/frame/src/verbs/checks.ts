import { OptionError } from "heddle"
import { nearest } from "heddle/extend"
import { ColumnError } from "../errors/index.ts"
import { later, namesOf, typesOf } from "../plan/index.ts"
import type { Build, Node } from "../plan/index.ts"
import { columnsOf, repeated } from "../sql/index.ts"
import type { Text } from "../sql/index.ts"

export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}

/** Throws where two columns would have a name that is one to SQL. */
export function checkTwice(verb: string, names: readonly string[]): void {
  const twice = repeated(names)
  if (twice === undefined) return
  throw new OptionError("columns", `of different names: ${verb} has \`${twice}\` twice`, undefined, {
    ...(!names.some((name, i) => name === twice && names.indexOf(name) !== i) && {
      hint: "SQL does not tell names apart by case",
    }),
  })
}

/** Throws where a name is of no column, if it is known what columns there are. */
export function checkNames(node: Node, verb: string, names: readonly string[]): void {
  for (const name of names) {
    if (typeof name !== "string") throw new OptionError("column", "a column's name", name)
  }
  const own = namesOf(node)
  if (own === undefined) return
  for (const name of names) if (!own.includes(name)) throw missing(name, verb, own)
}

function missing(column: string, verb: string, columns: readonly string[]): ColumnError {
  return new ColumnError(`${verb}: there is no column \`${column}\``, {
    column,
    columns,
    nearest: nearest(column, columns),
  })
}

export function checkText(node: Node, verb: string, text: Text): void {
  checkNames(node, verb, columnsOf(text))
}

/** A relation that needs to know the columns and types of its input: at once, or when DuckDB has been asked. */
export function checkColumns(node: Node, verb: string, names: readonly string[], build: Build): Node {
  checkNames(node, verb, names)
  const known = typesOf(node)
  if (known !== undefined) {
    const made = build(known, () => Promise.reject(new Error(`${verb} asks too early`)))
    if (!(made instanceof Promise)) return made
    made.catch(() => {})
  }
  return later(node, verb, (columns, ask) => {
    checkNames({ ...node, columns }, verb, names)
    return build(columns, ask)
  })
}

/** The same where names are enough. */
export function checkedNames(
  node: Node,
  verb: string,
  names: readonly string[],
  build: (own: readonly string[]) => Node,
): Node {
  checkNames(node, verb, names)
  const own = namesOf(node)
  if (own !== undefined) return build(own)
  return later(node, verb, (columns) => {
    checkNames({ ...node, columns }, verb, names)
    return build(columns.map(({ name }) => name))
  })
}
