import assert from "node:assert/strict"
import { existsSync, readdirSync } from "node:fs"
import test from "node:test"
import { Pool } from "heddle"
import { csvToParquet } from "../../src/csv/index.ts"
import { factsOf, fast, folder, inline, scratch, slow, write } from "./reading.ts"
import type { How, Values } from "./reading.ts"

/** Texts that the fast path takes, by type. */
const taken: Readonly<Record<string, readonly string[]>> = {
  BIGINT:
    "0 -0 1 -1 007 -007 +1 123456789 -123456789 1234567890 -1234567890 123456789012345 -123456789012345 4294967296 -4294967296 9007199254740993 9223372036854775807 -9223372036854775808"
      .split(" ")
      .concat("", '""', '"1"', '" 1"', " 1", "1 ", "000000000000000000000000001"),
  INTEGER: ["0", "-1", "2147483647", "-2147483648", " 7", "", '"-5"', "999999999", "-999999999"],
  SMALLINT: ["0", "-32768", "32767", ""],
  TINYINT: ["-128", "127"],
  UINTEGER: ["0", "4294967295", "999999999"],
  USMALLINT: ["65535"],
  UTINYINT: ["255", ""],
  DOUBLE:
    "0 -0 0.0 -0.0 1 1.5 -1.5 +1.5 007.5 .5 5. -.5 1e5 1E+5 1e-5 1.25e-7 1e22 1e23 1e400 -1e400 1e-400 4.9e-324 2.2250738585072014e-308 1.7976931348623157e308 0.1 0.2 0.30000000000000004 0.7752951234567891 123456789.123456789 9007199254740993 9007199254740992.5 0.000000000000000000000123 12345678901234567890 0.012345678901234567 1234567890.1234567 8.41 nan NaN inf -inf Infinity"
      .split(" ")
      .concat(" 1.5 ", '"1.5"', "", '""'),
  FLOAT: ["0.1", "1.5", "16777217.5", "3.4e38", "nan", "-0", "123456.789", ""],
  BOOLEAN: ["true", "True", "FALSE", "t", "F", '"true"', ""],
  VARCHAR: [
    "a",
    " a ",
    "",
    '""',
    '"a"',
    '"a""b"',
    '""""',
    '"a,b"',
    '"a\nb"',
    '" "',
    " ",
    "NULL",
    "grün",
    "𝄞",
    "日本",
    "a\u0000b",
  ],
  DATE: ["2024-01-05", "2024-02-29", "1969-12-31", "0001-01-01", "9999-12-31", "1900-02-28", '"2000-02-29"', ""],
  TIME: ["10:11:12", "00:00:00", "23:59:59.999999", "10:11:12.5", ""],
  TIMESTAMP: [
    "2024-01-05 10:11:12",
    "2024-01-05T10:11:12",
    "2024-01-05 10:11:12.1",
    "2024-01-05 10:11:12.123456",
    "1969-12-31 23:59:59.999999",
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59.999999",
    "1684-01-01 00:00:00.000001",
    "2200-01-01 00:00:00.000001",
    "",
  ],
  "TIMESTAMP WITH TIME ZONE": [
    "2024-01-05 10:11:12Z",
    "2024-01-05T10:11:12+02:00",
    "2024-01-05 10:11:12-02:30",
    "2024-01-05 10:11:12.5+02",
    "1969-12-31 23:59:59.25Z",
  ],
  TIMESTAMPTZ: ["2024-01-05 10:11:12Z"],
}

for (const [type, texts] of Object.entries(taken)) {
  test(`${type} is read as DuckDB reads it`, async () => {
    const facts = factsOf({ x: type, y: "INTEGER" })
    const file = write("x.csv", `x,y\n${texts.map((text, i) => `${text},${i}\n`).join("")}`)
    const values = await slow([file], facts)
    assert.ok(!(values instanceof Error), String(values))
    // One by one, so that a text that is left to DuckDB is found.
    for (const [i, text] of texts.entries()) {
      const one = write("one.csv", `x,y\n${text},${i}\n`)
      assert.deepEqual(await fast([one], facts), [values[i]], JSON.stringify(text))
    }
    assert.deepEqual(await fast([file], facts), values)
  })
}

