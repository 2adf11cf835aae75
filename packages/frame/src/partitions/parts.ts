import type { DuckDBDataChunk } from "@duckdb/node-api"
import { transfer } from "heddle"
import { open } from "../engine/index.ts"
import type { QueryOptions } from "../engine/index.ts"
import { collectColumns, resultColumns } from "../result/index.ts"
import type { ColumnValues } from "../source/index.ts"
import type { Columns, Part } from "./task.ts"

/** The rows of a query in parts of so many rows, as workers get them. There is one part at least. */
export async function* partsOf(
  sql: string,
  rows: number,
  options: QueryOptions,
): AsyncGenerator<Part, void, undefined> {
  using running = await open(sql, options)
  const columns = resultColumns(running.result)
  const iterator = running.chunks[Symbol.asyncIterator]()
  let count = 0
  let isOver = false
  // Chunks are copied as they come: held, they would be garbage that is expensive to collect.
  const some = async function* (): AsyncGenerator<DuckDBDataChunk> {
    count = 0
    while (count < rows) {
      const next = await iterator.next()
      isOver = next.done === true
      if (next.done === true) return
      count += next.value.rowCount
      yield next.value
    }
  }
  for (let index = 0; ; index++) {
    const found = Object.entries((await collectColumns(some(), columns, rows)).toTypedArrays() as Columns)
    if (count === 0 && index > 0) return
    const arrays = Object.fromEntries(found.map(([name, values]) => [name, asNumbers(values)]))
    for (const values of Object.values(arrays)) if (ArrayBuffer.isView(values)) transfer(values)
    yield { columns: arrays, info: { index, rows: count } }
    if (isOver) return
  }
}

/** Integers of 64 bits as numbers, if all are safe: functions that compute with numbers take no bigints. */
function asNumbers(values: ColumnValues): ColumnValues {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return values
  const numbers = Float64Array.from(values, Number)
  return numbers.every((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER) ? numbers : values
}
