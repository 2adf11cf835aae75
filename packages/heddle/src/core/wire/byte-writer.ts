import { types } from "node:util"
import { viewName } from "./buffers.ts"
import { deepest, Tag, viewNames } from "./byte-tags.ts"
import { hasNamedProperties } from "./named-properties.ts"

const getOwnPropertyDescriptor = Object.getOwnPropertyDescriptor
const getOwnPropertyNames = Object.getOwnPropertyNames
const getOwnPropertySymbols = Object.getOwnPropertySymbols
const getPrototypeOf = Object.getPrototypeOf
const isExtensible = Object.isExtensible

/** Up to this length strings are written char by char; beyond it the call into native code is paid back. */
const SHORT = 48
/** Up to this many objects are compared one by one, to see that none is met twice; more go to a Set. */
const FEW = 16
const SHAPES = 64
const LONGEST_KEYS = 4096

interface Shape {
  readonly keys: readonly string[]
  readonly block: Uint8Array
}

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

/**
 * Writes plain data into shared memory: primitives, plain objects, arrays, Date, Map, Set and typed arrays. Where
 * a value is anything else, or shows one object twice, it says so and the value goes by message.
 *
 * @example
 * ```ts
 * const bytes = Buffer.from(new SharedArrayBuffer(1024))
 * const end = new ByteWriter(bytes).write({ id: 1, name: "a" }, 0, 1024)
 * new ByteReader(bytes).read(0) // { id: 1, name: "a" }
 * ```
 */
export class ByteWriter {
  readonly #bytes: Buffer
  readonly #view: DataView
  #end = 0
  #seenCount = 0
  readonly #few: object[] = []
  readonly #many: Set<object> = new Set()
  /** Key lists written lately, with their bytes: an object like one before costs one copy. */
  readonly #shapes: (Shape | undefined)[] = []

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The offset after the value, or -1: it does not fit before `end`, or is not plain data. */
  write(value: unknown, offset: number, end: number): number {
    this.#end = end
    const at = this.#value(value, offset, 0)
    if (this.#seenCount > 0) {
      this.#few.fill(undefined as unknown as object, 0, Math.min(this.#seenCount, FEW))
      if (this.#seenCount > FEW) this.#many.clear()
      this.#seenCount = 0
    }
    return at
  }

  #value(value: unknown, at: number, depth: number): number {
    if (at >= this.#end) return -1
    switch (typeof value) {
      case "number":
        return this.#number(value, at)
      case "string":
        return this.#string(value, at)
      case "boolean":
        this.#bytes[at] = value ? Tag.true : Tag.false
        return at + 1
      case "undefined":
        this.#bytes[at] = Tag.undefined
        return at + 1
      case "bigint":
        return this.#bigint(value, at)
      case "object":
        if (value === null) {
          this.#bytes[at] = Tag.null
          return at + 1
        }
        return depth < deepest && this.#isNew(value) ? this.#object(value, at, depth) : -1
      default:
        return -1
    }
  }

  #number(value: number, at: number): number {
    if (isInt32(value)) {
      if (value >= 0 && value < 128) {
        this.#bytes[at] = Tag.smallInt + value
        return at + 1
      }
      if (at + 5 > this.#end) return -1
      this.#bytes[at] = Tag.int32
      this.#view.setInt32(at + 1, value, true)
      return at + 5
    }
    return this.#float(Tag.float64, value, at)
  }

  #float(tag: number, value: number, at: number): number {
    if (at + 9 > this.#end) return -1
    this.#bytes[at] = tag
    this.#view.setFloat64(at + 1, value, true)
    return at + 9
  }

  #string(value: string, at: number): number {
    const start = at + 5
    const bytes = this.#bytes
    if (start + value.length > this.#end) return -1
    if (value.length <= SHORT) {
      let i = 0
      for (; i < value.length; i++) {
        const code = value.charCodeAt(i)
        if (code > 255) break
        bytes[start + i] = code
      }
      if (i === value.length) return this.#header(Tag.latin1, i, at) + i
    } else if (isLatin1(value)) {
      bytes.write(value, start, value.length, "latin1")
      return this.#header(Tag.latin1, value.length, at) + value.length
    }
    const size = value.length * 2
    if (start + size > this.#end) return -1
    bytes.write(value, start, size, "utf16le")
    return this.#header(Tag.utf16, size, at) + size
  }

  /** A tag and a count: five bytes, whose room the caller has checked. */
  #header(tag: number, count: number, at: number): number {
    this.#bytes[at] = tag
    this.#view.setUint32(at + 1, count, true)
    return at + 5
  }

  #bigint(value: bigint, at: number): number {
    if (value >= MIN_INT64 && value <= MAX_INT64) {
      if (at + 9 > this.#end) return -1
      this.#bytes[at] = Tag.bigint64
      this.#view.setBigInt64(at + 1, value, true)
      return at + 9
    }
    this.#bytes[at] = Tag.bigint
    return this.#string(value.toString(16), at + 1)
  }

  #isNew(value: object): boolean {
    const count = this.#seenCount++
    const few = this.#few
    for (let i = 0; i < count && i < FEW; i++) if (few[i] === value) return false
    if (count < FEW) {
      few[count] = value
      return true
    }
    const before = this.#many.size
    return this.#many.add(value).size > before
  }

