import assert from "node:assert/strict"
import { it } from "node:test"
import { CancelledError, OptionError, PoolClosedError, range } from "heddle"
import { gates, opened, read, release, tick } from "../contract/gates.ts"
import type { Make } from "./suite.ts"

export function shutdown(make: Make): void {
  it("takes nothing more after shutdown, which may be asked for again", async () => {
    const executor = make({ maxWorkers: 1 })
    await executor.shutdown()
    await assert.rejects(
      executor.submit(() => 1),
      PoolClosedError,
    )
    await assert.rejects(async () => await executor.map((x: number) => x, [1]), PoolClosedError)
    await executor.shutdown({ wait: false })
    await executor.shutdown()
  })

  it("waits for everything that was submitted, and its workers are gone", async () => {
    const executor = make({ maxWorkers: 2 })
    const futures = [...range(50)].map((n) => executor.submit((x: number) => x, n))
    await executor.shutdown()
    assert.ok(futures.every((future) => future.done() && future.successful()))
    assert.equal(executor.pool.stats().workers, 0)
  })

  it("waits at the end of an `await using` block, also when that is left by an error", async () => {
    const [gate, count] = [gates(), gates()]
    let kept: Promise<number> | undefined
    await assert.rejects(async () => {
      await using executor = make({ maxWorkers: 1 })
      kept = executor.submit(
        async (go: typeof gate, words: typeof count) => {
          await opened(go)
          return tick(words)
        },
        gate,
        count,
      )
      release(gate)
      throw new RangeError("in the block")
    }, /in the block/)
    assert.equal(read(count), 1)
    assert.equal(await kept, 1)
  })

  it("without waiting goes on in the background", async () => {
    const executor = make({ maxWorkers: 2 })
    const results = executor.map(Math.abs, range(-5, 5))
    await executor.shutdown({ wait: false })
    assert.deepEqual(await results, [5, 4, 3, 2, 1, 0, 1, 2, 3, 4])
    await executor.shutdown()
  })

  it("cancels what no worker has begun, and finishes the rest", async () => {
    const executor = make({ maxWorkers: 2 })
    const [gate, started] = [gates(), gates()]
    const running = executor.submit(
      async (begun: typeof started, go: typeof gate) => {
        release(begun)
        await opened(go)
        return "finished"
      },
      started,
      gate,
    )
    const futures = [...range(50)].map(() => executor.submit(opened, gate))
    const results = executor.map((n: number) => n, range(10))
    const buffered = executor.map((n: number) => n, range(10), { bufferSize: 2 })
    const generated = executor.map(function* (n: number) {
      yield n
    }, range(10))
    await opened(started)
    const over = executor.shutdown({ cancelFutures: true })
    release(gate)
    await over
    assert.equal(await running, "finished")
    assert.ok(futures.every((future) => future.done()))
    assert.ok(futures.filter((future) => future.cancelled()).length > 20)
    for (const future of futures) if (!future.cancelled()) assert.equal(await future.exception(), undefined)
    await assert.rejects(results.next(), CancelledError)
    await assert.rejects(buffered.next(), CancelledError)
    await assert.rejects(generated.next(), CancelledError)
    assert.equal((await results.next()).done, true)
  })

  it("does not hang after a future that was cancelled at once", async () => {
    const executor = make({ maxWorkers: 1 })
    await executor.submit(() => {})
    executor.submit(() => {}).cancel()
    await executor.shutdown()
  })

  it("does not hang with a future that waits for another one", async () => {
    const executor = make({ maxWorkers: 1 })
    const gate = gates()
    const first = executor.submit(async (go: typeof gate) => (await opened(go), 1), gate)
    const second = executor.submit((x: number) => x + 1, first)
    const over = executor.shutdown()
    release(gate)
    await over
    assert.equal(await second, 2)
  })

  it("refuses options that there are not", async () => {
    await using executor = make({ maxWorkers: 1 })
    await assert.rejects(executor.shutdown({ cancel_futures: true } as never), /did you mean `cancelFutures`/)
    await assert.rejects(executor.shutdown({ wait: 1 as never }), OptionError)
  })

  for (const verb of ["terminateWorkers", "killWorkers"] as const) {
    it(`${verb} ends the workers in the middle of their tasks, and cancels what waits`, async () => {
      const executor = make({ maxWorkers: 1 })
      const [gate, started, finished] = [gates(), gates(), gates()]
      const running = executor.submit(
        async (begun: typeof started, go: typeof gate, end: typeof finished) => {
          release(begun)
          await opened(go)
          tick(end)
        },
        started,
        gate,
        finished,
      )
      const waiting = executor.submit(() => 1)
      await opened(started)
      const over = executor[verb]()
      await assert.rejects(running, PoolClosedError)
      await assert.rejects(waiting, CancelledError)
      await over
      release(gate)
      assert.equal(executor.pool.stats().workers, 0)
      assert.equal(read(finished), 0)
      await assert.rejects(
        executor.submit(() => 1),
        PoolClosedError,
      )
    })

    it(`${verb} on one that was never used, or is shut down, does no harm`, async () => {
      const executor = make({ maxWorkers: 1 })
      await executor[verb]()
      await executor[verb]()
      await assert.rejects(
        executor.submit(() => 1),
        PoolClosedError,
      )
      const used = make({ maxWorkers: 1 })
      await used.submit(() => 1)
      await used.shutdown()
      await used[verb]()
    })
  }
}
