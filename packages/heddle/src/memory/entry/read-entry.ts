import { Deserializer } from "node:v8"
import * as zlib from "node:zlib"
import { decode } from "../../core/wire/index.ts"
import { checkEnd, DamagedError, endSize, readHeader, readStart, startSize } from "./format.ts"
import type { EntryHeader, Section } from "./format.ts"
import { checkRows, nameClasses } from "./rows.ts"
import type { Classes } from "./rows.ts"

/** The bytes of an entry, wherever they are. */
export interface Source {
  readonly size: number
  /** When the entry was last used, in ms since 1970. */
  readonly usedAt: number
  /** Is a file open until it is closed? There are not many at once then. */
  readonly holdsFile?: boolean
  /** Some of them, at once. */
  read(at: number, size: number): Buffer
  /** Many of them, by and by, in a buffer of their own that begins with the first. */
  readLarge(at: number, size: number): Promise<ArrayBuffer>
  /** The same without reading them, where that can be done. */
  map?(at: number, size: number): ArrayBuffer | undefined
  close(): void
}

/** Read at once with the header: most entries are no longer. */
const firstRead = 16_384
/** What is longer is not held against its CRC when it is read. */
const mostChecked = 1_048_576
/** What is shorter is read at once. */
const small = 262_144
/** So much is read at a time to be held against a CRC. */
const piece = 4_194_304

/** The entry of a key. @throws DamagedError where it is none, or that of another key; the source is closed then */
export function entryOf(key: string, source: Source): Entry {
  const entry = new Entry(source)
  if (entry.header.key === key) return entry
  entry.close()
  throw new DamagedError(`it is that of ${entry.header.key}`)
}

/** An entry that has been opened: what it says of itself, and its value. */
export class Entry {
  readonly header: EntryHeader
  /** When it was last used, in ms since 1970. */
  readonly usedAt: number
  readonly #source: Source
  readonly #beginning: Buffer

  /** @throws DamagedError for bytes that are no whole entry of this format; the source is closed then */
  constructor(source: Source) {
    this.#source = source
    this.usedAt = source.usedAt
    try {
      const { size } = source
      const beginning = source.read(0, Math.min(size, firstRead))
      const { length, crc } = readStart(beginning, size)
      const whole = startSize + length <= beginning.length ? beginning : source.read(0, startSize + length)
      this.#beginning = whole
      this.header = readHeader(whole.subarray(startSize, startSize + length), crc)
      checkEnd(this.#bytes(size - endSize, endSize), size)
    } catch (error) {
      source.close()
      throw error instanceof DamagedError || !(error instanceof Error) || "syscall" in error
        ? error
        : new DamagedError(error.message)
    }
  }

  /**
   * The value, a new one each time it is opened. `map`: arrays are pages of the file, where the platform can do that.
   *
   * @throws DamagedError
   */
  async value(classes: Classes, map: boolean = false): Promise<unknown> {
    const { value, sections } = this.header
    try {
      const deserializer = new Deserializer(this.#small(value))
      for (const [i, section] of sections.entries()) {
        deserializer.transferArrayBuffer(i, await this.#buffer(section, map))
      }
      deserializer.readHeader()
      const { data, graph } = deserializer.readValue() as { readonly data: unknown; readonly graph: boolean }
      if (!graph) return data
      checkRows(data)
      nameClasses(data, classes)
      return decode(data)
    } catch (error) {
      if (error instanceof Error && "syscall" in error) throw error
      throw error instanceof DamagedError
        ? error
        : new DamagedError(error instanceof Error ? error.message : String(error))
    } finally {
      this.close()
    }
  }

  /** Of the parts that are not as they were written. Reads all of them, a few megabytes at a time. */
  async damage(): Promise<DamagedError | undefined> {
    const { value, sections } = this.header
    for (const section of [value, ...sections]) {
      if ((await this.#crcOf(section)) !== section.crc)
        return new DamagedError(`bytes from ${section.at} on have changed`)
    }
    return undefined
  }

  close(): void {
    this.#source.close()
  }

  async #crcOf({ at, size }: Section): Promise<number> {
    let crc = 0
    const end = Math.min(at + size, this.#source.size)
    for (let from = at; from < end; from += piece) {
      crc = zlib.crc32(new Uint8Array(await this.#source.readLarge(from, Math.min(piece, end - from))), crc)
    }
    return crc
  }

  #bytes(at: number, size: number): Buffer {
    const isHere = at + size <= this.#beginning.length
    return isHere ? this.#beginning.subarray(at, at + size) : this.#source.read(at, size)
  }

  #small(section: Section): Buffer {
    const bytes = this.#bytes(section.at, section.size)
    check(bytes, section)
    return section.raw === undefined ? bytes : unpacked(bytes, section.raw)
  }

  async #buffer(section: Section, map: boolean): Promise<ArrayBuffer> {
    const { at, size, raw } = section
    if (size < small) {
      const bytes = this.#small(section)
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    }
    const mapped = map && raw === undefined ? this.#source.map?.(at, size) : undefined
    if (mapped !== undefined) return mapped
    const buffer = await this.#source.readLarge(at, size)
    check(new Uint8Array(buffer), section)
    if (raw === undefined) return buffer
    const bytes = unpacked(new Uint8Array(buffer), raw)
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
  }
}

function check(bytes: Uint8Array, { at, crc }: Section): void {
  if (bytes.length <= mostChecked && zlib.crc32(bytes) !== crc)
    throw new DamagedError(`bytes from ${at} on have changed`)
}

function unpacked(bytes: Uint8Array, raw: number): Buffer {
  const whole = zlib.zstdDecompressSync(bytes, { maxOutputLength: raw })
  if (whole.length !== raw) throw new DamagedError("it is compressed and not whole")
  return whole
}
