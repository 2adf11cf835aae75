import assert from "node:assert/strict"
import test from "node:test"
import { inspect } from "node:util"
import { ByteReader, ByteWriter } from "../../src/core/wire/index.ts"
import { assertSame } from "./crossing.ts"
import { RandomValues, seeded } from "./random-value.ts"

const size = 64 * 1024
const bytes = Buffer.from(new SharedArrayBuffer(size))
const writer = new ByteWriter(bytes)
const reader = new ByteReader(bytes)

function roundTrip(value: unknown, offset = 0): unknown {
  const end = writer.write(value, offset, size)
  assert.notEqual(end, -1, inspect(value))
  const read = reader.read(offset)
  assert.equal(reader.offset, end)
  return read
}

test("primitives come back exactly", () => {
  const values = [
    undefined,
    null,
    true,
    false,
    "",
    "abc",
    "é".repeat(100),
    "☃",
    "\ud800",
    "a".repeat(5000),
    "☃".repeat(60),
  ]
  const numbers = [0, -0, 1, 127, 128, -1, 2 ** 31, -(2 ** 31), 0.5, NaN, Infinity, 2 ** 60]
  const bigints = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(10n ** 50n)]
  for (const value of [...values, ...numbers, ...bigints]) assert.ok(Object.is(roundTrip(value), value), inspect(value))
})

test("random plain values come back as structured clone would have them", () => {
  const values = new RandomValues(seeded(3), { plain: true, aliases: false })
  let written = 0
  for (let i = 0; i < 10_000; i++) {
    const value = values.next()
    const offset = i % 13
    const end = writer.write(value, offset, size)
    if (end < 0) continue
    written++
    assertSame(reader.read(offset), structuredClone(value))
    assert.equal(reader.offset, end)
  }
  assert.ok(written > 9000, `only ${written} were written`)
})

test("a value that does not fit is refused at every length, and nothing is written past the end", () => {
  const values = new RandomValues(seeded(4), { plain: true, aliases: false })
  for (let i = 0; i < 300; i++) {
    const value = values.next(8)
    const end = writer.write(value, 16, size)
    if (end < 0) continue
    for (let limit = 16; limit < Math.min(end, 200); limit++) {
      bytes.fill(0xaa, limit, limit + 16)
      assert.equal(writer.write(value, 16, limit), -1, inspect(value))
      assert.ok(bytes.subarray(limit, limit + 16).every((byte) => byte === 0xaa))
    }
    assert.equal(writer.write(value, 16, end), end)
  }
})

test("what is not plain data goes by message", () => {
  class Point {
    x = 1
  }
  const shared = { a: 1 }
  const cyclic: Record<string, unknown> = {}
  cyclic["self"] = cyclic
  let deep: unknown = 1
  for (let i = 0; i < 80; i++) deep = [deep]
  const refused = [
    () => 1,
    Symbol.for("a"),
    new Point(),
    Object.create(null),
    Object.freeze({ a: 1 }),
    Object.defineProperty({}, "hidden", { value: 1 }),
    { [Symbol.for("a")]: 1 },
    Object.assign([1], { columns: 1 }),
    new Error("no"),
    new Proxy({}, {}),
    new Uint8Array(new SharedArrayBuffer(8)),
    [shared, shared],
    cyclic,
    deep,
    JSON.parse('{"__proto__":1}'),
    Promise.resolve(),
    new URL("http://a/b"),
  ]
  for (const value of refused) assert.equal(writer.write(value, 0, size), -1, inspect(value))
})

test("a getter is not run", () => {
  let runs = 0
  const value = {
    get a() {
      return ++runs
    },
  }
  assert.equal(writer.write(value, 0, size), -1)
  assert.equal(runs, 0)
})

test("objects of many shapes do not mix up their keys", () => {
  for (let i = 0; i < 500; i++) {
    const value = Object.fromEntries(Array.from({ length: i % 7 }, (_, k) => [`k${(i * k) % 11}${k}`, i]))
    assert.deepEqual(roundTrip(value), value)
    assert.deepEqual(Object.keys(roundTrip(value) as object), Object.keys(value))
  }
})

test("a part of a buffer comes back with its own bytes only", () => {
  const slab = new Uint8Array(1000).fill(7)
  const read = roundTrip(slab.subarray(10, 20)) as Uint8Array
  assert.equal(read.buffer.byteLength, 10)
  assert.ok(read.length === 10 && read.every((byte) => byte === 7))
  const buffer = roundTrip(Buffer.from("hello"))
  assert.ok(Buffer.isBuffer(buffer))
  assert.equal(String(buffer), "hello")
})

test("two views of one buffer go by message, so that they stay aliased", () => {
  const buffer = new ArrayBuffer(8)
  assert.equal(writer.write([new Uint8Array(buffer), new Uint8Array(buffer)], 0, size), -1)
})
