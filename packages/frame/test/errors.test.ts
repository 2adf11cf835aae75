import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after, suite } from "node:test"
import { AbortError, OptionError } from "heddle"
import {
  col,
  ColumnError,
  config,
  CsvError,
  FrameMemoryError,
  fromColumns,
  fromRows,
  NoFilesError,
  QueryError,
  readCsv,
  readJson,
  readParquet,
  sql,
} from "@heddle/frame"
import type { Frame } from "@heddle/frame"

const folder = mkdtempSync(path.join(tmpdir(), "frame-errors-"))
after(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

const known = fromRows([{ key: "a", value: 1 }]) as Frame
/** What columns it has shows when DuckDB is asked. */
const unknown = sql`SELECT 'a' AS key, 1 AS value`
const names: Readonly<Record<string, (frame: Frame) => Frame>> = {
  select: (frame) => frame.select("kye"),
  "select of an expression": (frame) => frame.select({ x: col("kye").add(1) }),
  assign: (frame) => frame.assign({ x: col("kye") }),
  "assign by a function": (frame) => frame.assign({ x: (c) => c["kye"]! }),
  drop: (frame) => frame.drop("kye"),
  rename: (frame) => frame.rename({ kye: "k" }),
  astype: (frame) => frame.astype({ kye: "DOUBLE" }),
  filter: (frame) => frame.filter(col("kye").eq("a")),
  "filter by values": (frame) => frame.filter({ kye: "a" }),
  sortValues: (frame) => frame.sortValues("kye"),
  nlargest: (frame) => frame.nlargest(1, "kye"),
  dropna: (frame) => frame.dropna({ subset: ["kye"] }),
  fillna: (frame) => frame.fillna({ kye: 0 }),
  dropDuplicates: (frame) => frame.dropDuplicates("kye"),
  explode: (frame) => frame.explode("kye"),
  groupby: (frame) => frame.groupby("kye").sum(),
  "groupby.select": (frame) => frame.groupby("key").select("kye").sum(),
  "groupby.head": (frame) => frame.groupby("kye").head(),
  agg: (frame) => frame.groupby("key").agg({ kye: "sum" }),
  "agg of an expression": (frame) => frame.groupby("key").agg({ x: col("kye").sum() }),
  valueCounts: (frame) => frame.valueCounts("kye"),
  merge: (frame) => frame.merge(frame, { on: "kye" }),
  "merge rightOn": (frame) => frame.merge(frame, { leftOn: "key", rightOn: "kye" }),
  pivotTable: (frame) => frame.pivotTable({ index: "kye", columns: "value" }),
  melt: (frame) => frame.melt({ idVars: "kye" }),
  "a window's rows": (frame) => frame.assign({ x: col("value").sum().over({ partitionBy: "kye" }) }),
}

suite("a column that is not there", () => {
  const right = (error: unknown): boolean => {
    assert.ok(error instanceof ColumnError, String(error))
    assert.equal(error.code, "HEDDLE_COLUMN")
    assert.equal(error.column, "kye")
    assert.equal(error.nearest, "key")
    assert.match(error.hint ?? "", /did you mean `key`\?/)
    return true
  }
  for (const [name, make] of Object.entries(names)) {
    test(`${name} says so at the call`, () => {
      assert.throws(() => make(known), right)
    })
    test(`${name} says so where columns are not known before`, async () => {
      await assert.rejects(async () => make(unknown).compute(), right)
    })
  }
  test("apply", async () => {
    assert.throws(() => known.apply("kye", (x) => x, { as: "x" }), right)
  })
  test("nothing is near", () => {
    assert.throws(() => known.select("zzzzzz"), { nearest: undefined, hint: "the columns are key, value" })
  })
  test("in SQL of one's own", async () => {
    await assert.rejects(sql`SELECT kye FROM ${known}`.compute(), right)
  })
  test("typed() names it", async () => {
    await assert.rejects(unknown.typed({ kye: "VARCHAR" }), right)
  })
  test("what is deferred shows where its verb was called", async () => {
    function whereItIsCalled(): Frame {
      return unknown.drop("kye")
    }
    await assert.rejects(whereItIsCalled().compute(), ({ stack }: Error) => /whereItIsCalled/.test(stack ?? ""))
    function whereOthersAre(): Frame {
      return unknown.merge(unknown, { on: "kye" })
    }
    await assert.rejects(whereOthersAre().compute(), ({ stack }: Error) => /whereOthersAre/.test(stack ?? ""))
  })
})

suite("types", () => {
  const texts = fromRows([{ key: "a", s: "x" }]) as Frame
  test("a sum of texts alone", async () => {
    assert.throws(() => texts.select("s").sum(), OptionError)
    assert.throws(() => texts.groupby("key").mean(), { code: "HEDDLE_OPTION" })
  })
  test("a sum of texts by name", async () => {
    await assert.rejects(texts.agg({ s: "sum" }).compute(), QueryError)
    await assert.rejects(texts.select({ x: col("s").mean() }).compute(), /avg\(VARCHAR\)/)
  })
  test("aggregates among rows", () => {
    assert.throws(() => known.select("key", { x: col("value").sum() }), /all aggregates, or none/)
    assert.throws(() => known.assign({ x: col("value").sum() }), /needs \.over\(\)/)
    assert.throws(() => known.filter(col("value").sum().gt(1)), /needs \.over\(\)/)
    assert.throws(() => known.groupby("key").agg({ x: col("value").add(1) }), /an aggregate/)
    assert.throws(() => col("value").sum().mean(), /of rows/)
    assert.throws(() => col("value").cumsum().sum(), /of rows/)
    assert.throws(() => col("value").over({ partitionBy: "key" }), /one aggregate/)
    assert.throws(() => col("value").sum().add(1).over(), /one aggregate/)
  })
  test("conversions that fail", async () => {
    await assert.rejects(texts.astype({ s: "DOUBLE" }).compute(), { code: "HEDDLE_QUERY" })
    assert.deepEqual([...(await texts.select({ s: col("s").tryCast("DOUBLE") }).compute())], [{ s: null }])
  })
  test("typed() says what a column is", async () => {
    await assert.rejects(known.typed({ value: "VARCHAR" }), /`value` must be BIGINT/)
  })
  test("operators of JavaScript", () => {
    assert.throws(() => known.filter((c) => ((c["value"] as never as number) > 1) as never), /made by methods/)
    assert.throws(() => known.filter(true as never), { code: "HEDDLE_OPTION" })
  })
  test("lists of mixed values", () => {
    assert.throws(() => fromRows([{ a: 1 }, { a: "x" }]), /values of one type: there are BIGINT and VARCHAR/)
    assert.throws(() => known.melt(), /types that go together/)
    assert.throws(() => fromColumns({ a: [1], b: [1, 2] }), /as long as the others/)
    assert.throws(() => fromRows([]), /at least one object/)
    assert.throws(() => fromRows([1] as never), /of objects/)
  })
  test("names of functions", () => {
    assert.throws(() => known.groupby("key").agg({ value: "mena" as never }), { hint: 'did you mean "mean"?' })
    assert.throws(() => known.pivotTable({ index: "key", columns: "value", aggfunc: "avg" }), { code: "HEDDLE_OPTION" })
  })
  test("options that there are not", () => {
    for (const call of [
      () => known.sortValues("key", { descending: true } as never),
      () => known.groupby("key", { asIndex: true } as never),
      () => known.merge(known, { onn: "key" } as never),
      () => known.dropna({ axis: 1 } as never),
      () => config({ memory: 1 } as never),
    ]) {
      assert.throws(call, { code: "HEDDLE_OPTION" })
    }
  })
})

suite("files", () => {
  const readers: Readonly<Record<string, (pattern: string | readonly string[]) => Frame>> = {
    readCsv: (pattern) => readCsv(pattern),
    readParquet: (pattern) => readParquet(pattern),
    readJson: (pattern) => readJson(pattern),
  }
  for (const [name, read] of Object.entries(readers)) {
    test(`${name} of no file`, () => {
      const pattern = path.join(folder, "no-such-*.x")
      assert.throws(
        () => read(pattern),
        (error: unknown) => {
          assert.ok(error instanceof NoFilesError)
          assert.equal(error.pattern, pattern)
          return true
        },
      )
      assert.throws(() => read([]), { code: /HEDDLE_(OPTION|NO_FILES)/ })
    })
  }
  test("a bad value in the second file has its file, line and column", async () => {
    const good = write("bad_0.csv", "key,v\na,1\nb,2\n")
    const bad = write("bad_1.csv", "key,v\nc,3\nd,four\n")
    const frame = readCsv([good, bad], { columns: { key: "VARCHAR", v: "BIGINT" } })
    await assert.rejects(frame.groupby("key").sum().compute(), (error: unknown) => {
      assert.ok(error instanceof CsvError, String(error))
      assert.equal(error.file, bad)
      assert.equal(error.line, 3)
      assert.equal(error.column, "v")
      assert.match(error.message, /bad_1\.csv:3: column `v`/)
      return true
    })
  })
  test("files of other columns", () => {
    const one = write("other_0.csv", "a,b\n1,2\n")
    const two = write("other_1.csv", "a,c\n1,2\n")
    assert.throws(() => readCsv([one, two]), /has the columns a, c, but .* has a, b/)
  })
  test("a file that is none", async () => {
    const file = write("none.parquet", "not a parquet file")
    await assert.rejects(async () => readParquet(file).compute(), { code: "HEDDLE_QUERY" })
  })
  test("a file that goes while a frame is there", async () => {
    const file = write("gone.csv", "a\n1\n")
    const frame = readCsv(file)
    rmSync(file)
    await assert.rejects(frame.compute(), { code: "HEDDLE_NO_FILES" })
  })
  test("a folder in the place of a file, and a folder that is not there", async () => {
    await assert.rejects(known.toCsv(folder), { code: "HEDDLE_OPTION" })
    await assert.rejects(known.toParquet(path.join(folder, "no", "such", "x.parquet")), { code: "HEDDLE_OPTION" })
  })
  test("what fails leaves the file that was there, and nothing beside it", async () => {
    const file = path.join(folder, "kept.csv")
    await known.toCsv(file)
    const failing = known.assign({ x: col("key").cast("BIGINT") })
    await assert.rejects(failing.toCsv(file), QueryError)
    assert.deepEqual([...(await readCsv(file).compute())], [{ key: "a", value: 1 }])
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes(".tmp")),
      [],
    )
  })
})

