import type { Json } from "./encode-value.ts"

type Decoder = (body: never) => unknown

const typedArrays: Readonly<Record<string, { from(items: readonly never[]): unknown }>> = {
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
}

const decoders: Readonly<Record<string, Decoder>> = {
  $number: (text: string) => Number(text),
  $undefined: () => undefined,
  $bigint: (text: string) => BigInt(text),
  $date: (iso: string | null) => new Date(iso ?? Number.NaN),
  $map: (pairs: readonly (readonly [Json, Json])[]) =>
    new Map(pairs.map(([key, value]) => [decodeValue(key), decodeValue(value)])),
  $set: (items: readonly Json[]) => new Set(items.map(decodeValue)),
  $regexp: ([source, flags]: readonly [string, string]) => new RegExp(source, flags),
  $bytes: (text: string) => Uint8Array.from(Buffer.from(text, "base64")),
  $buffer: (text: string) => Uint8Array.from(Buffer.from(text, "base64")).buffer,
  $array: ([name, items]: readonly [string, readonly Json[]]) =>
    typedArrays[name]?.from(items.map(decodeValue) as never[]),
  $url: (href: string) => new URL(href),
  $error: decodeError,
}

/**
 * The value that `encodeValue` wrote.
 *
 * @example
 * ```ts
 * decodeValue({ $map: [["a", { $bigint: "5" }]] }) // Map { "a" => 5n }
 * ```
 */
export function decodeValue(json: Json): unknown {
  if (typeof json !== "object" || json === null) return json
  if (Array.isArray(json)) return json.map(decodeValue)
  const entries = Object.entries(json)
  const [key, body] = entries[0] ?? []
  const decoder = key !== undefined && entries.length === 1 && Object.hasOwn(decoders, key) ? decoders[key] : undefined
  if (decoder !== undefined) return decoder(body as never)
  return Object.fromEntries(
    entries.map(([name, field]) => [name.startsWith("$$") ? name.slice(1) : name, decodeValue(field)]),
  )
}

function decodeError(fields: { readonly [key: string]: Json }): Error {
  const { message, name, stack, ...rest } = decodeValue(fields) as Record<string, unknown>
  const error = new Error(String(message))
  for (const [key, value] of Object.entries({ name, stack })) {
    if (value !== undefined) Object.defineProperty(error, key, { value, configurable: true, writable: true })
  }
  return Object.assign(error, rest)
}
