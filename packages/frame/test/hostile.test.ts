import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after, before, suite } from "node:test"
import { HeddleError } from "heddle"
import { col, Expr, fn, fromColumns, fromRows, readCsv, readJson, readParquet, sql, when } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

type Loose = Frame

const folder = mkdtempSync(path.join(tmpdir(), "frame-hostile-"))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Texts that are more than they seem where something puts them into SQL as they are. */
const texts = [
  `a"; DROP TABLE witness; --`,
  `a'; DROP TABLE witness; --`,
  `'); DROP TABLE witness; SELECT ('`,
  `"); DROP TABLE witness; SELECT ("`,
  `*/ DROP TABLE witness /*`,
  `-- x`,
  `/* x`,
  `$$; DROP TABLE witness; $$`,
  `\\'; DROP TABLE witness; --`,
  "x\ny\r\n--\tz",
  "`x`",
  "{x}",
  "${x}",
  "$1",
  "?",
  "%s %",
  "[0]",
  "a.b",
  `l."a"`,
  "select",
  "SELECT",
  "l",
  "r",
  "t",
  "n",
  "place",
  "place_",
  "count",
  "size",
  "rows",
  "statistic",
  "value",
  "rowid",
  "filename",
  "unnest",
  "NULL",
  "true",
  "__proto__",
  "constructor",
  "toString",
  "ünï 🙂 \u202e \u0000x".replace("\u0000", ""),
  "\u{10ffff}",
  " ",
  " a ",
  "\\x41",
  "\\",
  "'",
  '"',
  "''",
  '""',
]
/** Names cannot be these. */
const never = ["", "a\0b", "\0"]

before(async () => {
  await sql`CREATE OR REPLACE TABLE witness AS SELECT 1 AS here`.compute()
})

async function witnessed(): Promise<void> {
  assert.deepEqual([...(await sql`SELECT here FROM witness`.compute())], [{ here: 1 }])
}

/** Rows as plain lists, for `__proto__` is no good key of an object. */
async function rows(frame: Loose | Frame<never>): Promise<unknown[][]> {
  const table = await frame.compute()
  const columns = table.columns.map((name) => table.column(name as never) as unknown[])
  return Array.from({ length: table.length }, (_, i) => columns.map((one) => one[i]))
}

function pairs(name: string, values: unknown): Record<string, unknown> {
  return Object.defineProperty({}, name, { value: values, enumerable: true, writable: true, configurable: true })
}

