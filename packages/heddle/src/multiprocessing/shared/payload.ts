import { registerThawing, storeCode } from "../../core/closure/thaw/index.ts"
import { UnsendableError } from "../../core/errors/index.ts"
import { decode, encode, isPrimitive, prepare } from "../../core/wire/index.ts"
import type { CodeUnit } from "../../core/wire/index.ts"
import { deserialize, serialize } from "./frame.ts"
import type { HandleData } from "./shared-object.ts"

/** A value of the user's on its way or in store: primitives as they are, anything else as bytes that only its reader opens. */
export type Payload = string | number | boolean | bigint | null | undefined | Packed

/** The bytes of a value, and the shared objects that it names, which live for as long as it is stored. */
export interface Packed {
  readonly bytes: Uint8Array
  readonly names?: readonly HandleData[]
}

let named: HandleData[] | undefined

/** Told by the handles' codec: the value that is being packed names a shared object. */
export function nameHandle(handle: HandleData): void {
  named?.push(handle)
}

/**
 * A snapshot of a value.
 * @throws UnsendableError
 */
export function pack(value: unknown, label: string): Payload {
  if (isPrimitive(value)) return value as Payload
  registerThawing()
  const outer = named
  const names: HandleData[] = []
  named = names
  try {
    const { data, graph, codes } = encode(value, { role: "argument", label, shared: false, functions: true })
    const bytes = serialize([graph, data, codes])
    return names.length > 0 ? { bytes, names } : { bytes }
  } catch (error) {
    if ((error as Error).name !== "DataCloneError") throw error
    const message = `cannot send ${label} to another process: ${(error as Error).message}`
    throw new UnsendableError(message, { path: label, role: "argument" }, { cause: error })
  } finally {
    named = outer
  }
}

/** The value; a promise of it where modules must be loaded first. */
export function unpack(payload: Payload): unknown {
  if (typeof payload !== "object" || payload === null) return payload
  registerThawing()
  const [graph, data, codes] = deserialize(payload.bytes) as [boolean, unknown, readonly CodeUnit[]]
  if (!graph) return data
  for (const code of codes) storeCode(code)
  const loading = prepare(data)
  return loading === undefined ? decode(data) : loading.then(() => decode(data))
}

/** Are two values equal: primitives as `===` or both NaN, others if all that they hold is, in the same order? */
export function samePayload(a: Payload, b: Payload): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b || Object.is(a, b)
  return Buffer.compare(a.bytes, b.bytes) === 0
}