const many = sql`SELECT range AS i, hash(range) AS h FROM range(50_000_000)`

suite("aborting", () => {
  test("before", async () => {
    await assert.rejects(known.compute({ signal: AbortSignal.abort("enough") }), (error: unknown) => {
      assert.ok(error instanceof AbortError)
      assert.equal(error.cause, "enough")
      return true
    })
  })
  const calls: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
    compute: async (signal) => many.sortValues("h").compute({ signal }),
    toCsv: async (signal) => many.sortValues("h").toCsv(path.join(folder, "never.csv"), { signal }),
    toParquet: async (signal) => many.sortValues("h").toParquet(path.join(folder, "never.parquet"), { signal }),
    persist: async (signal) => many.sortValues("h").persist({ signal }),
    len: async (signal) =>
      many
        .filter(sql`sqrt(h) > 1`)
        .dropDuplicates("h")
        .len({ signal }),
    batches: async (signal) => {
      for await (const _ of many.sortValues("h").batches({ signal }));
    },
  }
  for (const [name, call] of Object.entries(calls)) {
    test(`while ${name} runs; the next query works`, async () => {
      const control = new AbortController()
      const running = call(control.signal)
      setImmediate(() => control.abort())
      await assert.rejects(running, AbortError)
      assert.equal(await known.len(), 1)
      assert.deepEqual(
        readdirSync(folder).filter((file) => file.startsWith("never")),
        [],
      )
    })
  }
  test("a loop that is left ends its query", async () => {
    for await (const row of many) if (row.i === 3) break
    assert.equal(await known.len(), 1)
  })
  test("a loop that throws ends its query", async () => {
    await assert.rejects(async () => {
      for await (const _ of many) throw new Error("mine")
    }, /mine/)
    assert.equal(await known.len(), 1)
  })
})