suite("names of columns", () => {
  for (const [i, name] of texts.entries()) {
    const other = name === "v" ? "w" : "v"
    const given = { ...pairs(name, ["x", "y", "x", null]), [other]: [1, 2, 3, 4] } as Record<string, unknown[]>
    const frame = fromColumns(given) as Loose
    const renamed = (from: string, to: string): Loose => frame.rename(pairs(from, to) as never)
    test(JSON.stringify(name), async () => {
      assert.deepEqual(await rows(frame.select(name)), [["x"], ["y"], ["x"], [null]])
      assert.deepEqual(await rows(frame.select({ z: col(name) })), [["x"], ["y"], ["x"], [null]])
      assert.deepEqual(await rows(frame.filter(col(name).eq("y"))), [["y", 2]])
      assert.deepEqual(await rows(frame.filter((c) => c[name]!.eq("y"))), [["y", 2]])
      assert.deepEqual(await rows(frame.filter(pairs(name, ["y"]))), [["y", 2]])
      assert.deepEqual(await rows(renamed(name, "z").select("z").limit(1)), [["x"]])
      assert.deepEqual(await rows(renamed(other, `${name}2`).select(`${name}2`).limit(1)), [[1]])
      assert.deepEqual(await rows(frame.drop(other).limit(1)), [["x"]])
      assert.deepEqual(await rows(frame.assign(pairs(`new ${name}`, col(other).add(1)) as never).tail(1)), [
        [null, 4, 5],
      ])
      assert.deepEqual(await rows(frame.groupby(name).sum()), [
        ["x", 4],
        ["y", 2],
      ])
      assert.deepEqual(await rows(frame.groupby(name).first()), [
        ["x", 1],
        ["y", 2],
      ])
      assert.deepEqual(await rows(frame.groupby(name).head(1)), [
        ["x", 1],
        ["y", 2],
      ])
      assert.deepEqual(
        await rows(
          frame
            .groupby(other)
            .agg(pairs(name, ["count", "last"]) as never)
            .limit(1),
        ),
        [[1, 1, "x"]],
      )
      assert.deepEqual(await rows(frame.sortValues([name, other], { ascending: [false, true] }).limit(1)), [["y", 2]])
      assert.deepEqual(await rows(frame.nlargest(1, [name, other])), [["y", 2]])
      if (name === "count") assert.throws(() => frame.valueCounts(name), { code: "HEDDLE_OPTION" })
      else assert.deepEqual(await rows(frame.valueCounts(name).drop(name)), [[2], [1]])
      assert.deepEqual(await rows(frame.dropDuplicates(name)), [
        ["x", 1],
        ["y", 2],
        [null, 4],
      ])
      assert.deepEqual((await rows(frame.dropna({ subset: [name] }))).length, 3)
      assert.deepEqual((await rows(frame.fillna(pairs(name, "z") as never)))[3], ["z", 4])
      assert.deepEqual((await rows(frame.astype(pairs(name, "VARCHAR") as never)))[0], ["x", 1])
      assert.deepEqual(
        await rows(
          frame
            .assign({ zz: col(other).sum().over({ partitionBy: name }) })
            .select("zz", other)
            .sortValues(other)
            .limit(1),
        ),
        [[4, 1]],
      )
      assert.deepEqual((await rows(frame.merge(frame, { on: name }))).length, 6)
      assert.deepEqual((await rows(frame.merge(frame, { on: other }))).length, 4)
      assert.deepEqual((await rows(frame.concat(frame))).length, 8)
      assert.deepEqual(
        await rows(frame.pivotTable({ index: name, columns: other, values: other, aggfunc: "sum", of: [1] })),
        [
          ["x", 1],
          ["y", null],
        ],
      )
      assert.deepEqual(
        (await rows(frame.melt({ idVars: other, varName: `${name}1`, valueName: `${name}2` }))).length,
        4,
      )
      assert.deepEqual((await rows(frame.melt({ idVars: other })))[0]?.slice(0, 2), [1, name])
      assert.deepEqual(await rows(sql`SELECT ${col(name)} FROM ${frame} WHERE ${col(other)} = 2`), [["y"]])
      assert.deepEqual((await frame.unique(name)).slice(0, 2), ["x", "y"])
      await witnessed()
    })
    test(`${JSON.stringify(name)} in files`, async () => {
      const csv = path.join(folder, `${i}.csv`)
      await frame.toCsv(csv)
      // Names in a header are trimmed, and what quotes there are is guessed, as DuckDB does it.
      if (name.trim() === name && !name.startsWith("'") && !(name in {})) {
        assert.deepEqual((await readCsv(csv).typed()).columns, [name, other])
        const types = { ...pairs(name, "VARCHAR"), [other]: "BIGINT" } as Record<string, string>
        assert.deepEqual((await rows(readCsv(csv, { columns: types })))[1], ["y", 2])
      }
      const json = path.join(folder, `${i}.json`)
      await frame.toJson(json)
      const types = { ...pairs(name, "VARCHAR"), [other]: "BIGINT" } as Record<string, string>
      assert.deepEqual((await rows(readJson(json, { columns: types })))[1], ["y", 2])
      const parquet = path.join(folder, `${i}.parquet`)
      await frame.toParquet(parquet)
      assert.deepEqual((await rows(readParquet(parquet)))[1], ["y", 2])
      await witnessed()
    })
  }
  for (const name of never) {
    test(`${JSON.stringify(name)} is refused`, () => {
      const frame = fromRows([{ a: 1 }]) as Loose
      const refused = { code: /^HEDDLE_(OPTION|COLUMN)$/ }
      assert.throws(() => fromRows([{ [name]: 1 }]), refused)
      assert.throws(() => fromColumns({ [name]: [1] }), refused)
      assert.throws(() => frame.select(name), refused)
      assert.throws(() => frame.rename({ a: name }).toSql(), refused)
      assert.throws(() => frame.assign({ [name]: 1 }).toSql(), refused)
      assert.throws(
        () =>
          frame
            .groupby("a")
            .agg({ [name]: col("a").sum() })
            .toSql(),
        refused,
      )
      assert.throws(() => frame.sortValues(name), refused)
    })
  }
})

