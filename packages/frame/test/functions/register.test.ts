import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test from "node:test"
import { col, config, fn, fromColumns, QueryError, registerFunction, sql } from "@heddle/frame"
import { OptionError } from "heddle"
import { jit } from "heddle/jit"

const numbers = fromColumns({ a: [1, null, 3], b: [10, 20, 30] }, { types: { a: "DOUBLE" } })
const oneDouble = { arguments: ["DOUBLE"], returns: "DOUBLE" } as const

async function valuesOf(name: string, ...columns: readonly string[]): Promise<unknown[]> {
  return (await numbers.select({ x: fn(name, ...columns.map((one) => col(one))) }).compute()).column("x")
}

test("a function is called with the values of a row, and nulls give null without a call", async () => {
  const seen: unknown[] = []
  registerFunction("plus", (a: number, b: number) => (seen.push(a), a + b), {
    arguments: ["DOUBLE", "DOUBLE"],
    returns: "DOUBLE",
  })
  assert.deepEqual(await valuesOf("plus", "a", "b"), [11, null, 33])
  assert.deepEqual(seen, [1, 3])
  registerFunction("or_zero", (a: number | null) => a ?? 0, { ...oneDouble, nullsToo: true })
  assert.deepEqual(await valuesOf("or_zero", "a"), [1, 0, 3])
})

test("SQL of one's own may call it, in any case, and aggregates and windows may be of it", async () => {
  registerFunction("Triple", (a: number) => 3 * a, oneDouble)
  assert.equal(await numbers.filter(sql`triple(a) > 5`).len(), 1)
  assert.deepEqual([...(await sql`SELECT sum(TRIPLE(a)) AS s FROM ${numbers}`.compute())], [{ s: 12 }])
})

test("many rows come in several calls", async () => {
  const count = 300_000
  const many = fromColumns({ i: Float64Array.from({ length: count }, (_, i) => i) })
  registerFunction("double_it", (x: number) => 2 * x, oneDouble)
  let most = 0
  const twice = (x: Float64Array): Float64Array => {
    most = Math.max(most, x.length)
    return x.map((one) => 2 * one)
  }
  registerFunction("double_all", twice, { ...oneDouble, vectorized: true })
  for (const name of ["double_it", "double_all"]) {
    const found = many.agg({ s: fn(name, col("i")).sum() } as never)
    assert.deepEqual([...(await found.compute())], [{ s: count * (count - 1) }])
  }
  assert.ok(most > 0 && most <= 2048)
})

test("each type comes and goes as itself", async () => {
  const day = new Date("1969-07-20")
  const moment = new Date("1969-07-20T20:17:40.123Z")
  const cases = [
    ["BIGINT", 2n ** 60n, (x: bigint) => x + 1n, 2n ** 60n + 1n],
    ["HUGEINT", 2n ** 100n, (x: bigint) => -x, -(2n ** 100n)],
    [
      "VARCHAR",
      "Zoë 🦉 and a text longer than twelve bytes",
      (x: string) => x.toUpperCase(),
      "ZOË 🦉 AND A TEXT LONGER THAN TWELVE BYTES",
    ],
    ["BOOLEAN", true, (x: boolean) => !x, false],
    ["DATE", day, (x: Date) => new Date(x.getTime() + 86_400_000), new Date("1969-07-21")],
    ["TIMESTAMP", moment, (x: Date) => new Date(x.getTime() + 1), new Date("1969-07-20T20:17:40.124Z")],
    ["SMALLINT", -7, (x: number) => x * 2, -14],
    ["FLOAT", 0.5, (x: number) => x / 2, 0.25],
  ] as const
  for (const [type, value, change, expected] of cases) {
    registerFunction("change", change as never, { arguments: [type], returns: type })
    const frame = fromColumns({ x: [value, null] }, { types: { x: type } })
    assert.deepEqual((await frame.select({ x: fn("change", col("x")) }).compute()).column("x"), [expected, null], type)
  }
})

