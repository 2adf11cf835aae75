import assert from "node:assert/strict"
import { range, transfer } from "heddle"
import { has } from "./case.ts"
import type { Group } from "./contract.ts"

/** 2 MB: large enough to be shared between threads where it is only read. */
const size = 250_000

function numbers(start: number = 0): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: size }, (_, i) => start + i)
}

/** Large arrays may be shared with the task or copied. Nothing here can tell which. */
export const largeArrays: Group = [
  has("a large captured array is what it was when the call was made", async ({ pool }) => {
    const table = numbers()
    const at = (i: number): number => table[i]!
    const sums = [pool.map(at, [0, 1, 2]), pool.submit(at, 0)]
    table[0] = 100
    sums.push(pool.map(at, [0, 1, 2]))
    table[0] = 200
    sums.push(pool.submit(at, 0))
    assert.deepEqual(await Promise.all(sums), [[0, 1, 2], 0, [100, 1, 2], 200])
  }),

  has("a large argument is what it was when the call was made", async ({ pool }) => {
    const table = numbers()
    const first = (array: Float64Array): number => array[0]!
    const results = range(4).map((i) => {
      table[0] = i
      return pool.submit(first, table)
    })
    table.fill(-1)
    assert.deepEqual(await Promise.all(results), [0, 1, 2, 3])
  }),

  has("the same large array goes to many calls, in all ways to call", async ({ pool }) => {
    const table = numbers()
    const at = (array: Float64Array, i: number): number => array[i]! + array.length
    const want = [0, 1, 2, 3, 4].map((i) => i + size)
    const pairs = want.map((_, i) => [table, i] as [Float64Array, number])
    assert.deepEqual(await pool.starmap(at, pairs), want)
    assert.deepEqual(await pool.map(at, Array<Float64Array>(5).fill(table), range(5)), want)
    assert.deepEqual(await Promise.all(pairs.map((pair) => pool.submit(at, ...pair))), want)
    const last = pool.submit(() => 4)
    assert.equal(await pool.submit(at, table, last), size + 4)
    assert.equal(await pool.submit(() => table.length), size)
  }),

  has("a task may write to the large array that it was given, and to one that it captured", async ({ pool }) => {
    const [given, captured] = [numbers(), numbers()]
    const write = (array: Float64Array, i: number): number => {
      array[0] = captured[0]! + i
      captured[1] = i
      return array[0] + captured[1]
    }
    assert.equal(await pool.submit(write, given.slice(), 3), 6)
    const moved = given.slice()
    assert.equal(await pool.submit(write, transfer(moved), 3), 6)
    assert.equal(moved.length, 0)
  }),

  has("a large array looks the same inside a task", async ({ pool }) => {
    const kinds = [Uint8Array, Int16Array, Float32Array, Float64Array, BigInt64Array, Uint8ClampedArray]
    const look = (array: Float64Array): unknown => [
      Object.prototype.toString.call(array),
      array instanceof Float64Array,
      ArrayBuffer.isView(array),
      array.length * array.BYTES_PER_ELEMENT === array.byteLength,
      [...array.subarray(1, 3)],
      array.slice(0, 2),
      array.filter((_, i) => i < 2),
      Array.from(array.subarray(4, 6)),
    ]
    for (const Kind of kinds) {
      const array = new Kind(1_200_000 / Kind.BYTES_PER_ELEMENT) as unknown as Float64Array
      assert.deepEqual(await pool.submit(look, array), look(array), Kind.name)
    }
    const text = (array: Float64Array): unknown => [
      JSON.stringify(array).length,
      Object.keys(array).length,
      array.join(),
    ]
    const table = numbers()
    assert.deepEqual(await pool.submit(text, table), text(table))
    const bytes = new Uint8Array(table.buffer)
    assert.equal(await pool.submit((view: Uint8Array) => view.buffer instanceof ArrayBuffer, bytes), true)
    assert.equal(await pool.submit(() => bytes.buffer instanceof ArrayBuffer), true)
  }),

  has("a large array that a task gives back is an array of its own", async ({ pool }) => {
    const table = numbers()
    const back = await pool.submit((array: Float64Array) => array, table)
    assert.ok(back.buffer instanceof ArrayBuffer)
    assert.deepEqual(back.subarray(0, 3), Float64Array.of(0, 1, 2))
    const part = await pool.submit((array: Float64Array) => array.subarray(1, 200_001), table)
    assert.ok(part.buffer instanceof ArrayBuffer)
    assert.equal(part[0], 1)
    assert.equal(await pool.submit(() => table.slice(9).length), size - 9)
  }),

  has("two views of one buffer stay views of one buffer where one is written", async ({ pool }) => {
    const table = numbers()
    const bytes = new Uint8Array(table.buffer)
    const clear = (): number => {
      bytes.fill(0)
      return table[5]!
    }
    assert.equal(await pool.submit(clear), 0)
    table[5] = 7
    const bytesToo = (array: Float64Array, raw: Uint8Array): number => {
      raw.fill(0)
      return array[5]!
    }
    assert.equal(await pool.submit(bytesToo, table, new Uint8Array(table.buffer)), 0)
    const list = (array: Float64Array, { all }: { all: Float64Array[] }): boolean => array === all[0]
    assert.equal(await pool.submit(list, table, { all: [table] }), true)
    assert.equal(await pool.submit((a: Float64Array, b: Float64Array) => a === b, table, table), true)
  }),

  has("parts of a large array are parts", async ({ pool }) => {
    const table = numbers()
    const parts = [0, 1, 2, 3].map((i) => table.subarray(i * 20_000, i * 20_000 + 150_001))
    const sum = (part: Float64Array): number => part.reduce((a, b) => a + b, 0)
    assert.deepEqual(await pool.map(sum, parts), parts.map(sum))
  }),

  has("a task may hand a large array on to a pool of its own", async ({ pool }) => {
    const { Pool } = await import("heddle")
    const table = numbers()
    const nested = async (i: number): Promise<number> => {
      const inner = new Pool({ workers: 1, backend: "inline" })
      const value = await inner.submit((k: number) => table[k]! + 1, i)
      await inner.close()
      return value
    }
    assert.equal(await pool.submit(nested, 4), 5)
  }),
]
