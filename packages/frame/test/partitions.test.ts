import assert from "node:assert/strict"
import test, { suite } from "node:test"
import { Pool } from "heddle"
import { jit } from "heddle/jit"
import { col, fromColumns, fromRows } from "@heddle/frame"

const rows = 1000
const numbers = fromColumns({
  i: Array.from({ length: rows }, (_, i) => i),
  x: Float64Array.from({ length: rows }, (_, i) => i / 2),
})
/** Several parts: DuckDB's chunks have 2048 rows at most, and more than one group of rows. */
const long = fromColumns({ i: Int32Array.from({ length: 10_000 }, (_, i) => i) })

suite("mapPartitions", () => {
  test("gives columns, and keeps what closures capture", async () => {
    const factor = 3
    const made = numbers.mapPartitions(({ x }) => ({ y: x.map((a) => a * factor) }))
    const { y } = await made.toTypedArrays()
    assert.ok(y instanceof Float64Array)
    assert.deepEqual([...y.slice(0, 3), y.length], [0, 1.5, 3, rows])
    assert.deepEqual(await made.agg({ y: ["sum"] }).compute(), [{ y_sum: (3 * rows * (rows - 1)) / 4 }])
  })

  test("parts stay in order, and are told which they are", async () => {
    const made = long.mapPartitions(({ i }, { index, rows }) => [{ index, rows, first: i[0], last: i.at(-1) }], {
      rows: 2048,
    })
    const parts = await made.compute()
    assert.equal(parts.length, 5)
    assert.deepEqual(
      parts.map(({ index }) => index),
      [0, 1, 2, 3, 4],
    )
    for (const [n, { first, last, rows }] of parts.entries()) {
      assert.equal(first, n * 2048)
      assert.equal(last, Math.min(10_000, (n + 1) * 2048) - 1)
      assert.equal(rows, last - first + 1)
    }
    const all = (await long.mapPartitions(({ i }) => ({ i }), { rows: 2048 }).toTypedArrays()).i
    assert.deepEqual([...all], [...Array(10_000).keys()])
  })

  test("functions may be async, and kernels run in them", async () => {
    const half = jit((x: Float64Array, out: Float64Array) => {
      for (let i = 0; i < x.length; i++) out[i] = x[i]! / 2
    })
    const made = numbers.mapPartitions(async ({ x }) => {
      await null
      const out = new Float64Array(x.length)
      half(x, out)
      return { out }
    })
    assert.deepEqual(await made.nlargest(1, "out").compute(), [{ out: (rows - 1) / 4 }])
  })

  test("strings, nulls, booleans, dates and rows go in and come out", async () => {
    const day = new Date("2024-02-29T12:00:00Z")
    const frame = fromRows([
      { s: "ä", b: true, d: day, n: 1 },
      { s: null, b: null, d: null, n: null },
    ])
    const seen = frame.mapPartitions(({ s, b, d, n }) =>
      s.map((text, i) => ({ s: text, b: b[i], d: Number.isNaN(d[i]) ? null : new Date(d[i]!), n: n[i] })),
    )
    assert.deepEqual(await seen.compute(), [
      { s: "ä", b: 1, d: day, n: 1 },
      { s: null, b: null, d: null, n: null },
    ])
  })

  test("a frame without rows is one part, so that columns are known", async () => {
    const none = numbers.filter(col("i").lt(0)).mapPartitions(({ x }) => ({ y: x }))
    assert.deepEqual(await none.compute(), [])
    assert.deepEqual((await none.typed()).columns, ["y"])
  })

  test("columns that are given have those types, and TypeScript knows them", async () => {
    const made = numbers.mapPartitions(({ i }) => ({ i: Array.from(i, String) }), { columns: { i: "INTEGER" } })
    assert.deepEqual(made.dtypes, { i: "INTEGER" })
    const [first]: { i: number | null }[] = await made.compute()
    assert.equal(first!.i, 0)
  })

  test("verbs go on behind it", async () => {
    const made = numbers.mapPartitions(({ i }) => ({ i, even: Array.from(i, (one) => one % 2 === 0) }))
    assert.deepEqual(await made.groupby("even").size().compute(), [
      { even: false, size: 500 },
      { even: true, size: 500 },
    ])
  })

  test("what a function throws arrives as it was thrown", async () => {
    class Odd extends RangeError {}
    const made = numbers.mapPartitions(() => {
      throw new RangeError("odd", { cause: "why" })
    })
    for (const run of [made.compute(), made.toTypedArrays()]) {
      await assert.rejects(run, (error: RangeError) => error instanceof RangeError && error.cause === "why")
    }
    assert.ok(Odd)
    assert.equal(await numbers.len(), rows)
  })

  test("what is no columns is an error that says so", async () => {
    for (const result of [1, "text", null, new Float64Array(1), [1]] as never[]) {
      await assert.rejects(numbers.mapPartitions(() => result).compute(), { code: "HEDDLE_OPTION" }, String(result))
    }
    await assert.rejects(numbers.mapPartitions(() => ({ a: [1], b: [1, 2] })).compute(), /as long as the others/)
    assert.throws(() => numbers.mapPartitions(1 as never), { code: "HEDDLE_OPTION" })
    assert.throws(() => numbers.mapPartitions(() => ({}), { chunkSize: 1 } as never), /did you mean `rows`/)
  })

  test("an abort ends it", async () => {
    const controller = new AbortController()
    const made = long.mapPartitions(({ i }) => ({ i }), { rows: 2048 })
    controller.abort(new Error("enough"))
    await assert.rejects(made.compute({ signal: controller.signal }), { name: "AbortError" })
    await assert.rejects(made.toTypedArrays({ signal: controller.signal }), { name: "AbortError" })
  })

  test("a pool of one's own runs it, of processes too", async () => {
    await using pool = new Pool({ workers: 1, backend: "processes" })
    const made = numbers.mapPartitions(({ x }) => ({ pid: [process.pid], sum: [x.reduce((a, b) => a + b, 0)] }), {
      pool,
    })
    const [row] = await made.compute()
    assert.notEqual(row.pid, process.pid)
    assert.equal(row.sum, (rows * (rows - 1)) / 4)
  })
})

