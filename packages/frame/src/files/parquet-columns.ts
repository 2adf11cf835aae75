import fs from "node:fs"
import { parquetMetadata } from "hyparquet"
import type { Column } from "../schema/index.ts"
import { columnsOfSchema } from "./parquet-types.ts"

/** What most footers fit into. */
const tail = 64 * 1024

/**
 * The columns of a Parquet file, with the types that DuckDB reads them as, from the file's footer. `undefined` where
 * that is not certain: the footer is encrypted or broken, or a column is of a kind that DuckDB may read otherwise.
 *
 * It blocks while it reads the footer.
 *
 * @example
 * ```ts skip internal
 * parquetColumns("sales.parquet") // [{ name: "id", type: "BIGINT" }, { name: "price", type: "DECIMAL(18,2)" }]
 * ```
 */
export function parquetColumns(file: string): Column[] | undefined {
  try {
    const footer = readFooter(file)
    return footer && columnsOfSchema(parquetMetadata(footer, { geoparquet: false }))
  } catch {
    return undefined
  }
}

/** From the metadata to the end of the file. */
function readFooter(file: string): ArrayBuffer | undefined {
  const fd = fs.openSync(file, "r")
  try {
    const { size } = fs.fstatSync(fd)
    const last = readEnd(fd, size, Math.min(size, tail))
    if (last === undefined || last.byteLength < 12) return undefined
    const view = new DataView(last)
    if (view.getUint32(last.byteLength - 4, true) !== 0x31524150 /* PAR1 */) return undefined
    const length = view.getUint32(last.byteLength - 8, true) + 8
    if (length > size - 4) return undefined
    return length <= last.byteLength ? last : readEnd(fd, size, length)
  } finally {
    fs.closeSync(fd)
  }
}

function readEnd(fd: number, size: number, length: number): ArrayBuffer | undefined {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const read = fs.readSync(fd, bytes, at, length - at, size - length + at)
    if (read === 0) return undefined
    at += read
  }
  return bytes.buffer
}
