import { types } from "node:util"
import { hasNamedProperties } from "./named-properties.ts"
import { isPrimitive } from "./value.ts"

/** Longer arrays are left to the snapshot. */
const longest = 64

/**
 * A copy of an object or array that holds nothing but strings, numbers, booleans, bigints, null and undefined: most of what
 * single calls are given. undefined: it is anything else.
 */
export function copyFlat(value: object): object | undefined {
  if (types.isProxy(value) || !Object.isExtensible(value)) return undefined
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto === Array.prototype) return Array.isArray(value) ? copyArray(value) : undefined
  return proto === Object.prototype ? copyObject(value) : undefined
}

/** The same for a list, each of whose items is a primitive or such an object, and none of them twice. */
export function copyFlatList(list: readonly unknown[]): unknown[] | undefined {
  const copies = list.slice()
  for (let i = 0; i < list.length; i++) {
    const item = list[i]
    if (isPrimitive(item)) continue
    if (typeof item !== "object" || list.indexOf(item) < i) return undefined
    const copy = copyFlat(item!)
    if (copy === undefined) return undefined
    copies[i] = copy
  }
  return copies
}

function copyObject(value: object): object | undefined {
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined
  const names = Object.getOwnPropertyNames(value)
  for (let i = 0; i < names.length; i++) {
    // An accessor has no value, and is not writable.
    const { value: child, enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(value, names[i]!)!
    if (!enumerable || !writable || !configurable || !isPrimitive(child)) return undefined
  }
  return { ...value }
}

function copyArray(value: readonly unknown[]): unknown[] | undefined {
  if (value.length > longest || hasNamedProperties(value)) return undefined
  for (let i = 0; i < value.length; i++) if (!isPrimitive(value[i]) || !(i in value)) return undefined
  return value.slice()
}
