import assert from "node:assert/strict"
import test from "node:test"
import * as arrow from "apache-arrow"
import { fromArrow, sql } from "@heddle/frame"

const [day, later] = [new Date("1970-01-02T00:00:00Z"), new Date("2024-02-29T12:34:56Z")]

const column = (values: readonly unknown[], type: arrow.DataType): arrow.Table =>
  new arrow.Table({ x: arrow.vectorFromArray(values, type) } as never)

const times: Readonly<Record<string, arrow.DataType>> = {
  seconds: new arrow.TimestampSecond(),
  milliseconds: new arrow.TimestampMillisecond(),
  microseconds: new arrow.TimestampMicrosecond(),
  nanoseconds: new arrow.TimestampNanosecond(),
  "milliseconds with a time zone": new arrow.TimestampMillisecond("Europe/Paris"),
}

for (const [name, type] of Object.entries(times)) {
  test(`times in ${name} come out of Arrow as they are, with nulls and without`, async () => {
    assert.deepEqual((await fromArrow(column([day, later], type)).compute()).column("x"), [day, later])
    assert.deepEqual((await fromArrow(column([day, null, later], type)).compute()).column("x"), [day, null, later])
  })
}

test("dates of JavaScript come through a vector that Arrow made of them", async () => {
  const table = new arrow.Table({ d: arrow.vectorFromArray([day, later]) })
  assert.deepEqual([...(await fromArrow(table).compute())], [{ d: day }, { d: later }])
})

test("days, times of day, decimals and truths come back from Arrow", async () => {
  const query = sql`SELECT DATE '2024-02-29' AS day, TIME '12:34:56.5' AS t, '00:00:01.000000002'::TIME_NS AS ns,
    -1.05::DECIMAL(9,2) AS d, 12345678901234567890.12::DECIMAL(30,2) AS w, true AS b, '2024-01-01'::TIMESTAMP_S AS s`
  const back = fromArrow(await query.toArrow())
  assert.deepEqual([...(await back.compute())], [...(await query.compute())])
})

test("what is no table of Arrow is said to be none", () => {
  for (const value of [{}, [], null, 5]) {
    assert.throws(() => fromArrow(value as never), { code: "HEDDLE_OPTION", option: "table" })
  }
})
