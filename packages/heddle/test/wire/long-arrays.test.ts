import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { encode } from "../../src/core/wire/index.ts"
import type { Graph } from "../../src/core/wire/graph-types.ts"
import { argument, assertSame, cross, result } from "./crossing.ts"

const length = 5000
const numbers = (): number[] =>
  Array.from({ length }, (_, i) => (i % 7 === 0 ? -0 : i % 11 === 0 ? Number.NaN : i % 3 === 0 ? i : i / 3))

/** How many arrays go as float64. */
function folded(value: unknown): number {
  const { data, graph } = encode(value, argument)
  return graph ? ((data as Graph).long?.length ?? 0) : 0
}

describe("long arrays of numbers go as float64 and come back as they were", () => {
  const cases: Readonly<Record<string, () => unknown>> = {
    "one by itself": numbers,
    "in a list of arguments": () => [numbers(), "a", 5],
    "in an object in a list": () => ({ a: [{ b: numbers() }], c: numbers() }),
    "a matrix": () => [numbers(), numbers(), numbers()],
    "under the name __proto__": () =>
      JSON.parse(`{"__proto__":[${numbers().join().replaceAll("NaN", "0")}]}`) as unknown,
    "beside what needs a table": () => ({ frozen: Object.freeze([1]), list: numbers() }),
    "in what needs a table": () => Object.seal({ a: numbers(), b: Object.seal([numbers()]) }),
    "beside a buffer": () => [numbers(), new Float64Array(10_000)],
  }
  for (const [name, make] of Object.entries(cases)) {
    it(name, () => {
      const value = make()
      assert.ok(folded(value) > 0)
      for (const options of [argument, result]) assertSame(cross(value, options), value)
    })
  }

  it("as a snapshot", () => {
    const list = numbers()
    const { data } = encode({ list }, argument)
    list.fill(1)
    assert.deepEqual([...(data as Graph).long![0]!.numbers], numbers())
  })

  it("small integers stay small integers", () => {
    const arrived = cross({ list: Array.from({ length }, (_, i) => i) })
    assert.ok(arrived.list.every((item, i) => Object.is(item, i)))
    arrived.list.push(1)
    assert.equal(arrived.list.length, length + 1)
  })
})

describe("what they are not", () => {
  const list = numbers()
  const withHole = Object.assign(Array.from<number>({ length: 0 }), numbers().slice(1), { [length]: 1 })
  const cases: Readonly<Record<string, unknown>> = {
    "in two places": { a: list, b: { c: list } },
    "twice in one array": [list, list],
    short: numbers().slice(0, 100),
    "with a hole": withHole,
    "with a text": [...list, "a"],
    "with a name of its own": Object.assign(numbers(), { unit: "m" }),
    frozen: Object.freeze(numbers()),
    "in a map": new Map([["a", numbers()]]),
    "in a sealed object and in a plain one": [Object.seal({ list }), { list }],
    "in a plain object and in a sealed one": [{ list }, Object.seal({ list })],
  }
  for (const [name, value] of Object.entries(cases)) {
    it(name, () => {
      assert.equal(folded(value), 0)
      assertSame(cross(value), value)
    })
  }
})
