import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, delayed, parallel, parallelConfig } from "heddle"
import type { Backend } from "heddle"
import { async } from "../../src/core/backend/index.ts"
import { tick } from "../contract/gates.ts"
import { words } from "./words.ts"

// What joblib's test_parallel.py asks for and the other files here do not.

const same = delayed((x: number) => x)
const ids = delayed(async () => {
  const { threadId } = await import("node:worker_threads")
  return threadId
})

describe("calls", () => {
  it("any number of them, of jobs, of batches ahead and calls in a batch gives all results", async () => {
    for (const nJobs of [2, 3]) {
      for (const count of [0, 1, 2, 7, 33]) {
        for (const [preDispatch, batchSize] of [
          [1, "auto"],
          ["all", "auto"],
          [2, 1],
          ["2 * nJobs", 2],
          ["all", 50],
        ] as const) {
          const results = await parallel({ nJobs, preDispatch, batchSize })(
            Array.from({ length: count }, (_, i) => same(i)),
          )
          assert.deepEqual(
            results,
            Array.from({ length: count }, (_, i) => i),
          )
        }
      }
    }
  })

  it("from an iterator that was used up give nothing", async () => {
    const calls = [same(1)].values()
    assert.deepEqual(await parallel({ nJobs: 2 })(calls), [1])
    assert.deepEqual(await parallel({ nJobs: 2 })(calls), [])
  })

  it("of arrow functions, of bound methods and of nested functions", async () => {
    class Scale {
      readonly factor: number
      constructor(factor: number) {
        this.factor = factor
      }
      apply(x: number): number {
        return x * this.factor
      }
    }
    const scale = new Scale(3)
    const outer = (x: number): ((y: number) => number) => {
      function inner(y: number): number {
        return x + y
      }
      return inner
    }
    const calls = [delayed((x: number) => scale.apply(x))(2), delayed(scale.apply.bind(scale))(3), delayed(outer(1))(1)]
    assert.deepEqual(await parallel({ nJobs: 2 })(calls), [6, 9, 2])
  })

  it("may change shared memory that the caller sees", async () => {
    const sums = words(1)
    await parallel({ nJobs: 2 })(
      Array.from({ length: 20 }, () => delayed((w: Int32Array<SharedArrayBuffer>) => tick(w))(sums)),
    )
    assert.equal(sums[0], 20)
  })

  it("with large arrays from a generator get each its own, whole", async () => {
    const calls = (function* () {
      for (let i = 0; i < 10; i++)
        yield delayed((a: Float64Array) => [a.length, a[0], a.at(-1)])(new Float64Array(200_000).fill(i))
    })()
    const results = await parallel({ nJobs: 2 })(calls)
    assert.deepEqual(
      results,
      Array.from({ length: 10 }, (_, i) => [200_000, i, i]),
    )
  })

  it("made beside each other in many runs at once", async () => {
    const runs = Array.from({ length: 8 }, (_, run) =>
      parallel({ nJobs: 2 })(Array.from({ length: 30 }, (_, i) => same(run * 100 + i))),
    )
    for (const [run, results] of (await Promise.all(runs)).entries())
      assert.deepEqual([results[0], results[29]], [run * 100, run * 100 + 29])
  })
})

