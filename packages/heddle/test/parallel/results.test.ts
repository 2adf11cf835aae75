import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { delayed, parallel } from "heddle"
import type { ParallelOptions } from "heddle"

const square = (x: number): number => x * x

/** What every way of running calls must give alike. */
const ways: readonly ParallelOptions[] = [
  { nJobs: 1 },
  { nJobs: 2 },
  { nJobs: -1 },
  { nJobs: -2 },
  { nJobs: "2" },
  { nJobs: "50%" },
  { nJobs: 2.3 },
  { nJobs: 2, backend: "async" },
  { nJobs: 2, backend: "threading" },
  { backend: "inline" },
  { backend: "sequential" },
  { nJobs: 2, batchSize: 1 },
  { nJobs: 2, batchSize: 7 },
  { nJobs: 2, preDispatch: 1 },
  { nJobs: 2, preDispatch: "all" },
  { nJobs: 2, preDispatch: "2*n_jobs", batchSize: 3 },
  { nJobs: 2, prefer: "threads" },
  { nJobs: 2, require: "sharedmem" },
]

describe("parallel gives what the loop gives", () => {
  for (const options of ways) {
    it(`with ${JSON.stringify(options)}`, async () => {
      const inputs = Array.from({ length: 40 }, (_, i) => i)
      const calls = inputs.map((x) => delayed(square)(x))
      assert.deepEqual(await parallel(options)(calls), inputs.map(square))
      const lazily = (function* () {
        yield* calls
      })()
      assert.deepEqual(
        await Array.fromAsync(parallel({ ...options, returnAs: "generator" })(lazily)),
        inputs.map(square),
      )
      const later = (async function* () {
        yield* calls
      })()
      const unordered = await Array.fromAsync(parallel({ ...options, returnAs: "generatorUnordered" })(later))
      assert.deepEqual(
        unordered.toSorted((a, b) => a - b),
        inputs.map(square),
      )
    })
  }
})

