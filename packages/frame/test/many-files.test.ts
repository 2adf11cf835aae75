import assert from "node:assert/strict"
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after, suite } from "node:test"
import { col, fromRows, readCsv, readJson, readParquet, sql } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

const folder = mkdtempSync(path.join(tmpdir(), "frame-many-"))
after(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

suite("several files", () => {
  test("one of them has a header only, in one all values are missing", async () => {
    write("sales_0.csv", "key,v\na,1\nb,2\n")
    write("sales_1.csv", "key,v\n")
    write("sales_2.csv", "key,v\n,\n,\n")
    write("sales_3.csv", "key,v\na,\nb,5\n")
    const frame = readCsv(path.join(folder, "sales_*.csv"), { columns: { key: "VARCHAR", v: "BIGINT" } })
    assert.deepEqual(
      [...(await frame.groupby("key").sum().compute())],
      [
        { key: "a", v: 1 },
        { key: "b", v: 7 },
      ],
    )
    assert.deepEqual(
      [
        ...(await frame
          .groupby("key", { dropna: false })
          .agg({ v: ["count", "mean"] })
          .compute()),
      ],
      [
        { key: "a", v_count: 1, v_mean: 1 },
        { key: "b", v_count: 2, v_mean: 3.5 },
        { key: null, v_count: 0, v_mean: null },
      ],
    )
    assert.equal(await frame.len(), 6)
  })
  test("a later file has a float where others have integers: it is read, or the error says what helps", async () => {
    write("late_0.csv", `key,v\n${"a,1\n".repeat(2000)}`)
    write("late_1.csv", `key,v\n${"a,1\n".repeat(60_000)}b,1.5\n`)
    const frame = readCsv([path.join(folder, "late_0.csv"), path.join(folder, "late_1.csv")])
    const outcome = await frame
      .groupby("key")
      .mean()
      .compute()
      .then(
        (rows) => [...rows],
        (error: unknown) => error as Error & { readonly column?: string; readonly hint?: string },
      )
    if (Array.isArray(outcome))
      assert.deepEqual(outcome, [
        { key: "a", v: 1 },
        { key: "b", v: 1.5 },
      ])
    else {
      assert.equal((outcome as { readonly code?: string }).code, "HEDDLE_CSV")
      assert.equal(outcome.column, "v")
      assert.match(outcome.hint ?? "", /type/)
    }
  })
  test("merge, then groupby of the key, of 129 files", async () => {
    for (let i = 0; i < 129; i++) write(`part_${i}.csv`, `id,v\n${i},${i * 2}\n`)
    const parts = readCsv(path.join(folder, "part_*.csv"), { columns: { id: "BIGINT", v: "BIGINT" } })
    const other = fromRows(Array.from({ length: 129 }, (_, i) => ({ id: i, w: i % 3 })))
    const both = parts.merge(other, { on: "id" })
    assert.equal(await both.len(), 129)
    assert.deepEqual(
      [...(await both.groupby("w").agg({ v: "sum" }).compute())],
      [
        { w: 0, v_sum: 2 * 2709 },
        { w: 1, v_sum: 2 * 2752 },
        { w: 2, v_sum: 2 * 2795 },
      ],
    )
  })
  test("what is written comes back, in all formats", async () => {
    const frame = fromRows([
      { i: 1, s: 'a,b\n"c"', d: new Date("2024-02-29"), x: 0.1 },
      { i: 2, s: null, d: null, x: null },
      { i: 3, s: "ünï🙂", d: new Date(0), x: -1e300 },
    ])
    const rows = [...(await frame.compute())]
    const to = (name: string): string => path.join(folder, name)
    await frame.toParquet(to("all.parquet"), { compression: "zstd" })
    assert.deepEqual([...(await readParquet(to("all.parquet")).compute())], rows)
    await frame.toCsv(to("all.csv"))
    const types = { i: "BIGINT", s: "VARCHAR", d: "TIMESTAMP", x: "DOUBLE" }
    assert.deepEqual([...(await readCsv(to("all.csv"), { columns: types }).compute())], rows)
    for (const format of ["newline", "array"] as const) {
      await frame.toJson(to(`all-${format}.json`), { format })
      assert.deepEqual([...(await readJson(to(`all-${format}.json`), { columns: types }).compute())], rows)
    }
    assert.deepEqual([...(await (await frame.persist()).compute())], rows)
    assert.deepEqual([...(await (await frame.persist({ format: "duckdb" })).compute())], rows)
  })
  test("folders by value", async () => {
    const frame = fromRows([
      { k: "a", v: 1 },
      { k: "b", v: 2 },
      { k: "a", v: 3 },
    ])
    const to = path.join(folder, "by-k")
    await frame.toParquet(to, { partitionOn: "k" })
    const back = readParquet(path.join(to, "**/*.parquet")).groupby("k").sum()
    assert.deepEqual(
      [...(await back.compute())],
      [
        { k: "a", v: 4 },
        { k: "b", v: 2 },
      ],
    )
    await assert.rejects(frame.toParquet(to, { partitionOn: "k" }), { code: "HEDDLE_QUERY" })
    await frame.toParquet(to, { partitionOn: "k", overwrite: true })
    assert.equal(await readParquet(path.join(to, "**/*.parquet")).len(), 3)
    await assert.rejects(frame.toParquet(path.join(folder, "by-x"), { partitionOn: "x" }), { code: "HEDDLE_COLUMN" })
  })
  test("queries at the same time", async () => {
    const frame = sql`SELECT range AS i FROM range(100_000)`
    const sums = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => (await frame.select({ s: col("i").mul(n).sum() }).compute())[0]!.s),
    )
    assert.deepEqual(
      sums,
      Array.from({ length: 12 }, (_, n) => n * 4_999_950_000),
    )
  })
  test("batches are at least as large as asked for, and whole", async () => {
    const frame = sql`SELECT range AS i FROM range(10_000)`
    const lengths: number[] = []
    for await (const batch of frame.batches({ rows: 3000 })) lengths.push(batch.length)
    assert.ok(lengths.slice(0, -1).every((one) => one >= 3000))
    assert.equal(
      lengths.reduce((sum, one) => sum + one, 0),
      10_000,
    )
  })
})

suite("a file that the workers of the pool parse", () => {
  // Over 16 MB.
  const lines = Array.from({ length: 600_000 }, (_, i) => `${i % 4},${i},${i % 10}.5,a text of some letters`)
  const file = write("large.csv", `key,a,b,s\n${lines.join("\n")}\n`)
  const sums = [0, 1, 2, 3].map((key) => ({ key, a_sum: 150_000 * (299_998 + key) }))

  test("has the columns that stand in the query, whoever asks for them", async () => {
    assert.ok(statSync(file).size > 16e6)
    const frame = readCsv(file)
    const { a, b } = { a: col("a"), b: col("b") }
    const frames: Frame[] = [
      frame.select("key", "a", "b"),
      frame.assign({ c: a.add(b) }),
      frame.filter(b.ge(0)),
      frame.rename({ s: "t" }),
      readCsv(file, { columns: { b: "DOUBLE", key: "BIGINT", a: "BIGINT" } }),
    ]
    for (const made of frames) {
      assert.deepEqual(
        await made
          .groupby("key")
          .agg({ a: ["sum"] })
          .compute(),
        sums,
      )
    }
    const few = frame
      .groupby("key")
      .agg({ a: ["sum"], b: ["max"] })
      .select("key", "a_sum")
    assert.deepEqual(await few.compute(), sums)
    assert.equal(await frame.select("a", "b").len(), 600_000)
  })
})
