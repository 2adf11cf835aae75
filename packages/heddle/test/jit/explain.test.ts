import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { OptionError } from "../../src/core/errors/index.ts"

const kernel = jit(function many(a: Float64Array, out: Float64Array, n: number) {
  let s = 0
  for (const i of prange(a)) s += a[i]! ** 2
  for (const i of prange(n)) if (a[i]! > 0) out[i] = a[i]!
  for (const i of prange(n)) out[i] = a[(i * 7) % n]!
  for (const i of prange(n)) {
    let x = 1
    while (x < a[i]!) x = x * 1.5 + Math.sqrt(x) * 0.1 - x / 3 + 1
    out[i] = x
  }
  for (let i = 0; i < n; i++) out[i]! += a[i]!
  for (let i = 1; i < n; i++) out[i]! += out[i - 1]!
  for (let i = 0; i < n; i++) if (out[i]! > 1e9) break
  let last = 0
  for (let i = 0; i < n; i++) {
    out[i] = last
    last = a[i]!
  }
  return s
})

/** Each loop of it, in order: on threads, in vectors, what it does, and what is remarked. */
const expected: readonly (readonly [
  isParallel: boolean,
  inVectors: boolean,
  does: string,
  remark: RegExp | undefined,
])[] = [
  [true, true, "reduce(+)", undefined],
  [true, true, "map+mask", undefined],
  [true, false, "map", /for each iteration by itself/],
  [true, true, "map", undefined],
  [false, true, "loop", /by masks/],
  [false, true, "map", undefined],
  [false, false, "map", /what another one writes/],
  [false, false, "loop+mask", /something leaves it/],
  [false, false, "map", /`last` goes from one iteration to the next/],
]

describe("what a kernel says of itself", () => {
  it("nothing before it is compiled", () => {
    const other = jit(function other(x: number) {
      return x
    })
    assert.match(other.explain(), /other has not been compiled: call it/)
    assert.deepEqual(other.parallelDiagnostics(), [])
    assert.throws(() => other.wat(), OptionError)
  })

  it("each loop, with its line: where it runs, and why", () => {
    kernel(new Float64Array(20), new Float64Array(20), 20)
    const [report] = kernel.parallelDiagnostics()
    assert.equal(report!.signature, "(Float64Array, Float64Array, int)")
    assert.equal(report!.loops.length, expected.length)
    for (const [i, [isParallel, inVectors, does, remark]] of expected.entries()) {
      const loop = report!.loops[i]!
      assert.deepEqual([loop.isParallel, loop.inVectors, loop.does], [isParallel, inVectors, does], loop.where)
      assert.match(loop.where, /^explain\.test\.ts:\d+:\d+$/)
      if (remark === undefined) assert.equal(loop.remark, undefined, loop.where)
      else assert.match(loop.remark!, remark)
    }
  })

  it("as text", () => {
    const text = kernel.explain()
    assert.match(
      text,
      /^many \(Float64Array, Float64Array, int\)\n {2}explain\.test\.ts:8:3 +prange {2}reduce\(\+\) +on /,
    )
    assert.match(text, /one by one: `last` goes from one iteration to the next\n {2}\d+ bytes, compiled in \d+\.\d ms/)
  })

  it("its WebAssembly", () => {
    assert.match(kernel.wat(), /^\(module\n[^]*\(export "run"/)
    assert.equal(kernel.wat("(Float64Array, Float64Array, int)"), kernel.wat())
    assert.throws(() => kernel.wat("(int)"), /one of \(Float64Array, Float64Array, int\)/)
  })
})
