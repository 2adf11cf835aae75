import assert from "node:assert/strict"
import test from "node:test"
import { table } from "./query.ts"

/** SQL of a column `x` of three rows. */
async function array(values: string, cast = ""): Promise<unknown> {
  const rows = await table(`select x${cast} as x from (select unnest([${values}]) as x)`)
  return rows.toTypedArrays()["x"]
}

test("numbers without nulls are of their own width", async () => {
  assert.deepEqual(await array("1, 2.5, -3", "::double"), Float64Array.of(1, 2.5, -3))
  assert.deepEqual(await array("1, 2.5, -3", "::float"), Float32Array.of(1, 2.5, -3))
  assert.deepEqual(await array("1, 2, -3", "::tinyint"), Int8Array.of(1, 2, -3))
  assert.deepEqual(await array("1, 2, -3", "::smallint"), Int16Array.of(1, 2, -3))
  assert.deepEqual(await array("1, 2, -3", "::integer"), Int32Array.of(1, 2, -3))
  assert.deepEqual(await array("1, 2, 3", "::utinyint"), Uint8Array.of(1, 2, 3))
  assert.deepEqual(await array("1, 2, 3", "::usmallint"), Uint16Array.of(1, 2, 3))
  assert.deepEqual(await array("1, 2, 3", "::uinteger"), Uint32Array.of(1, 2, 3))
  assert.deepEqual(await array("1, 2, -3", "::bigint"), BigInt64Array.of(1n, 2n, -3n))
  assert.deepEqual(await array("1, 2, 3", "::ubigint"), BigUint64Array.of(1n, 2n, 3n))
  assert.deepEqual(await array("1, 2, -3", "::hugeint"), BigInt64Array.of(1n, 2n, -3n))
  assert.deepEqual(await array("1, 2, 3", "::uhugeint"), BigUint64Array.of(1n, 2n, 3n))
  assert.deepEqual(await array("true, false", ""), Uint8Array.of(1, 0))
  assert.deepEqual(await array("1.25, -2.5", "::decimal(9,2)"), Float64Array.of(1.25, -2.5))
  assert.deepEqual(await array("1.25, -2.5", "::decimal(30,2)"), Float64Array.of(1.25, -2.5))
})

test("wide integers that do not fit are bigints", async () => {
  const big = 2n ** 100n
  assert.deepEqual(await array(`${big}, 1`, "::hugeint"), [big, 1n])
  assert.deepEqual(
    await array("9223372036854775807, -9223372036854775808", "::hugeint"),
    BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)),
  )
  assert.deepEqual(await array("9223372036854775808", "::hugeint"), [2n ** 63n])
  assert.deepEqual(await array("18446744073709551615", "::uhugeint"), BigUint64Array.of(2n ** 64n - 1n))
  assert.deepEqual(await array("18446744073709551616", "::uhugeint"), [2n ** 64n])
})

test("with nulls they are floats, as far as those are exact", async () => {
  assert.deepEqual(await array("1, null", "::double"), Float64Array.of(1, Number.NaN))
  assert.deepEqual(await array("1, null", "::float"), Float32Array.of(1, Number.NaN))
  for (const type of [
    "tinyint",
    "smallint",
    "integer",
    "utinyint",
    "usmallint",
    "uinteger",
    "bigint",
    "ubigint",
    "hugeint",
  ]) {
    assert.deepEqual(await array("1, null, 7", `::${type}`), Float64Array.of(1, Number.NaN, 7), type)
  }
  assert.deepEqual(await array("true, null"), Float64Array.of(1, Number.NaN))
  assert.deepEqual(await array("1.5, null", "::decimal(4,1)"), Float64Array.of(1.5, Number.NaN))
  assert.deepEqual(await array("9007199254740993, null, 1", "::bigint"), [9007199254740993n, null, 1])
})

test("dates and times are milliseconds", async () => {
  const ms = Date.parse("2024-01-02T03:04:05.678Z")
  assert.deepEqual(await array("'2024-01-02', null", "::date"), Float64Array.of(Date.parse("2024-01-02"), Number.NaN))
  for (const type of ["timestamp", "timestamptz", "timestamp_ms", "timestamp_ns"]) {
    assert.deepEqual(await array("'2024-01-02 03:04:05.678', null", `::${type}`), Float64Array.of(ms, Number.NaN), type)
  }
  assert.deepEqual(
    await array("'2024-01-02 03:04:05.678'", "::timestamp_s"),
    Float64Array.of(Math.floor(ms / 1000 + 0.5) * 1000),
  )
  assert.deepEqual(await array("'2024-01-02 03:04:05.6785'", "::timestamp"), Float64Array.of(ms + 0.5))
  assert.deepEqual(await array("'infinity', '-infinity'", "::timestamp"), Float64Array.of(Infinity, -Infinity))
  assert.deepEqual(await array("'infinity', '-infinity'", "::date"), Float64Array.of(Infinity, -Infinity))
})

test("what has no typed array is an array of values", async () => {
  assert.deepEqual(await array("'a', null"), ["a", null])
  assert.deepEqual(await array("'10:00', null", "::time"), ["10:00:00", null])
  assert.deepEqual(await array("'a', null", "::enum('a', 'b')"), ["a", null])
  assert.deepEqual(await array("[1], null"), [[1], null])
})

test("arrays over many chunks, with nulls in some", async () => {
  const rows = await table(
    "select i, case when i > 3000 and i % 2 = 0 then null else i end::integer n from range(10000) t(i)",
  )
  const { i, n } = rows.toTypedArrays() as { i: BigInt64Array; n: Float64Array }
  assert.deepEqual(
    i,
    BigInt64Array.from({ length: 10_000 }, (_, k) => BigInt(k)),
  )
  assert.deepEqual(
    n,
    Float64Array.from({ length: 10_000 }, (_, k) => (k > 3000 && k % 2 === 0 ? Number.NaN : k)),
  )
  assert.equal(rows[3002]!["n"], null)
})
