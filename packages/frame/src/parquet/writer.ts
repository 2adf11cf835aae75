import { closeSync, openSync, rmSync, writevSync } from "node:fs"
import type { Column } from "../schema/index.ts"
import type { Dictionary } from "./dictionary.ts"
import { ThriftWriter } from "./thrift.ts"
import { storageOf } from "./types.ts"
import type { Storage } from "./types.ts"

export interface WriterColumn extends Column {
  /** May values be missing? DuckDB reads both equally fast. @default true */
  readonly nullable?: boolean
}

/** A column of a row group as Parquet's plain encoding has it. */
export interface EncodedColumn {
  /** The values that are there, one after the other. Several pieces are written as if they were one. */
  readonly values: readonly Uint8Array[]
  /** A bit for each row, the lowest first: is it there? undefined: all are. */
  readonly valid?: Uint8Array | undefined
  /** In place of `values`. */
  readonly dictionary?: Dictionary | undefined
}

/** What the footer says of a column of a row group. */
interface Chunk {
  readonly offset: number
  readonly size: number
  /** Of the page of the dictionary before that of the values; 0: there is none. */
  readonly dictionarySize: number
}

interface Group {
  readonly rows: number
  readonly chunks: readonly Chunk[]
}

/**
 * One Parquet file, a row group after the other. All calls block. A file that is not closed cannot be read.
 *
 * @example
 * ```ts skip a fragment: the names around it are internal
 * const writer = new ParquetWriter("x.parquet", [{ name: "x", type: "DOUBLE", nullable: false }])
 * writer.writeRowGroup(3, [{ values: [new Uint8Array(new Float64Array([1, 2, 3]).buffer)] }])
 * writer.close()
 * ```
 */
export class ParquetWriter {
  readonly path: string
  readonly #columns: readonly (WriterColumn & { readonly storage: Storage })[]
  readonly #file: number
  readonly #groups: Group[] = []
  #offset = 0
  #open = true

  constructor(path: string, columns: readonly WriterColumn[]) {
    this.path = path
    this.#columns = columns.map((column) => ({ ...column, storage: storageOf(column.type) }))
    this.#file = openSync(path, "w")
    this.#write([magic])
  }

  get rows(): number {
    return this.#groups.reduce((sum, { rows }) => sum + rows, 0)
  }

