import type { DuckDBDataChunk } from "@duckdb/node-api"
import { OptionError } from "heddle"
import type { NDArray } from "heddle/array"
import { integer, knownKeys } from "heddle/extend"
import type { QueryOptions } from "../engine/index.ts"
import { group } from "../plan/index.ts"
import type { Node } from "../plan/index.ts"
import { collectColumns, resultColumns, tableOf } from "../result/index.ts"
import type { Columns, Table } from "../result/index.ts"
import { begin, run } from "../run/index.ts"
import type { AnyRow } from "../schema/index.ts"

function check(options: object, more: readonly string[] = []): void {
  knownKeys(options, ["signal", "progress", ...more])
}

/** All rows of a relation, as columns. */
export async function columnsFrom(node: Node, options: QueryOptions): Promise<Columns> {
  check(options)
  return run(node, options, async ({ result, chunks }) => collectColumns(chunks, resultColumns(result)))
}

export async function countOf(node: Node, options: QueryOptions): Promise<number> {
  const all = group(node, [], [{ name: "n", text: ["count(*)"] }], [{ name: "n", type: "BIGINT" }])
  return (await columnsFrom(all, options)).values(0)[0] as number
}

/** Rows while they come. */
export async function* batchesOf<R extends AnyRow>(
  node: Node,
  options: QueryOptions & { readonly rows?: number },
): AsyncGenerator<Table<R>, void, undefined> {
  check(options, ["rows"])
  const { rows = 1, signal, progress } = options
  integer("rows", rows, { min: 1 })
  using running = await begin(node, { signal, progress, isWhole: false })
  const columns = resultColumns(running.result)
  let held: DuckDBDataChunk[] = []
  let count = 0
  for await (const chunk of running.chunks) {
    held.push(chunk)
    count += chunk.rowCount
    if (count < rows) continue
    yield tableOf<R>(await collectColumns(held, columns))
    held = []
    count = 0
  }
  if (count > 0) yield tableOf<R>(await collectColumns(held, columns))
}

/** Columns side by side, as one array. */
export async function arrayOf(columns: object): Promise<NDArray<"float64">> {
  const { NDArray: made } = await import("heddle/array")
  const lists = Object.entries(columns) as [string, ArrayLike<number | bigint>][]
  const rows = lists[0]?.[1].length ?? 0
  const data = new Float64Array(rows * lists.length)
  for (const [i, [name, values]] of lists.entries()) {
    if (!ArrayBuffer.isView(values)) throw new OptionError(name, "a column of numbers: select() takes some", undefined)
    // A column of integers of 64 bits has bigints.
    const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array
    data.set(isBig ? Array.from(values, Number) : (values as unknown as Float64Array), i * rows)
  }
  // Each column lies in one piece.
  return new made(data, [rows, lists.length], { strides: [1, rows] })
}
