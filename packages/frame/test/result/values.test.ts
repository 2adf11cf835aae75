import assert from "node:assert/strict"
import test from "node:test"
import { DuckDBListValue, DuckDBStructValue } from "@duckdb/node-api"
import { connection, query, table } from "./query.ts"

/** SQL of a value, and the value. */
const cases: readonly (readonly [sql: string, value: unknown])[] = [
  ["true", true],
  ["false", false],
  ["'-128'::tinyint", -128],
  ["'-32768'::smallint", -32768],
  ["'-2147483648'::integer", -2147483648],
  ["'255'::utinyint", 255],
  ["'65535'::usmallint", 65535],
  ["'4294967295'::uinteger", 4294967295],
  ["'42'::bigint", 42],
  ["'-1'::bigint", -1],
  ["'9007199254740991'::bigint", 9007199254740991],
  ["'9007199254740992'::bigint", 9007199254740992n],
  ["'-9007199254740991'::bigint", -9007199254740991],
  ["'-9007199254740992'::bigint", -9007199254740992n],
  ["'-9223372036854775808'::bigint", -(2n ** 63n)],
  ["'7'::ubigint", 7],
  ["'18446744073709551615'::ubigint", 2n ** 64n - 1n],
  ["'7'::hugeint", 7],
  ["'-7'::hugeint", -7],
  ["'-9223372036854775809'::hugeint", -(2n ** 63n) - 1n],
  ["'9223372036854775808'::hugeint", 2n ** 63n],
  ["'-9007199254740991'::hugeint", -9007199254740991],
  ["'-4294967296'::hugeint", -4294967296],
  ["'-170141183460469231731687303715884105728'::hugeint", -(2n ** 127n)],
  ["'340282366920938463463374607431768211455'::uhugeint", 2n ** 128n - 1n],
  ["'5'::uhugeint", 5],
  ["'1.5'::float", 1.5],
  ["'0.1'::double", 0.1],
  ["'nan'::double", Number.NaN],
  ["'-inf'::double", -Infinity],
  ["'-1.5'::decimal(4,1)", -1.5],
  ["'1234567.89'::decimal(9,2)", 1234567.89],
  ["'123456789012345.678'::decimal(18,3)", Number("123456789012345.678")],
  ["'0.1'::decimal(38,30)", 0.1],
  ["'-1234567890123456789012345678.9012345678'::decimal(38,10)", Number("-1234567890123456789012345678.9012345678")],
  ["'12345678901234567.8'::decimal(18,1)", Number("12345678901234567.8")],
  ["date '2024-02-29'", new Date("2024-02-29")],
  ["date '0044-03-15 (BC)'", new Date("-000043-03-15")],
  ["'infinity'::date", "infinity"],
  ["'-infinity'::date", "-infinity"],
  ["date '300000-01-01'", "300000-01-01"],
  ["time '10:00:00'", "10:00:00"],
  ["time '23:59:59.120003'", "23:59:59.120003"],
  ["time '10:00:00.5'", "10:00:00.5"],
  ["'10:00:00.000000001'::time_ns", "10:00:00.000000001"],
  ["timetz '10:00:00+01:30'", "10:00:00+01:30"],
  ["timestamp '2024-01-02 03:04:05.678901'", new Date("2024-01-02T03:04:05.678Z")],
  ["timestamp '1969-12-31 23:59:59.9995'", new Date("1969-12-31T23:59:59.999Z")],
  ["timestamptz '2024-01-02 03:04:05+02'", new Date("2024-01-02T01:04:05Z")],
  ["'2024-01-02 03:04:05'::timestamp_s", new Date("2024-01-02T03:04:05Z")],
  ["'2024-01-02 03:04:05.678'::timestamp_ms", new Date("2024-01-02T03:04:05.678Z")],
  ["'2024-01-02 03:04:05.678'::timestamp_ns", new Date("2024-01-02T03:04:05.678Z")],
  ["'1969-12-31 23:59:59.999999999'::timestamp_ns", new Date("1969-12-31T23:59:59.999Z")],
  ["'infinity'::timestamp", "infinity"],
  ["'-infinity'::timestamptz", "-infinity"],
  ["timestamp '290000-01-01 00:00:00'", "290000-01-01 00:00:00"],
  ["interval '14 months 3 days 2.5 seconds'", { months: 14, days: 3, micros: 2500000 }],
  ["interval '-1 day'", { months: 0, days: -1, micros: 0 }],
  ["'550e8400-e29b-41d4-a716-446655440000'::uuid", "550e8400-e29b-41d4-a716-446655440000"],
  ["'f50e8400-e29b-41d4-a716-446655440000'::uuid", "f50e8400-e29b-41d4-a716-446655440000"],
  ["'b'::enum('a', 'b')", "b"],
  ["''", ""],
  ["'twelve bytes'", "twelve bytes"],
  ["'thirteen byte'", "thirteen byte"],
  ["'zwölf'", "zwölf"],
  ["'日本語日本語日本語'", "日本語日本語日本語"],
  ["'👩‍🚀'", "👩‍🚀"],
  ["'a' || chr(0) || 'b'", "a\0b"],
  ["repeat('x', 100000)", "x".repeat(100000)],
  ["''::blob", new Uint8Array()],
  ["'\\xFF\\x00a'::blob", Uint8Array.of(255, 0, 97)],
  ["'\\xFFabcdefghijklmnopqrstuvwxyz'::blob", Uint8Array.from([255, ...Buffer.from("abcdefghijklmnopqrstuvwxyz")])],
  ["'0101'::bit", "0101"],
  ["'123456789012345678901234567890'::bignum", 123456789012345678901234567890n],
  ["'5'::bignum", 5],
  ["'{\"a\": 1}'::json", '{"a": 1}'],
  ["'{\"a\": [1]}'::json::variant", "{'a': [1]}"],
  ["[1, null, 3]", [1, null, 3]],
  ["[]::integer[]", []],
  ["[['a'], [], null]", [["a"], [], null]],
  ["[1.5, 2.5]::double[2]", [1.5, 2.5]],
  ["{'a': 1, 'b': [date '2024-01-01']}", { a: 1, b: [new Date("2024-01-01")] }],
  [
    "map {'a': 1, 'b': null}",
    new Map([
      ["a", 1],
      ["b", null],
    ]),
  ],
  ["map {1: {'x': [true]}}", new Map([[1, { x: [true] }]])],
  ["union_value(num := 5)::union(num integer, str varchar)", 5],
  ["union_value(str := 'x')::union(num integer, str varchar)", "x"],
  ["[{'a': 9007199254740993}]", [{ a: 9007199254740993n }]],
]