  writeRowGroup(rows: number, data: readonly EncodedColumn[]): void {
    const pieces: Uint8Array[] = []
    let offset = this.#offset
    const chunks = this.#columns.map(({ nullable }, i): Chunk => {
      const { values, valid, dictionary } = data[i]!
      const first = dictionary === undefined ? [] : dictionaryPage(dictionary)
      const page = dictionary === undefined ? [...values] : indexRun(dictionary.indexes)
      if (nullable !== false) page.unshift(...definitionLevels(rows, valid))
      page.unshift(pageHeader(rows, sizeOf(page), dictionary === undefined ? plain : dictionaryIndexes))
      pieces.push(...first, ...page)
      const dictionarySize = sizeOf(first)
      const chunk = { offset, size: dictionarySize + sizeOf(page), dictionarySize }
      offset += chunk.size
      return chunk
    })
    this.#write(pieces)
    this.#groups.push({ rows, chunks })
  }

  /** Writes the footer. */
  close(): void {
    if (!this.#open) return
    const footer = this.#footer()
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, footer.length, true)
    this.#write([footer, length, magic])
    this.#release()
  }

  /** Ends without a footer, and removes the file. */
  abort(): void {
    if (!this.#open) return
    this.#release()
    rmSync(this.path, { force: true })
  }

  #release(): void {
    this.#open = false
    closeSync(this.#file)
  }

  #write(pieces: readonly Uint8Array[]): void {
    let rest = pieces.filter(({ length }) => length > 0)
    while (rest.length > 0) {
      let written = writevSync(this.#file, rest.slice(0, mostPieces))
      this.#offset += written
      let done = 0
      while (done < rest.length && written >= rest[done]!.length) written -= rest[done++]!.length
      rest = rest.slice(done)
      if (written > 0) rest[0] = rest[0]!.subarray(written)
    }
  }

  #footer(): Uint8Array {
    const out = new ThriftWriter()
    out.i32(1, 1)
    out.structs(2, [undefined, ...this.#columns], (column) => {
      if (column === undefined) {
        out.text(4, "schema")
        out.i32(5, this.#columns.length)
        return
      }
      out.i32(1, column.storage.physical)
      out.i32(3, column.nullable === false ? 0 : 1)
      out.text(4, column.name)
      if (column.storage.converted !== undefined) out.i32(6, column.storage.converted)
      const { logical } = column.storage
      if (logical !== undefined) out.struct(10, () => logical(out))
    })
    out.i64(3, this.rows)
    out.structs(4, this.#groups, (group) => this.#group(out, group))
    out.text(6, "heddle")
    return out.finish()
  }

  #group(out: ThriftWriter, { rows, chunks }: Group): void {
    out.structs(1, chunks, ({ offset, size, dictionarySize }, i) => {
      const { name, storage } = this.#columns[i]!
      out.i64(2, offset)
      out.struct(3, () => {
        out.i32(1, storage.physical)
        out.i32s(2, dictionarySize > 0 ? [dictionaryIndexes, plain, rle] : [plain, rle])
        out.texts(3, [name])
        out.i32(4, 0)
        out.i64(5, rows)
        out.i64(6, size)
        out.i64(7, size)
        out.i64(9, offset + dictionarySize)
        if (dictionarySize > 0) out.i64(11, offset)
      })
    })
    out.i64(
      2,
      chunks.reduce((sum, { size }) => sum + size, 0),
    )
    out.i64(3, rows)
  }
}

const [plain, rle, dictionaryIndexes] = [0, 3, 8]
const magic: Uint8Array = Buffer.from("PAR1")
/** The system takes no more at once. */
const mostPieces = 1024

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

function pageHeader(rows: number, size: number, encoding: number): Uint8Array {
  const out = new ThriftWriter()
  out.i32(1, 0)
  out.i32(2, size)
  out.i32(3, size)
  out.struct(5, () => {
    out.i32(1, rows)
    out.i32(2, encoding)
    out.i32(3, rle)
    out.i32(4, rle)
  })
  return out.finish()
}

function dictionaryPage({ values, count }: Dictionary): Uint8Array[] {
  const out = new ThriftWriter()
  out.i32(1, 2)
  out.i32(2, values.length)
  out.i32(3, values.length)
  out.struct(7, () => {
    out.i32(1, count)
    out.i32(2, plain)
  })
  return [out.finish(), values]
}

/** How many bits an index has, then one run of them, in groups of eight. Whole bytes need no packing. */
function indexRun(indexes: Uint8Array | Uint16Array): Uint8Array[] {
  const width = indexes.BYTES_PER_ELEMENT
  const groups = Math.ceil(indexes.length / 8)
  const head = [8 * width, ...varint(groups * 2 + 1)]
  const bytes = new Uint8Array(indexes.buffer, indexes.byteOffset, indexes.byteLength)
  return [Uint8Array.from(head), bytes, new Uint8Array(groups * 8 * width - bytes.length)]
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return bytes
}

/** One run: of ones where no value is missing, else of the bits themselves. A length of four bytes stands before it. */
function definitionLevels(rows: number, valid: Uint8Array | undefined): Uint8Array[] {
  const groups = Math.ceil(rows / 8)
  const head = [0, 0, 0, 0, ...varint(valid === undefined ? rows * 2 : groups * 2 + 1)]
  if (valid === undefined) head.push(1)
  const bytes = Uint8Array.from(head)
  const length = bytes.length - 4 + (valid === undefined ? 0 : groups)
  new DataView(bytes.buffer).setUint32(0, length, true)
  return valid === undefined ? [bytes] : [bytes, valid.subarray(0, groups)]
}
