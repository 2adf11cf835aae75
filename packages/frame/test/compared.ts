import assert from "node:assert/strict"
import { inspect } from "node:util"

/** How far numbers may be from each other: a share of the greater. */
const tolerance = 1e-12

export function isClose(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
}

/** Are two values equal? Numbers nearly; a bigint is the number that it is. */
export function agrees(found: unknown, expected: unknown): boolean {
  if (Array.isArray(found) && Array.isArray(expected)) {
    return found.length === expected.length && found.every((one, i) => agrees(one, expected[i]))
  }
  if (found instanceof Date && expected instanceof Date) return found.getTime() === expected.getTime()
  if (typeof found === "number" && typeof expected === "number") return isClose(found, expected)
  if (typeof found === "bigint" || typeof expected === "bigint") return String(found) === String(expected)
  return Object.is(found, expected)
}

/** Rows as lists in one order. */
export function inOneOrder(rows: readonly (readonly unknown[])[]): (readonly unknown[])[] {
  return rows
    .map((row) => [row.map(keyOf).join("\t"), row] as const)
    .toSorted(byKey)
    .map(([, row]) => row)
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Numbers to fewer digits than they may differ in. */
function keyOf(value: unknown): string {
  return typeof value === "number" ? value.toPrecision(9) : inspect(value)
}

/** Throws where rows are others, and shows both. */
export function assertRows(found: readonly (readonly unknown[])[], expected: readonly (readonly unknown[])[]): void {
  if (agrees(found, expected)) return
  // What differs by rounding alone is not shown as different.
  const own = found.map((row, i) => row.map((value, j) => (agrees(value, expected[i]?.[j]) ? expected[i]![j] : value)))
  assert.deepEqual(own, expected)
  assert.fail("values differ in kind")
}
