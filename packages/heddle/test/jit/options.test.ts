import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Pool } from "../../src/index.ts"
import { OptionError } from "../../src/core/errors/index.ts"
import { float64, jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { team } from "../../src/jit/run/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"

/** What is warned of while `work` runs. */
async function warnings(work: () => void): Promise<string[]> {
  const told: string[] = []
  const listen = (warning: Error): void => void told.push(`${warning.name}: ${warning.message}`)
  process.on("warning", listen)
  work()
  await turn()
  process.off("warning", listen)
  return told
}

const sum = (a: Float64Array): number => {
  let s = 0
  for (const i of prange(a)) s += a[i]!
  return s
}

describe("options of jit", () => {
  it("unknown ones, and wrong values, are errors that say what is right", () => {
    assert.throws(() => jit(sum, { fastMath: true } as never), /did you mean `fastmath`\?/)
    for (const wrong of [
      { threads: 0 },
      { fastmath: 1 },
      { bounds: "no" },
      { signatures: ["(Float64)"] },
      { fallback: 2 },
    ]) {
      assert.throws(() => jit(sum, wrong as never), OptionError)
    }
    assert.throws(() => jit(sum, { signatures: ["(Float64)"] }), /Float64Array, .*e\.g\. "\(Float64Array, int\)"/)
  })

  it("signatures: compiled at once", () => {
    const kernel = jit(sum, { signatures: ["(Float64Array)", " ( Float32Array ) "] })
    assert.deepEqual(kernel.signatures, ["(Float64Array)", "(Float32Array)"])
    kernel(Float64Array.of(1))
    assert.equal(kernel.signatures.length, 2)
  })

  it("more than eight signatures are said once", async () => {
    const kernel = jit((a: Float64Array, b: Float64Array, n: number) => a[n]! + b[n]!)
    const kinds = [Float64Array, Float32Array, Int32Array, Int8Array]
    const told = await warnings(() => {
      for (const A of kinds) for (const B of kinds) kernel(new A(1) as never, new B(1) as never, 0)
    })
    assert.equal(told.length, 1)
    assert.match(told[0]!, /^HeddleHint: .* has been compiled for 9 lists of argument types/)
    assert.equal(kernel.signatures.length, 16)
  })

  it("bounds: false asks for no index", () => {
    const kernel = jit(
      (a: Float64Array, b: Float64Array, at: number) => {
        for (const i of prange(a)) a[i] = b[(i * 3) % 8]! + b[at]!
        return a[at]!
      },
      { bounds: false },
    )
    const b = Float64Array.from({ length: 8 }, (_, i) => i)
    const a = new Float64Array(20)
    const expected = kernel.js(a.slice(), b, 2)
    assert.equal(kernel(a, b, 2), expected)
    assert.deepEqual(
      a,
      a.map((_, i) => b[(i * 3) % 8]! + 2),
    )
    // Whatever lies behind it: no error.
    using short = float64(8)
    assert.equal(typeof kernel(a, short, 9), "number")
  })

  it("fallback: JavaScript runs what cannot be compiled, with one warning", async () => {
    const names = (n: number): string => `n${n}`
    assert.throws(() => jit(names)(1), KernelCompileError)
    const kernel = jit(names, { fallback: true })
    const told = await warnings(() => {
      assert.equal(kernel(1), "n1")
      assert.equal(kernel(2), "n2")
    })
    assert.equal(told.length, 1)
    assert.match(told[0]!, /HeddleWarning: cannot compile `names`.*JavaScript runs it/s)
    const outside = jit((a: Float64Array, i: number) => a[i]!, { fallback: true })
    assert.throws(() => outside(new Float64Array(1), 5), RangeError)
  })

  it("threads: 1 forks nothing", () => {
    const { patience, forks } = team
    team.patience = 0
    const kernel = jit(sum, { threads: 1 })
    const a = new Float64Array(100_000).fill(1)
    assert.equal(kernel(a), 100_000)
    assert.equal(team.forks, forks)
    team.patience = patience
  })

  it("a kernel goes to workers, with its options, also after it was called", async () => {
    const scale = 2
    const kernel = jit(
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a)) s += Math.exp(a[i]!) * scale
        return s
      },
      { fastmath: true },
    )
    using a = float64([0.1, 0.2, 0.3])
    const here = kernel(a)
    await using pool = new Pool({ workers: 1 })
    assert.equal(await pool.submit(() => kernel(a)), here)
    assert.equal(await pool.submit((run: (a: Float64Array) => number) => run(a), kernel), here)
  })
})

describe("target: native", { skip: nativeProblem() ?? false }, () => {
  it("gives the same bits, and errors that say why it cannot", () => {
    const a = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i))
    const kernel = jit(sum, { target: "native" })
    assert.equal(kernel(a), jit(sum)(a))
    assert.deepEqual(kernel.signatures, ["(Float64Array)"])
    const sine = jit((x: number) => Math.sin(x), { target: "native" })
    assert.throws(() => sine(1), KernelCompileError)
    assert.ok(Math.abs(jit((x: number) => Math.sin(x), { target: "native", fastmath: true })(1) - Math.sin(1)) < 1e-15)
    assert.throws(() => jit(sum, { target: "cuda" as never }), /one of "wasm", "native"/)
  })
})

describe("arrays that are copied", () => {
  it("are said once, with the name of the largest", async () => {
    const kernel = jit((small: Float64Array, large: Float64Array) => {
      let s = 0
      for (const i of prange(large)) s += large[i]! + small[0]!
      return s
    })
    const [small, large] = [new Float64Array(10), new Float64Array(2 ** 20)]
    const told = await warnings(() => {
      for (let i = 0; i < 12; i++) kernel(small, large)
    })
    assert.equal(told.length, 1)
    assert.match(told[0]!, /^HeddleHint: .* copies its arrays .* make `large` \(8\.0 MB\) with float64/)
    using shared = float64(2 ** 20)
    using little = float64(10)
    const silent = jit(kernel.js)
    assert.deepEqual(
      await warnings(() => {
        for (let i = 0; i < 12; i++) silent(little, shared)
      }),
      [],
    )
  })
})