suite("apply", () => {
  test("adds a column, and leaves the others as they are", async () => {
    const frame = fromRows([
      { day: new Date("2024-01-01T00:00:00Z"), big: 2n ** 60n, v: 4 },
      { day: null, big: 1n, v: 9 },
    ])
    const made = frame.apply("v", (v) => v.map(Math.sqrt), { as: "root" })
    assert.deepEqual(await made.compute(), [
      { day: new Date("2024-01-01T00:00:00Z"), big: 2n ** 60n, v: 4, root: 2 },
      { day: null, big: 1, v: 9, root: 3 },
    ])
  })

  test("takes several columns, replaces one, and rows stay together over many parts", async () => {
    const made = long.assign({ j: (c) => c.i.mul(2) }).apply(["i", "j"], (i, j) => i.map((a, n) => a + j[n]!), {
      as: "j",
      rows: 2048,
    })
    assert.deepEqual(made.columns, ["i", "j"])
    assert.equal(await made.filter(col("j").ne(col("i").mul(3))).len(), 0)
    assert.equal(await made.len(), 10_000)
  })

  test("keeps sums of 128 bits", async () => {
    const sums = fromRows([
      { k: 1, v: 2n ** 62n },
      { k: 1, v: 2n ** 62n },
      { k: 1, v: 2n ** 62n },
    ])
      .groupby("k")
      .sum()
    assert.deepEqual(await sums.apply("k", (k) => k, { as: "n" }).compute(), [{ k: 1, v: 3n * 2n ** 62n, n: 1 }])
  })
})
