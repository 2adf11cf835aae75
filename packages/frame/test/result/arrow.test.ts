import assert from "node:assert/strict"
import test from "node:test"
import * as arrow from "apache-arrow"
import { arrowColumns } from "../../src/result/index.ts"
import { table } from "./query.ts"

const sql = `select i::tinyint a, i::smallint b, i::integer c, i::bigint d, i::utinyint e, i::usmallint f, i::uinteger g,
  i::ubigint h, i::float j, i * 1.5::double k, i % 2 = 0 l, 'text ' || i m, i::varchar::blob n, date '2024-01-01' + i::integer o,
  timestamp '2024-01-01 00:00:00.123456' + to_days(i::integer) p, timestamptz '2024-01-01' q, '2024-01-01'::timestamp_s r,
  '2024-01-01'::timestamp_ms s, '2024-01-01 00:00:00.000000001'::timestamp_ns t, time '10:00:00' u,
  (i / 4)::decimal(9,2) v, (i / 4)::decimal(30,2) w, i::hugeint x, ['a', 'b', 'c'][i % 3 + 1]::enum('a', 'b', 'c') y,
  uuid() z, [i, null] aa, {'x': i, 'y': 'é' || i} bb, map {'k': i} cc, [1.5, 2]::double[2] dd, interval 1 day ee
  from range(3) t(i)`

test("a table of Arrow has the types and values", async () => {
  const rows = await table(sql)
  const made = await rows.toArrow()
  assert.equal(made.numRows, 3)
  const types = Object.fromEntries(made.schema.fields.map(({ name, type }) => [name, String(type)]))
  assert.deepEqual(types, {
    a: "Int8",
    b: "Int16",
    c: "Int32",
    d: "Int64",
    e: "Uint8",
    f: "Uint16",
    g: "Uint32",
    h: "Uint64",
    j: "Float32",
    k: "Float64",
    l: "Bool",
    m: "Utf8",
    n: "Binary",
    o: "Date32<DAY>",
    p: "Timestamp<MICROSECOND>",
    q: "Timestamp<MICROSECOND, UTC>",
    r: "Timestamp<SECOND>",
    s: "Timestamp<MILLISECOND>",
    t: "Timestamp<NANOSECOND>",
    u: "Time64<MICROSECOND>",
    v: "Decimal[9e+2]",
    w: "Decimal[30e+2]",
    x: "Int64",
    y: "Dictionary<Uint8, Utf8>",
    z: "Utf8",
    aa: "List<Int64>",
    bb: "Struct<{x:Int64, y:Utf8}>",
    cc: "Map<{key:Utf8, value:Int64}>",
    dd: "List<Float64>",
    ee: "Interval<MONTH_DAY_NANO>",
  })
  const get = (name: string, i: number): any => made.getChild(name)!.get(i)
  assert.deepEqual([get("d", 2), get("k", 1), get("l", 1), get("m", 2), get("y", 1)], [2n, 1.5, false, "text 2", "b"])
  assert.equal(Number(get("o", 1)), Date.parse("2024-01-02"))
  assert.equal(Math.floor(Number(get("p", 0))), Date.parse("2024-01-01T00:00:00.123Z"))
  assert.deepEqual([...get("aa", 2)], [2n, null])
  assert.deepEqual({ ...get("bb", 1).toJSON() }, { x: 1n, y: "é1" })
  assert.deepEqual({ ...get("cc", 1).toJSON() }, { k: 1n })
})