/** Texts that are left to DuckDB. */
const left: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ["1.0", "1.5", "1e3", "0x1F", "1_000", "-", "9223372036854775808", "x", '"1"2', '1"', ' "1"', "1,2"],
  INTEGER: ["2147483648", "-2147483649", "9999999999", "1.5"],
  UTINYINT: ["256", "-1"],
  DOUBLE: ["-", ".", "1.5e", "1_0", "0x1", "1.2.3", "e5", "-nan", "- 1", "--1"],
  FLOAT: ["1e-46", "16777217", "1e39"],
  BOOLEAN: [" true", "1", "yes", "on"],
  VARCHAR: ['a"b', '"a"b', ' "a"', '"a" ', '"a', "a\rb"],
  DATE: ["2024-02-30", "2024-1-5", " 2024-01-05", "2024/01/05", "0000-01-01", "1900-02-29", "infinity", "2024-13-01"],
  TIME: ["24:00:00", "10:11", "10:11:60", "10:11:12.1234567", "10:11:12."],
  TIMESTAMP: ["2024-01-05", "2024-01-05 10:11", "2024-01-05 10:11:12Z", "2024-01-05 25:00:00", "2024-01-05 10:11:12."],
  "TIMESTAMP WITH TIME ZONE": [
    "2024-01-05 10:11:12",
    "2024-01-05 10:11:12 UTC",
    "2024-01-05T10:11Z",
    "2024-01-05 10:11:12+0230",
  ],
  "DECIMAL(10,2)": ["1.5"],
}

for (const [type, texts] of Object.entries(left)) {
  test(`what is no certain ${type} is left to DuckDB`, async () => {
    const facts = factsOf({ x: type, y: "INTEGER" })
    for (const text of texts) {
      const file = write("x.csv", `x,y\n${text},1\n`)
      assert.equal(await fast([file], facts), undefined, JSON.stringify(text))
    }
    assert.deepEqual(readdirSync(scratch), [])
  })
}

const two = { a: "BIGINT", b: "VARCHAR" }
/** Whole files: columns, text, and whether the fast path takes them. */
const files: Readonly<Record<string, readonly [Record<string, string>, string, boolean, ("\n" | "\r\n")?]>> = {
  "blank lines": [two, "a,b\n\n1,2\n\n\n3,4\n\n", true],
  "blank lines of one column": [{ a: "BIGINT" }, "a\n1\n\n2\n\n\n", true],
  "blank lines of one column of texts": [{ a: "VARCHAR" }, 'a\n1\n\n""\n\n', true],
  "no last line feed": [two, "a,b\n1,2\n3,4", true],
  "no last line feed after a quote": [two, 'a,b\n1,2\n3,"4"', true],
  "no last line feed after nothing": [two, "a,b\n1,2\n3,", true],
  "carriage returns": [two, "a,b\r\n1,2\r\n\r\n3,4\r\n", true, "\r\n"],
  "carriage returns, no last one": [two, "a,b\r\n1,2\r\n3,4", true, "\r\n"],
  "quoted lines": [two, 'a,b\n1,"x\ny"\n2,z\n', true],
  "quoted lines with carriage returns": [two, 'a,b\r\n1,"x\r\ny"\r\n2,z\r\n', true, "\r\n"],
  "a byte order mark": [two, "\uFEFFa,b\n1,2\n", true],
  "a quoted header": [two, '"a\nq",b\n1,2\n', true],
  "nothing but nulls": [two, "a,b\n,\n,\n", true],
  "a carriage return among line feeds": [two, "a,b\n1,2\r\n3,4\n", false],
  "a line feed among carriage returns": [two, "a,b\r\n1,2\n3,4\r\n", false, "\r\n"],
  "a carriage return alone": [two, "a,b\r\n1,2\r3,4\r\n", false, "\r\n"],
  "a carriage return at the end": [two, "a,b\r\n1,2\r\n3,4\r", false, "\r\n"],
  "a field too many": [two, "a,b\n1,2,3\n", false],
  "a delimiter too many": [two, "a,b\n1,2,\n", false],
  "a field too few": [two, "a,b\n1\n", false],
  "a line of spaces": [two, "a,b\n1,2\n  \n", false],
  "a quote that is not closed": [two, 'a,b\n1,"x\n', false],
  "a header alone": [two, "a,b\n", false],
  nothing: [two, "", false],
  "a blank first line": [two, "\na,b\n1,2\n", false],
}

