import assert from "node:assert/strict"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import { ParquetWriter, writeParquet } from "../../src/parquet/index.ts"
import type { ParquetColumn } from "../../src/parquet/index.ts"

const folder = mkdtempSync(path.join(tmpdir(), "frame-parquet-"))
after(() => rmSync(folder, { recursive: true, force: true }))
const instance = await DuckDBInstance.create(":memory:")
const connection = await instance.connect()
await connection.run("set TimeZone = 'UTC'")
after(() => {
  connection.closeSync()
  instance.closeSync()
})

const file = path.join(folder, "x.parquet")

async function rows(sql: string): Promise<unknown[][]> {
  const result = await connection.runAndReadAll(sql.replaceAll("FILE", `read_parquet('${file}')`))
  return result.getRowsJS()
}

async function readBack(columns: readonly ParquetColumn[], rowGroupRows?: number): Promise<unknown[][]> {
  writeParquet(file, columns, rowGroupRows === undefined ? {} : { rowGroupRows })
  const described = await rows("select column_name, column_type from (describe from FILE)")
  assert.deepEqual(
    described,
    columns.map(({ name, type }) => [name, type]),
  )
  return rows("from FILE")
}

test("typed arrays come back as they are, each in its type", async () => {
  const columns: ParquetColumn[] = [
    { name: "f64", type: "DOUBLE", values: new Float64Array([1.5, Number.NaN, -Infinity]) },
    { name: "f32", type: "FLOAT", values: new Float32Array([1.5, 0.1, -3]) },
    { name: "i8", type: "TINYINT", values: new Int8Array([-128, 0, 127]) },
    { name: "u8", type: "UTINYINT", values: new Uint8Array([0, 128, 255]) },
    { name: "i16", type: "SMALLINT", values: new Int16Array([-32768, 0, 32767]) },
    { name: "u16", type: "USMALLINT", values: new Uint16Array([0, 1, 65535]) },
    { name: "i32", type: "INTEGER", values: new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1]) },
    { name: "u32", type: "UINTEGER", values: new Uint32Array([0, 1, 2 ** 32 - 1]) },
    { name: "i64", type: "BIGINT", values: new BigInt64Array([-(2n ** 63n), 0n, 2n ** 63n - 1n]) },
    { name: "u64", type: "UBIGINT", values: new BigUint64Array([0n, 1n, 2n ** 64n - 1n]) },
    { name: "b", type: "BOOLEAN", values: new Uint8Array([1, 0, 1]) },
  ]
  const [first, second, third] = await readBack(columns)
  assert.deepEqual(first, [1.5, 1.5, -128, 0, -32768, 0, -(2 ** 31), 0, -(2n ** 63n), 0n, true])
  assert.deepEqual(second, [Number.NaN, Math.fround(0.1), 0, 128, 0, 1, 0, 1, 0n, 1n, false])
  assert.deepEqual(third, [
    -Infinity,
    -3,
    127,
    255,
    32767,
    65535,
    2 ** 31 - 1,
    2 ** 32 - 1,
    2n ** 63n - 1n,
    2n ** 64n - 1n,
    true,
  ])
})

test("lists may hold nulls, and numbers where the column is of bigints", async () => {
  const columns: ParquetColumn[] = [
    { name: "n", type: "BIGINT", values: [1, null, 2n ** 60n] },
    { name: "d", type: "DOUBLE", values: [undefined, 0.5, 7] },
    { name: "b", type: "BOOLEAN", values: [true, null, false] },
    { name: "s", type: "VARCHAR", values: ["grün", "", null] },
    { name: "raw", type: "BLOB", values: [new Uint8Array([0, 255]), null, new Uint8Array()] },
  ]
  assert.deepEqual(
    await readBack(columns),
    [
      [1n, null, true, "grün", Uint8Array.of(0, 255)],
      [null, 0.5, null, "", null],
      [2n ** 60n, 7, false, null, new Uint8Array()],
    ].map((row) => row.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))),
  )
})

