import assert from "node:assert/strict"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import { parquetColumns } from "../../src/files/index.ts"
import type { Column } from "../../src/schema/index.ts"
import { bool, int, parquetFile, struct } from "./footer.ts"
import type { Element } from "./footer.ts"

const home = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-frame-parquet-"))
const instance = await DuckDBInstance.create(":memory:")
const connection = await instance.connect()
after(() => {
  connection.closeSync()
  instance.closeSync()
  fs.rmSync(home, { recursive: true, force: true })
})

/** What DuckDB says of a file; undefined where it refuses it. */
async function described(file: string): Promise<Column[] | undefined> {
  try {
    const reader = await connection.runAndReadAll(`describe from '${file}'`)
    return reader.getRows().map(([name, type]) => ({ name: name as string, type: type as string }))
  } catch {
    return undefined
  }
}

let count = 0
function write(columns: readonly Element[]): string {
  const file = path.join(home, `${count++}.parquet`)
  fs.writeFileSync(file, parquetFile(columns))
  return file
}

test("types are those that DuckDB describes", async () => {
  const file = path.join(home, "all.parquet")
  await connection.run(`copy (select
    1::tinyint a, 1::smallint b, 1::int c, 1::bigint d, 1::hugeint e, 1::utinyint f, 1::usmallint g, 1::uinteger h,
    1::ubigint i, 1.5::float k, 1.5::double l, true m, 'x' n, 'x'::blob o, 1.5::decimal(4,1) p, 1.5::decimal(9,2) q,
    1.5::decimal(18,3) r, 1.5::decimal(38,4) s, date '2020-01-01' t, time '10:00' u, timestamp '2020-01-01' v,
    timestamptz '2020-01-01' w, '2020-01-01'::timestamp_s x, '2020-01-01'::timestamp_ms y, '2020-01-01'::timestamp_ns z,
    interval 1 day aa, uuid() bb, 'a'::enum('a','b') cc, [1,2] dd, {'a':1,'B c':'x','select':2,'Year':3,'é':4} ee,
    map{'a':1} ff, [[1]] gg, [{'a':[1]}] hh, [1,2]::int[2] ii, '{"a":1}'::json jj, timetz '10:00:00+01' kk,
    '101'::bit ll, '10:00'::time_ns pp, {'one':{'two':map{1:[true]}}} qq, [map{1:date '2020-01-01'}] rr, [[{'x':1}]] ss
  ) to '${file}' (format parquet)`)
  assert.deepEqual(parquetColumns(file), await described(file))
  assert.equal(parquetColumns(file)!.length, 41)
})

test("a footer longer than what is read at first", async () => {
  const file = path.join(home, "wide.parquet")
  const names = Array.from({ length: 2_000 }, (_, i) => `i as a_column_with_a_long_name_${i}`)
  await connection.run(`copy (select ${names.join(", ")} from range(3) t(i)) to '${file}' (format parquet)`)
  assert.ok(fs.statSync(file).size > 100_000)
  assert.deepEqual(parquetColumns(file), await described(file))
})

test("what is no Parquet file, or is encrypted, gives undefined", async () => {
  const file = path.join(home, "not.parquet")
  for (const bytes of ["", "PAR1", "PAR1PAR1PAR1", "PAR1\0\0\0\0\xff\xff\xff\x00PAR1", "a,b\n1,2\n"]) {
    fs.writeFileSync(file, bytes, "latin1")
    assert.equal(parquetColumns(file), undefined)
  }
  assert.equal(parquetColumns(path.join(home, "none.parquet")), undefined)
  assert.equal(parquetColumns(home), undefined)
  await connection.run("set force_mbedtls_unsafe = 'true'")
  await connection.run("pragma add_parquet_key('k', '0123456789112345')")
  await connection.run(`copy (select 1 a) to '${file}' (format parquet, encryption_config {footer_key: 'k'})`)
  assert.equal(parquetColumns(file), undefined)
})

const unit = (n: number) => struct({ [n]: struct({}) })
const logicals = [
  ...[1, 2, 3, 4, 6, 11, 12, 13, 14, 15].map((kind) => struct({ [kind]: struct({}) })),
  struct({ 5: struct({ 1: int(2), 2: int(9) }) }),
  ...[7, 8].flatMap((kind) =>
    [1, 2, 3].flatMap((of) => [true, false].map((utc) => struct({ [kind]: struct({ 1: bool(utc), 2: unit(of) }) }))),
  ),
  struct({ 10: struct({ 1: { type: 3, bytes: [8] }, 2: bool(false) }) }),
]

test("each physical type with each annotation is as DuckDB reads it, or undefined", async () => {
  const lengths: (number | undefined)[] = [undefined, 2, 12, 16]
  let both = 0
  for (let type = 0; type < 8; type++) {
    for (const length of type === 7 ? lengths : [undefined]) {
      const annotations: Partial<Element>[] = [{}]
      for (let converted = 0; converted < 22; converted++) {
        annotations.push({ converted }, { converted, scale: 2, precision: 9 })
        for (const logical of logicals.slice(0, 5)) annotations.push({ converted, logical })
      }
      for (const logical of logicals)
        annotations.push({ logical }, { logical, converted: 10 }, { logical, converted: 0 })
      for (const annotation of annotations) {
        const file = write([
          { name: "x", type, repetition: 1, ...(length === undefined ? {} : { length }), ...annotation },
        ])
        const found = parquetColumns(file)
        if (found === undefined) continue
        assert.deepEqual(found, await described(file), JSON.stringify({ type, length, ...annotation }))
        both++
      }
    }
  }
  assert.ok(both > 60, `${both}`)
})

test("nested types in any shape are as DuckDB reads them, or undefined", async () => {
  let state = 12345
  const random = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below
  const names = ["a", "b", "A", "list", "element", "key", "value", "x y"]
  const node = (depth: number): Element => {
    const name = names[random(names.length)]!
    const repetition = [0, 1, 1, 2][random(4)]!
    if (depth === 0 || random(3) === 0) return { name, type: [1, 2, 5, 6][random(4)]!, repetition }
    const converted = [undefined, undefined, 1, 2, 3, 3][random(6)]
    const children = Array.from({ length: [1, 1, 2, 3][random(4)]! }, () => node(depth - 1))
    return converted === undefined ? { name, repetition, children } : { name, repetition, children, converted }
  }
  let both = 0
  for (let i = 0; i < 1_500; i++) {
    const columns = Array.from({ length: 1 + random(3) }, () => node(3))
    const file = write(columns)
    const [found, real] = [parquetColumns(file), await described(file)]
    if (found !== undefined || real !== undefined) assert.deepEqual(found, real, JSON.stringify(columns))
    if (found !== undefined) both++
    fs.rmSync(file)
  }
  assert.ok(both > 100, `${both}`)
})