for (const [name, [columns, text, isTaken, newline = "\n"]] of Object.entries(files)) {
  test(`${isTaken ? "reads" : "leaves"} ${name}`, async () => {
    const facts = factsOf(columns, { newline })
    const file = write("x.csv", text)
    const found = await fast([file], facts)
    if (isTaken) assert.deepEqual(found, await slow([file], facts))
    else assert.equal(found, undefined)
  })
}

test("bytes that are no UTF-8 are left to DuckDB", async () => {
  const file = write("x.csv", Buffer.from("a,b\n1,\u00E9\n", "latin1"))
  assert.equal(await fast([file], factsOf(two)), undefined)
  assert.equal(await fast([file], factsOf(two), { needed: ["a"] }), undefined)
})

test("columns that are not needed are not understood, but must be there", async () => {
  const facts = factsOf({ a: "BIGINT", b: "DATE", c: "DOUBLE", d: "STRUCT(x INTEGER)" })
  const good = write("x.csv", 'a,b,c,d\n1,no date,2.5,x\n2,"q,""\n",3.5,"y"\n')
  for (const needed of [["a"], ["c"], ["a", "c"]]) assert.ok(await fast([good], facts, { needed }))
  assert.deepEqual(await fast([good], facts, { needed: ["c", "a"] }), [
    [1n, 2.5],
    [2n, 3.5],
  ])
  assert.equal(await fast([good], facts), undefined)
  assert.equal(await fast([write("x.csv", "a,b,c,d\n1,2,3\n")], facts, { needed: ["a"] }), undefined)
})

async function agree(
  text: string,
  columns: Record<string, string>,
  dialect: Parameters<typeof factsOf>[1],
  how: How,
): Promise<void> {
  const facts = factsOf(columns, dialect)
  const file = write("x.csv", text)
  const found = await fast([file], facts, how)
  assert.ok(found)
  assert.deepEqual(found, await slow([file], facts, how))
}

test("options say how values are written", async () => {
  const nulls = { options: { nullValues: ["NA", "-", "ä"] } }
  await agree('a,b\n1,NA\nNA,x\n-,ä\n2,\n3,"NA"\n', two, {}, nulls)
  await agree("a,b\n1,\n,x\n-,y\n", two, {}, { options: { nullValues: ["", "-"] } })
  await agree(
    "a;b\n1,5;x\n-0,25;y\n1234567890,125;z\n",
    { a: "DOUBLE", b: "VARCHAR" },
    { delimiter: ";" },
    { options: { decimal: "," } },
  )
  await agree("1\t'x\ty'\n2\t'it''s'\n", two, { delimiter: "\t", quote: "'", escape: "'", hasHeader: false }, {})
  await agree("one\ntwo\na|b\n1|x\n", two, { delimiter: "|", skip: 2 }, {})
})

test("what the parser does not know is left to DuckDB before anything is read", async () => {
  for (const dialect of [
    { comment: "#" },
    { escape: "\\" },
    { delimiter: " " },
    { delimiter: "5" },
    { delimiter: "é" },
  ]) {
    assert.equal(await fast(["/no/such/file"], factsOf(two, dialect)), undefined)
  }
  assert.equal(await fast([write("x.csv", "a,b\n1,2\n")], factsOf(two), { needed: [] }), undefined)
})

/** Lines with quoted line feeds here and there, of a few blocks. */
function manyLines(count: number): string {
  const text = (i: number): string => (i % 11 === 0 ? '"one\ntwo, ""three""\n9,9"' : i % 7 === 0 ? "" : `t${i}`)
  return `n,s,x\n${Array.from({ length: count }, (_, i) => `${i},${text(i)},${i % 13 === 0 ? "" : i / 8}\n`).join("")}`
}

