import type { GraphWriter } from "./graph-encoder.ts"
import type { NodeRef, Properties, PropertyEntry, ValuePath } from "./graph-types.ts"
import { lockOf } from "./locks.ts"
import { inspectSafely } from "./refusal.ts"
import { propertyPath, unsendable } from "./value-path.ts"

/** Own properties with their attributes, in order; compact where all of them are ordinary. */
export function writeProperties(
  writer: GraphWriter,
  value: object,
  at: ValuePath,
  skip?: ReadonlySet<string | symbol>,
): Properties {
  const entries: PropertyEntry[] = []
  let ordinary = true
  for (const key of Reflect.ownKeys(value)) {
    if (skip?.has(key) === true) continue
    const entry = writeProperty(writer, value, key, propertyPath(at, key, value))
    if (entry === undefined) continue
    if (entry[1] !== 7 || typeof entry[0] !== "string" || entry[0] === "__proto__") ordinary = false
    entries.push(entry)
  }
  if (!ordinary) return { k: [], v: [], x: entries, ...lockOf(value) }
  return { k: entries.map(([key]) => key as string), v: entries.map((entry) => entry[2]), ...lockOf(value) }
}

/** Accessors travel as functions where functions may; elsewhere an enumerable one is read, as structured clone does. */
function writeProperty(
  writer: GraphWriter,
  value: object,
  key: string | symbol,
  at: ValuePath,
): PropertyEntry | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(value, key)
  if (descriptor === undefined) return undefined
  const name = typeof key === "symbol" ? (writer.encode(key, at) as readonly [number]) : key
  const attributes = (descriptor.enumerable === true ? 1 : 0) | (descriptor.configurable === true ? 2 : 0)
  if ("value" in descriptor) {
    return [name, attributes | (descriptor.writable === true ? 4 : 0), writer.encode(descriptor.value, at)]
  }
  if (writer.options.functions && !writer.isLenient) {
    const { get, set } = descriptor as { readonly get: unknown; readonly set: unknown }
    return [name, attributes, null, writer.encode(get, at), writer.encode(set, at)]
  }
  return descriptor.enumerable === true ? [name, 7, readGetter(writer, value, key, at)] : undefined
}

function readGetter(writer: GraphWriter, value: object, key: string | symbol, at: ValuePath): NodeRef {
  let read: unknown
  try {
    read = (value as Record<string | symbol, unknown>)[key]
  } catch (error) {
    if (writer.isLenient) return `[a getter that throws: ${inspectSafely(error).split("\n")[0]}]`
    throw unsendable(at, writer.options.role, { what: "a getter that throws", cause: error })
  }
  return writer.encode(read, at)
}
