import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { float64, jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"
import { edges, kinds } from "./kinds.ts"

const ends = [0, 1, 3, 4, 5, 9, -1, -2, -5, -6, 1.7, -1.2, Number.NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 1e300]
const pairs = ends.flatMap((from) => ends.map((to) => [from, to] as const))
const count = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i + 1)

describe("a.fill", () => {
  it("is JavaScript's, wherever it begins and ends", () => {
    agrees((a: Float64Array, from: number, to: number) => void a.fill(-0, from, to), ...pairs.map(call(5)))
    agrees(
      (a: Float64Array, from: number) => void a.fill(7, from),
      ...ends.map((from) => [count(5), from] as [Float64Array, number]),
    )
    agrees((a: Float64Array) => void a.fill(Number.NaN), [count(19)], [count(0)])
  })

  for (const Kind of kinds) {
    it(`puts into an ${Kind.name} what that holds`, () => {
      for (const x of edges) agrees((a: Float64Array, x: number) => void a.fill(x), [new Kind(9) as Float64Array, x])
    })
  }

  it("is the array", () => {
    agrees(
      (a: Float64Array, b: Int32Array) => a.fill(2).length + a.subarray(1).fill(3, 1)[0]! + b.fill(5)[0]!,
      [count(4), new Int32Array(2)],
    )
  })

  it("goes on in a prange, each iteration with a row of its own", () => {
    agrees(
      (a: Float64Array, width: number) => {
        for (const row of prange(a.length / width)) a.fill(row, row * width, (row + 1) * width)
      },
      [count(600), 30],
    )
  })

  it("is done eight at once", () => {
    const clear = jit((a: Float64Array, x: number) => {
      a.fill(x)
    })
    clear(count(3), 1)
    assert.match(clear.explain(), /loop +map +eight at once/)
  })
})

function call(length: number): (pair: readonly [number, number]) => [Float64Array, number, number] {
  return ([from, to]) => [count(length), from, to]
}

describe("a.copyWithin", () => {
  it("is JavaScript's, also where parts overlap", () => {
    agrees((a: Float64Array, to: number, from: number) => void a.copyWithin(to, from), ...pairs.map(call(5)))
    agrees((a: Float64Array, from: number, to: number) => void a.copyWithin(1, from, to), ...pairs.map(call(5)))
    agrees((a: Float64Array, from: number, to: number) => void a.copyWithin(from, 2, to), ...pairs.map(call(40)))
  })
})

describe("a.set", () => {
  it("copies an array to a place, and changes nothing where it has no room", () => {
    const set = (a: Float64Array, b: Float64Array, at: number): void => a.set(b, at)
    for (const length of [0, 1, 3, 5, 6]) {
      agrees(set, ...ends.map((at): [Float64Array, Float64Array, number] => [count(5), count(length), at]))
    }
    agrees((a: Float64Array, b: Float64Array) => a.set(b), [count(30), count(20)], [count(3), count(4)])
  })

  it("says which element is not there", () => {
    const set = jit((a: Float64Array, b: Float64Array, at: number) => a.set(b, at))
    assert.throws(
      () => set(count(5), count(3), 3),
      /^RangeError: a\[5\] at whole-arrays\.test\.ts:\d+:\d+ is outside: a has 5/,
    )
    assert.throws(() => set(count(5), count(3), -1), /^RangeError: a\[-1\]/)
    assert.throws(() => set(count(5), count(0), 6), /^RangeError: a\[6\]/)
  })

  it("takes a literal", () => {
    agrees(
      (a: Float64Array, x: number, at: number) => {
        a.set([x, a[0]!, 3], at)
        a.set([])
      },
      [count(5), 0.5, 0],
      [count(5), 0.5, 2],
      [count(5), 0.5, 3],
    )
  })

  for (const Kind of kinds) {
    it(`puts into an ${Kind.name} what that holds`, () => {
      agrees(
        (a: Float64Array, b: Float64Array) => a.set(b),
        [new Kind(edges.length) as Float64Array, Float64Array.from(edges)],
      )
    })
  }

  it("is as if the array were copied first, wherever both lie in one memory", () => {
    const set = jit((a: Float64Array, b: Float64Array, at: number) => a.set(b, at))
    const part = jit((a: Float64Array, from: number, to: number, at: number) => a.set(a.subarray(from, to), at))
    for (const make of [() => count(30), () => float64(count(30))]) {
      for (const [from, at] of [
        [0, 3],
        [3, 0],
        [5, 5],
        [0, 15],
        [1, 2],
      ] as const) {
        const given = [make(), make(), make(), make(), make()] as const
        set(given[0], given[0].subarray(from, from + 12), at)
        set.reference(given[1], given[1].subarray(from, from + 12), at)
        part(given[2], from, from + 12, at)
        part.reference(given[3], from, from + 12, at)
        given[4].set(given[4].subarray(from, from + 12), at)
        for (const one of given) assert.deepEqual([...one], [...given[4]], `${from} to ${at}`)
      }
    }
  })

  it("takes nothing else", () => {
    const set = jit((a: Float64Array, x: number) => a.set(x as unknown as Float64Array))
    assert.throws(() => set(count(1), 1), KernelCompileError)
  })
})