describe("parallel", () => {
  it("of no calls gives nothing, whatever the input is", async () => {
    for (const nJobs of [1, 2]) {
      assert.deepEqual(await parallel({ nJobs })([]), [])
      assert.deepEqual(await parallel({ nJobs })([].values()), [])
      assert.deepEqual(await Array.fromAsync(parallel({ nJobs, returnAs: "generator" })([])), [])
    }
  })

  it("takes different functions, each with any number of arguments, in one input", async () => {
    const none = delayed(() => "none")
    const one = delayed((x: number) => x)
    const two = delayed((x: number, y: number) => x + y)
    const spread = delayed(Math.max)
    const calls = (function* () {
      for (let i = 0; i < 300; i++) {
        yield none()
        yield one(i)
        yield two(i, i)
        yield spread(i, 7, -i)
        if (i % 50 === 0) for (let j = 0; j < 60; j++) yield one(j)
      }
    })()
    const expected = Array.from({ length: 300 }, (_, i) => {
      const extra = i % 50 === 0 ? Array.from({ length: 60 }, (_, j) => j) : []
      return ["none", i, 2 * i, Math.max(i, 7, -i), ...extra]
    }).flat()
    assert.deepEqual(await parallel({ nJobs: 2 })(calls), expected)
  })

  it("takes functions that capture, made anew for each call", async () => {
    const calls = (function* () {
      for (let i = 0; i < 600; i++) yield delayed((x: number) => x * i)(2)
    })()
    const results = await parallel({ nJobs: 2 })(calls)
    assert.deepEqual(
      results,
      Array.from({ length: 600 }, (_, i) => 2 * i),
    )
  })

  it("passes undefined, objects, typed arrays and functions as arguments, and awaits promises", async () => {
    const same = delayed(async (x: unknown) => (typeof x === "function" ? (x as () => unknown)() : x))
    const values = [undefined, null, { a: [1] }, new Float64Array([1, 2]), new Map([[1, 2]]), "text", 10n]
    assert.deepEqual(await parallel({ nJobs: 2 })(values.map((value) => same(value))), values)
    assert.deepEqual(await parallel({ nJobs: 2 })([same(() => 5)]), [5])
  })

  it("sees what its functions capture as it is at each call of parallel", async () => {
    const state = { factor: 1 }
    const times = delayed((x: number) => x * state.factor)
    const p = parallel({ nJobs: 2 })
    assert.deepEqual(await p([times(2)]), [2])
    state.factor = 10
    assert.deepEqual(await p([times(2)]), [20])
  })

  it("keeps its workers for the next call with the same options, and has others for other options", async () => {
    const { threadId } = await import("node:worker_threads")
    const here = delayed(async () => (await import("node:worker_threads")).threadId)
    const [first] = await parallel({ nJobs: 2, tasksPerWorker: 1 })([here()])
    const setup = (name: string): void => void Object.assign(globalThis, { setupName: name })
    const name = delayed(() => (globalThis as { setupName?: string }).setupName)
    const twice = { nJobs: 2, initializer: setup, initargs: ["a"] }
    assert.deepEqual(await parallel(twice)([name(), name()]), ["a", "a"])
    const [again] = await parallel(twice)([here()])
    const [same] = await parallel({ ...twice, initargs: ["a"] })([here()])
    assert.notEqual(first, threadId)
    assert.equal(typeof again, "number")
    assert.equal(typeof same, "number")
    assert.deepEqual(await parallel({ ...twice, initargs: ["b"] })([name()]), ["b"])
  })

  it("runs with one job here, as a plain loop: arguments are the very objects", async () => {
    const box = { count: 0 }
    const bump = delayed((b: { count: number }) => ++b.count)
    assert.deepEqual(await parallel({ nJobs: 1 })([bump(box), bump(box)]), [1, 2])
    assert.equal(box.count, 2)
  })

  it("nests: a call may make parallel calls itself", async () => {
    const outer = delayed(async (x: number) => {
      const inner = await parallel({ nJobs: 2 })([1, 2].map((y) => delayed((a: number, b: number) => a * b)(x, y)))
      return inner.reduce((a, b) => a + b, 0)
    })
    assert.deepEqual(await parallel({ nJobs: 2 })([outer(1), outer(2)]), [3, 6])
    assert.deepEqual(await parallel({ nJobs: 1, backend: "inline" })([outer(1), outer(2)]), [3, 6])
    assert.deepEqual(await parallel({ nJobs: 2, backend: "async" })([outer(1), outer(2), outer(3)]), [3, 6, 9])
  })

  it("runs calls whose arguments are calls", async () => {
    const add = delayed((a: number, b: number) => a + b)
    const total = delayed((values: number[]) => values.reduce((a, b) => a + b, 0))
    for (const nJobs of [1, 2]) {
      const calls = [add(1, 2), add(add(1, 2), 3), total([add(1, 1), 5]), delayed(7 as number)]
      assert.deepEqual(await parallel({ nJobs })(calls), [3, 6, 7, 7])
    }
  })

  it("runs on a pool that it is given, which stays open", async () => {
    const { Pool } = await import("heddle")
    await using pool = new Pool({ workers: 2 })
    const p = parallel({ pool })
    assert.equal(p.nJobs, 2)
    assert.deepEqual(await p([1, 2].map((x) => delayed(square)(x))), [1, 4])
    assert.equal(await pool.submit(square, 3), 9)
    assert.ok(pool.stats().completed >= 3)
  })

  it("takes a hundred thousand tiny calls from a generator", async () => {
    const { Pool } = await import("heddle")
    await using pool = new Pool({ workers: 1 })
    const calls = (function* () {
      for (let i = 0; i < 100_000; i++) yield delayed(square)(i)
    })()
    const results = await parallel({ pool })(calls)
    assert.equal(results.length, 100_000)
    assert.equal(results.at(-1), 99_999 ** 2)
  })
})
