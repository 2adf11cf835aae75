import assert from "node:assert/strict"
import test from "node:test"
import { col, fromColumns, fromRows, sql, when } from "@heddle/frame"
import type { Expr } from "@heddle/frame"

const of = async (rows: readonly object[], x: Expr | object): Promise<unknown[]> =>
  (
    await fromRows(rows)
      .select({ x: x as Expr })
      .compute()
  ).column("x")

test("roots and logarithms of what has none are NaN or -Infinity, as in JavaScript and NumPy", async () => {
  const rows = [{ a: 4 }, { a: 0 }, { a: -1 }, { a: null }]
  assert.deepEqual(await of(rows, col("a").sqrt()), [2, 0, NaN, null])
  assert.deepEqual(await of(rows, col("a").log2()), [2, -Infinity, NaN, null])
  assert.deepEqual(await of(rows, col("a").log()), [Math.log(4), -Infinity, NaN, null])
  assert.deepEqual(await of(rows, col("a").log10()), [Math.log10(4), -Infinity, NaN, null])
})

test("what a RegExp finds is replaced as JavaScript writes it, and as RE2 does", async () => {
  const rows = [{ s: "Hello" }, { s: "a€b" }]
  const replaced = async (pattern: RegExp, by: string): Promise<unknown[]> =>
    of(rows, col("s").str.replace(pattern, by))
  assert.deepEqual(await replaced(/l+/, "<$&>"), ["He<ll>o", "a€b"])
  assert.deepEqual(await replaced(/(H)(e)/, "$2$1$3"), ["eH$3llo", "a€b"])
  assert.deepEqual(await replaced(/(H)(e)/, "\\2\\1"), ["eHllo", "a€b"])
  assert.deepEqual(await replaced(/€/, "$"), ["Hello", "a$b"])
  assert.deepEqual(await replaced(/€/, "$$1"), ["Hello", "a$1b"])
})

test("isin takes a list, and nothing that is a value by itself", () => {
  for (const value of [5, "abc", null, undefined, {}]) {
    assert.throws(() => col("a").isin(value as never), { code: "HEDDLE_OPTION", option: "values" })
  }
})

test("conditions without otherwise are null where none holds", async () => {
  const rows = [{ a: 1 }, { a: 5 }, { a: null }]
  assert.deepEqual(await of(rows, when(col("a").gt(3)).then("large")), [null, "large", null])
  const made = fromRows(rows).assign({ x: when(col("a").gt(3)).then("large").when(col("a").gt(0)).then("small") })
  const [first] = await made.compute()
  const x: string | null | undefined = first?.x
  assert.equal(x, "small")
})

test("sql is a template, and says so", () => {
  assert.throws(() => sql("SELECT 1" as never), { code: "HEDDLE_OPTION", option: "sql" })
})

test("pandas' names of types lead to DuckDB's", () => {
  for (const [theirs, own] of [
    ["float64", "DOUBLE"],
    ["str", "VARCHAR"],
    ["datetime64[ns]", "TIMESTAMP"],
  ] as const) {
    assert.throws(() => col("a").astype(theirs), { option: "type", hint: `did you mean "${own}"?` })
  }
})

test("ranks by coming first are given in the order of the rows, which stay in it", async () => {
  const count = 20_000
  const places = fromColumns({ i: Int32Array.from({ length: count }, (_, i) => i), v: new Float64Array(count) })
  const ranked = await places.assign({ rank: (c) => c.v.rank({ method: "first" }) }).compute()
  assert.ok(ranked.every(({ i, rank }, at) => i === at && rank === at + 1))
  const rows = [{ v: 2 }, { v: null }, { v: 1 }, { v: 2 }]
  assert.deepEqual(await of(rows, col("v").rank({ method: "first", ascending: false })), [1, null, 3, 2])
})