suite("values", () => {
  const values = [...texts, "", "a\0b", "\0", "'\0'; DROP TABLE witness; --"]
  const frame = fromColumns({ i: values.map((_, i) => i), s: values }) as Loose
  for (const [i, value] of values.entries()) {
    test(JSON.stringify(value), async () => {
      const only = [[i, value]]
      assert.deepEqual(await rows(frame.filter((c) => c["s"]!.eq(value))), only)
      assert.deepEqual(await rows(frame.filter({ s: value })), only)
      assert.deepEqual(await rows(frame.filter({ s: [value, "no such"] })), only)
      assert.deepEqual(await rows(frame.filter((c) => c["s"]!.isin([value]))), only)
      assert.deepEqual(await rows(frame.filter(sql`s = ${value}`)), only)
      assert.deepEqual(await rows(sql`SELECT * FROM ${frame} WHERE s IN (${value}, ${"no such"})`), only)
      assert.deepEqual(
        await rows(
          frame
            .filter((c) => c["i"]!.eq(i))
            .assign({ x: value })
            .select("x")
            .limit(1)
            .filter((c) => c.x.eq(value)),
        ),
        [[value]],
      )
      assert.deepEqual((await rows(frame.assign({ s: col("s").where(col("i").ne(i)) }).fillna({ s: value })))[i], [
        i,
        value,
      ])
      assert.deepEqual((await rows(frame.assign({ s: col("s").replace(new Map([[value, "other"]])) })))[i], [
        i,
        "other",
      ])
      assert.deepEqual((await rows(frame.assign({ s: col("s").replace(new Map([[value, value + value]])) })))[i], [
        i,
        value + value,
      ])
      assert.deepEqual((await rows(frame.assign({ s: when(col("i").eq(i)).then(value).otherwise("no") })))[i], [
        i,
        value,
      ])
      assert.deepEqual((await rows(frame.assign({ s: fn("concat", col("s"), value) })))[i], [i, value + value])
      assert.deepEqual((await rows(frame.assign({ s: col("s").str.cat(value) })))[i], [i, value + value])
      assert.deepEqual((await rows(frame.select({ x: col("s").str.contains(value) })))[i], [true])
      assert.deepEqual((await rows(frame.select({ x: col("s").str.replace(value, "") })))[i], [""])
      assert.deepEqual((await rows(frame.select({ x: col("s").str.startsWith(value) })))[i], [true])
      assert.deepEqual(await rows(frame.filter({ s: value }).groupby("s").size()), [[value, 1]])
      await witnessed()
    })
  }

  test("become names in a pivot, and come back by melt", async () => {
    const cells = fromColumns({ one: texts.map(() => 1), s: texts, i: texts.map((_, i) => i) }) as Loose
    // SQL does not tell names apart by case.
    const some = texts.filter((value) => value !== "SELECT")
    const wide = cells.filter({ s: some }).pivotTable({ index: "one", columns: "s", values: "i", aggfunc: "max" })
    const table = await wide.compute()
    assert.deepEqual([...table.columns].toSorted(), ["one", ...some].toSorted())
    for (const value of some) assert.deepEqual(table.column(value as never), [texts.indexOf(value)])
    const long = await rows(wide.melt({ idVars: "one" }).sortValues("value"))
    assert.deepEqual(
      long,
      some.map((value) => [1, value, texts.indexOf(value)]),
    )
    await witnessed()
  })

  test("with a lone surrogate become well-formed", async () => {
    const own = fromRows([{ s: "a\ud800b" }])
    assert.deepEqual(await rows(own), [["a\ufffdb"]])
    assert.equal(await own.filter((c) => c.s.eq("a\ud800b")).len(), 1)
    assert.equal(await own.filter({ s: "a\udfffb" }).len(), 1)
  })

  test("go to files and come back", async () => {
    const folders = path.join(folder, 'it\'s a "folder"; --')
    await frame.toParquet(folders, { partitionOn: "s" })
    const back = await rows(
      readParquet(path.join(folders, "*/*.parquet"), { hivePartitioning: true }).select("i", "s").sortValues("i"),
    )
    // A folder's name cannot have NUL, and an empty one is DuckDB's word for null.
    assert.equal(back.length, values.length)
    const csv = path.join(folder, "it's; DROP TABLE witness; --.csv")
    await frame.toCsv(csv)
    const read = readCsv(csv, { columns: { i: "BIGINT", s: "VARCHAR" }, quote: '"' })
    // An empty text is no value in a CSV file.
    assert.deepEqual(await rows(read), await rows(frame.assign({ s: col("s").where(col("s").ne("")) })))
    const parquet = path.join(folder, `$$a"b'c;.parquet`)
    await frame.toParquet(parquet)
    assert.deepEqual(await rows(readParquet(parquet)), await rows(frame))
    assert.deepEqual(
      await rows(await frame.persist({ path: path.join(folder, "per'sist\".db"), format: "duckdb" })),
      await rows(frame),
    )
    const json = path.join(folder, `'; DROP TABLE witness; --.json`)
    await frame.toJson(json)
    assert.equal((await rows(readJson(json))).length, values.length)
    await witnessed()
  })
})

