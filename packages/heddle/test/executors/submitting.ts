import assert from "node:assert/strict"
import { it } from "node:test"
import {
  ALL_COMPLETED,
  CancelledError,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  TimeoutError,
  asCompleted,
  wait,
} from "heddle"
import { gates, opened, release, turn } from "../contract/gates.ts"
import type { Make } from "./suite.ts"

export function submitting(make: Make): void {
  it("runs what is submitted, with its arguments and captured variables", async () => {
    await using executor = make({ maxWorkers: 1 })
    const offset = 1
    assert.equal(await executor.submit((base: number, n: number) => base ** n + offset, 2, 8).result(), 257)
    assert.equal(
      await executor.submit(
        (a: number, b: number) => a * b,
        executor.submit(() => 6),
        7,
      ),
      42,
    )
  })

  it("runs with other task options in a view, on the same workers", async () => {
    await using executor = make({ maxWorkers: 1 })
    const attempts = await executor.with({ retries: 2 }).submit(async () => {
      const { currentTask } = await import("heddle")
      if (currentTask().attempt < 3) throw new Error("again")
      return currentTask().attempt
    })
    assert.equal(attempts, 3)
    assert.equal(executor.pool.stats().workers, 1)
  })

  it("has futures that go from pending to running to finished, or cancelled", async () => {
    await using executor = make({ maxWorkers: 1 })
    const [gate, started] = [gates(), gates()]
    const running = executor.submit(
      async (begun: typeof started, go: typeof gate) => {
        release(begun)
        await opened(go)
        return 1
      },
      started,
      gate,
    )
    const pending = executor.submit(() => 2)
    assert.deepEqual([pending.state, pending.done(), pending.running()], ["pending", false, false])
    await opened(started)
    assert.deepEqual([running.state, running.running(), running.cancel()], ["running", true, false])
    assert.deepEqual([pending.cancel(), pending.cancel(), pending.state], [true, true, "cancelled"])
    release(gate)
    assert.equal(await running, 1)
    assert.deepEqual([running.state, running.cancel(), running.cancelled()], ["finished", false, false])
    await assert.rejects(pending.result(), CancelledError)
  })

  it("has futures whose result and exception time out while the task goes on", async () => {
    await using executor = make({ maxWorkers: 1 })
    const gate = gates()
    const future = executor.submit(opened, gate)
    await assert.rejects(future.result(1), TimeoutError)
    await assert.rejects(future.exception(0), TimeoutError)
    release(gate)
    assert.equal(await future.exception(), undefined)
  })

  it("calls back when a future is cancelled, failed or done already", async () => {
    await using executor = make({ maxWorkers: 1 })
    const gate = gates()
    const blocker = executor.submit(opened, gate)
    const cancelled = executor.submit(() => 1)
    const failed = executor.submit(() => {
      throw new RangeError("expected")
    })
    const states: string[] = []
    const record = (future: { readonly state: string }): void => void states.push(future.state)
    cancelled.addDoneCallback(record)
    cancelled.cancel()
    assert.deepEqual(states, ["cancelled"])
    failed.addDoneCallback(record)
    release(gate)
    await blocker
    await failed.wait()
    cancelled.addDoneCallback(record)
    failed.addDoneCallback(record)
    assert.deepEqual(states, ["cancelled", "finished", "cancelled", "finished"])
  })

  it("waits for all futures, the first, or the first failure", async () => {
    await using executor = make({ maxWorkers: 2 })
    const gate = gates()
    const slow = executor.submit(opened, gate)
    const ok = executor.submit(() => {})
    const first = await wait([slow, ok], { returnWhen: FIRST_COMPLETED })
    assert.deepEqual([first.done, first.notDone], [new Set([ok]), new Set([slow])])
    const failed = executor.submit((): void => {
      throw new RangeError("expected")
    })
    const second = await wait([slow, ok, failed], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual(second.done, new Set([ok, failed]))
    assert.deepEqual((await wait([slow, failed], { returnWhen: FIRST_EXCEPTION })).done, new Set([failed]))
    assert.equal((await wait([slow], { timeout: 0 })).notDone.size, 1)
    release(gate)
    assert.equal((await wait([slow, ok, failed, slow], { returnWhen: ALL_COMPLETED })).done.size, 3)
  })

  it("gives futures as they finish, those that are done first, until time is up", async () => {
    await using executor = make({ maxWorkers: 1 })
    const gate = gates()
    const done = executor.submit(() => {})
    await done
    const slow = executor.submit(opened, gate)
    const given: unknown[] = []
    await assert.rejects(async () => {
      for await (const future of asCompleted([slow, done], { timeout: 0 })) given.push(future)
    }, /1 \(of 2\) futures unfinished/)
    assert.deepEqual(given, [done])
    release(gate)
    assert.deepEqual(await Array.fromAsync(asCompleted([slow, slow])), [slow])
  })

  it("ends waits for futures by a signal, and the tasks go on", async () => {
    await using executor = make({ maxWorkers: 1 })
    const gate = gates()
    const future = executor.submit(opened, gate)
    const stop = new AbortController()
    const { signal } = stop
    const waits = [wait([future], { signal }), asCompleted([future], { signal, timeout: "1d" }).next()]
    stop.abort("enough")
    for (const each of [...waits, wait([future], { signal }), asCompleted([future], { signal }).next()]) {
      await assert.rejects(each, { name: "AbortError", cause: "enough" })
    }
    release(gate)
    await future
  })

  it("reports a failure that nobody looks at, although it knows which futures are unfinished", async () => {
    const executor = make({ maxWorkers: 1 })
    const reported: unknown[] = []
    executor.pool.on("unobservedError", ({ error }) => reported.push(error))
    void executor.submit(() => {
      throw "unseen"
    })
    await executor.shutdown()
    assert.deepEqual(reported, ["unseen"])
  })

  it("keeps no argument of a task that is done", async () => {
    const collect = (globalThis as { gc?: () => void }).gc
    if (collect === undefined) return
    await using executor = make({ maxWorkers: 1 })
    const ref = (() => {
      const argument = { large: Array.from({ length: 1000 }, (_, i) => i) }
      void executor.submit((x: { large: number[] }) => x.large.length, argument)
      return new WeakRef(argument)
    })()
    await executor.submit(() => {})
    for (let i = 0; i < 10 && ref.deref() !== undefined; i++) {
      await turn()
      collect()
    }
    assert.equal(ref.deref(), undefined)
  })
}
