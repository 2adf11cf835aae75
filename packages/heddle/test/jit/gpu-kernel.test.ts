import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { gpuProblem } from "../../src/jit/run/gpu/index.ts"

// What needs a GPU is in environments/gpu.test.ts.

const scale = (a: Float32Array, by: number): void => {
  for (const i of prange(a)) a[i]! *= by
}

async function warningsOf(work: () => Promise<void>): Promise<readonly string[]> {
  const warnings: string[] = []
  const listen = ({ message }: Error): void => void warnings.push(message)
  process.on("warning", listen)
  await work()
  await new Promise(setImmediate)
  process.off("warning", listen)
  return warnings
}

describe("a kernel for a GPU", async () => {
  const problem = await gpuProblem()

  it("rejects with the reason and what to do, where it cannot be compiled", async () => {
    const twice = jit((x: number) => x * 2, { target: "gpu" })
    await assert.rejects(twice(2), {
      name: "KernelCompileError",
      message: /^cannot compile .* for a GPU \(gpu-kernel\.test\.ts:\d+:\d+\): it has no prange/,
      hint: "the iterations of a prange are what a GPU runs: for (const i of prange(n))",
    })
    const drawn = jit((a: Float32Array) => scale(a, Math.random()), { target: "gpu" })
    await assert.rejects(drawn(new Float32Array(1)), { message: /: it draws random numbers/ })
    // @ts-expect-error an argument of a wrong kind rejects too
    await assert.rejects(drawn("a"), { name: "OptionError" })
  })

  it("rejects so where there is no GPU", { skip: problem === undefined ? "there is one" : false }, async () => {
    assert.match(problem!, /^the package webgpu is not installed: npm install webgpu$|^webgpu finds no GPU/)
    const kernel = jit(scale, { target: "gpu" })
    await assert.rejects(kernel(Float32Array.of(1), 2), {
      name: "KernelCompileError",
      message: new RegExp(`^cannot compile .*scale.* for a GPU: ${problem!.split(": ")[0]}`),
      hint: /install .*; or use target "wasm"$/,
    })
    assert.match(kernel.explain(), /^scale \(Float32Array, int\): float32 on a GPU\n.*prange {2}map {2}on the GPU/)
  })

  it("is run by JavaScript where that is allowed, with one warning", async () => {
    const warnings = await warningsOf(async () => {
      const twice = jit((x: number) => x * 2, { target: "gpu", fallback: true })
      assert.deepEqual(await Promise.all([twice(2), twice(4)]), [4, 8])
    })
    assert.equal(warnings.length, 1)
    assert.match(warnings[0]!, /it has no prange/)
  })

  it("is so where there is no GPU", { skip: problem === undefined ? "there is one" : false }, async () => {
    const a = Float32Array.of(1, 2, 3)
    const warnings = await warningsOf(async () => {
      const kernel = jit(scale, { target: "gpu", fallback: true })
      await Promise.all([kernel(a, 2), kernel(a, 5)])
    })
    assert.deepEqual([...a], [10, 20, 30])
    assert.equal(warnings.length, 1)
  })
})