function expected(count: number): Values {
  const text = (i: number): string | null => (i % 11 === 0 ? 'one\ntwo, "three"\n9,9' : i % 7 === 0 ? null : `t${i}`)
  return Array.from({ length: count }, (_, i) => [BigInt(i), text(i), i % 13 === 0 ? null : i / 8])
}

const three = { n: "BIGINT", s: "VARCHAR", x: "DOUBLE" }

test("ranges begin where the one before it ended, also where quotes hold line feeds", async () => {
  const file = write("x.csv", manyLines(300))
  for (const rangeBytes of [20, 37, 100, 999, 5000]) {
    assert.deepEqual(await fast([file], factsOf(three), { rangeBytes }), expected(300), `ranges of ${rangeBytes}`)
  }
})

test("a range within one record has no lines", async () => {
  const file = write("x.csv", `n,s,x\n1,"${"\n1,b,2".repeat(50)}",3\n4,d,5\n`)
  assert.deepEqual(await fast([file], factsOf(three), { rangeBytes: 16 }), [
    [1n, "\n1,b,2".repeat(50), 3],
    [4n, "d", 5],
  ])
})

test("files of many blocks and row groups are read by the workers of a pool, in order", async () => {
  await using pool = new Pool({ workers: 2 })
  const many = [write("1.csv", manyLines(150_000)), write("2.csv", manyLines(10)), write("3.csv", "n,s,x\n")]
  const found = await fast(many, factsOf(three), { pool, rangeBytes: 1 << 20 })
  const values = [...expected(150_000), ...expected(10)]
  assert.deepEqual(found, values)
  const numbers = await fast(many, factsOf(three), { pool, needed: ["n", "x"] })
  assert.deepEqual(
    numbers,
    values.map(([n, , x]) => [n, x]),
  )
})

test("a line longer than a block is left to DuckDB", async () => {
  const file = write("x.csv", `n,s,x\n1,${"y".repeat(1 << 20)},2\n`)
  assert.equal(await fast([file], factsOf(three)), undefined)
  const quoted = write("x.csv", `n,s,x\n1,"${"y\n".repeat(1 << 19)}",2\n`)
  assert.equal(await fast([quoted], factsOf(three)), undefined)
})

test("processes parse as threads do", async () => {
  await using pool = new Pool({ workers: 2, backend: "processes" })
  const file = write("x.csv", manyLines(2000))
  assert.deepEqual(await fast([file], factsOf(three), { pool, rangeBytes: 1 << 14 }), expected(2000))
})

test("nothing is left where a late range is not understood", async () => {
  await using pool = new Pool({ workers: 2 })
  const file = write("x.csv", `${manyLines(50_000)}x,y,z\n`)
  assert.equal(await fast([file], factsOf(three), { pool, rangeBytes: 1 << 16 }), undefined)
  assert.deepEqual(readdirSync(scratch), [])
})

test("it stops where the signal aborts, and leaves nothing", async () => {
  await using pool = new Pool({ workers: 2 })
  const file = write("x.csv", manyLines(50_000))
  const controller = new AbortController()
  const reason = new Error("enough")
  const how = { columns: ["n"], folder: scratch, pool, signal: controller.signal, rangeBytes: 1 << 16 }
  const running = csvToParquet([file], factsOf(three), how)
  controller.abort(reason)
  await assert.rejects(running, reason)
  await assert.rejects(csvToParquet([file], factsOf(three), how), reason)
  assert.deepEqual(readdirSync(scratch), [])
})

test("files and folders that there are not", async () => {
  await assert.rejects(fast([`${folder}/none.csv`], factsOf(two)), { code: "ENOENT" })
  const file = write("x.csv", "a,b\n1,2\n")
  const how = { columns: ["a"], folder: `${folder}/none`, pool: inline }
  await assert.rejects(csvToParquet([file], factsOf(two), how), { code: "ENOENT" })
  assert.equal(existsSync(how.folder), false)
})
