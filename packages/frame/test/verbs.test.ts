import assert from "node:assert/strict"
import test from "node:test"
import { col, fromArray, fromColumns, fromRows, lit } from "@heddle/frame"
import type { Frame } from "@heddle/frame"
import { arange } from "heddle/array"

const frame = fromRows([
  { k: "b", v: 1, d: new Date(0), b: true },
  { k: "a", v: 2, d: null, b: false },
  { k: "b", v: 4, d: new Date(5), b: null },
])
const rows = async (made: Frame): Promise<unknown[]> => [...(await made.compute())]

test("groups are made by expressions and functions too, under their own names", async () => {
  const expected = [
    { k: "a", v: 2 },
    { k: "b", v: 5 },
  ]
  for (const made of [frame.groupby(col("k")), frame.groupby([col("k")]), frame.groupby((c) => c.k)]) {
    assert.deepEqual(await rows(made.select("v").sum()), expected)
  }
  const odd = frame.groupby(["k", col("v").mod(2).alias("odd")]).size()
  assert.deepEqual(await rows(odd), [
    { k: "a", odd: 0, size: 1 },
    { k: "b", odd: 0, size: 1 },
    { k: "b", odd: 1, size: 1 },
  ])
  assert.throws(() => frame.groupby(lit(1)), { code: "HEDDLE_OPTION", option: "groupby" })
})

test("agg takes functions of the columns", async () => {
  const made = frame.groupby("k").agg({ range: (c) => c.v.max().sub(c.v.min()), v: ["sum"] })
  assert.deepEqual(await rows(made), [
    { k: "a", range: 0, v_sum: 2 },
    { k: "b", range: 3, v_sum: 5 },
  ])
  assert.deepEqual(await rows(frame.agg({ share: (c) => c.b.mean() })), [{ share: 0.5 }])
  assert.throws(() => frame.agg({ x: (c) => (c as never as Record<string, never>)["w"]! }), { code: "HEDDLE_COLUMN" })
})

test("agg knows pandas' named form, and says how it is written here", () => {
  assert.throws(() => (frame as Frame).groupby("k").agg({ total: ["v", "sum"] as never }), {
    option: "total",
    hint: "{ total: (c) => c.v.sum() }",
  })
})

test("any and all are of numbers and booleans, and leave times and texts out", async () => {
  assert.deepEqual(await rows(frame.groupby("k").any()), [
    { k: "a", v: true, b: false },
    { k: "b", v: true, b: true },
  ])
  assert.deepEqual(await rows(frame.groupby("k").all()), [
    { k: "a", v: true, b: false },
    { k: "b", v: true, b: true },
  ])
})

test("a condition that is no expression is an error, and no empty frame", () => {
  assert.throws(() => (frame as Frame).filter((c) => (c["v"] as unknown) === 1), {
    code: "HEDDLE_OPTION",
    option: "condition",
  })
})

test("concat takes frames and lists of them", async () => {
  assert.equal(await frame.concat([frame, frame], frame).len(), 12)
  assert.throws(() => frame.concat([{}] as never), { code: "HEDDLE_OPTION", option: "others" })
})

test("texts are not merged with numbers", async () => {
  const [numbers, texts] = [fromRows([{ id: 1 }]), fromRows([{ id: "1", x: 2 }])]
  assert.throws(() => numbers.merge(texts, { on: "id" }), { option: "on", message: /`id` is BIGINT.*VARCHAR/ })
  assert.deepEqual(await rows(numbers.astype({ id: "VARCHAR" }).merge(texts, { on: "id" })), [{ id: "1", x: 2 }])
})

test("shares of values have the name that their type has", async () => {
  const [first] = await frame.valueCounts("b", { normalize: true, dropna: false }).compute()
  const share: number | undefined = first?.proportion
  assert.equal(share, 1 / 3)
})

test("a Date that is none is no value", async () => {
  const none = new Date(Number.NaN)
  assert.deepEqual(await rows(fromRows([{ d: none }, { d: new Date(0) }])), [{ d: null }, { d: new Date(0) }])
  assert.deepEqual(await rows(fromColumns({ d: [none], s: [none] }, { types: { s: "VARCHAR" } })), [
    { d: null, s: null },
  ])
})

test("a frame of an array keeps none of the array's memory, and gives no hint", async () => {
  const hints: Error[] = []
  const seen = (warning: Error): unknown => warning.name === "HeddleHint" && hints.push(warning)
  process.on("warning", seen)
  assert.deepEqual(await rows(fromArray(arange(3))), [{ c0: 0 }, { c0: 1 }, { c0: 2 }])
  await new Promise(setImmediate)
  process.off("warning", seen)
  assert.deepEqual(hints, [])
})

test("errors of DuckDB come with the option of this package that helps", async () => {
  const bytes = fromColumns({ u: new Uint8Array([200]) })
  await assert.rejects(bytes.select({ x: (c) => c.u.add(100) }).compute(), { code: "HEDDLE_QUERY", hint: /"BIGINT"/ })
})

test("a column to sort by has no sign, as windows have it", () => {
  assert.throws(() => (frame as Frame).sortValues("-v"), {
    option: "by",
    hint: 'sortValues("v", { ascending: false })',
  })
})

test("undefined is no value that a column can have", () => {
  assert.throws(() => (frame as Frame).filter({ k: undefined }), { code: "HEDDLE_OPTION", option: "k" })
})