test("a vectorized function gets typed arrays, or lists, and may be a kernel", async () => {
  const kernel = jit((x: Float64Array, out: Float64Array) => {
    for (let i = 0; i < x.length; i++) out[i] = x[i]! * x[i]!
  })
  const squares = (x: Float64Array): Float64Array => {
    const out = new Float64Array(x.length)
    kernel(x, out)
    return out
  }
  registerFunction("square", squares, { ...oneDouble, vectorized: true })
  assert.deepEqual(await valuesOf("square", "a"), [1, null, 9])
  const words = (text: readonly (string | null)[], n: BigInt64Array): string[] => text.map((one, i) => `${one}${n[i]}`)
  registerFunction("numbered", words, { arguments: ["VARCHAR", "BIGINT"], returns: "VARCHAR", vectorized: true })
  const frame = fromColumns({ t: ["a", null, "c"], n: [1, 2, null] })
  const made = frame.select({ x: fn("numbered", col("t"), col("n")) })
  assert.deepEqual((await made.compute()).column("x"), ["a1", null, null])
})

test("what it throws is what the query rejects with, and the next query runs", async () => {
  class Odd extends RangeError {}
  registerFunction("odd", (a: number) => (a > 2 ? raise(new Odd("too odd")) : a), oneDouble)
  await assert.rejects(
    valuesOf("odd", "a"),
    (error: unknown) => error instanceof Odd && error.message === "too odd" && /raise|odd/.test(error.stack!),
  )
  registerFunction("odd", (a: number) => (a > 2 ? raise("a text") : a), oneDouble)
  await assert.rejects(valuesOf("odd", "a"), (error: unknown) => error === "a text")
  assert.deepEqual(await valuesOf("odd", "b").catch(() => "rejected"), "rejected")
  assert.equal(await numbers.len(), 3)
})

function raise(error: unknown): never {
  throw error
}

test("a result of another type is said with the function's name", async () => {
  registerFunction("whole", () => 1.5, { arguments: ["DOUBLE"], returns: "INTEGER" })
  await assert.rejects(
    valuesOf("whole", "a"),
    (error: unknown) => error instanceof OptionError && /an integer from/.test(error.message),
  )
  registerFunction("late", async (a: number) => a, oneDouble)
  await assert.rejects(
    valuesOf("late", "a"),
    (error: unknown) => error instanceof OptionError && /async/.test(String(error.hint)),
  )
  registerFunction("short", () => new Float64Array(1), { ...oneDouble, vectorized: true })
  await assert.rejects(valuesOf("short", "a"), /a function that gives 3 values/)
})

test("who registers another one replaces it, whatever it takes", async () => {
  registerFunction("again", (a: number) => a + 1, oneDouble)
  assert.deepEqual(await valuesOf("again", "a"), [2, null, 4])
  registerFunction("AGAIN", (a: number, b: number) => a * b, { arguments: ["DOUBLE", "BIGINT"], returns: "DOUBLE" })
  await assert.rejects(valuesOf("again", "a"), QueryError)
  registerFunction("again", (a: number, b: number) => a * b, { arguments: ["DOUBLE", "DOUBLE"], returns: "DOUBLE" })
  assert.deepEqual(await valuesOf("again", "a", "b"), [10, null, 90])
})

test("it is there in an instance that is opened later", async (t) => {
  registerFunction("kept", (a: number) => -a, oneDouble)
  assert.deepEqual(await valuesOf("kept", "a"), [-1, null, -3])
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-functions-"))
  const before = config({ spillFolder: folder })
  t.after(() => {
    config(before)
    rmSync(folder, { recursive: true })
  })
  assert.deepEqual(await valuesOf("kept", "a"), [-1, null, -3])
})

test("queries at the same time wait for what was registered before them", async () => {
  registerFunction("soon", (a: number) => a, oneDouble)
  const found = await Promise.all(Array.from({ length: 8 }, () => valuesOf("soon", "a")))
  for (const one of found) assert.deepEqual(one, [1, null, 3])
})

test("names and options are checked", async () => {
  for (const name of ["", "a b", "1a", "x; DROP", 5]) {
    assert.throws(() => registerFunction(name as string, () => 1, oneDouble), OptionError)
  }
  assert.throws(() => registerFunction("f", 1 as never, oneDouble), OptionError)
  assert.throws(() => registerFunction("f", () => 1, { ...oneDouble, returns: "LIST" as never }), OptionError)
  assert.throws(() => registerFunction("f", () => 1, { arguments: "DOUBLE" as never, returns: "DOUBLE" }), OptionError)
  assert.throws(() => registerFunction("f", () => 1, { ...oneDouble, vectorized: true, nullsToo: true }), OptionError)
  registerFunction("Sum", () => 1, oneDouble)
  await assert.rejects(numbers.len(), /no function of DuckDB/)
  assert.equal(await numbers.len(), 3)
})
