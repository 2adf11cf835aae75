import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "heddle/array"
import { col, fromArray, fromColumns, fromRows } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

async function values(frame: Frame, name = "a"): Promise<unknown[]> {
  return (await frame.compute()).column(name as never)
}

suite("data in memory", () => {
  test("NaN and null are no values, infinity is one", async () => {
    assert.deepEqual(await values(fromColumns({ a: new Float64Array([1, Number.NaN, Infinity]) })), [1, null, Infinity])
    assert.deepEqual(await values(fromColumns({ a: [1, Number.NaN, null, undefined, 0.5] })), [
      1,
      null,
      null,
      null,
      0.5,
    ])
  })
  test("integers of any width", async () => {
    for (const type of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array]) {
      const ends = new type([0, -1, 1, 2 ** 31])
      assert.deepEqual(await values(fromColumns({ a: ends })), [...ends], type.name)
    }
    assert.deepEqual(await values(fromColumns({ a: new BigUint64Array([2n ** 64n - 1n]) })), [2n ** 64n - 1n])
    assert.deepEqual(await values(fromColumns({ a: [2n ** 100n, 1] })), [2n ** 100n, 1])
  })
  test("typed arrays as other types", async () => {
    const ofType = async (a: Float64Array, type: string): Promise<unknown[]> =>
      values(fromColumns({ a }, { types: { a: type } }))
    const day = Date.UTC(2024, 1, 29)
    assert.deepEqual(await ofType(new Float64Array([1, Number.NaN, -3]), "BIGINT"), [1, null, -3])
    assert.deepEqual(await ofType(new Float64Array([1, Number.NaN]), "BOOLEAN"), [true, null])
    assert.deepEqual(await ofType(new Float64Array([day, Number.NaN]), "DATE"), [new Date(day), null])
    assert.deepEqual(await ofType(new Float64Array([day + 1, Number.NaN]), "TIMESTAMP"), [new Date(day + 1), null])
    assert.deepEqual(await ofType(new Float64Array([1.25]), "VARCHAR"), ["1.25"])
    await assert.rejects(ofType(new Float64Array([300]), "TINYINT"), { code: "HEDDLE_QUERY" })
  })
  test("times go out as typed arrays and come back", async () => {
    const dates = fromRows([{ d: new Date("2024-02-29T12:34:56.789Z") }, { d: null }, { d: new Date(-1) }])
    const { d } = await dates.toTypedArrays()
    assert.deepEqual(
      [...(await fromColumns({ d }, { types: { d: "TIMESTAMP" } }).compute())],
      [...(await dates.compute())],
    )
  })
  test("integers that a type cannot hold are refused", () => {
    for (const [value, type] of [
      [300, "TINYINT"],
      [-1, "UINTEGER"],
      [1.5, "BIGINT"],
      [2n ** 63n, "BIGINT"],
      [Infinity, "INTEGER"],
    ] as const) {
      assert.throws(() => fromRows([{ a: value }], { types: { a: type } }), { code: "HEDDLE_OPTION" }, type)
    }
  })
  test("texts as other types", async () => {
    assert.deepEqual(await values(fromRows([{ a: "2024-02-29" }, { a: null }], { types: { a: "DATE" } })), [
      new Date("2024-02-29"),
      null,
    ])
    assert.deepEqual(await values(fromRows([{ a: "1.50" }], { types: { a: "DECIMAL(9,2)" } })), [1.5])
    await assert.rejects(values(fromRows([{ a: "x" }], { types: { a: "DATE" } })), { code: "HEDDLE_QUERY" })
  })
  test("lists and objects whose parts are empty or null in some rows", async () => {
    const rows = [
      { l: [] as number[], o: { a: null as number | null, b: ["x"] as string[] }, deep: [[], [1]] as number[][] },
      { l: [1, 2], o: { a: 1, b: [] }, deep: [] },
    ]
    assert.deepEqual([...(await fromRows(rows).compute())], rows)
    assert.deepEqual(await values(fromRows([{ a: [] }, { a: null }])), [[], null])
    assert.deepEqual(await values(fromRows([{ a: { x: 1 } }, { a: { y: "z" } }])), [
      { x: 1, y: null },
      { x: null, y: "z" },
    ])
    assert.throws(() => fromRows([{ a: [1] }, { a: ["x"] }]), /BIGINT\[\] and VARCHAR\[\]/)
    assert.throws(() => fromRows([{ a: [1] }, { a: 1 }]), { code: "HEDDLE_OPTION" })
  })
  test("large integers and dates within lists and objects", async () => {
    const rows = [{ l: [2n ** 60n + 1n, 2n], o: { n: -(2n ** 62n) - 1n, d: new Date("2024-02-29T01:02:03.004Z") } }]
    assert.deepEqual(await values(fromRows(rows), "l"), [[2n ** 60n + 1n, 2]])
    assert.deepEqual(await values(fromRows(rows), "o"), [rows[0]!.o])
  })
  test("rows that lack a column have null there", async () => {
    const rows = fromRows([{ a: 1 }, { b: "x" }, {}] as { a?: number; b?: string }[])
    assert.deepEqual(
      [...(await rows.compute())],
      [
        { a: 1, b: null },
        { a: null, b: "x" },
        { a: null, b: null },
      ],
    )
  })
  test("no rows, with types", async () => {
    const none = fromRows([], { types: { a: "BIGINT", d: "DATE" } })
    assert.deepEqual((await none.compute()).columns, ["a", "d"])
    assert.deepEqual((none as Frame).dtypes, { a: "BIGINT", d: "DATE" })
  })
})

test("columns of numbers are an array, which goes on as a lazy one", async () => {
  const frame = fromColumns({ a: new Float64Array([1, Number.NaN]), b: [2, 4], c: [true, false] })
  const array = await frame.toArray()
  assert.deepEqual(array.toArray(), [
    [1, 2, 1],
    [Number.NaN, 4, 0],
  ])
  assert.deepEqual((await da.fromArray(array).sum({ axis: 1 }).compute()).toArray(), [4, Number.NaN])
  assert.deepEqual((await frame.filter(col("b").gt(9)).toArray()).shape, [0, 3])
  await assert.rejects(fromColumns({ s: ["x"] }).toArray(), { code: "HEDDLE_OPTION" })
  assert.deepEqual(await fromArray(array, { columns: ["x", "y", "z"] }).compute(), [
    { x: 1, y: 2, z: 1 },
    { x: null, y: 4, z: 0 },
  ])
})
