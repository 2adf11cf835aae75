import { dictionaryOf } from "../../parquet/index.ts"
import type { EncodedColumn } from "../../parquet/index.ts"
import { parseDecimal, parseWhole } from "./decimal.ts"
import { parseClock, parseDays, parseInstant, parseTimestamp } from "./times.ts"
import { exactFloat32, textToFloat, textToInteger } from "./texts.ts"

/** What the parser does with a field. Numbers, so that its loop branches on them. */
export const kinds = {
  skip: 0,
  int64: 1,
  int32: 2,
  double: 3,
  text: 4,
  /** Fields that are found first and understood then, by `put`. */
  other: 5,
} as const

/** They say little of how often texts repeat. */
const fewRows = 1000

interface Type {
  readonly kind: number
  readonly bytes: number
  readonly min?: number
  readonly max?: number
}

const types: Readonly<Record<string, Type>> = {
  BIGINT: { kind: kinds.int64, bytes: 8 },
  INTEGER: { kind: kinds.int32, bytes: 4, min: -(2 ** 31), max: 2 ** 31 - 1 },
  SMALLINT: { kind: kinds.int32, bytes: 4, min: -32_768, max: 32_767 },
  TINYINT: { kind: kinds.int32, bytes: 4, min: -128, max: 127 },
  UINTEGER: { kind: kinds.int32, bytes: 4, min: 0, max: 2 ** 32 - 1 },
  USMALLINT: { kind: kinds.int32, bytes: 4, min: 0, max: 65_535 },
  UTINYINT: { kind: kinds.int32, bytes: 4, min: 0, max: 255 },
  DOUBLE: { kind: kinds.double, bytes: 8 },
  FLOAT: { kind: kinds.other, bytes: 4 },
  BOOLEAN: { kind: kinds.other, bytes: 1 },
  VARCHAR: { kind: kinds.text, bytes: 0 },
  DATE: { kind: kinds.other, bytes: 4 },
  TIME: { kind: kinds.other, bytes: 8 },
  TIMESTAMP: { kind: kinds.other, bytes: 8 },
  "TIMESTAMP WITH TIME ZONE": { kind: kinds.other, bytes: 8 },
  TIMESTAMPTZ: { kind: kinds.other, bytes: 8 },
}

/** Do we know with certainty how DuckDB reads this type? */
export function canParse(type: string): boolean {
  return Object.hasOwn(types, type)
}

/** The values of a column of one row group, at their rows. Texts follow each other, each after its length. */
export class ParsedColumn {
  readonly kind: number
  readonly type: string
  readonly min: number
  readonly max: number
  readonly ints: Int32Array
  readonly floats: Float64Array
  readonly #bytes: Uint8Array
  readonly #width: number
  /** A bit for each row: is there a value? */
  readonly #valid: Uint8Array
  #nulls = 0
  /** Texts that once were too many for a dictionary will be again. */
  #repeats = true
  text: Uint8Array = new Uint8Array(0)
  textEnd = 0

  /** undefined: the column is not needed. */
  constructor(type: string | undefined, rows: number) {
    const { kind, bytes, min = 0, max = 0 } = type === undefined ? { kind: kinds.skip, bytes: 0 } : types[type]!
    this.kind = kind
    this.type = type ?? ""
    this.min = min
    this.max = max
    const buffer = new ArrayBuffer(bytes * rows)
    this.#bytes = new Uint8Array(buffer)
    this.#width = bytes
    this.ints = new Int32Array(bytes === 1 ? new ArrayBuffer() : buffer)
    this.floats = new Float64Array(bytes === 8 ? buffer : new ArrayBuffer())
    this.#valid = new Uint8Array(kind === kinds.skip ? 0 : Math.ceil(rows / 8)).fill(255)
  }

  setNull(row: number): void {
    this.#valid[row >> 3]! &= ~(1 << (row & 7))
    this.#nulls++
  }

