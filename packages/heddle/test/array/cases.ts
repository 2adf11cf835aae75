import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"
import type { DType } from "../../src/array/index.ts"
import { elementsOf, fixture, numberOf, testReproduces } from "./numpy.ts"
import type { Written } from "./numpy.ts"

interface ArrayCode {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: readonly Written[]
}
type Code =
  | Written
  | boolean
  | null
  | ArrayCode
  | { readonly list: readonly Code[] }
  | { readonly options: Readonly<Record<string, Code>> }
  | { readonly text: string }

interface Case {
  readonly name: string
  readonly arguments: readonly Code[]
  readonly result: Code
  readonly tolerance?: number
  readonly note?: string
  readonly anyDtype?: boolean
}

function decoded(code: Code): unknown {
  if (typeof code === "string") return numberOf(code)
  if (typeof code !== "object" || code === null) return code
  if ("text" in code) return code.text
  if ("list" in code) return code.list.map(decoded)
  if ("options" in code)
    return Object.fromEntries(Object.entries(code.options).map(([key, one]) => [key, decoded(one)]))
  return arrayOf(code)
}

function arrayOf({ dtype, shape, data }: ArrayCode): da.NDArray {
  return new da.NDArray(elementsOf(dtype, data), shape, { dtype })
}

function functionOf(name: string): (...values: unknown[]) => unknown {
  let found: unknown = da
  for (const part of name.split(".")) found = (found as Readonly<Record<string, unknown>>)[part]
  assert.ok(typeof found === "function", `da.${name} is a function`)
  return found as (...values: unknown[]) => unknown
}

/** The arrays of a result, which may be lists of arrays, in order. */
function leaves(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(leaves)
  if (value instanceof da.LazyArray || typeof value !== "object" || value === null) return [value]
  return Object.values(value).flatMap(leaves)
}

function codes(code: Code): Code[] {
  return typeof code === "object" && code !== null && "list" in code ? code.list.flatMap(codes) : [code]
}

function near(ours: number, theirs: number, tolerance: number): boolean {
  if (Object.is(ours, theirs) || ours === theirs) return true
  return Math.abs(ours - theirs) <= tolerance * Math.max(1, Math.abs(theirs))
}

async function check(value: unknown, code: Code, { tolerance = 0, anyDtype = false }: Case): Promise<void> {
  if (!(value instanceof da.LazyArray)) {
    assert.deepEqual(value, decoded(code))
    return
  }
  const result = (await value.compute()) as unknown
  const theirs = decoded(code)
  if (!(theirs instanceof da.NDArray)) {
    assert.ok(near(Number(result), Number(theirs), tolerance), `${String(result)} is ${String(theirs)}`)
    return
  }
  const ours = result instanceof da.NDArray ? result : da.NDArray.from(result as number, value.dtype)
  assert.deepEqual(ours.shape, theirs.shape)
  if (!anyDtype) assert.equal(value.dtype, theirs.dtype)
  const [a, b] = [ours.flat(), theirs.flat()]
  for (let i = 0; i < b.length; i++) {
    const isSame = a[i] === b[i] || near(Number(a[i]), Number(b[i]), tolerance)
    assert.ok(isSame, `element ${i} is ${b[i]}, and not ${a[i]}: ${String(ours)}, which is ${String(theirs)}`)
  }
}

/** Tests that functions give what NumPy says in `fixtures/name.json`; in tiles of any size. */
export function testCases(name: string, tolerance: number = 0): void {
  testReproduces(name, tolerance)
  const seen = new Map<string, number>()
  for (const one of fixture(name) as readonly Case[]) {
    const count = (seen.get(one.name) ?? 0) + 1
    seen.set(one.name, count)
    test(`${one.name} is NumPy's, ${one.note ?? `case ${count}`}`, async (t) => {
      const before = da.config()
      t.after(() => da.config({ ...before }))
      for (const tileSize of [65_536, 5]) {
        da.config({ parallel: false, tileSize })
        const made = leaves(functionOf(one.name)(...one.arguments.map(decoded)))
        const expected = codes(one.result)
        assert.equal(made.length, expected.length)
        for (const [i, value] of made.entries()) await check(value, expected[i]!, one)
      }
    })
  }
}