suite("what is no type", () => {
  const wrong = [
    "INTEGER); SELECT 1",
    "INTEGER) AS x, (SELECT 1",
    "DECIMAL((SELECT 1))",
    "DECIMAL(1,1); SELECT 1",
    "VARCHAR; DROP TABLE witness",
    "INTEGER -- x",
    "INTEGER /* x */",
    "INTEGER USING (1)",
    "STRUCT(a INTEGER)); SELECT 1; --(",
    `STRUCT("a" INTEGER); DROP TABLE witness; --`,
    "ENUM((SELECT 'a'))",
    "VARCHAR COLLATE x; SELECT 1",
    "'",
    '"',
    "",
    " ",
    "$$x$$",
    "INTEGER[",
    "INTEGER[]; SELECT 1",
    "INTEGER[(SELECT 1)]",
    "(SELECT 1)",
    "INTEGER\0",
    "DEFAULT nextval('x')",
  ]
  const frame = fromRows([{ a: "1" }]) as Loose
  const csv = path.join(folder, "types.csv")
  before(() => writeFileSync(csv, "a\n1\n"))
  const calls: Readonly<Record<string, (type: string) => Promise<unknown>>> = {
    astype: async (type) => frame.astype({ a: type }).compute(),
    "astype of all": async (type) => frame.astype(type).compute(),
    cast: async (type) => frame.select({ a: col("a").cast(type) }).compute(),
    tryCast: async (type) => frame.select({ a: col("a").tryCast(type) }).compute(),
    "readJson columns": async (type) => {
      writeFileSync(path.join(folder, "types.json"), '{"a":1}\n')
      return readJson(path.join(folder, "types.json"), { columns: { a: type } }).compute()
    },
    "fromRows types": async (type) => fromRows([{ a: "1" }], { types: { a: type } }).compute(),
    "mapPartitions columns": async (type) =>
      frame.mapPartitions((columns) => columns as never, { columns: { a: type } }).compute(),
  }
  test("readCsv columns", async () => {
    for (const type of wrong) {
      // DuckDB is given it as a text, so a comment in it is one.
      const made = async (): Promise<unknown> => [...(await readCsv(csv, { columns: { a: type } }).compute())]
      const outcome = await made().catch((error: unknown) => (error instanceof HeddleError ? "refused" : error))
      if (outcome !== "refused") assert.deepEqual(outcome, [{ a: 1 }], type)
    }
    await witnessed()
  })
  for (const [name, call] of Object.entries(calls)) {
    test(name, async () => {
      for (const type of wrong) {
        await assert.rejects(
          call(type),
          (error: unknown) => {
            assert.ok(error instanceof HeddleError, `${JSON.stringify(type)}: ${String(error)}`)
            return true
          },
          type,
        )
      }
      await witnessed()
    })
  }

  test("functions, parts of dates and zones are names", async () => {
    for (const name of ["a b", "now(); --", "", "a.b", '"a"', "select "])
      assert.throws(() => fn(name), { code: "HEDDLE_OPTION" })
    assert.throws(() => col("a").dt.floor("day', x); --" as never), { code: "HEDDLE_OPTION" })
    const dates = fromRows([{ d: new Date(0) }])
    await assert.rejects(dates.select({ z: col("d").dt.tzConvert("UTC'; DROP TABLE witness; --") }).compute(), {
      code: "HEDDLE_QUERY",
    })
    await assert.rejects(dates.select({ z: col("d").dt.strftime("%'; DROP TABLE witness; --") }).compute(), {
      code: "HEDDLE_QUERY",
    })
    await witnessed()
  })
})

