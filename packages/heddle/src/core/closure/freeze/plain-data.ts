import { types } from "node:util"

/** Deeper imported data goes by reference: what a configuration looks like is flatter. */
const maxDepth = 8

/** True for data that structured clone carries as it is: no functions, symbols or classes of the program's. */
export function isPlainData(value: unknown, depth: number = 0): boolean {
  if (typeof value === "function" || typeof value === "symbol") return false
  if (typeof value !== "object" || value === null) return true
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value) || types.isDate(value) || types.isRegExp(value))
    return true
  if (depth > maxDepth || types.isProxy(value) || types.isModuleNamespaceObject(value)) return false
  const proto: unknown = Object.getPrototypeOf(value)
  if (types.isMap(value) && proto === Map.prototype) {
    for (const [key, item] of value) if (!isPlainData(key, depth + 1) || !isPlainData(item, depth + 1)) return false
    return true
  }
  if (types.isSet(value) && proto === Set.prototype) {
    for (const item of value) if (!isPlainData(item, depth + 1)) return false
    return true
  }
  if (proto !== Object.prototype && proto !== null && proto !== Array.prototype) return false
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol") return false
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!
    if (!("value" in descriptor) || !isPlainData(descriptor.value, depth + 1)) return false
  }
  return true
}
