import { compact } from "../wire/index.ts"

/** An item of a column. */
export function itemAt(data: readonly unknown[] | Float64Array, at: number): unknown {
  return data instanceof Float64Array ? compact(data[at]!) : data[at]
}
