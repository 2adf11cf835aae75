import { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import type { DuckDBResult } from "@duckdb/node-api"
import { collectColumns, tableOf } from "../../src/result/index.ts"
import type { Columns, Table } from "../../src/result/index.ts"

const instance = await DuckDBInstance.create(":memory:")
export const connection = await instance.connect()
await connection.run("set timezone = 'UTC'")
after(() => {
  connection.closeSync()
  instance.closeSync()
})

export function columnsOf(result: DuckDBResult): Promise<Columns> {
  const columns = result.columnNames().map((name, i) => ({ name, type: result.columnType(i) }))
  return collectColumns(result, columns)
}

/** Read as a stream, chunk by chunk. */
export async function query(sql: string): Promise<Columns> {
  return columnsOf(await connection.stream(sql))
}

export async function table(sql: string): Promise<Table> {
  return tableOf(await query(sql))
}
