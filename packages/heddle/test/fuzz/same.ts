import { assertSame } from "../wire/crossing.ts"

/** Words for the difference between two values, undefined if they are the same in every respect. */
export function difference(actual: unknown, expected: unknown): string | undefined {
  if (expected instanceof Error) return errorDifference(actual, expected)
  try {
    assertSame(actual, expected)
    return undefined
  } catch (error) {
    return shorten((error as Error).message)
  }
}

/** What was thrown in a worker, or given as a value there: its stack alone may differ. */
function errorDifference(actual: unknown, expected: Error): string | undefined {
  if (!(actual instanceof Error)) return `${show(actual)} instead of ${show(expected)}`
  for (const key of ["constructor", "name", "message", "code", "id"]) {
    const [a, b]: [unknown, unknown] = [Reflect.get(actual, key), Reflect.get(expected, key)]
    if (!Object.is(a, b)) return `${key}: ${show(a)} instead of ${show(b)}`
  }
  for (const key of ["cause", "errors"]) {
    const [a, b]: [unknown, unknown] = [Reflect.get(actual, key), Reflect.get(expected, key)]
    const inner = Array.isArray(b) ? listDifference(a, b) : difference(a, b)
    if (inner !== undefined) return `${key}: ${inner}`
  }
  return undefined
}

function listDifference(actual: unknown, expected: readonly unknown[]): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length) return `${show(actual)} instead of a list`
  return expected.map((one, i) => difference(actual[i], one)).find((text) => text !== undefined)
}

/** A value in few words. */
export function show(value: unknown): string {
  if (value instanceof Error) return shorten(`${value.name}: ${value.message}`)
  if (typeof value === "string") return `${JSON.stringify(value.slice(0, 60))} (${value.length})`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`
  if (Array.isArray(value)) return `an array of ${value.length}: ${shorten(value.slice(0, 5).map(show).join(", "))}`
  if (typeof value === "object" && value !== null)
    return `${Object.prototype.toString.call(value)} ${Object.keys(value).slice(0, 5).join(",")}`
  return Object.is(value, -0) ? "-0" : String(value)
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
