import assert from "node:assert/strict"
import test, { after, suite } from "node:test"
import { AbortError, currentTask, Pool } from "heddle"
import { jit, vectorize } from "heddle/jit"
import { col, fromColumns, fromRows, sql } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

/** Of several chunks of DuckDB's, so that there are several parts. */
const count = 10_000
const frame = fromColumns({
  i: Int32Array.from({ length: count }, (_, i) => i),
  x: Float64Array.from({ length: count }, (_, i) => i / 4),
})
const rows = 2048
const indices = Array.from({ length: count }, (_, i) => i)

const threads = new Pool({ workers: 2, backend: "threads" })
const processes = new Pool({ workers: 2, backend: "processes" })
after(async () => {
  await threads.close()
  await processes.close()
})

for (const [name, pool] of Object.entries({ threads, processes, inline: new Pool({ backend: "inline" }) })) {
  suite(`mapPartitions on ${name}`, () => {
    test("parts are several, and stay in order", async () => {
      const made = frame.mapPartitions(
        ({ i }, { index, rows }) => ({
          i,
          index: Int32Array.from(i, () => index),
          rows: Int32Array.from(i, () => rows),
        }),
        { pool, rows },
      )
      const table = await made.compute()
      assert.deepEqual(table.column("i" as never), indices)
      const parts = [...new Set(table.column("index" as never) as number[])]
      assert.ok(parts.length > 2, String(parts))
      assert.deepEqual(
        parts,
        parts.map((_, i) => i),
      )
      const { i, rows: lengths } = (await made.toTypedArrays()) as Record<string, Int32Array>
      assert.deepEqual([...i!], indices)
      assert.equal(lengths![0], table.column("index" as never).filter((one) => one === 0).length)
    })

    test("functions are async, and have captured values", async () => {
      const scale = 3
      const names = { odd: "odd", even: "even" }
      const made = frame.mapPartitions(
        async ({ i }) => {
          await Promise.resolve()
          return {
            tripled: Float64Array.from(i, (one) => scale * one),
            kind: Array.from(i, (one) => (one % 2 ? names.odd : names.even)),
          }
        },
        { pool, rows },
      )
      const counts = await made.groupby("kind").agg({ tripled: "sum" }).compute()
      assert.deepEqual(
        [...counts],
        [
          { kind: "even", tripled_sum: 3 * (4999 * 5000) },
          { kind: "odd", tripled_sum: 3 * 5000 * 5000 },
        ],
      )
    })

    test("rows are a result too, and rows may be fewer, more or none", async () => {
      const some = frame.mapPartitions(
        function* ({ i }) {
          for (const one of i) if (one % 1000 === 0) for (const half of ["a", null]) yield { i: one, half }
        },
        { pool, rows },
      )
      const expected = indices
        .filter((i) => i % 1000 === 0)
        .flatMap((i) => [
          { i, half: "a" },
          { i, half: null },
        ])
      assert.deepEqual([...(await some.compute())], expected)
      const none = frame.mapPartitions(() => ({ a: new Float64Array(0) }), { pool, rows })
      assert.deepEqual([...(await none.compute())], [])
      assert.equal((await none.toTypedArrays())["a"]!.length, 0)
    })

    test("parts may have no rows", async () => {
      const last = frame.mapPartitions(
        ({ i }) =>
          Array.from(i, Number)
            .filter((one) => one > 9_997)
            .map((one) => ({ one, s: "x" })),
        { pool, rows },
      )
      assert.deepEqual(
        [...(await last.compute())],
        [
          { one: 9998, s: "x" },
          { one: 9999, s: "x" },
        ],
      )
      assert.deepEqual(await last.toColumns(), { one: [9998, 9999], s: ["x", "x"] })
      const none = frame.mapPartitions(() => [], { pool, rows, columns: { a: "DATE" } })
      assert.deepEqual((await none.compute()).columns, ["a"])
      await assert.rejects(frame.mapPartitions(() => [], { pool, rows }).compute(), /what columns there are/)
    })

    test("kernels", async () => {
      const fill = jit((x: Float64Array, out: Float64Array) => {
        for (let i = 0; i < x.length; i++) out[i] = x[i]! / 2 + 1
      })
      const plus = vectorize((a: number) => a / 2 + 1)
      const halves = (x: Float64Array): Float64Array => {
        const out = new Float64Array(x.length)
        fill(x, out)
        return out
      }
      const made = frame.mapPartitions(({ x }) => ({ half: halves(x) }), { pool, rows })
      const { half } = (await made.toTypedArrays()) as { half: Float64Array }
      assert.deepEqual(
        [...half],
        indices.map((i) => i / 8 + 1),
      )
      const applied = await frame.apply("x", (x) => halves(x), { as: "half", pool, rows }).compute()
      assert.deepEqual(applied.column("half"), [...half])
      const vectors = frame.mapPartitions(({ x }) => ({ half: plus(x) }), { pool, rows })
      assert.deepEqual((await vectors.toTypedArrays())["half"], half)
      assert.deepEqual(applied.column("i"), indices)
    })

    test("what a function throws arrives as it was thrown", async () => {
      class Refused extends RangeError {
        readonly part: number
        constructor(part: number) {
          super(`not part ${part}`)
          this.name = "Refused"
          this.part = part
        }
      }
      const failing = frame.mapPartitions(
        (_, { index }) => {
          if (index === 2) throw new Refused(index)
          return { a: [index] }
        },
        { pool, rows },
      )
      for (const call of [() => failing.compute(), () => failing.toTypedArrays(), () => failing.sum().compute()]) {
        await assert.rejects(call, (error: unknown) => {
          assert.ok(error instanceof Error)
          assert.equal(error.message, "not part 2")
          assert.equal((error as { readonly part?: number }).part, 2)
          return true
        })
      }
      await assert.rejects(
        frame
          .apply(
            "i",
            () => {
              throw new TypeError("mine")
            },
            { as: "z", pool },
          )
          .compute(),
        { name: "TypeError", message: "mine" },
      )
      assert.equal(await frame.len(), count)
    })

    test("no rows are one part without any", async () => {
      const empty = frame.filter((c) => c.i.lt(0))
      const seen = empty.mapPartitions(({ i }, info) => [{ length: i.length, ...info }], { pool, rows })
      assert.deepEqual([...(await seen.compute())], [{ length: 0, index: 0, rows: 0 }])
      const same = empty.mapPartitions(({ x }) => ({ x }), { pool, columns: { x: "DOUBLE" } })
      assert.deepEqual([...(await same.compute())], [])
      assert.equal(await empty.apply("x", (x) => x, { as: "y", pool }).len(), 0)
    })

    test("dates, texts, booleans, lists and nulls", async () => {
      const day = new Date("2024-02-29T12:34:56.789Z")
      const given = [
        { d: day, s: "ünï\0🙂", b: true, n: 1.5, l: [1, 2], big: 2n ** 60n, o: { a: 1, b: "x" } },
        { d: null, s: null, b: null, n: null, l: null, big: null, o: null },
        { d: new Date(0), s: "", b: false, n: -0.5, l: [], big: -1n, o: { a: null, b: "" } },
      ]
      const all = fromRows(given)
      const same = all.mapPartitions((columns) => columns as never, {
        pool,
        columns: {
          d: "TIMESTAMP",
          s: "VARCHAR",
          b: "BOOLEAN",
          n: "DOUBLE",
          l: "BIGINT[]",
          big: "BIGINT",
          o: "STRUCT(a BIGINT, b VARCHAR)",
        },
      })
      assert.deepEqual([...(await same.compute())], [...(await all.compute())])
      const rowsBack = all.mapPartitions(({ s, n }) => s.map((text, i) => ({ text, n: n[i] })), { pool })
      assert.deepEqual(
        [...(await rowsBack.compute())],
        given.map(({ s, n }) => ({ text: s, n })),
      )
    })

    test("an abort ends it", async () => {
      const control = new AbortController()
      const endless = frame.mapPartitions(
        async ({ i }) => {
          const { signal } = currentTask()
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)))
          return { i }
        },
        { pool, rows },
      )
      const running = endless.compute({ signal: control.signal })
      setImmediate(() => control.abort())
      await assert.rejects(running, AbortError)
      await assert.rejects(endless.compute({ signal: AbortSignal.abort() }), AbortError)
      assert.equal(await frame.mapPartitions(({ i }) => ({ i }), { pool, rows }).len(), count)
    })
  })
}

