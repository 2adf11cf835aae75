import assert from "node:assert/strict"
import { describe, it } from "node:test"
import v8 from "node:v8"
import vm from "node:vm"
import { Pool, delayed, parallel } from "heddle"
import { reached, release, tick, turn } from "../contract/gates.ts"
import { words } from "./words.ts"

v8.setFlagsFromString("--expose-gc")
const gc = vm.runInNewContext("gc") as () => void

/** Collects until `done`, giving finalizers their turns. */
async function collectedUntil(done: () => boolean): Promise<void> {
  while (!done()) {
    gc()
    await turn()
  }
}

const wait = delayed((g: Int32Array<SharedArrayBuffer>) => {
  tick(g, 1)
  Atomics.wait(g, 0, 0)
})

describe("a generator that is dropped stops its work at once", () => {
  it("by leaving its loop: what runs is ended, what waits never begins, and its pool is as good as new", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(2)
    const same = delayed((g: Int32Array<SharedArrayBuffer>, x: number) => {
      tick(g, 1)
      if (x > 0) Atomics.wait(g, 0, 0)
      return x
    })
    const p = parallel({ pool, returnAs: "generator", preDispatch: "all", batchSize: 1, grace: 0 })
    for await (const x of p(Array.from({ length: 50 }, (_, i) => same(gate, i)))) {
      assert.equal(x, 0)
      break
    }
    // The gate is never opened: the workers that wait behind it were replaced.
    assert.deepEqual(await parallel({ pool })([delayed((x: number) => x)(7)]), [7])
    assert.ok(Atomics.load(gate, 1) <= 4)
  })

  it("by forgetting it, before or after its first result was read", async () => {
    for (const reads of [0, 1]) {
      const ended = new AbortController()
      let pulled = 0
      const calls = function* (): Generator<ReturnType<typeof same>> {
        try {
          for (;;) yield same(pulled++)
        } finally {
          ended.abort()
        }
      }
      const same = delayed((x: number) => x)
      const p = parallel({ nJobs: 2, returnAs: "generator" })
      await (async () => {
        const results = p(calls())
        for (let i = 0; i < reads; i++) await results.next()
      })()
      await collectedUntil(() => ended.signal.aborted)
      // And that was all of it: the parallel is free again.
      assert.deepEqual(await Array.fromAsync(p([same(3)])), [3])
    }
  })

  it("but not while somebody waits for its next result", async () => {
    const gate = words(2)
    const next = parallel({ nJobs: 2, returnAs: "generator" })([wait(gate)]).next()
    await reached(gate, 1, 1)
    for (let i = 0; i < 5; i++) {
      gc()
      await turn()
    }
    release(gate)
    assert.deepEqual(await next, { done: false, value: undefined })
  })

  it("a plain loop that was forgotten is over, too", async () => {
    const same = delayed((x: number) => x)
    const p = parallel({ nJobs: 1, returnAs: "generator" })
    await (async () => {
      await p([same(1), same(2)]).next()
    })()
    let free = false
    await collectedUntil(() => {
      try {
        void p([same(3)]).return()
        free = true
      } catch {
        // Still running.
      }
      return free
    })
  })
})

describe("a parallel that is in use keeps its pool", () => {
  it("between calls with `await using`, and lets it go at the end", async () => {
    const id = delayed(async () => (await import("node:worker_threads")).threadId)
    const ids: number[] = []
    {
      await using p = parallel({ nJobs: 2, minWorkers: 1, name: "kept" })
      ids.push(...(await p([id()])))
      // Another kind of pool ends those that nobody uses.
      assert.deepEqual(await parallel({ nJobs: 2, name: "another" })([delayed((x: number) => x)(1)]), [1])
      ids.push(...(await p([id()])), ...(await p([id(), id()])))
    }
    const [fresh] = await parallel({ nJobs: 2, name: "a third" })([id()])
    assert.ok(ids.length === 4 && new Set(ids).size <= 2)
    assert.ok(!ids.includes(fresh!))
  })

  it("and stops what runs when it is closed", async () => {
    const gate = words(2)
    const p = parallel({ nJobs: 2, grace: 0 })
    const run = p([wait(gate)])
    await reached(gate, 1, 1)
    const over = assert.rejects(run, { code: "HEDDLE_CANCELLED" })
    await p.close()
    await over
  })
})
