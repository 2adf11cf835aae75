import { registerThawing, storeCode } from "../../core/closure/thaw/index.ts"
import { decode, encodeShared, isPrimitive, prepare } from "../../core/wire/index.ts"
import type { CodeUnit } from "../../core/wire/index.ts"

/** A value on its way between a worker and the program. */
export interface Parcel {
  readonly data: unknown
  readonly graph?: true
  readonly codes?: readonly CodeUnit[]
}

/**
 * A snapshot of a value. `shared`: memory can be shared with its receiver, and large arrays are.
 * @throws UnsendableError
 */
export function pack(value: unknown, label: string, shared: boolean): Parcel {
  if (isPrimitive(value)) return { data: value }
  registerThawing()
  const { data, graph, codes } = encodeShared(value, { role: "argument", label, shared, functions: true })
  return { data, ...(graph && { graph }), ...(codes.length > 0 && { codes }) }
}

/** The value; a promise of `{ value }` where modules must be loaded first. */
function unpack({ data, graph, codes }: Parcel): { readonly value: unknown } | Promise<{ readonly value: unknown }> {
  if (graph !== true) return { value: data }
  registerThawing()
  for (const code of codes ?? []) storeCode(code)
  const loading = prepare(data)
  return loading === undefined ? { value: decode(data) } : loading.then(() => ({ value: decode(data) }))
}

/** Gives the value to `then`: now, or, after a promise, when its modules are loaded. `fail` is told why there is none. */
export function whenUnpacked(
  parcel: Parcel,
  then: (value: unknown) => void,
  fail: (error: unknown) => void,
): Promise<void> | undefined {
  let there: ReturnType<typeof unpack>
  try {
    there = unpack(parcel)
  } catch (error) {
    fail(error)
    return undefined
  }
  if (there instanceof Promise) return there.then(({ value }) => then(value), fail)
  then(there.value)
  return undefined
}