suite("mapPartitions", () => {
  const small = fromColumns({ a: new Float64Array([1, 2, 3]), b: ["x", "y", null] })

  test("runs on the default pool", async () => {
    assert.deepEqual(
      [...(await small.mapPartitions(({ a }) => ({ c: Float64Array.from(a, (x) => 2 * x) })).compute())],
      [{ c: 2 }, { c: 4 }, { c: 6 }],
    )
  })
  test("its result has verbs, and can be one of a merge", async () => {
    const made = small.mapPartitions(({ a }) => ({ a, c: Float64Array.from(a, (x) => 10 * x) }), {
      columns: { a: "DOUBLE", c: "DOUBLE" },
    })
    assert.deepEqual(
      [
        ...(await made
          .filter((c) => c.c.gt(10))
          .sum()
          .compute()),
      ],
      [{ a: 5, c: 50 }],
    )
    const both = small.merge(made, { on: "a" }).sortValues("a")
    assert.deepEqual(
      [...(await both.compute())],
      [
        { a: 1, b: "x", c: 10 },
        { a: 2, b: "y", c: 20 },
        { a: 3, b: null, c: 30 },
      ],
    )
    assert.deepEqual(
      [...(await made.concat(made).groupby("a").count().compute())],
      [
        { a: 1, c: 2 },
        { a: 2, c: 2 },
        { a: 3, c: 2 },
      ],
    )
  })
  test("a function whose rows are used at several places runs once", async () => {
    const runs: number[] = []
    const made = small.mapPartitions(
      ({ a }) => {
        runs.push(a.length)
        return { a, half: a.map((x) => x / 2) }
      },
      { pool: new Pool({ backend: "inline" }) },
    )
    assert.deepEqual([...(await made.merge(made.groupby("a").size(), { on: "a" }).tail(1).compute())].length, 1)
    assert.deepEqual(runs, [3])
  })
  test("a function after a function", async () => {
    const twice = small
      .mapPartitions(({ a }) => ({ a: Float64Array.from(a, (x) => 2 * x) }))
      .mapPartitions(({ a }) => ({ a: Float64Array.from(a, (x) => Number(x) + 1) }))
    assert.deepEqual([...(await twice.toTypedArrays())["a"]!], [3, 5, 7])
  })
  test("several columns of apply", async () => {
    const made = small.apply(
      ["a", "b"],
      (a, b) => Array.from(a as ArrayLike<number>, (x, i) => `${x}${(b as string[])[i]}`),
      { as: "s", type: "VARCHAR" },
    )
    assert.deepEqual((await made.compute()).column("s" as never), ["1x", "2y", "3null"])
  })
  test("apply in the place of a column, beside integers of 128 bits", async () => {
    const wide = sql`SELECT 1.5 AS a, 2::HUGEINT ** 100 AS w, (2::HUGEINT << 100) AS big`.apply(
      "a",
      (a) => Float64Array.from(a as ArrayLike<number>, (x) => x * 2),
      { as: "a" },
    )
    const [row] = await wide.compute()
    assert.equal(row!["a"], 3)
    assert.equal(row!["big"], 2n ** 101n)
  })
  test("what a function gives is checked", async () => {
    const wrong: readonly unknown[] = [
      null,
      1,
      "x",
      undefined,
      new Date(),
      new Float64Array(1),
      [1],
      [null],
      {},
      { a: 1 },
      { a: [1], b: [1, 2] },
    ]
    for (const value of wrong) {
      await assert.rejects(
        small.mapPartitions(() => value as never).compute(),
        { code: "HEDDLE_OPTION" },
        String(value),
      )
    }
    assert.throws(() => small.mapPartitions(1 as never), { code: "HEDDLE_OPTION" })
    assert.throws(() => small.mapPartitions(() => [], { rows: 0 }), { code: "HEDDLE_OPTION" })
    assert.throws(() => small.mapPartitions(() => [], { chunk: 1 } as never), { code: "HEDDLE_OPTION" })
    assert.throws(() => small.apply("a", (a) => a, { as: "" }), { code: "HEDDLE_OPTION" })
    await assert.rejects(small.apply("a", () => [1], { as: "z" }).compute(), { code: "HEDDLE_OPTION" })
  })
  test("columns that are said are converted, or refused", async () => {
    const made = small.mapPartitions(({ a }) => ({ d: Array.from(a, () => "2024-01-02") }), { columns: { d: "DATE" } })
    assert.deepEqual((await made.compute())[0]!.d, new Date("2024-01-02"))
    const other = small.mapPartitions(({ a }) => ({ z: a }), { columns: { d: "DATE" } })
    await assert.rejects(other.compute(), { code: "HEDDLE_OPTION" })
  })
  test("parts whose columns have other types are told, or are one", async () => {
    const made = (frame as Frame).mapPartitions((_, { index }) => (index === 0 ? { v: [1] } : { v: [0.5] }), { rows })
    const table = await made.compute()
    assert.deepEqual(table.column("v" as never).slice(0, 2), [1, 0.5])
  })
  test("dates that are null in the first part", async () => {
    const made = (frame as Frame).mapPartitions((_, { index }) => [{ d: index === 0 ? null : new Date(index) }], {
      rows,
      columns: { d: "TIMESTAMP" },
    })
    const found = (await made.compute()).column("d" as never)
    assert.deepEqual(found.slice(0, 3), [null, new Date(1), new Date(2)])
  })
  test("a column without a value in some parts, or in all, has the type of the others", async () => {
    const day = new Date("2024-01-02T00:00:00Z")
    const made = (frame as Frame).mapPartitions(
      (_, { index }) => [{ none: null, d: index === 1 ? day : null, l: index === 2 ? [1] : null, index }],
      { rows },
    )
    const table = await made.compute()
    assert.deepEqual(table.columns, ["none", "d", "l", "index"])
    assert.deepEqual(table.slice(0, 3), [
      { none: null, d: null, l: null, index: 0 },
      { none: null, d: day, l: null, index: 1 },
      { none: null, d: null, l: [1], index: 2 },
    ])
  })
  test("order is that of what comes in", async () => {
    const made = frame.sortValues("i", { ascending: false }).mapPartitions(({ i }) => ({ i }), { rows })
    assert.deepEqual((await made.compute()).column("i" as never), indices.toReversed())
    assert.deepEqual(
      (
        await frame
          .assign({ j: col("i").mul(2) })
          .filter((c) => c.i.gt(9_990))
          .apply("j", (j) => j, { as: "k" })
          .compute()
      ).column("k"),
      [9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999].map((i) => 2 * i),
    )
  })
})
