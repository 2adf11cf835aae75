import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { OptionError, Pool, cpuCount, delayed, parallel, parallelConfig, range } from "heddle"
import { threads } from "../../src/core/backend/index.ts"
import { gates, reached, tick, worker } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

const square = delayed((x: number) => x * x)
/** Runs when two of them are under way, each in a worker of its own. */
const together = delayed(async (there: Gates) => {
  tick(there)
  await reached(there, 2)
  return await worker()
})
const setup = (value: unknown): void => void Object.assign(globalThis, { heddleParallel: value })
const isSet = delayed(() => (globalThis as { heddleParallel?: unknown }).heddleParallel)

/** joblib's tests of `Parallel` that those of the room do not hold already. */
describe("parallel", () => {
  it("any number of calls, jobs, batch size and preDispatch gives all results", async () => {
    for (const [count, nJobs, preDispatch, batchSize] of [
      [2, 2, "all", "auto"],
      [2, 2, "n_jobs", "auto"],
      [10, 2, "n_jobs", "auto"],
      [517, 2, "n_jobs", "auto"],
      [10, 4, "n_jobs", "auto"],
      [200, 4, "n_jobs", "auto"],
      [25, 4, "2 * n_jobs", 1],
      [250, 4, "all", 1],
      [250, 4, "2 * n_jobs", 7],
      [200, 4, "2 * n_jobs", "auto"],
    ] as const) {
      const inputs = [...range(count)]
      const calls = (function* () {
        for (const x of inputs) yield square(x)
      })()
      assert.deepEqual(
        await parallel({ nJobs, preDispatch, batchSize })(calls),
        inputs.map((x) => x * x),
      )
    }
  })

  it("methods of the program's own objects can be called", async () => {
    class Multiplier {
      readonly by: number
      constructor(by: number) {
        this.by = by
      }
      times(x: number): number {
        return this.by * x
      }
    }
    const double = new Multiplier(2)
    const bound = delayed(double.times.bind(double))
    const called = delayed((owner: Multiplier, x: number) => owner.times(x))
    for (const nJobs of [1, 2]) {
      assert.deepEqual(await parallel({ nJobs })([bound(3), bound(4)]), [6, 8])
      assert.deepEqual(await parallel({ nJobs })([called(double, 3), called(new Multiplier(5), 4)]), [6, 20])
    }
  })

  it("an initializer of the call or of the scope runs in each worker before its calls", async () => {
    const initializer = setup
    const calls = (): ReturnType<typeof isSet>[] => [...range(10)].map(() => isSet())
    assert.deepEqual(new Set(await parallel({ nJobs: 2, initializer, initargs: ["call"] })(calls())), new Set(["call"]))
    await parallelConfig({ nJobs: 2, initializer, initargs: ["scope"] }, async () => {
      assert.deepEqual(new Set(await parallel()(calls())), new Set(["scope"]))
    })
  })

  it("the same initializer and arguments keep the workers, others replace them", async () => {
    const both = async (value: string): Promise<string[]> => {
      const there = gates()
      const calls = [together(there), together(there)]
      return (await parallel({ nJobs: 2, initializer: setup, initargs: [value], batchSize: 1 })(calls)).toSorted()
    }
    const first = await both("a")
    assert.equal(new Set(first).size, 2)
    assert.deepEqual(await both("a"), first)
    const other = await both("b")
    assert.ok(other.every((id) => !first.includes(id)))
  })

  it("prefer is a hint that a backend overrules, require a demand that it must meet", async () => {
    const pid = delayed(() => process.pid)
    const [preferred] = await parallel({ nJobs: 2, prefer: "threads" })([pid()])
    assert.equal(preferred, process.pid)
    const [overruled] = await parallel({ nJobs: 2, backend: "threads", prefer: "processes" })([pid()])
    assert.equal(overruled, process.pid)
    const [apart] = await parallel({ nJobs: 2, prefer: "processes" })([pid()])
    assert.notEqual(apart, process.pid)
    await parallelConfig({ prefer: "processes", nJobs: 2 }, async () => {
      assert.notEqual((await parallel()([pid()]))[0], process.pid)
    })
    for (const options of [
      { backend: "processes", require: "sharedmem" },
      { prefer: "processes", require: "sharedmem" },
    ] as const) {
      assert.throws(() => parallel(options), OptionError)
    }
  })

  it("a backend may be given as an object, to a call or by a scope", async () => {
    let opened = 0
    const backend = {
      ...threads,
      name: "mine",
      open(...args: Parameters<typeof threads.open>) {
        opened++
        return threads.open(...args)
      },
    }
    assert.deepEqual(await parallel({ nJobs: 2, backend })([square(2)]), [4])
    const direct = opened
    assert.ok(direct > 0)
    const own = { ...backend }
    await parallelConfig({ backend: own, nJobs: 5 }, async () => {
      assert.equal(parallel().nJobs, 5)
      assert.deepEqual(await parallel()([square(3)]), [9])
    })
    assert.ok(opened > direct)
    const after = opened
    assert.deepEqual(await parallel({ nJobs: 3 })([square(4)]), [16])
    assert.equal(opened, after)
  })

  it("a scope in a call is that call's, and a scope around it is not", async () => {
    const inner = delayed(async () => {
      const { parallel, parallelConfig } = await import("heddle")
      const outside = parallel().nJobs
      const inside = parallelConfig({ nJobs: 7 }, () => parallel().nJobs)
      return [outside, inside, parallel().nJobs]
    })
    await parallelConfig({ nJobs: 2, backend: "threads" }, async () => {
      for (const [outside, inside, after] of await parallel()([inner(), inner()])) {
        assert.deepEqual([inside, after], [7, outside])
        assert.ok(outside <= cpuCount())
      }
    })
  })

  it("a process tells native code its share of the cores, unless the program has said otherwise", async () => {
    const names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] as const
    const read = delayed((name: string) => process.env[name])
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !names.includes(name as "OMP_NUM_THREADS")),
    )
    const options = { nJobs: 2, backend: "processes" } as const
    const told = await parallel({ ...options, env: clean })(names.map((name) => read(name)))
    const share = String(Math.max(1, Math.floor(cpuCount() / 2)))
    assert.deepEqual(told, [share, share, share])
    const own = { ...clean, OMP_NUM_THREADS: "4" }
    assert.deepEqual(await parallel({ ...options, env: own })([read(names[0]), read(names[1])]), ["4", share])
  })

  it("a pool that was closed is refused, and another call works", async () => {
    const pool = new Pool({ workers: 1 })
    await pool.close()
    await assert.rejects(parallel({ pool })([square(1)]), { code: "HEDDLE_POOL_CLOSED" })
    assert.deepEqual(await parallel({ nJobs: 2 })([square(1)]), [1])
  })
})
