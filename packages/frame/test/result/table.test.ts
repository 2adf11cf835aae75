import assert from "node:assert/strict"
import test from "node:test"
import { inspect } from "node:util"
import { ColumnError } from "../../src/errors/index.ts"
import { collectColumns, tableOf } from "../../src/result/index.ts"
import { byName } from "../../src/result/rows.ts"
import { connection, columnsOf, query, table } from "./query.ts"

test("a table is an array of plain rows", async () => {
  const rows = await table("select i, 'x' || i as s from range(3) t(i)")
  assert.ok(Array.isArray(rows))
  assert.equal(rows.length, 3)
  assert.deepEqual(
    [...rows],
    [
      { i: 0, s: "x0" },
      { i: 1, s: "x1" },
      { i: 2, s: "x2" },
    ],
  )
  assert.deepEqual(rows[1], { i: 1, s: "x1" })
  assert.equal(rows.rows, rows)
  assert.deepEqual(rows.columns, ["i", "s"])
  assert.deepEqual(rows.types, [
    { name: "i", type: "BIGINT" },
    { name: "s", type: "VARCHAR" },
  ])
  assert.equal(Object.getPrototypeOf(rows[0]), Object.prototype)
  assert.equal(JSON.stringify(rows), '[{"i":0,"s":"x0"},{"i":1,"s":"x1"},{"i":2,"s":"x2"}]')
  assert.deepEqual(structuredClone(rows), [...rows])
  assert.deepEqual(Object.keys(rows), ["0", "1", "2"])
})

test("methods of arrays give plain arrays", async () => {
  const rows = await table("select i from range(5) t(i)")
  for (const made of [
    rows.map(({ i }) => i),
    rows.filter(({ i }) => i === 1),
    rows.slice(1),
    rows.concat([]),
    rows.toSorted(),
  ]) {
    assert.equal(Object.getPrototypeOf(made), Array.prototype)
  }
})

test("columns by name, and as values", async () => {
  const rows = await table("select i, null::integer n from range(3) t(i)")
  assert.deepEqual(rows.column("i"), [0, 1, 2])
  assert.deepEqual(rows.toColumns(), { i: [0, 1, 2], n: [null, null, null] })
  assert.throws(
    () => rows.column("ii"),
    (error) => error instanceof ColumnError && error.nearest === "i",
  )
})

test("an empty result has its columns", async () => {
  const rows = await table("select 1 a, 'x' s, [1] l where false")
  assert.equal(rows.length, 0)
  assert.deepEqual(rows.columns, ["a", "s", "l"])
  assert.deepEqual(rows.toTypedArrays(), { a: new Int32Array(), s: [], l: [] })
  assert.deepEqual(rows.toColumns(), { a: [], s: [], l: [] })
  assert.equal(rows.toString(), "a  s  l\n0 rows x 3 columns")
  assert.equal((await rows.toArrow()).numRows, 0)
})

test("names that come twice get a number", async () => {
  const rows = await table('select 1 a, 2 a, 3 a, 4 "a:1", 5 "constructor", 6 "constructor"')
  assert.deepEqual([...rows], [{ a: 1, "a:2": 2, "a:3": 3, "a:1": 4, constructor: 5, "constructor:1": 6 }])
  const plain = await connection.run("select 1 a, 2 b, 3 a")
  assert.deepEqual((await columnsOf(plain)).names, plain.deduplicatedColumnNames())
})

test("any name is an own property", async () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    'a"b',
    "a\\b",
    "a\nb",
    "\u2028",
    "${x}",
    "`",
    " ",
    "é",
    "]",
    "*/",
  ]
  const fields = names.map((name, i) => `${i} as "${name.replaceAll('"', '""')}"`)
  const rows = await table(`select ${fields.join(", ")}, {'__proto__': 1} as s`)
  const row = rows[0]!
  assert.deepEqual(
    Object.entries(row).slice(0, -1),
    names.map((name, i) => [name, i]),
  )
  assert.deepEqual(Object.entries(row["s"] as object), [["__proto__", 1]])
  assert.equal(Object.getPrototypeOf(row), Object.prototype)
  assert.deepEqual(Object.keys(rows.toColumns()), [...names, "s"])
  assert.deepEqual(Object.keys(rows.toTypedArrays()), [...names, "s"])
  const slow: unknown[] = []
  byName(["__proto__", "a"])([[1], [2]], slow, 0, 1)
  assert.deepEqual(Object.entries(slow[0]!), [
    ["__proto__", 1],
    ["a", 2],
  ])
})

test("chunks as an array, with the number of rows told and not", async () => {
  const sql = "select i, i::varchar s, case when i % 2 = 0 then i end n from range(5000) t(i)"
  const expected = [...(await table(sql))]
  for (const rows of [undefined, 5000, 10, 9000]) {
    const result = await connection.run(sql)
    const columns = result.columnNames().map((name, i) => ({ name, type: result.columnType(i) }))
    const collected = await collectColumns(await result.fetchAllChunks(), columns, rows)
    assert.deepEqual([...tableOf(collected)], expected)
    assert.equal((collected.toTypedArrays()["i"] as BigInt64Array).buffer.byteLength, 40_000)
  }
})

test("as text: the first and last rows, numbers to the right", async () => {
  const rows = await table("select i, 'k' || i k, i / 3 q from range(3) t(i)")
  const text = [
    "i  k           q",
    "0  k0          0",
    "1  k1  0.3333333",
    "2  k2  0.6666667",
    "3 rows x 3 columns",
  ].join("\n")
  assert.equal(String(rows), text)
  assert.equal(inspect(rows), text)
  assert.equal(inspect([rows]).includes("k1"), true)
  assert.match(inspect(rows, { colors: true }), /\[\d+m/)
  const many = String(await table("select i from range(1234) t(i)")).split("\n")
  assert.deepEqual([many.length, many[11], many[12], many.at(-1)], [23, "   …", "1224", "… 1,234 rows x 1 column"])
})

test("as text: nulls, wide letters, control characters, long values, nested values", async () => {
  const rows = await table(`select * from (values
    ('日本', null, date '2024-01-01', [1, 2]), ('a' || chr(27) || chr(10), true, null, null), (repeat('x', 90), false, null, [3])
  ) t(s, b, d, l)`)
  const lines = String(rows).split("\n")
  assert.deepEqual(lines.slice(0, 3), [
    `s${" ".repeat(41)}b      d           l`,
    `日本${" ".repeat(38)}null   2024-01-01  [ 1, 2 ]`,
    `a\\u001b\\n${" ".repeat(33)}true   null        null`,
  ])
  assert.ok(lines[3]!.startsWith(`${"x".repeat(39)}…  false`))
})

test("as text: columns that do not fit are left out", async () => {
  const names = Array.from({ length: 60 }, (_, i) => `${i} as a_long_name_${i}`)
  const [head, row, size] = String(await table(`select ${names.join(", ")}`)).split("\n")
  assert.ok(head!.length <= (process.stdout.columns ?? 100))
  assert.match(head!, /^a_long_name_0 .* … .* a_long_name_59$/)
  assert.equal(row!.includes("…"), true)
  assert.equal(size, "1 row x 60 columns")
})

test("no row is made for typed arrays", async () => {
  const columns = await query("select i::double x from range(3) t(i)")
  assert.deepEqual(columns.toTypedArrays(), { x: Float64Array.of(0, 1, 2) })
})
