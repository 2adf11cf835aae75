import { RandomValues, seeded } from "../wire/random-value.ts"

/*
 * Values of every kind and size, from recipes: tasks and the main program make the same value from the same recipe, so
 * that a value can go one way only and be known on the other side.
 */
export const kinds = [
  "number",
  "nothing",
  "boolean",
  "latin1",
  "utf16",
  "bigint",
  "object",
  "rows",
  "numbers",
  "texts",
  "map",
  "set",
  "date",
  "regexp",
  "view",
  "slice",
  "buffer",
  "bytes",
  "parcel",
  "cycle",
  "error",
  "plain",
  "any",
  "shared",
] as const
export type Kind = (typeof kinds)[number]

export interface Recipe {
  readonly kind: Kind
  /** Characters, elements or entries, whatever the kind has. */
  readonly size: number
  readonly seed: number
}

/** An instance of a class that both sides import. */
export class Parcel {
  readonly label: string
  readonly content: unknown
  constructor(label: string, content: unknown) {
    this.label = label
    this.content = content
  }
  get described(): string {
    return `parcel ${this.label}`
  }
}

type ViewType = new (buffer: ArrayBufferLike, offset?: number, length?: number) => ArrayBufferView
const viewTypes = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
  // Node 22 has none.
  ...("Float16Array" in globalThis ? [globalThis.Float16Array] : []),
] as readonly (ViewType & { readonly BYTES_PER_ELEMENT?: number })[]

const oddNumbers = [0, -0, 1, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, 0.1, 5e-324, NaN, 1 / 0, -1 / 0]

/** The value of a recipe. Objects are new each time. */
export function make({ kind, size, seed }: Recipe): unknown {
  const random = seeded(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  switch (kind) {
    case "number":
      return size > 0 ? oddNumbers[below(oddNumbers.length)] : below(2 ** 20) / 8
    case "nothing":
      return below(2) === 0 ? null : undefined
    case "boolean":
      return below(2) === 0
    case "latin1":
      return text(size, String.fromCharCode(97 + below(26)) + "é", below)
    case "utf16":
      return text(size, "☃" + String.fromCharCode(0x400 + below(256)), below)
    case "bigint":
      return (below(2) === 0 ? 1n : -1n) * BigInt(below(2 ** 31)) ** BigInt(size % 12)
    case "object":
      return {
        id: seed,
        name: text(size % 40, "n", below),
        nested: { list: [below(9), null, undefined, -0], ok: true },
      }
    case "rows":
      return Array.from({ length: size % 500 }, (_, i) => ({ id: i, x: random(), tag: i % 3 === 0 ? "é☃" : "a" }))
    case "numbers":
      return Array.from({ length: size % 5000 }, () => below(2 ** 20) * (below(2) === 0 ? 1 : 0.5))
    case "texts":
      return Array.from({ length: size % 300 }, (_, i) => text(i % 60, i % 7 === 0 ? "☃b" : "ab", below))
    case "map":
      return new Map<unknown, unknown>(
        Array.from({ length: size % 200 }, (_, i) => [i % 2 === 0 ? i : `${i}`, { i, list: [i] }]),
      )
    case "set":
      return new Set<unknown>(Array.from({ length: size % 200 }, (_, i) => (i % 3 === 0 ? `${i}` : i / 3)))
    case "date":
      return new Date(below(5) === 0 ? NaN : below(2 ** 31) * 1000)
    case "regexp":
      return new RegExp(`a{${below(9)}}é`, "gi")
    case "view":
      return view(size, 0, below)
    case "slice":
      return view(size, 1 + below(9), below)
    case "buffer":
      return Buffer.from(fill(new ArrayBuffer(size), below))
    case "bytes":
      return fill(new ArrayBuffer(size), below)
    case "parcel":
      return new Parcel(text(size % 50, "p", below), new Parcel("inner", [below(9), new Map([[1, 2]])]))
    case "cycle": {
      const ring: Record<string, unknown> = { name: text(size % 100, "c", below), list: [] }
      ring["self"] = ring
      ;(ring["list"] as unknown[]).push(ring, [ring])
      return ring
    }
    case "error":
      return Object.assign(new RangeError(text(size % 200, "e", below), { cause: { code: seed } }), { code: "E_VALUE" })
    case "plain":
      return new RandomValues(random, { plain: true, aliases: true }).next(4 + (size % 60))
    case "any":
      return new RandomValues(random, { plain: false, aliases: true }).next(4 + (size % 60))
    default:
      return new Int32Array(fill(new SharedArrayBuffer(4 * (1 + (size % 1000))), below))
  }
}

/** Some characters say where in the string they stand. */
function text(size: number, letters: string, below: (limit: number) => number): string {
  if (size < 8) return letters.repeat(size).slice(0, size)
  const mark = `${below(1e6)}|`
  return (mark + letters.repeat(Math.ceil(size / letters.length)).slice(0, size)).slice(0, size - 1) + "z"
}

function view(size: number, offset: number, below: (limit: number) => number): ArrayBufferView {
  const type = viewTypes[below(viewTypes.length)]!
  const each = type.BYTES_PER_ELEMENT ?? 1
  const count = Math.floor(size / each)
  return new type(fill(new ArrayBuffer((offset + count + (offset > 0 ? 3 : 0)) * each), below), offset * each, count)
}

/** Fills a buffer in the time of a `memset`, and marks each page. */
function fill<T extends ArrayBufferLike>(buffer: T, below: (limit: number) => number): T {
  const bytes = new Uint8Array(buffer).fill(below(256))
  for (let at = 0; at < bytes.length; at += 4096) bytes[at] = below(256)
  return buffer
}

/** About how many bytes a value takes. */
export function bytesOf({ kind, size }: Recipe): number {
  switch (kind) {
    case "utf16":
      return 2 * size
    case "latin1":
    case "view":
    case "slice":
    case "buffer":
    case "bytes":
      return size
    default:
      return 4000
  }
}
