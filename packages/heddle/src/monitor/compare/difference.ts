import { inspect, isDeepStrictEqual } from "node:util"
import type { Equal } from "./options.ts"

/** Where two results differ, in words: `at [3].x: 5, not 6`; undefined: they count as the same. */
export function difference(expected: unknown, value: unknown, equal: Equal): string | undefined {
  if (equal === false) return undefined
  if (typeof equal === "function") return equal(expected, value) ? undefined : place("", expected, value)
  const tolerance = equal === true ? 0 : equal
  if (tolerance === 0 && isDeepStrictEqual(expected, value)) return undefined
  return find(expected, value, tolerance, "")
}

function find(a: unknown, b: unknown, tolerance: number, path: string): string | undefined {
  if (typeof a === "number" && typeof b === "number") return isNear(a, b, tolerance) ? undefined : place(path, a, b)
  if (!isPlain(a) || !isPlain(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
    return isDeepStrictEqual(a, b) ? undefined : place(path, a, b)
  }
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return `${place(path, a, b)}: ${b.length} elements, not ${a.length}`
    for (let i = 0; i < a.length; i++) {
      const inner = find(a[i], b[i], tolerance, `${path}[${i}]`)
      if (inner !== undefined) return inner
    }
    return undefined
  }
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  if (keys.length !== others.length) return place(path, a, b)
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return place(path, a, b)
    const inner = find(a[key], b[key], tolerance, `${path}${step(key)}`)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** What is looked into: arrays, typed arrays, objects. The contents of Maps and the like are compared as a whole. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false
  if (Array.isArray(value)) return true
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isNear(a: number, b: number, tolerance: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value)
}

function step(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

function place(path: string, expected: unknown, value: unknown): string {
  return `${path === "" ? "" : `at ${path}: `}${brief(value)}, not ${brief(expected)}`
}

function brief(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 4, maxStringLength: 40 })
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}
