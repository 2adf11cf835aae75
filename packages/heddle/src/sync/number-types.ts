import { OptionError } from "../core/errors/index.ts"

interface Kinds {
  int8: Int8Array<SharedArrayBuffer>
  uint8: Uint8Array<SharedArrayBuffer>
  int16: Int16Array<SharedArrayBuffer>
  uint16: Uint16Array<SharedArrayBuffer>
  int32: Int32Array<SharedArrayBuffer>
  uint32: Uint32Array<SharedArrayBuffer>
  int64: BigInt64Array<SharedArrayBuffer>
  uint64: BigUint64Array<SharedArrayBuffer>
  float32: Float32Array<SharedArrayBuffer>
  float64: Float64Array<SharedArrayBuffer>
}

/** Python's type codes, for what is ported. `l` and `L` are 64 bits, as in C on Linux and macOS. */
interface Codes {
  b: Kinds["int8"]
  B: Kinds["uint8"]
  h: Kinds["int16"]
  H: Kinds["uint16"]
  i: Kinds["int32"]
  I: Kinds["uint32"]
  l: Kinds["int64"]
  L: Kinds["uint64"]
  q: Kinds["int64"]
  Q: Kinds["uint64"]
  f: Kinds["float32"]
  d: Kinds["float64"]
}

/** The kind of number that a Value or a SharedArray has: a name (`"int32"`, `"float64"`, …) or Python's code (`"i"`, `"d"`, …). */
export type NumberType = keyof Kinds | keyof Codes

/** The typed array of a NumberType. */
export type ArrayOf<K extends NumberType> = K extends keyof Kinds ? Kinds[K] : K extends keyof Codes ? Codes[K] : never

/** What it holds: bigint for the 64-bit integers. */
export type NumberOf<K extends NumberType> = ArrayOf<K>[number]

type View = ArrayOf<NumberType>
type Make = { new (buffer: SharedArrayBuffer): View; readonly BYTES_PER_ELEMENT: number }

const kinds: Readonly<Record<keyof Kinds, unknown>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
}

const codes: Readonly<Record<keyof Codes, keyof Kinds>> = {
  b: "int8",
  B: "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  l: "int64",
  L: "uint64",
  q: "int64",
  Q: "uint64",
  f: "float32",
  d: "float64",
}

/** `length` zeros in shared memory. */
export function zeros<K extends NumberType>(type: K, length: number): ArrayOf<K> {
  const name = Object.hasOwn(codes, type) ? codes[type as keyof Codes] : type
  if (!Object.hasOwn(kinds, name)) {
    throw new OptionError("type", `one of ${Object.keys(kinds).join(", ")} or Python's type codes`, type)
  }
  const Kind = kinds[name as keyof Kinds] as Make
  return new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT)) as ArrayOf<K>
}

/** The words that are exchanged whole where there are no atomic operations on the numbers themselves. */
export function wordsOf(view: View): View {
  if (view instanceof Float64Array) return new BigInt64Array(view.buffer, view.byteOffset, view.length)
  return view instanceof Float32Array ? new Int32Array(view.buffer, view.byteOffset, view.length) : view
}
