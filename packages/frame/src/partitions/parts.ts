import type { DuckDBDataChunk } from "@duckdb/node-api"
import { transfer } from "heddle"
import { open } from "../engine/index.ts"
import type { QueryOptions } from "../engine/index.ts"
import { collectColumns } from "../result/index.ts"
import type { ResultColumn } from "../result/index.ts"
import type { Columns, Part } from "./task.ts"

/** The rows of a query in parts of so many rows, as workers get them. There is one part at least. */
export async function* partsOf(
  sql: string,
  rows: number,
  options: QueryOptions,
): AsyncGenerator<Part, void, undefined> {
  using running = await open(sql, options)
  const { result } = running
  const columns = result.columnNames().map((name, i): ResultColumn => ({ name, type: result.columnType(i) }))
  let index = 0
  let held: DuckDBDataChunk[] = []
  let count = 0
  const part = async (): Promise<Part> => {
    const arrays = (await collectColumns(held, columns)).toTypedArrays() as Columns
    for (const values of Object.values(arrays)) if (ArrayBuffer.isView(values)) transfer(values)
    return { columns: arrays, info: { index: index++, rows: count } }
  }
  for await (const chunk of running.chunks) {
    held.push(chunk)
    count += chunk.rowCount
    if (count < rows) continue
    yield await part()
    held = []
    count = 0
  }
  if (count > 0 || index === 0) yield await part()
}
