import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, delayed, parallel } from "heddle"

describe("on processes", () => {
  it("parallel and graphs give the same; large results stay in their process", async () => {
    await using pool = new Pool({ workers: 2, backend: "processes" })
    const square = delayed((x: number) => x * x)
    assert.deepEqual(await parallel({ pool })([1, 2, 3].map((x) => square(x))), [1, 4, 9])
    const make = delayed((n: number) => {
      const made = new Float64Array(n)
      return Object.assign(globalThis, { made }).made
    })
    const isThere = delayed((array: Float64Array, _x: number) => (globalThis as { made?: unknown }).made === array)
    assert.equal(await isThere(make(50_000), square(2)).compute({ pool }), true)
  })

  it("joblib's names of backends mean them", async () => {
    const pid = delayed(() => process.pid)
    for (const backend of ["loky", "multiprocessing", "processes"] as const) {
      await using p = parallel({ nJobs: 2, backend })
      const [there] = await p([pid()])
      assert.notEqual(there, process.pid)
    }
    const [here] = await parallel({ nJobs: 2, backend: "threading" })([pid()])
    assert.equal(here, process.pid)
    const [preferred] = await parallel({ nJobs: 2, prefer: "processes" })([pid()])
    assert.notEqual(preferred, process.pid)
  })

  it("a process that dies names its call", async () => {
    const exit = delayed((x: number) => (x === 1 ? process.kill(process.pid, "SIGKILL") : x))
    await assert.rejects(parallel({ nJobs: 2, backend: "processes" })([exit(0), exit(1)]), {
      code: "HEDDLE_WORKER_DIED",
      signal: "SIGKILL",
    })
  })
})