  /** Takes back that a row has no value. */
  undoNull(row: number): void {
    const bit = 1 << (row & 7)
    if (this.#nulls === 0 || (this.#valid[row >> 3]! & bit) !== 0) return
    this.#valid[row >> 3]! |= bit
    this.#nulls--
  }

  /** Room for so many more bytes of text. */
  reserve(bytes: number): void {
    if (this.kind !== kinds.text || this.text.length - this.textEnd >= bytes) return
    const text = new Uint8Array(Math.max(2 * this.text.length, this.textEnd + bytes))
    text.set(this.text.subarray(0, this.textEnd))
    this.text = text
  }

  putInt64(row: number, value: number): void {
    const high = Math.floor(value / 0x1_0000_0000)
    this.ints[2 * row] = value - high * 0x1_0000_0000
    this.ints[2 * row + 1] = high
  }

  /** The value that these bytes mean, which are not null. False: not certain. */
  put(row: number, bytes: Buffer, begin: number, end: number, point: number): boolean {
    switch (this.type) {
      case "DATE": {
        const days = parseDays(bytes, begin, end)
        this.ints[row] = days
        return !Number.isNaN(days)
      }
      case "TIMESTAMP":
        return this.#putMicros(row, parseTimestamp(bytes, begin, end)) || this.#putFarTimestamp(row, bytes, begin, end)
      case "TIMESTAMP WITH TIME ZONE":
      case "TIMESTAMPTZ":
        return this.#putMicros(row, parseInstant(bytes, begin, end))
      case "TIME":
        return this.#putMicros(row, parseClock(bytes, begin, end))
      case "VARCHAR":
        return this.#putText(bytes, begin, end)
    }
    if (this.#putPlain(row, bytes, begin, end, point)) return true
    const text = bytes.toString("latin1", begin, end)
    if (this.type === "BOOLEAN") return this.#putBoolean(row, text)
    if (this.kind === kinds.int64) return this.#putBigInt(row, textToInteger(text))
    if (this.kind === kinds.int32) return this.#putInt32(row, textToInteger(text))
    const value = textToFloat(text, point)
    if (value === undefined) return false
    if (this.type === "DOUBLE") {
      this.floats[row] = value
      return true
    }
    new DataView(this.#bytes.buffer).setFloat32(4 * row, value, true)
    return exactFloat32(value)
  }

  /** Numbers that need not become a text first. */
  #putPlain(row: number, bytes: Buffer, begin: number, end: number, point: number): boolean {
    if (this.kind === kinds.double) {
      const isNegative = bytes[begin] === 45
      const value = parseDecimal(bytes, isNegative ? begin + 1 : begin, end, point)
      this.floats[row] = isNegative ? -value : value
      return !Number.isNaN(value)
    }
    if (this.kind !== kinds.int64 && this.kind !== kinds.int32) return false
    const value = parseWhole(bytes, begin, end)
    if (this.kind === kinds.int64) this.putInt64(row, value)
    else this.ints[row] = value
    return this.kind === kinds.int64 ? !Number.isNaN(value) : value >= this.min && value <= this.max
  }

  #putText(bytes: Buffer, begin: number, end: number): boolean {
    const length = end - begin
    const { text, textEnd } = this
    text[textEnd] = length
    text[textEnd + 1] = length >> 8
    text[textEnd + 2] = length >> 16
    text[textEnd + 3] = length >> 24
    text.set(bytes.subarray(begin, end), textEnd + 4)
    this.textEnd = textEnd + 4 + length
    return true
  }

  #putMicros(row: number, value: number): boolean {
    this.putInt64(row, value)
    return Number.isSafeInteger(value)
  }

  /** Before 1685 and after 2255 a double does not have all microseconds. */
  #putFarTimestamp(row: number, bytes: Buffer, begin: number, end: number): boolean {
    if (Number.isNaN(parseTimestamp(bytes, begin, end))) return false
    const days = parseDays(bytes, begin, begin + 10)
    return this.#putBigInt(row, BigInt(days) * 86_400_000_000n + BigInt(parseClock(bytes, begin + 11, end)))
  }

  #putBigInt(row: number, value: bigint | undefined): boolean {
    if (value === undefined || BigInt.asIntN(64, value) !== value) return false
    this.ints[2 * row] = Number(BigInt.asIntN(32, value))
    this.ints[2 * row + 1] = Number(value >> 32n)
    return true
  }

  #putInt32(row: number, value: bigint | undefined): boolean {
    if (value === undefined || value < this.min || value > this.max) return false
    this.ints[row] = Number(value)
    return true
  }

  #putBoolean(row: number, text: string): boolean {
    const isTrue = /^(?:true|t)$/i.test(text)
    this.#bytes[row] = isTrue ? 1 : 0
    return isTrue || /^(?:false|f)$/i.test(text)
  }

  /** The rows in plain encoding; then the column is empty. Valid until values are put again. */
  take(rows: number): EncodedColumn {
    const valid = this.#nulls === 0 ? undefined : this.#valid.slice()
    const count = rows - this.#nulls
    if (this.kind === kinds.text) {
      const values = [this.text.subarray(0, this.textEnd)]
      const dictionary = this.#repeats ? dictionaryOf(this.text, this.textEnd, count) : undefined
      this.#repeats = dictionary !== undefined || rows < fewRows
      this.clear()
      return { values, valid, dictionary }
    }
    if (valid !== undefined) this.#close(rows, valid)
    const values = this.type === "BOOLEAN" ? packBits(this.#bytes, count) : this.#bytes.subarray(0, count * this.#width)
    this.clear()
    return { values: [values], valid }
  }

  /** Without values, but with its memory. */
  clear(): void {
    this.#valid.fill(255)
    this.#nulls = 0
    this.textEnd = 0
  }

  /** Moves values together over the rows that have none. Not as floats: NaN would lose its bits. */
  #close(rows: number, valid: Uint8Array): void {
    const units = this.#width === 1 ? this.#bytes : this.ints
    const each = this.#width === 8 ? 2 : 1
    let to = 0
    for (let row = 0; row < rows; row++) {
      if ((valid[row >> 3]! & (1 << (row & 7))) === 0) continue
      for (let i = 0; i < each; i++) units[to + i] = units[row * each + i]!
      to += each
    }
  }
}

function packBits(bytes: Uint8Array, count: number): Uint8Array {
  const packed = new Uint8Array(Math.ceil(count / 8))
  for (let i = 0; i < count; i++) packed[i >> 3]! |= bytes[i]! << (i & 7)
  return packed
}
