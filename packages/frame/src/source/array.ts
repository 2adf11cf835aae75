import { OptionError } from "heddle"
import { knownKeys } from "heddle/extend"
import type { NDArray } from "heddle/array"
import type { Context, Source } from "../plan/index.ts"
import { columnsSource } from "./memory.ts"
import type { ColumnValues } from "./memory.ts"

/** An array of numbers: in memory, or one that is computed. */
export interface ArrayLike2D {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly compute?: (options?: { readonly signal?: AbortSignal }) => Promise<unknown>
}

const types: Readonly<Record<string, string>> = {
  float64: "DOUBLE",
  float32: "FLOAT",
  int64: "BIGINT",
  int32: "INTEGER",
  uint8: "UTINYINT",
  bool: "BOOLEAN",
}

/** Columns of an array of one or two dimensions. It is computed for the first query. */
export function arraySource(array: ArrayLike2D, options: { readonly columns?: readonly string[] } = {}): Source {
  knownKeys(options, ["columns"])
  const { shape, dtype } = array
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 2) {
    throw new OptionError("array", "of one or two dimensions", shape)
  }
  const count = shape.length === 1 ? 1 : (shape[1] as number)
  const names = options.columns ?? Array.from({ length: count }, (_, i) => `c${i}`)
  if (names.length !== count) throw new OptionError("columns", `${count} names, one for each column`, names)
  const type = types[dtype]
  if (type === undefined) throw new OptionError("array", `of ${Object.keys(types).join(", ")}`, dtype)
  let made: Source | undefined
  const known = names.map((name) => ({ name, type }))
  const empty = known.map(({ name }) => ({ [name]: new Float64Array(0) }))
  const computed = async ({ signal }: Context): Promise<Source> => {
    if (made !== undefined) return made
    const whole = (
      array.compute === undefined ? array : await array.compute(signal === undefined ? {} : { signal })
    ) as NDArray
    // A copy: arrays may lie in memory that goes back to others.
    const flat = (column: NDArray): ColumnValues => (column.flat() as Float64Array).slice()
    const parts = shape.length === 1 ? [whole] : names.map((_, i) => whole.slice([{}, i]))
    const columns = Object.fromEntries(names.map((name, i) => [name, flat(parts[i]!)]))
    return (made = columnsSource(columns, { types: Object.fromEntries(names.map((name) => [name, type])) }))
  }
  return {
    label: "fromArray",
    columns: known,
    from: columnsSource(Object.assign({}, ...empty) as Record<string, ColumnValues>, {
      types: Object.fromEntries(names.map((name) => [name, type])),
    }).from,
    files: async (context) => (await computed(context)).files!(context),
    prepare: async (context) => (await computed(context)).prepare!(context),
  }
}