  #object(value: object, at: number, depth: number): number {
    if (at + 5 > this.#end || types.isProxy(value)) return -1
    const proto: unknown = getPrototypeOf(value)
    if (proto === Object.prototype) return this.#plain(value, at, depth)
    if (proto === Array.prototype && Array.isArray(value)) return this.#array(value, at, depth)
    if (proto === Date.prototype && types.isDate(value)) return this.#float(Tag.date, value.getTime(), at)
    if (proto === Map.prototype && types.isMap(value)) return this.#map(value, at, depth)
    if (proto === Set.prototype && types.isSet(value)) return this.#set(value, at, depth)
    return ArrayBuffer.isView(value) ? this.#typed(value, at, proto) : -1
  }

  #plain(value: object, at: number, depth: number): number {
    const keys = getOwnPropertyNames(value)
    if (!isExtensible(value) || getOwnPropertySymbols(value).length !== 0) return -1
    const block = this.#keyBlock(keys)
    if (block === undefined || at + 5 + block.length > this.#end) return -1
    at = this.#header(Tag.object, block.length, at)
    const bytes = this.#bytes
    if (block.length < 32) for (let i = 0; i < block.length; i++) bytes[at + i] = block[i]!
    else bytes.set(block, at)
    at += block.length
    for (let i = 0; i < keys.length; i++) {
      const descriptor = getOwnPropertyDescriptor(value, keys[i]!)!
      if (!descriptor.writable || !descriptor.enumerable || !descriptor.configurable) return -1
      at = this.#value(descriptor.value, at, depth + 1)
      if (at < 0) return -1
    }
    return at
  }

  /** A list of keys as JSON. undefined: too long to keep, or a key that only defining can set. */
  #keyBlock(keys: readonly string[]): Uint8Array | undefined {
    const first = keys.length === 0 ? "" : keys[0]!
    const slot = (keys.length * 7 + first.length * 31 + (first.length === 0 ? 0 : first.charCodeAt(0))) % SHAPES
    const known = this.#shapes[slot]
    if (known !== undefined && sameKeys(known.keys, keys)) return known.block
    const text = JSON.stringify(keys)
    if (text.length > LONGEST_KEYS || keys.includes("__proto__")) return undefined
    const block = Buffer.from(text)
    this.#shapes[slot] = { keys, block }
    return block
  }

  #array(value: readonly unknown[], at: number, depth: number): number {
    const length = value.length
    if (at + 5 + length > this.#end || !isExtensible(value) || hasNamedProperties(value)) return -1
    if (length > 4 && isNumbers(value)) return this.#numbers(value, at)
    at = this.#header(Tag.array, length, at)
    for (let i = 0; i < length; i++) {
      const item = value[i]
      if (item === undefined && !(i in value)) {
        if (at >= this.#end) return -1
        this.#bytes[at++] = Tag.hole
      } else at = this.#value(item, at, depth + 1)
      if (at < 0) return -1
    }
    return at
  }

  #numbers(value: readonly number[], at: number): number {
    const ints = value.every(isInt32)
    const size = ints ? 4 : 8
    if (at + 5 + value.length * size > this.#end) return -1
    at = this.#header(ints ? Tag.ints : Tag.floats, value.length, at)
    const view = this.#view
    if (ints) for (let i = 0; i < value.length; i++, at += 4) view.setInt32(at, value[i]!, true)
    else for (let i = 0; i < value.length; i++, at += 8) view.setFloat64(at, value[i]!, true)
    return at
  }

  #map(value: ReadonlyMap<unknown, unknown>, at: number, depth: number): number {
    at = this.#header(Tag.map, value.size, at)
    for (const [key, item] of value) {
      at = this.#value(key, at, depth + 1)
      if (at >= 0) at = this.#value(item, at, depth + 1)
      if (at < 0) return -1
    }
    return at
  }

  #set(value: ReadonlySet<unknown>, at: number, depth: number): number {
    at = this.#header(Tag.set, value.size, at)
    for (const item of value) {
      at = this.#value(item, at, depth + 1)
      if (at < 0) return -1
    }
    return at
  }

  #typed(value: ArrayBufferView, at: number, proto: unknown): number {
    const kind = viewNames.indexOf(viewName(value))
    if (kind < 0 || proto !== prototypeOf(viewNames[kind]!)) return -1
    const buffer = value.buffer
    if (types.isSharedArrayBuffer(buffer)) return -1
    if (at + 6 + value.byteLength > this.#end || buffer.detached || buffer.resizable || !this.#isNew(buffer)) return -1
    this.#bytes[at] = Tag.view
    at = this.#header(kind, value.byteLength, at + 1)
    this.#bytes.set(new Uint8Array(buffer, value.byteOffset, value.byteLength), at)
    return at + value.byteLength
  }
}

function prototypeOf(name: string): unknown {
  return (globalThis as unknown as Record<string, { readonly prototype: unknown }>)[name]!.prototype
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function isNumbers(values: readonly unknown[]): values is readonly number[] {
  for (let i = 0; i < values.length; i++) if (typeof values[i] !== "number") return false
  return true
}

function isInt32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || 1 / value > 0)
}

function isLatin1(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[^\u0000-\u00ff]/.test(text)
}
