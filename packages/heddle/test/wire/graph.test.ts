import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import test from "node:test"
import {
  addKnownClass,
  classKeyOf,
  encode,
  giveClassKey,
  knownClass,
  reduce,
  registerHandle,
} from "../../src/core/wire/index.ts"
import type { Graph } from "../../src/core/wire/index.ts"
import { argument, arrive, assertSame, cross, result } from "./crossing.ts"

test("null prototypes, symbols and locks survive", () => {
  const own = Symbol("own")
  const value = Object.assign(Object.create(null) as Record<PropertyKey, unknown>, {
    [Symbol.for("a")]: 1,
    [own]: own,
    iterator: Symbol.iterator,
    frozen: Object.freeze([Object.freeze({ a: 1 })]),
  })
  assertSame(cross(value), value)
  assertSame(cross(value, result), value)
})

test("a small Buffer sends its own bytes, not the slab it was cut from", () => {
  const encoded = encode(Buffer.from("hello"), argument)
  const sizes = (encoded.data as Graph).nodes.map((node) =>
    node.t === "clone" ? (node.v as ArrayBuffer).byteLength : 0,
  )
  assert.ok(Math.max(...sizes) <= 5 + 7)
  const arrived = arrive(encoded) as Buffer
  assert.ok(Buffer.isBuffer(arrived))
  assert.equal(String(arrived), "hello")
})

test("bytes that no view shows do not travel, even to keep an alignment", () => {
  const secret = Buffer.from("secretsecretsecret")
  const slab = new Uint8Array(64)
  slab.set(secret, 0)
  const encoded = encode(new Uint8Array(slab.buffer, 13, 2), argument)
  assert.ok(!JSON.stringify([...new Uint8Array(bufferOf(encoded.data as Graph))]).includes(String(secret[0])))
})

function bufferOf(graph: Graph): ArrayBuffer {
  for (const node of graph.nodes) if (node.t === "clone" && node.v instanceof ArrayBuffer) return node.v
  throw new Error("no buffer")
}

test("overlapping views of one buffer stay aliased; those that do not overlap are sent apart", () => {
  const buffer = new ArrayBuffer(1_000_000)
  const value = {
    a: new Uint8Array(buffer, 8, 8),
    b: new Float64Array(buffer, 8, 4),
    far: new Uint16Array(buffer, 900_002, 3),
  }
  const arrived = cross(value)
  arrived.b[0] = 1.5
  assert.equal(new Float64Array(arrived.a.slice().buffer)[0], 1.5)
  assert.notEqual(arrived.far.buffer, arrived.a.buffer)
  assert.ok(arrived.a.buffer.byteLength + arrived.far.buffer.byteLength < 64)
})

test("a buffer beside its own parts stays one buffer", () => {
  const buffer = new ArrayBuffer(64)
  const value = [new Uint8Array(buffer, 8, 8), new Uint8Array(buffer), buffer, Buffer.from(buffer, 4, 4)] as const
  const [part, whole, same, node] = cross(value)
  assert.equal(whole.buffer, same)
  assert.equal(part.buffer, same)
  assert.equal(node.buffer, same)
  assert.equal(part.byteOffset, 8)
})

test("platform objects made of data are rebuilt: URL, Headers, TextDecoder, Intl, Temporal, a RegExp under way", () => {
  const pattern = /a/g
  pattern.lastIndex = 3
  const value = {
    url: new URL("https://example.org/a?b=1"),
    query: new URLSearchParams("a=1&b=2"),
    headers: new Headers({ accept: "text/plain" }),
    decoder: new TextDecoder("latin1", { fatal: true }),
    format: new Intl.NumberFormat("de", { minimumFractionDigits: 2 }),
    pattern,
  }
  for (const options of [argument, result]) {
    const arrived = cross(value, options)
    assert.ok(arrived.url instanceof URL && arrived.url.href === value.url.href)
    assert.equal(String(arrived.query), "a=1&b=2")
    assert.equal(arrived.headers.get("accept"), "text/plain")
    assert.deepEqual([arrived.decoder.encoding, arrived.decoder.fatal], ["windows-1252", true])
    assert.equal(arrived.format.format(1.5), "1,50")
    assert.equal(arrived.pattern.lastIndex, 3)
  }
})