test("each type's value is JavaScript's, and NULL is null", async () => {
  for (const [sql, value] of cases) {
    const rows = await table(`select * from (values (${sql}), (null), (${sql})) t(x)`)
    assert.deepEqual([...rows], [{ x: value }, { x: null }, { x: value }], sql)
  }
})

test("types are written as describe writes them", async () => {
  for (const [sql] of cases) {
    const select = `select ${sql} as x, {'select': ${sql}, 'A b': [${sql}]} as y`
    const real = (await connection.runAndReadAll(`describe ${select}`))
      .getRows()
      .map(([name, type]) => ({ name, type }))
    assert.deepEqual((await query(select)).types, real)
  }
})

test("values within lists, structs, arrays and maps are the same", async () => {
  for (const [sql, value] of cases) {
    const nested = "[x, null, x] l, {'f': x} s, map {1: x} m, array_value(x, null) a"
    const rows = await table(`select ${nested} from (select ${sql} x)`)
    const expected = { l: [value, null, value], s: { f: value }, m: new Map([[1, value]]), a: [value, null] }
    assert.deepEqual(rows[0], expected, sql)
  }
})

test("thousands of rows with nulls, over several chunks, are as the package reads them", async () => {
  const sql = `select i, i % 7 = 0 as flag, case when i % 3 = 0 then null else i * 1.5 end as v,
    case when i % 5 = 0 then null else 'key ' || (i % 50) end as short,
    case when i % 11 = 0 then null else 'a longer string, number ' || i end as long,
    case when i % 13 = 0 then null else 'straße über den fluß ' || i end as wide,
    repeat('é', i % 9) as few, case when i < 3000 then i end as early,
    case when i % 4 = 0 then null else range(i % 6) end as list,
    case when i % 6 = 0 then null else {'a': i, 'b': 'text ' || i} end as struct,
    case when i % 8 = 0 then null else map {i: 'm' || i} end as map,
    (i * 9007199254740)::bigint as big, i::hugeint * 1000000000000000 as huge, (i / 7)::decimal(12,4) as dec
    from range(5000) t(i)`
  const rows = await table(sql)
  assert.equal(rows.length, 5000)
  const plain = (value: unknown): unknown => {
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value
    if (value instanceof DuckDBListValue) return value.items.map(plain)
    if (value instanceof DuckDBStructValue)
      return Object.fromEntries(Object.entries(value.entries).map(([k, v]) => [k, plain(v)]))
    if (value !== null && typeof value === "object" && "entries" in value) {
      return new Map(
        (value as { entries: { key: unknown; value: unknown }[] }).entries.map((e) => [plain(e.key), plain(e.value)]),
      )
    }
    return value !== null && typeof value === "object" ? Number((value as { toString(): string }).toString()) : value
  }
  const expected = (await (await connection.run(sql)).getRowObjects()).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])),
  )
  assert.deepEqual([...rows], expected)
})

test("strings of all lengths, repeated, from a dictionary, from files", async () => {
  await connection.run(`create table words as select i, case when i % 17 = 0 then null
    else substr(repeat('abcdé😀fghij', 4), 1, i % 40) end as w, 'constant and quite long' as c from range(9000) t(i)`)
  const rows = await table("select * from words order by i desc")
  const text = Array.from("abcdé😀fghij".repeat(4))
  for (const row of rows) {
    const i = row["i"] as number
    assert.equal(row["w"], i % 17 === 0 ? null : text.slice(0, i % 40).join(""))
    assert.equal(row["c"], "constant and quite long")
  }
  const counted = await table("select w, count(*) n from words group by w order by n desc, w")
  assert.equal(
    counted.reduce((sum, row) => sum + (row["n"] as number), 0),
    9000,
  )
})

test("bytes of a BLOB are a copy of their own", async () => {
  const rows = await table("select ('\\xAA' || i)::blob as b from range(3) t(i)")
  for (const { b } of rows) assert.equal((b as Uint8Array).buffer.byteLength, (b as Uint8Array).length)
})
