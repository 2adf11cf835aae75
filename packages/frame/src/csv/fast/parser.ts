import type { Dialect } from "../options.ts"
import type { ParsedColumn } from "./column.ts"
import { kinds } from "./column.ts"
import { compileLoop, cut, notCertain } from "./compile.ts"
import type { Codes, Loop } from "./compile.ts"

/**
 * Understands the lines of blocks of bytes, and puts the values in columns. A compiled loop reads the common forms of values
 * where they stand; a field that is anything else is found first, here, and only what has a certain meaning is taken.
 */
export class Parser {
  /** Rows that the columns have. */
  row = 0
  readonly #columns: readonly ParsedColumn[]
  readonly #codes: Codes
  readonly #nulls: readonly Buffer[]
  readonly #loop: Loop

  constructor(columns: readonly ParsedColumn[], dialect: Dialect, nullValues: readonly string[], decimal: string) {
    this.#columns = columns
    this.#nulls = nullValues.map((text) => Buffer.from(text))
    this.#codes = {
      delimiter: dialect.delimiter.charCodeAt(0),
      quote: dialect.quote.charCodeAt(0),
      lineEnd: dialect.newline.charCodeAt(0),
      point: decimal.charCodeAt(0),
      nullLengths: [...new Set(this.#nulls.map(({ length }) => length))],
      hasNumberNulls: nullValues.some((text) => /\d/.test(text)),
    }
    this.#loop = compileLoop(columns, this.#codes)
  }

  /**
   * Parses the lines that begin from `begin` up to `stop`, but no more than fill `rows`. `end` is the end of whole lines.
   * Returns where the next line begins, or a negative number: not certain. A line whose quotes are not closed before `end`
   * is left.
   */
  parse(bytes: Buffer, begin: number, stop: number, end: number, rows: number): number {
    bytes[bytes.length - 1] = this.#codes.quote
    for (const column of this.#columns) column.reserve(end - begin + 4 * (rows - this.row))
    const slow = (start: number, column: ParsedColumn, row: number): number =>
      this.#slow(bytes, start, end, column, row)
    const next = this.#loop(bytes, begin, stop, end, rows, this.#columns, this, slow)
    if (next >= 0 && next < stop && this.row < rows) for (const column of this.#columns) column.undoNull(this.row)
    return next
  }

  /** Where the field at `start` ends whose value it puts in the column. */
  #slow(bytes: Buffer, start: number, end: number, column: ParsedColumn, row: number): number {
    const { quote, delimiter, point } = this.#codes
    let at = start
    let [from, to] = [start, start]
    let field = bytes
    if (bytes[start] === quote) {
      from = start + 1
      let isDoubled = false
      for (to = from; ; to += 2) {
        to = bytes.indexOf(quote, to)
        if (to === -1 || to >= end) return cut
        if (bytes[to + 1] !== quote) break
        isDoubled = true
      }
      at = to + 1
      if (isDoubled) {
        field = undoubled(bytes, from, to, quote)
        ;[from, to] = [0, field.length]
      }
    } else {
      for (let code = bytes[at]; code !== delimiter && code !== 10 && code !== 13; code = bytes[++at])
        if (code === quote) return notCertain
      to = at
    }
    if (column.kind === kinds.skip) return at
    if (this.#isNull(field, from, to)) column.setNull(row)
    else if (!column.put(row, field, from, to, point)) return notCertain
    return at
  }

  #isNull(bytes: Buffer, begin: number, end: number): boolean {
    return this.#nulls.some((text) => text.length === end - begin && text.compare(bytes, begin, end) === 0)
  }
}

/** A field in which each quote stands twice. */
function undoubled(bytes: Buffer, begin: number, end: number, quote: number): Buffer {
  const field = Buffer.allocUnsafe(end - begin)
  let to = 0
  for (let at = begin; at < end; at++) {
    field[to++] = bytes[at]!
    if (bytes[at] === quote) at++
  }
  return field.subarray(0, to)
}
