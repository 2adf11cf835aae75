import { makeView } from "./buffers.ts"
import { Tag, viewNames } from "./byte-tags.ts"

/** Key lists that were read lately, by their bytes' length and a cheap hash. */
const REMEMBERED = 64

/** Up to this length a string is made char by char; beyond it the call into native code is paid back. */
const SHORT = 12
const chars = String.fromCharCode

/** Reads what a ByteWriter wrote. */
export class ByteReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  /** Where the value that was read last ends. */
  offset = 0
  readonly #keyLists: ({ readonly block: Uint8Array; readonly keys: readonly string[] } | undefined)[] = []

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** A fresh value; it shares nothing with the memory it was read from. */
  read(offset: number): unknown {
    this.offset = offset
    return this.#value()
  }

  #value(): unknown {
    const tag = this.#bytes[this.offset++]!
    if (tag >= Tag.smallInt) return tag - Tag.smallInt
    switch (tag) {
      case Tag.undefined:
        return undefined
      case Tag.null:
        return null
      case Tag.true:
        return true
      case Tag.false:
        return false
      case Tag.int32:
        this.offset += 4
        return this.#view.getInt32(this.offset - 4, true)
      case Tag.float64:
        return this.#float()
      case Tag.latin1:
      case Tag.utf16:
        return this.#string(tag)
      case Tag.bigint64:
        this.offset += 8
        return this.#view.getBigInt64(this.offset - 8, true)
      case Tag.bigint:
        return this.#bigint()
      case Tag.object:
        return this.#object()
      case Tag.array:
        return this.#array()
      case Tag.floats:
        return this.#floats()
      case Tag.ints:
        return this.#ints()
      case Tag.date:
        return new Date(this.#float())
      case Tag.map:
        return this.#map()
      case Tag.set:
        return this.#set()
      case Tag.view:
        return this.#typed()
      default:
        throw new TypeError(`byte ${tag} at ${this.offset - 1} begins no value`)
    }
  }

  #float(): number {
    this.offset += 8
    return this.#view.getFloat64(this.offset - 8, true)
  }

  #count(): number {
    this.offset += 4
    return this.#view.getUint32(this.offset - 4, true)
  }

  #string(tag: number): string {
    const size = this.#count()
    const start = this.offset
    this.offset = start + size
    if (tag === Tag.utf16) return this.#bytes.toString("utf16le", start, start + size)
    return size <= SHORT ? shortText(this.#bytes, start, size) : this.#bytes.toString("latin1", start, start + size)
  }

  #bigint(): bigint {
    const text = this.#value() as string
    return text.startsWith("-") ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`)
  }

  #object(): object {
    const keys = this.#keys(this.#count())
    const object: Record<string, unknown> = {}
    for (let i = 0; i < keys.length; i++) object[keys[i]!] = this.#value()
    return object
  }

  #keys(size: number): readonly string[] {
    const start = this.offset
    const bytes = this.#bytes
    this.offset = start + size
    const slot = (size * 31 + bytes[start + (size >> 1)]! * 7 + bytes[start + size - 3]!) % REMEMBERED
    const known = this.#keyLists[slot]
    if (known !== undefined && known.block.length === size) {
      let i = 0
      while (i < size && known.block[i] === bytes[start + i]) i++
      if (i === size) return known.keys
    }
    const keys = JSON.parse(bytes.toString("utf8", start, start + size)) as string[]
    this.#keyLists[slot] = { block: Uint8Array.prototype.slice.call(bytes, start, start + size), keys }
    return keys
  }

  #array(): unknown[] {
    const length = this.#count()
    const array: unknown[] = []
    array.length = length
    for (let i = 0; i < length; i++) {
      if (this.#bytes[this.offset] === Tag.hole) this.offset++
      else array[i] = this.#value()
    }
    return array
  }

  #floats(): number[] {
    const length = this.#count()
    const array: number[] = []
    for (let i = 0; i < length; i++) array.push(this.#float())
    return array
  }

  #ints(): number[] {
    const length = this.#count()
    const array: number[] = []
    for (let i = 0; i < length; i++, this.offset += 4) array.push(this.#view.getInt32(this.offset, true))
    return array
  }

  #map(): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>()
    for (let left = this.#count(); left > 0; left--) {
      const key = this.#value()
      map.set(key, this.#value())
    }
    return map
  }

  #set(): Set<unknown> {
    const set = new Set<unknown>()
    for (let left = this.#count(); left > 0; left--) set.add(this.#value())
    return set
  }

  #typed(): ArrayBufferView {
    const name = viewNames[this.#bytes[this.offset++]!]!
    const size = this.#count()
    const copy = new Uint8Array(size)
    copy.set(this.#bytes.subarray(this.offset, this.offset + size))
    this.offset += size
    return makeView(name, copy.buffer, 0)
  }
}

function shortText(bytes: Buffer, at: number, size: number): string {
  let text = ""
  const end = at + size
  for (; at + 4 <= end; at += 4) text += chars(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
  switch (end - at) {
    case 3:
      return text + chars(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!)
    case 2:
      return text + chars(bytes[at]!, bytes[at + 1]!)
    case 1:
      return text + chars(bytes[at]!)
    default:
      return text
  }
}