test("dates and times are Date or the numbers that Parquet has", async () => {
  const at = new Date("2024-02-29T12:34:56.789Z")
  const columns: ParquetColumn[] = [
    { name: "day", type: "DATE", values: [at, -1, null] },
    { name: "t", type: "TIMESTAMP", values: [at, 1_500_000n, null] },
    { name: "tz", type: "TIMESTAMP WITH TIME ZONE", values: [at, 1_500_000, null] },
    { name: "ns", type: "TIMESTAMP_NS", values: [at, 1n, null] },
    { name: "time", type: "TIME", values: [1_000_001, 0, null] },
  ]
  await readBack(columns)
  assert.deepEqual(await rows("select columns(*)::VARCHAR from FILE"), [
    [
      "2024-02-29",
      "2024-02-29 12:34:56.789",
      "2024-02-29 12:34:56.789+00",
      "2024-02-29 12:34:56.789",
      "00:00:01.000001",
    ],
    ["1969-12-31", "1970-01-01 00:00:01.5", "1970-01-01 00:00:01.5+00", "1970-01-01 00:00:00.000000001", "00:00:00"],
    [null, null, null, null, null],
  ])
})

test("TIMESTAMPTZ is the short name of a type", async () => {
  writeParquet(file, [{ name: "t", type: "TIMESTAMPTZ", values: [new Date(0)] }])
  assert.deepEqual(await rows("select typeof(t) from FILE"), [["TIMESTAMP WITH TIME ZONE"]])
})

test("`nulls` hides values of typed arrays", async () => {
  const values = Float64Array.from({ length: 20 }, (_, i) => i)
  const nulls = Uint8Array.from(values, (i) => (i % 3 === 0 ? 1 : 0))
  const read = await readBack([{ name: "x", type: "DOUBLE", values, nulls }])
  assert.deepEqual(
    read.flat(),
    [...values].map((x) => (x % 3 === 0 ? null : x)),
  )
})

test("row groups follow each other, with nulls where they are", async () => {
  const count = 10_001
  const values = Array.from({ length: count }, (_, i) => (i % 7 === 3 && i > 5000 ? null : `s${i}`))
  const numbers = Int32Array.from({ length: count }, (_, i) => i * i)
  const read = await readBack(
    [
      { name: "s", type: "VARCHAR", values },
      { name: "n", type: "INTEGER", values: numbers },
    ],
    1000,
  )
  assert.deepEqual(
    read,
    values.map((s, i) => [s, numbers[i]! | 0]),
  )
  const groups = await connection.runAndReadAll(`select count(distinct row_group_id) from parquet_metadata('${file}')`)
  assert.deepEqual(groups.getRowsJS(), [[11n]])
})

test("texts that repeat are written once", async () => {
  const encodings = `select distinct encodings from parquet_metadata('${file}')`
  for (const distinct of [1, 2, 256, 257, 4096, 4097]) {
    const values = Array.from({ length: 10_003 }, (_, i) => (i % 5 === 4 ? null : `ü${i % distinct}`))
    assert.deepEqual(
      await readBack([{ name: "s", type: "VARCHAR", values }]),
      values.map((value) => [value]),
    )
    const isOnce = JSON.stringify((await connection.runAndReadAll(encodings)).getRowsJS()).includes("DICTIONARY")
    assert.equal(isOnce, new Set(values).size - 1 <= 4000, `${distinct} texts`)
  }
})

test("no rows, columns of nulls only and very many columns are files too", async () => {
  assert.deepEqual(await readBack([{ name: "x", type: "DOUBLE", values: new Float64Array() }]), [])
  assert.deepEqual(await readBack([{ name: "x", type: "VARCHAR", values: [null, null] }]), [[null], [null]])
  const many = Array.from({ length: 700 }, (_, i) => ({
    name: `c${i}`,
    type: "INTEGER",
    values: Int32Array.of(i, i + 1),
  }))
  assert.deepEqual(
    (await readBack(many))[1],
    many.map((_, i) => i + 1),
  )
})

test("columns of different lengths and types that Parquet lacks are refused, and leave no file", () => {
  rmSync(file, { force: true })
  const x = { name: "x", type: "DOUBLE", values: new Float64Array(2) }
  assert.throws(() => writeParquet(file, [x, { name: "y", type: "DOUBLE", values: [1] }]), /x has 2, y has 1/)
  assert.throws(
    () => writeParquet(file, [{ name: "x", type: "STRUCT(a INTEGER)", values: [1] }]),
    /STRUCT\(a INTEGER\)/,
  )
  assert.throws(() => writeParquet(file, [{ name: "x", type: "BIGINT", values: [1.5] }]), RangeError)
  assert.equal(existsSync(file), false)
})

test("a writer that is aborted leaves no file", () => {
  const writer = new ParquetWriter(file, [{ name: "x", type: "DOUBLE" }])
  writer.writeRowGroup(1, [{ values: [new Uint8Array(8)] }])
  assert.equal(writer.rows, 1)
  writer.abort()
  assert.equal(existsSync(file), false)
})