describe("nested calls", () => {
  it("an error in the innermost comes out, with the functions between in its stack", async () => {
    function raiser(x: number): number {
      throw new RangeError(`raised for ${x}`)
    }
    async function middle(x: number): Promise<number[]> {
      return await parallel({ nJobs: 2 })([delayed(raiser)(x)])
    }
    async function outermost(x: number): Promise<number[][]> {
      return await parallel({ nJobs: 2 })([delayed(middle)(x)])
    }
    await assert.rejects(parallel({ nJobs: 2 })([delayed(outermost)(1)]), (error) => {
      assert.ok(error instanceof RangeError)
      assert.equal(error.message, "raised for 1")
      for (const name of ["raiser", "middle", "outermost"]) assert.match(error.stack!, new RegExp(name))
      return true
    })
  })

  it("have the share of the processors that their worker has, if they name no number", async () => {
    await using pool = new Pool({ workers: 2 })
    const inner = delayed(() => parallel().nJobs)
    const [first] = await parallel({ pool })([inner()])
    assert.equal(first, Math.max(1, Math.floor(parallel().nJobs / 2)))
  })

  it("a scope in a task is that task's, and the caller's scope is not in it", async () => {
    const inner = delayed(() => [parallel().nJobs, parallelConfig({ nJobs: 7 }, () => parallel().nJobs)])
    await parallelConfig({ nJobs: 3 }, async () => {
      const [numbers] = await parallel()([inner()])
      assert.notEqual(numbers![0], 3)
      assert.equal(numbers![1], 7)
    })
    // In one job the task is here, and so is the scope.
    await parallelConfig({ nJobs: 1, backend: "threads" }, async () =>
      assert.deepEqual(await parallel()([inner()]), [[1, 7]]),
    )
  })
})

describe("workers", () => {
  it("are those of the last call with the same number, also after a failure", async () => {
    const p = { nJobs: 2, name: "reused", minWorkers: 2 }
    const seen = new Set<number>()
    for (let i = 0; i < 3; i++) for (const id of await parallel(p)([ids(), ids(), ids()])) seen.add(id)
    const fail = delayed((): number => {
      throw new Error("no")
    })
    await assert.rejects(parallel(p)([fail()]))
    for (const id of await parallel(p)([ids(), ids(), ids()])) seen.add(id)
    assert.ok(seen.size <= 2, `${seen.size} workers`)
  })

  it("are initialized as the scope or the call says", async () => {
    const initializer = (value: string): void => void Object.assign(globalThis, { initialized: value })
    const read = delayed(() => (globalThis as { initialized?: string }).initialized)
    assert.deepEqual(await parallelConfig({ nJobs: 2, initializer, initargs: ["scope"] }, () => parallel()([read()])), [
      "scope",
    ])
    assert.deepEqual(await parallel({ nJobs: 2, initializer, initargs: ["call"] })([read()]), ["call"])
  })

  it("of a backend that is given as an object", async () => {
    let opened = 0
    const own: Backend = {
      ...async(false),
      name: "own",
      open: (spec, sink) => {
        opened++
        return async(false).open(spec, sink)
      },
    }
    assert.deepEqual(await parallel({ nJobs: 2, backend: own })([same(1), same(2)]), [1, 2])
    assert.ok(opened >= 1)
    assert.deepEqual(await parallelConfig({ backend: own, nJobs: 2 }, () => parallel()([same(3)])), [3])
  })

  it("prefer is a hint that a named backend overrules, require is not", async () => {
    for (const prefer of ["threads", undefined] as const) {
      for (const require of ["sharedmem", undefined] as const) {
        assert.deepEqual(await parallel({ nJobs: 2, prefer, require })([same(1)]), [1])
      }
    }
    const here = delayed(() => (globalThis as { hintMark?: number }).hintMark)
    Object.assign(globalThis, { hintMark: 1 })
    assert.deepEqual(await parallel({ nJobs: 2, prefer: "processes", backend: "async" })([here()]), [1])
    assert.deepEqual(
      await parallelConfig({ backend: "async" }, () => parallel({ nJobs: 2, prefer: "threads" })([here()])),
      [1],
    )
  })
})

it("a generator of large results that is left early does not hinder the next call", async () => {
  const large = delayed((i: number) => new Uint8Array(500_000).fill(i))
  for (const returnAs of ["generator", "generatorUnordered"] as const) {
    for (const nJobs of [1, 2]) {
      await using p = parallel({ nJobs, returnAs })
      const results = p(Array.from({ length: 10 }, (_, i) => large(i)))
      await results.next()
      await results.next()
      await results.return()
      assert.equal((await Array.fromAsync(p([large(1)]))).length, 1)
    }
  }
})
