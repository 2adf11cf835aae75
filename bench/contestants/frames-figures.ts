import { DuckDBInstance } from "@duckdb/node-api"

/** How many rows, and the sums of some of their columns: what others can compare. */
export function sums(rows: readonly object[], ...columns: readonly string[]): number[] {
  const all = rows as readonly Readonly<Record<string, unknown>>[]
  return [all.length, ...columns.map((name) => all.reduce((sum, row) => sum + Number(row[name]), 0))]
}

/** The same of all columns of numbers of a file, in the order of their names. */
export async function sumsOfFile(file: string): Promise<number[]> {
  const db = await DuckDBInstance.create(":memory:")
  const connection = await db.connect()
  const described = await connection.runAndReadAll(`DESCRIBE FROM '${file}'`)
  const names = described.getRows().flatMap(([name, type]) => (type === "VARCHAR" ? [] : [String(name)]))
  const list = names.toSorted().map((name) => `, coalesce(sum("${name}"::DOUBLE), 0)`)
  const [row] = (await connection.runAndReadAll(`SELECT count(*)${list.join("")} FROM '${file}'`)).getRowsJS()
  connection.closeSync()
  db.closeSync()
  return row!.map(Number)
}