test("what goes to Arrow and through its bytes comes back", async () => {
  const rows = await table(sql)
  const made = await rows.toArrow()
  const types = rows.types.map(({ name, type }) => [name, type])
  const differ = new Map([
    ["x", "BIGINT"],
    ["y", "VARCHAR"],
    ["z", "VARCHAR"],
    ["dd", "DOUBLE[]"],
  ])
  const expected = types.filter(([name]) => name !== "ee").map(([name, type]) => [name, differ.get(name!) ?? type])
  assert.throws(() => arrowColumns(made), /DuckDB has no type for Arrow's Interval/)
  const some = made.select(made.schema.names.filter((name) => name !== "ee"))
  const columns = arrowColumns(some)
  assert.deepEqual(
    columns.map(({ name, type }) => [name, type]),
    expected,
  )
  const value = (name: string) => columns.find((column) => column.name === name)!.values
  assert.deepEqual(value("c"), Int32Array.of(0, 1, 2))
  assert.deepEqual(value("d"), BigInt64Array.of(0n, 1n, 2n))
  assert.deepEqual(value("l"), Uint8Array.of(1, 0, 1))
  assert.deepEqual(value("m"), ["text 0", "text 1", "text 2"])
  assert.deepEqual(value("v"), [0n, 25n, 50n])
  assert.deepEqual(value("y"), ["a", "b", "c"])
  assert.deepEqual(
    value("aa"),
    [0n, 1n, 2n].map((i) => [i, null]),
  )
  assert.deepEqual(
    value("bb"),
    [0n, 1n, 2n].map((x) => ({ x, y: `é${x}` })),
  )
  assert.deepEqual(
    value("cc"),
    [0n, 1n, 2n].map((i) => new Map([["k", i]])),
  )
  assert.equal((value("p") as BigInt64Array)[0], BigInt(Date.parse("2024-01-01T00:00:00Z")) * 1000n + 123456n)
})

test("nulls go both ways", async () => {
  const rows =
    await table(`select * from (values (1, 'a', [1], {'x': 1}, 1.5::decimal(4,1), true, date '2024-01-01', 1::hugeint),
    (null, null, null, null, null, null, null, null)) t(i, s, l, t, d, b, o, h)`)
  const made = await rows.toArrow()
  for (const column of arrowColumns(arrow.tableFromIPC(arrow.tableToIPC(made)))) {
    assert.deepEqual(column.nulls, Uint8Array.of(0, 1), column.name)
  }
  for (const name of made.schema.names) assert.equal(made.getChild(name)!.get(1), null)
})

test("numbers of one batch are the table's memory; batches are joined; bytes are read", () => {
  const x = Float64Array.of(1, 2, 3)
  const one = new arrow.Table({ x: arrow.makeVector(x), s: arrow.vectorFromArray(["a", null, "b"], new arrow.Utf8()) })
  const [numbers, texts] = arrowColumns(one)
  assert.equal((numbers!.values as Float64Array).buffer, x.buffer)
  assert.deepEqual([texts!.type, texts!.values, texts!.nulls], ["VARCHAR", ["a", null, "b"], Uint8Array.of(0, 1, 0)])
  const two = one.concat(
    new arrow.Table({
      x: arrow.makeVector(Float64Array.of(4)),
      s: arrow.vectorFromArray(["c"], new arrow.Utf8()),
    }),
  )
  for (const source of [two, arrow.tableToIPC(two, "file"), arrow.tableToIPC(two, "stream")]) {
    const [joined, letters] = arrowColumns(source)
    assert.deepEqual(joined!.values, Float64Array.of(1, 2, 3, 4))
    assert.deepEqual(letters!.values, ["a", null, "b", "c"])
  }
  assert.deepEqual(arrowColumns(one.slice(1, 3))[0]!.values, Float64Array.of(2, 3))
})

test("dates and times of all units", () => {
  const ms = Date.parse("2024-01-02T03:04:05Z")
  const date = new Date(ms)
  const column = (type: arrow.DataType) => arrowColumns(new arrow.Table({ x: arrow.vectorFromArray([date], type) }))[0]!
  const cases: [arrow.DataType, string, unknown][] = [
    [new arrow.DateDay(), "DATE", Int32Array.of(19724)],
    [new arrow.DateMillisecond(), "DATE", Int32Array.of(19724)],
    [new arrow.TimestampSecond(), "TIMESTAMP_S", BigInt64Array.of(BigInt(ms / 1000))],
    [new arrow.TimestampMillisecond(), "TIMESTAMP_MS", BigInt64Array.of(BigInt(ms))],
    [new arrow.TimestampMicrosecond(), "TIMESTAMP", BigInt64Array.of(BigInt(ms) * 1000n)],
    [new arrow.TimestampNanosecond(), "TIMESTAMP_NS", BigInt64Array.of(BigInt(ms) * 1000000n)],
    [new arrow.TimestampMillisecond("UTC"), "TIMESTAMP WITH TIME ZONE", BigInt64Array.of(BigInt(ms) * 1000n)],
  ]
  for (const [to, type, values] of cases) assert.deepEqual([column(to).type, column(to).values], [type, values], type)
})