suite("progress", () => {
  test("grows and ends with 1", async () => {
    const seen: number[] = []
    const frame = sql`SELECT range % 10 AS g, range AS v FROM range(20_000_000)`
    await frame
      .groupby("g")
      .sum()
      .compute({ progress: (fraction) => seen.push(fraction) })
    assert.equal(seen.at(-1), 1)
    assert.ok(
      seen.every((one, i) => one >= 0 && one <= 1 && (i === 0 || one > seen[i - 1]!)),
      String(seen),
    )
  })
  test("true is a line on stderr, which says at its end that all is done", async (t) => {
    const written: string[] = []
    t.mock.method(process.stderr, "write", (text: string) => written.push(text) > 0)
    await known.compute({ progress: true })
    t.mock.restoreAll()
    assert.match(written.at(-1)!, /^(.*\r)?query.*100%/)
  })
  test("must be true or a function", async () => {
    await assert.rejects(known.compute({ progress: 1 as never }), { code: "HEDDLE_OPTION" })
    assert.equal(await known.len(), 1)
  })
})

suite("memory", () => {
  const before = config()
  after(() => config(before))
  test("a sort beyond the limit goes to files and ends", { timeout: 120_000 }, async () => {
    config({ memoryLimit: "60M", threads: 2 })
    const frame = sql`SELECT range AS i, hash(range)::VARCHAR AS h FROM range(3_000_000)`.sortValues("h")
    let count = 0
    let last = ""
    for await (const batch of frame.batches()) {
      count += batch.length
      const [first] = batch.column("h") as string[]
      assert.ok(first! >= last)
      last = batch.column("h").at(-1) as string
    }
    assert.equal(count, 3_000_000)
  })
  test("a list beyond the limit says what can be done", { timeout: 120_000 }, async () => {
    config({ memoryLimit: "60M", threads: 2 })
    const frame = sql`SELECT 1 AS g, hash(range)::VARCHAR AS h FROM range(5_000_000)`
    await assert.rejects(frame.groupby("g").agg({ h: "list" }).compute(), (error: unknown) => {
      assert.ok(error instanceof FrameMemoryError, String(error))
      assert.equal(error.code, "HEDDLE_FRAME_MEMORY")
      assert.match(error.hint ?? "", /memoryLimit/)
      return true
    })
    assert.equal(await known.len(), 1)
  })
})
