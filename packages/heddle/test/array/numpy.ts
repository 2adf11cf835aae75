import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import test from "node:test"
import { arrayOf } from "../../src/array/dtype/index.ts"
import type { DType, Elements } from "../../src/array/dtype/index.ts"
import { python } from "./python.ts"

/** A number of a fixture: NaN and infinities are words, and integers beyond 2^53 digits. */
export type Written = number | string

function path(name: string): string {
  return new URL(`fixtures/${name}`, import.meta.url).pathname
}

/** What NumPy said, from `fixtures/name.json`. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(path(`${name}.json`), "utf8"))
}

/** Why NumPy cannot be asked; undefined: it can. */
function missing(): string | undefined {
  const { error, status, stdout } = spawnSync(python, ["-c", "import numpy; print(numpy.__version__)"])
  if (error !== undefined || status !== 0) return `there is no ${python} with numpy (PYTHON names another)`
  const version = String(stdout).trim()
  return Number.parseFloat(version) >= 2 ? undefined : `numpy ${version} is older than 2`
}

/** A test that the script beside a fixture writes that fixture; where it computes with the machine's BLAS, nearly. */
export function testReproduces(name: string, tolerance: number = 0): void {
  test(`${name}.json is what NumPy gives today`, { skip: missing() ?? false }, () => {
    const { stdout, stderr, status } = spawnSync(python, [path(`${name}.py`)], { encoding: "utf8", maxBuffer: 2 ** 28 })
    assert.equal(status, 0, stderr)
    const [today, then] = [JSON.parse(stdout) as unknown, fixture(name)]
    if (tolerance === 0) assert.deepEqual(today, then)
    else assertNear(today, then, tolerance)
  })
}

/** Numbers of any depth, each relative to its own size, or to 1 where that is greater. */
function assertNear(today: unknown, then: unknown, tolerance: number): void {
  if (typeof today === "number" && typeof then === "number") {
    assert.ok(Math.abs(today - then) <= tolerance * Math.max(1, Math.abs(then)), `${today} is not ${then}`)
  } else if (typeof today === "object" && today !== null && typeof then === "object" && then !== null) {
    assert.deepEqual(Object.keys(today), Object.keys(then))
    for (const [key, value] of Object.entries(today)) {
      assertNear(value, (then as Readonly<Record<string, unknown>>)[key], tolerance)
    }
  } else assert.deepEqual(today, then)
}

export function numberOf(written: Written): number {
  return typeof written === "number"
    ? written
    : written === "nan"
      ? Number.NaN
      : Number(written.replace("inf", "Infinity"))
}

export function numbersOf(list: readonly Written[]): Float64Array<ArrayBuffer> {
  return Float64Array.from(list, numberOf)
}

export function elementsOf(dtype: DType, list: readonly Written[]): Elements {
  const elements = arrayOf(dtype, list.length)
  for (const [i, one] of list.entries())
    (elements as Float64Array)[i] = (dtype === "int64" ? BigInt(one) : numberOf(one)) as number
  return elements
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Elements in pieces of any length, none too. */
export function cut<E extends Elements>(elements: E, random: () => number): E[] {
  const pieces: E[] = []
  for (let from = 0; from < elements.length || pieces.length === 0;) {
    const to = Math.min(elements.length, from + Math.floor(random() ** 2 * (elements.length + 1)))
    pieces.push(elements.subarray(from, to) as E)
    from = to
  }
  return pieces
}

/** Data with what is hard to order: NaN, zeros of both signs, infinities, ties, and numbers of all sizes. */
export function hardNumbers(length: number, random: () => number): Float64Array<ArrayBuffer> {
  const special = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1.5, -1.5]
  return Float64Array.from({ length }, () => {
    const kind = random()
    if (kind < 0.15) return special[Math.floor(random() * special.length)]!
    if (kind < 0.4) return Math.floor(random() * 20) - 10
    return (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20)
  })
}

/** As elements of a type: those that it lacks are others. */
export function asType(dtype: DType, numbers: Float64Array): Elements {
  const elements = arrayOf(dtype, numbers.length)
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!
    const large = Number.isFinite(value) ? BigInt(Math.trunc(Math.max(-9e18, Math.min(9e18, value)))) : BigInt(i % 3)
    ;(elements as Float64Array)[i] = (dtype === "int64" ? large : value) as number
  }
  return elements
}

/** The plain order: ascending, -0 before 0, NaN last. */
export function compare(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1
  if (a > b) return 1
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return Number(Object.is(b, -0)) - Number(Object.is(a, -0))
}
