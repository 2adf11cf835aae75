import { UnsendableError } from "../../core/errors/index.ts"

/** What JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * The value as JSON can carry it, by the table in README.md: what JSON has no word for becomes an object with one key
 * that starts with `$`. The inverse is `decodeValue`.
 * @throws UnsendableError for a function, a symbol, a promise, a value that contains itself, …
 *
 * @example
 * ```ts
 * encodeValue({ id: 5n, seen: new Set([1]) }) // { id: { $bigint: "5" }, seen: { $set: [1] } }
 * ```
 */
export function encodeValue(value: unknown): Json {
  return encode(value, [], "result")
}

/** `JSON.stringify(encodeValue(value))`, and undefined for undefined. Quick where there is nothing to encode. */
export function valueToJson(value: unknown): string | undefined {
  if (value === undefined) return undefined
  return JSON.stringify(encode(value, [], "result"))
}

function encode(value: unknown, parents: object[], path: string): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? "-0" : String(value) }
    case "undefined":
      return { $undefined: true }
    case "bigint":
      return { $bigint: String(value) }
    case "object":
      return value === null ? null : encodeObject(value, parents, path)
    default:
      throw refusal(path, typeof value === "function" ? "a function" : "a symbol")
  }
}

function encodeObject(value: object, parents: object[], path: string): Json {
  if (parents.includes(value)) throw refusal(path, "an object that contains itself")
  parents.push(value)
  const encoded = encodeBuiltIn(value, parents, path) ?? encodeFields(value, parents, path)
  parents.pop()
  return encoded
}

function encodeFields(value: object, parents: object[], path: string): Json {
  const fields: [string, Json][] = Object.entries(value).map(([key, field]) => [
    key.startsWith("$") ? `$${key}` : key,
    encode(field, parents, `${path}.${key}`),
  ])
  return Object.fromEntries(fields)
}

function encodeBuiltIn(value: object, parents: object[], path: string): Json | undefined {
  const each = (items: Iterable<unknown>): Json[] =>
    Array.from(items, (item, i) => encode(item, parents, `${path}[${i}]`))
  if (Array.isArray(value)) return each(value)
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() }
  if (value instanceof Map) return { $map: Array.from(value, (pair) => each(pair)) }
  if (value instanceof Set) return { $set: each(value) }
  if (value instanceof RegExp) return { $regexp: [value.source, value.flags] }
  if (value instanceof Error) return { $error: encodeError(value, parents, path) }
  if (value instanceof Uint8Array) return { $bytes: base64(value) }
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return { $buffer: base64(new Uint8Array(value)) }
  if (value instanceof DataView) {
    return { $buffer: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
  }
  if (ArrayBuffer.isView(value)) return { $array: [typeName(value), each(value as unknown as Iterable<unknown>)] }
  if (value instanceof URL) return { $url: value.href }
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return encode(value.valueOf(), parents, path)
  }
  if (
    value instanceof Promise ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof Iterator ||
    Symbol.asyncIterator in value
  ) {
    const name = typeName(value)
    throw refusal(path, `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`)
  }
  return undefined
}

function encodeError(error: Error, parents: object[], path: string): Json {
  const { name, message, stack, cause } = error
  return {
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause: encode(cause, parents, `${path}.cause`) }),
    ...(encodeFields(error, parents, path) as Record<string, Json>),
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
}

function typeName(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1)
}

function refusal(path: string, what: string): UnsendableError {
  return new UnsendableError(`\`${path}\` is ${what}, which cannot be written as JSON`, { path, role: "result" })
}
