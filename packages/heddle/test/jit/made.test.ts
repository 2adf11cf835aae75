import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { OptionError } from "../../src/index.ts"
import { guvectorize, jit, reduce, stencil, vectorize } from "../../src/jit/index.ts"
import type { Explained, JitOptions } from "../../src/jit/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"

const of = (...values: number[]): Float64Array => Float64Array.from(values)

/** What writes loops around a function, and a call of it. */
const makers: Readonly<Record<string, (options?: JitOptions) => readonly [Explained, () => unknown]>> = {
  vectorize(options) {
    const product = vectorize((a: number, b: number) => a * b, options)
    return [product, () => product(of(2, 3), of(5, 7))]
  },
  stencil(options) {
    const steps = stencil((a) => a(1) - a(-1), options)
    return [steps, () => steps(of(1, 2, 4, 8))]
  },
  reduce(options) {
    const largest = reduce((a, b) => Math.max(a, b), -Infinity, options)
    return [largest, () => largest(of(2, 3))]
  },
  guvectorize(options) {
    const dot = guvectorize(
      "(n),(n)->()",
      (a: Float64Array, b: Float64Array, out: Float64Array) => {
        let sum = 0
        for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
        out[0] = sum
      },
      options,
    )
    return [dot, () => dot(of(1, 2), of(3, 4))]
  },
}

for (const [name, make] of Object.entries(makers)) {
  describe(`what ${name} makes`, () => {
    it("explains itself, as a kernel does, at the place of its function", () => {
      const [made, call] = make()
      assert.match(made.explain(), /^(?:product|steps|largest|dot) has not been compiled: call it$/)
      assert.deepEqual([made.signatures, made.parallelDiagnostics()], [[], []])
      assert.throws(() => made.wat(), OptionError)
      call()
      const [signature] = made.signatures
      assert.match(signature!, /^\(.*Float64Array/)
      assert.match(made.explain(), /^(?:product|steps|largest|dot) \(.*\n +made\.test\.ts:\d+:\d+ {2}prange/)
      assert.ok(made.parallelDiagnostics().some(({ loops }) => loops.some(({ isPrange }) => isPrange)))
      assert.match(made.wat(), /^\(module/)
      assert.equal(made.wat(signature), made.wat())
      assert.throws(() => made.wat("(int)"), /OptionError: `signature` must be one of \(/)
    })

    it("takes jit's options, but for those that it does not know", () => {
      const [, plain] = make()
      const [, approximate] = make({ fastmath: true, bounds: false, fallback: true, threads: 1 })
      assert.deepEqual(approximate(), plain())
      assert.throws(() => make({ fast: true } as JitOptions), OptionError)
      assert.throws(() => make({ threads: 0 }), OptionError)
    })

    // Cores are parts of arrays, which C has not.
    const skip = name === "guvectorize" ? "it has no target" : nativeProblem()
    it("may be native", { skip: skip ?? false }, () => {
      const [, plain] = make()
      const [made, native] = make({ target: "native" })
      assert.deepEqual(native(), plain())
      assert.match(made.explain(), /compiled by the system's C compiler/)
    })
  })
}

describe("what vectorize makes", () => {
  it("explains the kernel of each shape, and that of numbers alone", () => {
    const product = vectorize((a: number, b: number) => a * b)
    product(2, 3)
    product(of(2, 3), of(5, 7))
    product(of(2, 3), 5)
    assert.deepEqual(product.signatures, [
      "(number, number)",
      "(Float64Array, Float64Array, Float64Array)",
      "(Float64Array, Float64Array, number)",
    ])
    for (const signature of product.signatures) assert.ok(product.explain().includes(`product ${signature}\n`))
    assert.notEqual(product.wat("(number, number)"), product.wat())
  })

  it("is approximate under fastmath", () => {
    const exact = vectorize((x: number) => x ** 3)
    const near = vectorize((x: number) => x ** 3, { fastmath: true })
    assert.equal(near(of(0.1))[0], 0.1 * 0.1 * 0.1)
    assert.equal(exact(of(0.1))[0], 0.1 ** 3)
  })

  it("is run by JavaScript under fallback", () => {
    const text = vectorize((x: number) => Number(`${x}`), { fallback: true })
    assert.deepEqual(text(of(1, 2)), of(1, 2))
  })
})

describe("what guvectorize makes", () => {
  it("has the signature of its function", () => {
    const scaled = guvectorize("(n),()->(n)", (a: Float32Array, by: number, out: Float64Array, n: number) => {
      for (let i = 0; i < n; i++) out[i] = by * a[i]!
    })
    scaled(Float32Array.of(1, 2), 3)
    const signature = "(Float32Array, number, Float64Array, int)"
    assert.deepEqual(scaled.signatures, [signature])
    assert.ok(scaled.explain().startsWith(`scaled ${signature}\n`))
    assert.equal(scaled.parallelDiagnostics()[0]!.signature, signature)
    assert.equal(scaled.wat(signature), scaled.wat())
    // By lists of which core belongs to which place.
    scaled({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 1, 2] }, { data: Float64Array.of(1, 2, 3), shape: [3] })
    assert.deepEqual(scaled.signatures, [signature])
    assert.throws(() => scaled.wat("(int)"), /one of \(Float32Array, number, Float64Array, int\)/)
  })
})

describe("what stencil makes", () => {
  it("reports the loop on threads beside the one in it", () => {
    const mean = stencil((a) => (a(0, -1) + a(0, 1)) / 2)
    mean(of(1, 2, 3, 4, 5, 6), 3)
    const [report] = mean.parallelDiagnostics()
    assert.deepEqual(
      report!.loops.map(({ isPrange }) => isPrange),
      [true, false],
    )
  })
})

describe("an argument that is missing", () => {
  it("is missed where the function is called", () => {
    const sum = (a: number, b: number): number => a + b
    const kernel = jit((x: number) => (sum as (a: number) => number)(x))
    assert.throws(() => kernel(1), /argument 2 of `sum` is missing[^]*> .*sum as[^]*\^\^\^/)
  })
})