suite("what is no number", () => {
  const wrong = [
    "1); DROP TABLE witness; --",
    "1",
    {},
    [],
    1.5,
    Number.NaN,
    null,
    { toString: () => "1; DROP TABLE witness" },
  ]
  const frame = fromRows([{ a: 1, d: new Date(0) }]) as Loose
  const calls: Readonly<Record<string, (value: never) => unknown>> = {
    limit: (value) => frame.limit(value),
    offset: (value) => frame.limit(1, value),
    head: (value) => frame.head(value),
    tail: (value) => frame.tail(value),
    nlargest: (value) => frame.nlargest(value, "a"),
    "groupby.head": (value) => frame.groupby("a").head(value),
    sample: (value) => frame.sample({ n: value }),
    seed: (value) => frame.sample({ n: 1, seed: value }),
    "dropna thresh": (value) => frame.dropna({ thresh: value }),
    shift: (value) => col("a").shift(value),
    rolling: (value) => col("a").rolling(value),
    minPeriods: (value) => col("a").rolling(3, { minPeriods: value }),
    rows: (value) =>
      col("a")
        .sum()
        .over({ rows: [value, 0] }),
    round: (value) => col("a").round(value),
    ddof: (value) => col("a").std({ ddof: value }),
    slice: (value) => col("a").str.slice(value),
    pad: (value) => col("a").str.padStart(value),
    repeat: (value) => col("a").str.repeat(value),
    extract: (value) => col("a").str.extract(/a/, value),
  }
  for (const [name, call] of Object.entries(calls)) {
    test(name, () => {
      for (const value of wrong) {
        // Null is "all" where there is an end, and what is usual.
        if ((name === "rows" || name === "ddof") && value === null) continue
        assert.throws(() => call(value as never), { code: "HEDDLE_OPTION" }, JSON.stringify(value))
      }
    })
  }
})

suite("sql", () => {
  test("takes values, columns and frames, never text", async () => {
    const frame = fromRows([{ a: 1 }, { a: 2 }]) as Loose
    for (const text of texts) {
      assert.deepEqual(await rows(sql`SELECT ${text} AS x FROM ${frame} LIMIT 1`), [[text]])
    }
    assert.deepEqual(await rows(sql`SELECT ${[1, 2]} AS x, ${null} AS n, ${10n ** 20n} AS b, ${true} AS t`), [
      [[1, 2], null, 10n ** 20n, true],
    ])
    assert.deepEqual(await rows(sql`SELECT a FROM ${frame} WHERE ${col("a").gt(1)}`), [[2]])
    assert.throws(() => sql`SELECT ${() => 1}`, { code: "HEDDLE_OPTION" })
    assert.throws(() => sql`SELECT ${Symbol("x")}`, { code: "HEDDLE_OPTION" })
    await witnessed()
  })

  test("one statement a text", async () => {
    await assert.rejects(sql`SELECT 1; DROP TABLE witness`.limit(1).compute(), { code: "HEDDLE_QUERY" })
    await witnessed()
  })
})

test("an expression is what makes expressions, not what looks like one", () => {
  const frame = fromRows([{ a: 1 }]) as Loose
  const fake = JSON.parse('{"text":["1); DROP TABLE witness; --"],"kind":"row"}') as Expr
  assert.throws(() => frame.filter(fake as never), { code: "HEDDLE_COLUMN" })
  const made = frame.assign({ b: fake as never }).toSql()
  assert.ok(!(fake instanceof Expr) && made.includes("'text'"), made)
})

test("names that differ by case alone are refused, for SQL cannot tell them apart", async () => {
  const refused = { code: "HEDDLE_OPTION" }
  const frame = fromRows([{ a: 1, b: 2, ä: 3, Ä: 4 }]) as Loose
  assert.deepEqual(await rows(frame.select("Ä", "ä")), [[4, 3]])
  assert.throws(() => fromRows([{ a: 1, A: 2 }]), refused)
  assert.throws(() => fromColumns({ a: [1], A: [2] }), refused)
  assert.throws(() => frame.rename({ b: "A" }), refused)
  assert.throws(() => frame.select("a", { A: 1 }), refused)
  assert.throws(() => frame.assign({ A: 1 }), refused)
  assert.throws(() => frame.groupby("a").agg({ A: col("b").sum() }), refused)
  assert.throws(() => frame.merge(frame, { on: "b", suffixes: ["", ""] }), refused)
  assert.throws(() => frame.pivotTable({ index: "b", columns: "a", values: "a", of: ["x", "X"] }), refused)
  assert.throws(() => frame.melt({ idVars: "a", varName: "A" }), refused)
  assert.throws(() => frame.select("A"), { code: "HEDDLE_COLUMN", nearest: "a" })
})

test("no file is left beside those that were written", () => {
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".tmp")),
    [],
  )
})