test("well-known objects are found again, not copied", () => {
  const value = { math: Math, proto: Array.prototype, env: process, all: globalThis }
  assert.equal(cross(value).math, Math)
  assert.equal(cross(value).all, globalThis)
  assert.equal(cross(value).proto, Array.prototype)
  const lazy = { crypto, performance, request: Request, fetch }
  assert.equal(cross(lazy).crypto, crypto)
  assert.equal(cross(lazy).performance, performance)
  assert.equal(cross(lazy).request, Request)
  assert.equal(cross(lazy).fetch, fetch)
})

class Point {
  x: number
  self?: Point
  constructor(x: number) {
    if (typeof x !== "number") throw new Error("the constructor ran")
    this.x = x
  }
  double(): number {
    return this.x * 2
  }
}

test("an instance in a result is one of its class where the receiver knows it, without running the constructor", () => {
  addKnownClass("file:///point.ts#Point", Point)
  const point = new Point(3)
  point.self = point
  const arrived = cross({ point }, result).point
  assert.ok(arrived instanceof Point)
  assert.equal(arrived.double(), 6)
  assert.equal(arrived.self, arrived)
})

test("an instance of a class that the receiver does not know arrives as its own fields", () => {
  class Hidden {
    x = 1
    list = new Map([[1, Object.freeze([2])]])
  }
  const arrived = cross(new Hidden(), result) as object
  assert.equal(Object.getPrototypeOf(arrived), Object.prototype)
  assert.deepEqual(arrived, { x: 1, list: new Map([[1, [2]]]) })
})

test("subclasses of Array, Map, Set, Date and typed arrays keep class, content and own fields", () => {
  class Row extends Array<number> {
    label = "row"
  }
  class Index extends Map<string, unknown> {
    made = 1
  }
  class Bag extends Set<unknown> {}
  class Day extends Date {}
  class Pixels extends Uint8Array {}
  for (const ctor of [Row, Index, Bag, Day, Pixels]) giveClassKey(ctor)
  const index = new Index()
  index.set("self", index)
  const value = { row: Row.from([1, 2, 3]), index, bag: new Bag([index]), day: new Day(5), pixels: new Pixels([1, 2]) }
  const arrived = cross(value, result)
  assert.ok(arrived.row instanceof Row && arrived.index instanceof Index && arrived.bag instanceof Bag)
  assert.deepEqual([arrived.row.length, arrived.row[2], arrived.row.label], [3, 3, "row"])
  assert.equal(arrived.index.get("self"), arrived.index)
  assert.equal(arrived.index.made, 1)
  assert.ok(arrived.bag.has(arrived.index))
  assert.ok(arrived.day instanceof Day && arrived.day.getTime() === 5)
  assert.ok(arrived.pixels instanceof Pixels)
  assert.deepEqual([...arrived.pixels], [1, 2])
})

test("a class keeps the first key it was given, and is found by it while it lives", () => {
  class Once {
    a = 1
  }
  const key = giveClassKey(Once)
  assert.equal(giveClassKey(Once), key)
  assert.equal(classKeyOf(Once), key)
  assert.equal(knownClass(key), Once)
  assert.equal(knownClass("nobody"), undefined)
})

test("an object says how it wants to be rebuilt", () => {
  class Secret {
    readonly #value: number
    constructor(value: number) {
      this.#value = value
    }
    get value(): number {
      return this.#value
    }
    [reduce](): unknown[] {
      return [Secret, this.#value]
    }
  }
  giveClassKey(Secret)
  const secret = new Secret(5)
  const [one, two] = cross([secret, secret], result)
  assert.equal(one.value, 5)
  assert.equal(one, two)
})

test("handles travel as their codec says, subclasses too", () => {
  class Lock {
    id: number
    constructor(id: number) {
      this.id = id
    }
  }
  class RLock extends Lock {}
  registerHandle("Lock", Lock, { encode: (lock) => ({ id: lock.id }), decode: (data) => new Lock((data as Lock).id) })
  const lock = new RLock(7)
  const [one, two] = cross([lock, lock])
  assert.ok(one instanceof Lock)
  assert.equal(one.id, 7)
  assert.equal(one, two)
})

test("an EventEmitter without listeners is data", () => {
  const arrived = cross(Object.assign(new EventEmitter(), { tag: 1 }))
  assert.ok(arrived instanceof EventEmitter)
  assert.equal(arrived.tag, 1)
  assert.equal(arrived.emit("x"), false)
})

test("a graph of another protocol version is refused", () => {
  const { data } = encode(Object.freeze({}), argument)
  assert.throws(
    () => arrive({ data: { ...(data as Graph), v: 99 }, graph: true, transfer: [], owned: [], codes: [] }),
    {
      message: /version 99/,
    },
  )
})
