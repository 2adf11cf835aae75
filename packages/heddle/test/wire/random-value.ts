/** A seeded generator of numbers in [0, 1). Source: mulberry32, public domain. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface ValueOptions {
  /** Only what structured clone carries faithfully. */
  readonly plain: boolean
  /** Cycles, and objects that are met twice. */
  readonly aliases: boolean
}

const strings = [
  "",
  "a",
  "key",
  "ü",
  "☃",
  "𝒳",
  "\ud800",
  "\udc00x",
  "a b",
  "__proto__",
  "constructor",
  "length",
  "0",
  "toJSON",
]
const numbers = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  0.1,
  NaN,
  Infinity,
  -Infinity,
  2 ** 53,
  5e-324,
]
const bigints = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(10n ** 40n)]
const views = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
]

/** Random values of every kind that can be sent. */
export class RandomValues {
  readonly #random: () => number
  readonly #options: ValueOptions
  #made: object[] = []
  #buffers: ArrayBuffer[] = []
  #left = 0

  constructor(random: () => number, options: ValueOptions) {
    this.#random = random
    this.#options = options
  }

  next(size = 40): unknown {
    this.#made = []
    this.#buffers = []
    this.#left = size
    return this.#value(0)
  }

  int(below: number): number {
    return Math.floor(this.#random() * below)
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)]!
  }

  #value(depth: number): unknown {
    this.#left--
    if (this.#options.aliases && this.#made.length > 0 && this.int(8) === 0) return this.pick(this.#made)
    if (depth > 5 || this.#left < 0 || this.int(3) === 0) return this.#primitive()
    return this.#object(depth)
  }

  #primitive(): unknown {
    switch (this.int(this.#options.plain ? 7 : 8)) {
      case 0:
        return this.pick(strings)
      case 1:
        return this.pick(["x", "é", "☃"]).repeat(this.int(200))
      case 2:
        return this.pick(bigints)
      case 3:
        return this.pick([true, false, null, undefined])
      case 7:
        return this.pick([Symbol.for("shared"), Symbol.iterator, Symbol("own")])
      default:
        return this.int(2) === 0 ? this.pick(numbers) : this.int(1000) - 500
    }
  }

  #made1<T extends object>(value: T): T {
    this.#made.push(value)
    return value
  }

  #object(depth: number): object {
    switch (this.int(this.#options.plain ? 10 : 16)) {
      case 0:
      case 1:
      case 2:
        return this.#fillObject(this.#made1({}), depth)
      case 3:
      case 4:
        return this.#fillArray(this.#made1([]), depth)
      case 5:
        return this.#made1(new Date(this.pick([0, 1e12, -1, NaN])))
      case 6: {
        const map = this.#made1(new Map<unknown, unknown>())
        for (let n = this.int(4); n > 0; n--) map.set(this.#value(depth + 1), this.#value(depth + 1))
        return map
      }
      case 7: {
        const set = this.#made1(new Set<unknown>())
        for (let n = this.int(4); n > 0; n--) set.add(this.#value(depth + 1))
        return set
      }
      case 8:
        return this.#made1(this.#wholeView())
      case 9:
        return this.#made1(Array.from({ length: this.int(300) }, () => this.int(2 ** 20) * this.pick([1, 0.5])))
      case 10:
        return this.#fillObject(this.#made1(Object.create(null) as object), depth)
      case 11:
        return this.#partialView()
      case 12:
        return this.#made1(Buffer.from(this.pick(strings)))
      case 13:
        return this.#lock(this.#fillObject(this.#made1({}), depth))
      case 14:
        return this.#attributes(this.#fillObject(this.#made1({}), depth), depth)
      default:
        return this.#lock(this.#fillArray(this.#made1([]), depth))
    }
  }

  #fillObject<T extends object>(object: T, depth: number): T {
    for (let n = this.int(6); n > 0; n--) {
      const key = this.int(3) === 0 ? this.pick(strings) : `k${this.int(20)}`
      Object.defineProperty(object, key, {
        value: this.#value(depth + 1),
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
    return object
  }

  #fillArray(array: unknown[], depth: number): unknown[] {
    for (let n = this.int(6); n > 0; n--) {
      if (this.int(10) === 0) array.length++
      else array.push(this.#value(depth + 1))
    }
    if (!this.#options.plain && this.int(6) === 0) Object.assign(array, { columns: this.#value(depth + 1) })
    return array
  }

  #wholeView(): ArrayBufferView {
    const bytes = this.int(5) * 8
    return new (this.pick(views))(new ArrayBuffer(bytes).transfer())
  }

  #partialView(): ArrayBufferView {
    if (this.#buffers.length === 0 || this.int(3) === 0) {
      const buffer = new ArrayBuffer(64)
      crypto.getRandomValues(new Uint8Array(buffer))
      this.#buffers.push(buffer)
    }
    const type = this.pick(views)
    const slots = 64 / type.BYTES_PER_ELEMENT
    const start = this.int(slots)
    return new type(this.pick(this.#buffers), start * type.BYTES_PER_ELEMENT, this.int(slots - start))
  }

  #lock<T extends object>(object: T): T {
    const locks: readonly ((object: T) => T)[] = [Object.freeze, Object.seal, Object.preventExtensions]
    return this.pick(locks)(object)
  }

  #attributes(object: object, depth: number): object {
    for (let n = this.int(3); n >= 0; n--) {
      Object.defineProperty(object, this.pick<string | symbol>([`h${n}`, Symbol.for(`h${n}`), Symbol("h")]), {
        value: this.#value(depth + 1),
        enumerable: this.int(2) === 0,
        writable: this.int(2) === 0,
        configurable: this.int(2) === 0,
      })
    }
    return object
  }
}
