import type { Column } from "../schema/index.ts"
import { encode, mostBytes } from "./encode.ts"
import type { ColumnData, Present } from "./encode.ts"
import { ParquetWriter } from "./writer.ts"

/** A column with its values. */
export interface ParquetColumn extends Column {
  /**
   * One for each row. Dates are Date, or days since 1970 (DATE) and microseconds (TIMESTAMP); BOOLEAN is what is true or
   * not, VARCHAR a string, BLOB a Uint8Array.
   */
  readonly values: ColumnData
  /** Rows that have no value: true, or not 0. In a list `null` and `undefined` say the same. */
  readonly nulls?: Uint8Array | readonly boolean[] | undefined
}

export interface WriteOptions {
  /** @default 122880 */
  readonly rowGroupRows?: number
}

/** DuckDB gives a row group to a thread, and its own have as many rows. */
export const rowGroupRows: number = 122_880

/** Texts of a row group may take so many bytes; beyond it has fewer rows. */
const mostText = 1 << 28

/** Writes columns of one length to a Parquet file, which it makes or replaces. Blocks. Throws what the file system says. */
export function writeParquet(path: string, columns: readonly ParquetColumn[], options: WriteOptions = {}): void {
  const rows = columns[0]?.values.length ?? 0
  for (const { name, values } of columns) {
    if (values.length !== rows)
      throw new RangeError(`columns differ in length: ${columns[0]!.name} has ${rows}, ${name} has ${values.length}`)
  }
  const present = columns.map(presence)
  const writer = new ParquetWriter(
    path,
    columns.map(({ name, type }, i) => ({ name, type, nullable: present[i] !== undefined })),
  )
  try {
    let begin = 0
    while (begin < rows) {
      const end = endOf(columns, begin, Math.min(rows, begin + (options.rowGroupRows ?? rowGroupRows)))
      writer.writeRowGroup(
        end - begin,
        columns.map(({ type, values }, i) => encode(type, values, begin, end, present[i])),
      )
      begin = end
    }
    writer.close()
  } finally {
    writer.abort()
  }
}

/** undefined: no row can be without a value. */
function presence({ values, nulls }: ParquetColumn): Present | undefined {
  const list = Array.isArray(values) ? (values as readonly unknown[]) : undefined
  const holes = list?.some((value) => value === null || value === undefined) ?? false
  if (nulls === undefined) return holes ? (row) => list![row] !== null && list![row] !== undefined : undefined
  return (row) => !nulls[row] && (list === undefined || (list[row] !== null && list[row] !== undefined))
}

function endOf(columns: readonly ParquetColumn[], begin: number, most: number): number {
  let end = most
  for (const { type, values } of columns) {
    if (type !== "VARCHAR" && type !== "BLOB") continue
    let bytes = 0
    for (let row = begin; row < end; row++) {
      bytes += mostBytes(values[row] ?? "")
      if (bytes > mostText && row > begin) end = row
    }
  }
  return end
}
