import type * as DuckDB from "@duckdb/node-api"
import type { DuckDBDataChunk, DuckDBValue, DuckDBVector } from "@duckdb/node-api"
import { OptionError } from "heddle"
import type { FunctionOptions } from "./register.ts"
import { isPlain, readerOf, writerOf } from "./values.ts"
import type { FunctionType } from "./values.ts"

/** Reads a chunk's arguments and writes its results. */
export type Call = (input: DuckDBDataChunk, output: DuckDBVector) => void

type AnyFunction = (...args: unknown[]) => unknown

/** A call for each row. */
export function perValue(fn: AnyFunction, options: FunctionOptions, duckdb: typeof DuckDB): Call {
  const readers = options.arguments.map(readerOf)
  const write = writerOf(options.returns, fn.name === "" ? "fn" : fn.name, duckdb)
  const nullsToo = options.nullsToo === true
  return (input, output) => {
    const columns = readers.map((_, i) => input.getColumnVector(i))
    const args: unknown[] = readers.map(() => null)
    for (let row = 0; row < input.rowCount; row++) {
      let hasNull = false
      for (const [i, column] of columns.entries()) {
        const value = column.getItem(row)
        hasNull ||= value === null
        args[i] = value === null ? null : readers[i]!(value)
      }
      const result = hasNull && !nullsToo ? null : fn(...args)
      output.setItem(row, result === null || result === undefined ? null : write(result))
    }
    output.flush()
  }
}

type Numbers = Float64Array | BigInt64Array

/** Numbers of a vector as they lie in memory, which is DuckDB's and must not change. */
function itemsOf(vector: DuckDBVector): Numbers {
  return (vector as unknown as { readonly items: Numbers }).items
}

/** A call for all rows of a chunk. */
export function vectorized(fn: AnyFunction, options: FunctionOptions, duckdb: typeof DuckDB): Call {
  const label = fn.name === "" ? "fn" : fn.name
  const write = writerOf(options.returns, label, duckdb)
  return (input, output) => {
    const { rowCount } = input
    const nulls = new Uint8Array(rowCount)
    const args = options.arguments.map((type, i) => columnOf(type, input.getColumnVector(i), rowCount, nulls))
    const made = fn(...args)
    if (!isColumn(made) || made.length !== rowCount) {
      throw new OptionError(`${label}()`, `a function that gives ${rowCount} values, a typed array or a list`, made)
    }
    const isWhole = !nulls.includes(1)
    const items = isPlain(options.returns) ? itemsOf(output) : undefined
    if (isWhole && items !== undefined && made.constructor === items.constructor) items.set(made as never)
    else {
      for (let row = 0; row < rowCount; row++) {
        const value = nulls[row] === 1 ? null : made[row]
        output.setItem(row, value === null || value === undefined ? null : write(value))
      }
    }
    output.flush()
  }
}

function columnOf(type: FunctionType, vector: DuckDBVector, rowCount: number, nulls: Uint8Array): unknown {
  const read = readerOf(type)
  const mark = (row: number): null => {
    nulls[row] = 1
    return null
  }
  if (!isPlain(type)) {
    return Array.from({ length: rowCount }, (_, row) => {
      const value: DuckDBValue = vector.getItem(row)
      return value === null ? mark(row) : read(value)
    })
  }
  const items = itemsOf(vector).slice(0, rowCount)
  const none = type === "FLOAT" || type === "DOUBLE" ? NaN : zeroOf(items)
  const { validity } = vector as unknown as { readonly validity: { itemValid(row: number): boolean } }
  for (let row = 0; row < rowCount; row++) {
    if (validity.itemValid(row)) continue
    mark(row)
    ;(items as { [row: number]: unknown })[row] = none
  }
  return items
}

function zeroOf(items: ArrayLike<number | bigint>): number | bigint {
  return typeof items[0] === "bigint" ? 0n : 0
}

function isColumn(value: unknown): value is ArrayLike<unknown> & object {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}
