import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { availableParallelism } from "node:os"
import { setImmediate as turn } from "node:timers/promises"
import { inspect, isDeepStrictEqual } from "node:util"
import { hash } from "../../src/memory/key/index.ts"
import { Random } from "../scheduler/random.ts"

class Point {
  x: number
  y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

class Vector extends Point {}

class Counter {
  readonly #count: number
  constructor(count: number) {
    this.#count = count
  }
  get count(): number {
    return this.#count
  }
}

const cyclic = (name: string): object => {
  const object: Record<string, unknown> = { name, inside: [] }
  object["self"] = object
  ;(object["inside"] as unknown[]).push(object)
  return object
}

/** No two of them are the same. */
const different: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  1.5,
  Number.NaN,
  Infinity,
  2 ** 40,
  0n,
  1n,
  -1n,
  2n ** 80n,
  "",
  "1",
  "a",
  "ä",
  "\ud800",
  "undefined",
  Symbol.iterator,
  Symbol.for("iterator"),
  Symbol.for("Symbol(Symbol.iterator)"),
  [],
  [1],
  [1, 2],
  [[1], 2],
  [1, [2]],
  [undefined],
  // Holes.
  Object.assign([], { length: 1 }),
  Object.assign([undefined], { length: 2 }),
  Object.assign([1], { name: "a" }),
  {},
  { a: 1 },
  { a: 1, b: 2 },
  { a: { b: 1 } },
  { a: undefined },
  { [Symbol.for("a")]: 1 },
  Object.create(null),
  Object.assign(Object.create(null), { a: 1 }),
  new Map(),
  new Map([[1, 2]]),
  new Map([[2, 1]]),
  new Map([["1", 2]]),
  new Set(),
  new Set([1, 2]),
  new Set([[1, 2]]),
  new Date(0),
  new Date(1),
  new Date(Number.NaN),
  /a/,
  /a/g,
  /b/,
  new Error("a"),
  new Error("b"),
  new TypeError("a"),
  new Error("a", { cause: 1 }),
  new AggregateError([1], "a"),
  Object.assign(new Error("a"), { code: "E" }),
  Object(1),
  Object("1"),
  new Uint8Array(2),
  new Uint8Array([0, 1]),
  new Uint8ClampedArray(2),
  new Uint16Array(1),
  Buffer.from([0, 1]),
  Object.assign(new Uint8Array(500), { name: "a" }),
  new Uint8Array(500),
  new Float64Array([0]),
  new Float64Array([-0]),
  new BigInt64Array(1),
  new DataView(new ArrayBuffer(2)),
  new ArrayBuffer(2),
  new SharedArrayBuffer(2),
  new Uint8Array(2_000_000),
  new Uint8Array(2_000_000).fill(1, 1_999_999),
  "x".repeat(200_000),
  "x".repeat(200_001),
  new Point(1, 2),
  new Vector(1, 2),
  { x: 1, y: 2 },
  new Counter(1),
  new Counter(2),
  new URL("https://example.com/a"),
  new URL("https://example.com/b"),
  new URLSearchParams("a=1"),
  Math,
  Math.max,
  Math.min,
  cyclic("a"),
  cyclic("b"),
  () => 1,
  () => 2,
  (a: number) => a,
  function named() {
    return 1
  },
  Point,
]

