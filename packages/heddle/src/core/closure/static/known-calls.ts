import type { AnyNode, CallExpression, NewExpression } from "acorn"

/** Built-in functions that read the array that they are given as their first argument, and keep nothing of it. */
const readers: ReadonlySet<string> = new Set([
  ..."Array.from Array.isArray ArrayBuffer.isView Object.keys Object.values Object.entries".split(" "),
  ..."Object.prototype.toString.call Atomics.load Number String Boolean isNaN isFinite".split(" "),
])

const typedArrays =
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array"
const copiers: ReadonlySet<string> = new Set([...typedArrays.split(" "), "Set"])

/** `"Array.from"` of `Array.from`, if its first part is a name that `isGlobal` knows. */
export function globalPath(callee: AnyNode, isGlobal: (node: AnyNode) => boolean): string | undefined {
  if (callee.type === "Identifier") return isGlobal(callee) ? callee.name : undefined
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return undefined
  const holder = globalPath(callee.object, isGlobal)
  return holder && `${holder}.${callee.property.name}`
}

/** True if a call of the built-in at `path` only reads the array that is its argument `index`, or copies it. */
export function isReader(path: string, call: CallExpression | NewExpression, index: number): boolean {
  if (call.type === "NewExpression") return index === 0 && copiers.has(path)
  if (path.startsWith("Math.")) return true
  if (index !== 0) return false
  // A replacer would get the array.
  if (path === "JSON.stringify") return call.arguments.length === 1
  return readers.has(path) || (path.endsWith(".from") && copiers.has(path.slice(0, -5)))
}

/** True if the built-in at `path` may be a callback that is given the array: it takes no notice of it. */
export function isIndifferent(path: string): boolean {
  return /^(?:Number|String|Boolean|BigInt|isNaN|isFinite|Math\.\w+)$/.test(path)
}

/** True for a built-in class whose `instanceof` asks for prototypes and nothing else. */
export function isPlainClass(name: string): boolean {
  return name === "Object" || name === "ArrayBuffer" || name === "DataView" || name === "Array" || copiers.has(name)
}

/** What is called, as it is written, if that is short: `blur` or `cv.blur`. */
export function calleeName(callee: AnyNode): string {
  if (callee.type === "Identifier") return `${callee.name}()`
  if (callee.type !== "MemberExpression" || callee.computed) return "a function"
  const holder =
    callee.object.type === "ThisExpression" ? "this" : callee.object.type === "Identifier" ? callee.object.name : "…"
  return `${holder}.${"name" in callee.property ? callee.property.name : ""}()`
}
