/** A column of a frame. */
export interface Column {
  readonly name: string
  /** As DuckDB writes it: `"BIGINT"`, `"DECIMAL(18,3)"`, `"VARCHAR[]"`. */
  readonly type: string
}

/** Types by name whose values TypeScript knows; others are `string`. */
interface Values {
  BOOLEAN: boolean
  TINYINT: number
  SMALLINT: number
  INTEGER: number
  /** A number when it is a safe integer. */
  BIGINT: number | bigint
  HUGEINT: number | bigint
  UTINYINT: number
  USMALLINT: number
  UINTEGER: number
  UBIGINT: number | bigint
  UHUGEINT: number | bigint
  FLOAT: number
  DOUBLE: number
  VARCHAR: string
  UUID: string
  BLOB: Uint8Array
  DATE: Date
  TIMESTAMP: Date
  TIMESTAMPTZ: Date
  TIMESTAMP_S: Date
  TIMESTAMP_MS: Date
  TIMESTAMP_NS: Date
  TIME: string
}

/** A type of a column: `"DOUBLE"`, `"VARCHAR"`, `"DECIMAL(18,3)"`, `"INTEGER[]"`. */
export type ColumnType =
  | keyof Values
  | `DECIMAL(${number},${number})`
  | `${string}[]`
  | `STRUCT(${string})`
  | (string & {})

/** The values of a type, where they are not null. */
export type ValueOf<T extends string> = T extends keyof Values
  ? Values[T]
  : T extends `DECIMAL(${string}`
    ? number
    : T extends `${infer Item}[]`
      ? (ValueOf<Item> | null)[]
      : unknown

/** Rows of columns that are given by name and type. Any value may be null. */
export type RowOf<C extends Readonly<Record<string, string>>> = { -readonly [K in keyof C]: ValueOf<C[K]> | null }

// oxlint-disable-next-line typescript/no-explicit-any -- rows of files whose columns TypeScript does not know
export type AnyRow = Record<string, any>
