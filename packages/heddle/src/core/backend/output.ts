import { types } from "node:util"

/** Typed arrays that results can be written into. */
export type OutputArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

/**
 * Writes the result of item `index`: a number at that place, or a row (a typed array or an array) of length n from
 * place n * index on. Tells n, 0 for a number. Throws TypeError for anything else, RangeError where there is no such place.
 */
export function writeResult(view: OutputArray, index: number, result: unknown): number {
  const isRow = Array.isArray(result) || (ArrayBuffer.isView(result) && !(result instanceof DataView))
  const row = isRow ? (result as ArrayLike<unknown>) : [result]
  const big = types.isBigInt64Array(view) || types.isBigUint64Array(view)
  const first = row[0]
  if (row.length > 0 && typeof first !== (big ? "bigint" : "number")) {
    const what = first === null ? "null" : typeof first
    throw new TypeError(
      `item ${index} returned ${isRow ? "a row of " : ""}${what}; \`out\` takes ${big ? "bigint" : "number"}`,
    )
  }
  if (row.length === 0) throw new TypeError(`item ${index} returned an empty row`)
  const at = index * row.length
  if (at + row.length > view.length) {
    const end = row.length === 1 ? `place ${at}` : `places ${at} to ${at + row.length - 1}`
    throw new RangeError(`item ${index} needs ${end} of \`out\`, which has ${view.length}`)
  }
  if (isRow) (view as Float64Array).set(row as ArrayLike<number>, at)
  else view[at] = result as never
  return isRow ? row.length : 0
}
