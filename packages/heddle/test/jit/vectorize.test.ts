import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { explain } from "../../src/core/closure/index.ts"
import { Pool } from "../../src/index.ts"
import { float64, guvectorize, jit, KernelCompileError, reduce, stencil, vectorize } from "../../src/jit/index.ts"

interface Overlapping {
  readonly all: Float64Array
  readonly x: Float64Array
  readonly y: Float32Array
  readonly out: Float64Array
}

const multiply = vectorize((a: number, b: number) => a * b)

describe("vectorize", () => {
  it("takes arrays, numbers, arrays of one, and kinds of arrays", () => {
    const [x, y] = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]
    assert.deepEqual(multiply(x, y), Float64Array.of(4, 10, 18))
    assert.deepEqual(multiply(x, 10), Float64Array.of(10, 20, 30))
    assert.deepEqual(multiply(2.5, y), Float64Array.of(10, 12.5, 15))
    assert.deepEqual(multiply(x, Float64Array.of(2)), Float64Array.of(2, 4, 6))
    assert.deepEqual(multiply(Int32Array.of(1, 2), Uint8Array.of(3, 4)), Float64Array.of(3, 8))
    assert.deepEqual(multiply(Float64Array.of(2), Float64Array.of(3)), Float64Array.of(6))
    assert.deepEqual(multiply(new Float64Array(0), 1), new Float64Array(0))
    assert.equal(multiply(6, 7), 42)
  })

  it("writes into out, which may be an argument", () => {
    const x = Float64Array.of(1, 2, 3)
    const out = new Int16Array(3)
    assert.equal(multiply(x, 1.9, out), out)
    assert.deepEqual(out, Int16Array.of(1, 3, 5))
    multiply(x, x, x)
    assert.deepEqual(x, Float64Array.of(1, 4, 9))
  })

  for (const Kind of [Float64Array, Float32Array, Int16Array, Uint8Array]) {
    for (const [where, make] of [
      ["an ArrayBuffer", () => new Float64Array(50)],
      ["the heap", () => float64(50)],
    ] as const) {
      it(`reads its arguments before it writes into an ${Kind.name} that lies over them in ${where}`, () => {
        for (const at of [0, 8, 16, 80]) {
          const [given, expected] = [make(), make()].map(({ buffer, byteOffset: begin }) => {
            const all = new Kind(buffer as ArrayBuffer, begin, 40)
            for (let i = 0; i < 40; i++) all[i] = i
            const x = all.subarray(8, 18)
            const y = new Float32Array(buffer as ArrayBuffer, begin + 4, 10)
            return { all, x, y, out: new Kind(buffer as ArrayBuffer, begin + at, 10) }
          }) as [Overlapping, Overlapping]
          const results = Float64Array.from(expected.x, (x, i) => x * expected.y[i]!)
          expected.out.set(results)
          assert.equal(multiply(given.x, given.y, given.out), given.out)
          assert.deepEqual(given.all, expected.all, `at ${at}`)
        }
      })
    }
  }

  it("is what it is for arrays apart, an element further", () => {
    const b = Float64Array.from({ length: 17 }, (_, i) => i)
    vectorize((x: number, y: number) => x + y)(b.subarray(0, 16), 5, b.subarray(1))
    assert.deepEqual(b, Float64Array.of(0, ...Array.from({ length: 16 }, (_, i) => i + 5)))
  })

  it("any number of arguments, and functions that are called", () => {
    const scale = 3
    const half = (x: number): number => x / 2
    const f = vectorize((a: number, b: number, c: number) => (a > b ? half(a) + c : Math.sin(c) * scale))
    const g = (a: number, b: number, c: number): number => (a > b ? half(a) + c : Math.sin(c) * scale)
    const x = Float64Array.from({ length: 100 }, (_, i) => Math.cos(i))
    assert.deepEqual(
      f(x, 0.2, x),
      x.map((value) => g(value, 0.2, value)),
    )
    const none = vectorize(() => 5)
    assert.equal(none(), 5)
  })

  it("refuses lengths that do not fit, and what cannot be compiled", () => {
    assert.throws(() => multiply(new Float64Array(3), new Float64Array(4)), {
      name: "OptionError",
      message: /args\[1\].*of 3 elements, or of 1/,
    })
    assert.throws(() => multiply(new Float64Array(3), 1, new Float64Array(4)), { name: "OptionError", message: /out/ })
    const bad = vectorize((a: number) => Number(String(a)))
    assert.throws(() => bad(new Float64Array(3)), KernelCompileError)
  })
})

const add = (a: number, b: number): number => a + b
const x = Float64Array.of(1, 2, 3)

describe("what is made of a function goes to a worker as that function, whatever it was called with:", () => {
  const sum = jit(add)
  const sums = vectorize(add)
  const spread = guvectorize("(),()->()", (a: number, b: number, out: Float64Array) => void (out[0] = a + b))
  const beside = stencil((a) => a(-1) + a(1))
  const total = reduce(add, 0)

  const all: readonly (readonly [string, Function, () => unknown])[] = [
    ["jit", sum, () => sum(1, 2)],
    ["vectorize", sums, () => [sums(x, 1), sums(1, 2)]],
    ["guvectorize", spread, () => spread(x, 1)],
    ["stencil", beside, () => beside(x)],
    ["reduce", total, () => total(x)],
  ]
  for (const [name, made, call] of all) {
    it(name, async () => {
      const before = explain(made)
      const here = call()
      assert.equal(explain(made), before)
      await using pool = new Pool({ workers: 1 })
      assert.deepEqual(await pool.submit(call), here)
    })
  }
})
