import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { float64, jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { reduce } from "../../src/jit/reduce.ts"
import { team } from "../../src/jit/run/index.ts"
import { forksAll, gather } from "./gather.ts"

type Combine = (a: number, b: number) => number

/** The tree of jit/README.md, word for word. */
function tree(data: ArrayLike<number>, fn: Combine, identity: number): number {
  const pairwise = (list: readonly number[]): number => {
    if (list.length === 1) return list[0]!
    const next: number[] = []
    for (let i = 0; i < list.length; i += 2) next.push(i + 1 < list.length ? fn(list[i]!, list[i + 1]!) : list[i]!)
    return pairwise(next)
  }
  const leaves: number[] = []
  for (let from = 0; from < data.length; from += 4096) {
    const lanes = Array.from({ length: 8 }, () => identity)
    for (let i = 0; i < 4096 && from + i < data.length; i++) lanes[i % 8] = fn(lanes[i % 8]!, data[from + i]!)
    leaves.push(pairwise(lanes))
  }
  return leaves.length === 0 ? identity : pairwise(leaves)
}

const add: Combine = (a, b) => a + b
const most: Combine = (a, b) => Math.max(a, b)
const length: Combine = (a, b) => Math.sqrt(a * a + b * b)
/** Not associative: every order gives something else. */
const odd: Combine = (a, b) => a * 0.75 - b / 3
const xor: Combine = (a, b) => a ^ b

const noise = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 10 ** (i % 17))

describe("reduce", () => {
  it("combines in the tree of a prange, for every short length and around the leaves", () => {
    const lengths = [...Array.from({ length: 71 }, (_, i) => i), 4095, 4096, 4097, 8191, 8192, 12_289, 30_000]
    for (const [fn, identity] of [
      [add, -0],
      [most, -Infinity],
      [length, 0],
      [odd, 0],
    ] as const) {
      const f = reduce(fn, identity)
      for (const count of lengths) {
        const data = noise(count)
        assert.ok(Object.is(f(data), tree(data, fn, identity)), `${String(fn)} of ${count}`)
      }
    }
  })

  it("gives the bits of a prange that adds up", () => {
    const sum = jit((a: Float64Array) => {
      let s = -0
      for (const i of prange(a)) s += a[i]!
      return s
    })
    const data = noise(100_003)
    assert.equal(reduce(add, -0)(data), sum(data))
  })

  it("takes every kind of array, and those of the heap", () => {
    const data = Array.from({ length: 5000 }, (_, i) => (i * 37) % 251)
    const expected = data.reduce(xor, 0)
    const f = reduce(xor, 0)
    const kinds = [Int32Array, Uint32Array, Int16Array, Uint16Array, Uint8Array, Uint8ClampedArray, Float32Array]
    for (const Kind of kinds) assert.equal(f(new Kind(data)), expected, Kind.name)
    assert.equal(reduce(add, 0)(Int8Array.of(-100, -100, 127)), -73)
    using shared = float64(data)
    assert.equal(f(shared), expected)
    // Another length, then the first again.
    assert.equal(f(shared.subarray(0, 2)), 37)
    assert.equal(f(shared), expected)
  })

  it("may capture values, call functions, and go on where a sum leaves the integers", () => {
    const limit = 3
    const larger = (a: number, b: number): number => (a > b ? a : b)
    const f = reduce((a, b) => Math.min(limit, larger(a, b)), -Infinity)
    assert.equal(f(Float64Array.of(1, 2)), 2)
    assert.equal(f(Float64Array.of(1, 4, 2)), 3)
    const large = new Int32Array(10_000).fill(2 ** 31 - 1)
    assert.equal(reduce(add, 0)(large), 10_000 * (2 ** 31 - 1))
    assert.ok(Number.isNaN(reduce(most, -Infinity)(Float64Array.of(1, Number.NaN, 2))))
  })

  it("is compiled at once for kinds of arrays", () => {
    const f = reduce(add, 0, { signatures: ["(Float64Array)", " ( Uint8Array ) "] })
    assert.deepEqual(f.signatures, ["(Float64Array)", "(Uint8Array)"])
    assert.match(f.explain(), /^add \(Float64Array\)\n[^]*\nadd \(Uint8Array\)\n/)
    assert.equal(f.parallelDiagnostics()[0]!.signature, "(Float64Array)")
    assert.match(f.wat("(Float64Array)"), /^\(module/)
    assert.equal(f(Float64Array.of(1, 2)) + f(Uint8Array.of(3)), 6)
    assert.deepEqual(f.signatures, ["(Float64Array)", "(Uint8Array)"])
    for (const wrong of ["(Float64)", "(Float64Array, Float64Array)", "(number)", "Float64Array", "()", 5]) {
      assert.throws(() => reduce(add, 0, { signatures: [wrong as string] }), {
        name: "OptionError",
        message: /`signatures` must be a list of texts .*such as "\(Float64Array.*\)"/,
      })
    }
  })

  it("refuses what it cannot use", () => {
    assert.throws(() => reduce(5 as never, 0), { name: "OptionError", message: /fn/ })
    assert.throws(() => reduce(add, "0" as never), { name: "OptionError", message: /identity/ })
    assert.throws(() => reduce(add, 0, { thread: 2 } as never), { name: "OptionError", message: /thread/ })
    assert.throws(() => reduce(add, 0)([1, 2] as never), { name: "OptionError", message: /data.*typed array/ })
    assert.throws(() => reduce((a, b) => Number(`${a}${b}`), 0)(Float64Array.of(1)), KernelCompileError)
  })
})

describe("reduce on several threads", () => {
  forksAll()

  it("gives the same bits on 1 and on 3", async () => {
    const data = noise(200_003)
    for (const threads of [1, 3]) {
      await gather(threads)
      const forks = team.forks
      for (const fn of [add, odd]) assert.equal(reduce(fn, 0)(data), tree(data, fn, 0), `on ${threads}`)
      assert.equal(team.forks > forks, threads > 1)
    }
  })
})