describe("hash", () => {
  it("differs for all that is different", () => {
    const seen = new Map<string, number>()
    for (const [i, value] of different.entries()) {
      const digest = hash(value)
      assert.match(digest, /^[a-z2-7]{26}$/)
      assert.equal(seen.get(digest), undefined, `${inspect(different[seen.get(digest)!])} and ${inspect(value)}`)
      seen.set(digest, i)
    }
  })

  it("is the same for what structured clone makes of a value", () => {
    for (const value of different) {
      let copy: unknown
      try {
        copy = structuredClone(value)
      } catch {
        continue
      }
      // It does not carry these.
      if (!isDeepStrictEqual(copy, value) || value instanceof Counter) continue
      assert.equal(hash(copy), hash(value))
    }
  })

  it("does not mind the order of keys, of Maps and of Sets", () => {
    assert.equal(hash({ a: 1, b: { c: 2, d: 3 } }), hash({ b: { d: 3, c: 2 }, a: 1 }))
    const map = new Map<unknown, unknown>([
      [{ a: 1 }, 1],
      ["b", new Set([1, 2, 3])],
      [3, Array.from({ length: 1000 }, (_, i) => i)],
    ])
    const other = new Map([...map].toReversed())
    other.set("b", new Set([3, 1, 2]))
    assert.equal(hash(map), hash(other))
    const [one, two] = [Symbol.for("one"), Symbol.for("two")]
    assert.equal(hash({ [one]: 1, [two]: 2 }), hash({ [two]: 2, [one]: 1 }))
  })

  it("does not mind whether equal parts are one object", () => {
    const part = { deep: Array.from({ length: 500 }, (_, i) => ({ i })) }
    assert.equal(
      hash([part, part, { part }]),
      hash(structuredClone([part, structuredClone(part), { part: { ...part } }])),
    )
  })

  it("takes no longer for what is shared many times over", () => {
    let shared: unknown = [1]
    for (let i = 0; i < 60; i++) shared = [shared, shared, `a text that is long enough to be kept: ${i}`.repeat(3)]
    assert.equal(hash(shared), hash(shared))
  })

  it("goes through cycles", () => {
    assert.equal(hash(cyclic("a")), hash(cyclic("a")))
    const [a, b]: [unknown[], unknown[]] = [[], []]
    a.push(b, 1)
    b.push(a, 2)
    assert.notEqual(hash(a), hash(b))
    // What refers to something around it is another thing elsewhere.
    const leaf: unknown[] = ["x".repeat(100)]
    const first = [leaf, "first"]
    leaf.push(first)
    assert.notEqual(hash([first, leaf]), hash([leaf, first]))
  })

  it("is of the elements that a view shows, whatever its memory", () => {
    const memory = Float64Array.of(9, 1, 2, 3, 9)
    assert.equal(hash(memory.subarray(1, 4)), hash(Float64Array.of(1, 2, 3)))
    const shared = new Float64Array(new SharedArrayBuffer(24))
    shared.set([1, 2, 3])
    assert.equal(hash(shared), hash(Float64Array.of(1, 2, 3)))
  })

  it("is of instances by what their class does, and by their private fields", () => {
    const made = (): object => {
      class Twice {
        value = 1
        twice(): number {
          return this.value * 2
        }
      }
      return new Twice()
    }
    assert.equal(hash(made()), hash(made()))
    assert.equal(hash(new Counter(1)), hash(new Counter(1)))
  })

  it("says where there is something that no contents tell", () => {
    const refused = (value: unknown, message: RegExp): void => {
      assert.throws(() => hash({ deep: [value] }), { name: "UnhashableError", code: "HEDDLE_UNHASHABLE", message })
    }
    refused(
      Promise.resolve(1),
      /^value\.deep\[0\] is a Promise, whose state cannot be read: it cannot be part of a key/,
    )
    refused(new Proxy({}, {}), /^value\.deep\[0\] is a Proxy/)
    refused(Symbol("own"), /is a symbol that no other program can have/)
    refused(new WeakMap(), /is a WeakMap/)
    refused(new WeakRef({}), /is a WeakRef/)
    refused(process.stdout, /is a \w+, whose state cannot be read/)
    refused([1][Symbol.iterator](), /is a Array Iterator, whose state cannot be read/)
    refused(new Map([["a b", { c: Promise.resolve() }]]), /^value\.deep\[0\]<value 0>\.c is a Promise/)
  })

  it("is the same exactly where util.isDeepStrictEqual says so, for random values", () => {
    const random = new Random(1)
    const values = Array.from({ length: 300 }, () => randomValue(random, 3))
    const digests = values.map(hash)
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j <= i; j++) {
        assert.equal(digests[i] === digests[j], isDeepStrictEqual(values[i], values[j]), `${i}, ${j}`)
      }
    }
  })
})

function randomValue(random: Random, depth: number): unknown {
  const simple = [0, -0, 1, Number.NaN, "", "a", true, null, undefined, 1n]
  if (depth === 0 || random.below(4) === 0) return simple[random.below(simple.length)]
  const list = Array.from({ length: random.below(3) }, () => randomValue(random, depth - 1))
  switch (random.below(6)) {
    case 0:
      return list
    case 1:
      return Object.fromEntries(list.map((value, i) => [["a", "b", "c"][(i + random.below(2)) % 3], value]))
    case 2:
      return new Map(list.map((value) => [["a", 1][random.below(2)], value]))
    case 3:
      return new Set(list.filter((value) => typeof value !== "object"))
    case 4:
      return new Date(random.below(2))
    default:
      return Float64Array.from(list, Number.bind(null, 1))
  }
}

describe("large arrays", () => {
  it("have the same hash whoever hashes them", async () => {
    const plain = new Float64Array(3_000_000).map((_, i) => i)
    const shared = new Float64Array(new SharedArrayBuffer(plain.byteLength))
    shared.set(plain)
    const alone = hash(plain)
    // Until the helpers are there, and some rounds with them.
    const { hashThreads } = await import("../../src/memory/key/hash-threads.ts")
    for (let rounds = 0; rounds < 5;) {
      assert.equal(hash(shared), alone)
      assert.equal(hash(plain), alone)
      if (hashThreads.helpers > 0 || availableParallelism() === 1) rounds++
      await turn()
    }
    shared[2_999_999] = -1
    assert.notEqual(hash(shared), alone)
    assert.equal(hash(shared.subarray(0, 1000)), hash(plain.subarray(0, 1000)))
  })
})
