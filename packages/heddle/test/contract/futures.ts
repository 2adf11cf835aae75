import assert from "node:assert/strict"
import v8 from "node:v8"
import vm from "node:vm"
import { CancelledError, Future, TimeoutError, asCompleted, range, wait } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { failure } from "./errors.ts"
import { gates, opened, release, turn } from "./gates.ts"

/** What a handle says. */
export const futures: Group = [
  has("a future is a promise, and its chains are ordinary promises", async ({ pool }) => {
    const future = pool.submit((x: number) => x + 1, 1)
    assert.ok(future instanceof Future && future instanceof Promise)
    const chained = future.then((x) => x * 2)
    assert.ok(!(chained instanceof Future))
    assert.equal(await chained, 4)
    assert.equal(await future.finally(() => {}), 2)
  }),

  has("a future says its state: pending, running, finished", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, started] = [gates(), gates()]
    const first = pool.submit(async () => {
      release(started)
      await opened(gate)
      return 1
    })
    const second = pool.submit(() => 2)
    assert.equal(first.state, "pending")
    assert.equal(first.done(), false)
    await opened(started)
    assert.equal(first.state, "running")
    assert.ok(first.running())
    assert.equal(second.state, "pending")
    release(gate)
    assert.equal(await first, 1)
    assert.equal(first.state, "finished")
    assert.ok(first.done() && !first.running() && !first.cancelled())
    await second
  }),

  has("cancel: true when pending, true again, false when finished", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const blocker = pool.submit(async () => await opened(gate))
    const waiting = pool.submit(() => 1)
    assert.deepEqual([waiting.cancel(), waiting.cancel(), waiting.state], [true, true, "cancelled"])
    await assert.rejects(waiting, CancelledError)
    await assert.rejects(waiting.exception(), CancelledError)
    release(gate)
    await blocker
    assert.equal(blocker.cancel(), false)
  }),

  has("a future whose argument failed fails with the same error and never runs", async ({ pool }) => {
    const bad = pool.submit(() => {
      throw new RangeError("source")
    })
    const error = await failure(pool.submit((x: unknown) => x, bad))
    assert.ok(error instanceof RangeError)
    assert.equal(error, await failure(bad))
  }),

  has("cancelling a future cancels nothing else, and those that depend on it fail", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const blocker = pool.submit(async () => await opened(gate))
    const source = pool.submit(() => 1)
    const dependent = pool.submit((x: number) => x, source)
    const other = pool.submit(() => 3)
    assert.ok(source.cancel())
    await assert.rejects(dependent, CancelledError)
    release(gate)
    assert.equal(await other, 3)
    await blocker
  }),

  has("result and get give the value, or TimeoutError while the task goes on", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const future = pool.submit(async () => {
      await opened(gate)
      return 5
    })
    await assert.rejects(future.result(1), TimeoutError)
    await assert.rejects(future.get(1), TimeoutError)
    await assert.rejects(future.exception(1), TimeoutError)
    assert.equal(await future.wait(1), false)
    assert.equal(future.ready(), false)
    assert.throws(() => future.successful(), /not done/)
    release(gate)
    assert.equal(await future.result(60_000), 5)
    assert.equal(await future.get(), 5)
    assert.equal(await future.exception(), undefined)
    assert.equal(await future.wait(), true)
    assert.ok(future.ready() && future.successful())
  }),

  has("exception gives the error, the same object each time", async ({ pool }) => {
    const future = pool.submit(() => {
      throw new RangeError("told")
    })
    const error = await future.exception()
    assert.ok(error instanceof RangeError)
    assert.equal(await future.exception(), error)
    assert.equal(await failure(future), error)
    assert.equal(future.successful(), false)
    assert.equal(await future.wait(), true)
  }),

  has("callbacks run in order, once, also when one throws, at once when it is done", async ({ pool }) => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
    const future = pool.submit(() => 1)
    const calls: string[] = []
    future.addDoneCallback(() => calls.push("first"))
    future.addDoneCallback(() => {
      calls.push("second")
      throw new Error("from a callback")
    })
    future.addDoneCallback((done) => calls.push(done === future ? "third" : "other"))
    await future
    future.addDoneCallback(() => calls.push("late"))
    assert.deepEqual(calls, ["first", "second", "third", "late"])
    assert.match((await warned).message, /from a callback/)
  }),

  has("asCompleted gives the futures themselves as they finish, done ones first, each once", async ({ open }) => {
    const pool = open({ workers: 2, tasksPerWorker: 2 })
    const gate = gates()
    const done = pool.submit(() => "done")
    await done
    const slow = pool.submit(async () => {
      await opened(gate)
      return "slow"
    })
    const given: Future<string>[] = []
    for await (const future of asCompleted([slow, done, slow, done])) {
      given.push(future)
      release(gate)
    }
    assert.deepEqual(given, [done, slow])
  }),

  has("asCompleted names how many are unfinished when time is up", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const futures = [pool.submit(() => 1), pool.submit(async () => (await opened(gate), 2)), pool.submit(() => 3)]
    await futures[0]
    const given: unknown[] = []
    const error = await failure(
      (async () => {
        for await (const future of asCompleted(futures, { timeout: 20 })) given.push(await future)
      })(),
    )
    assert.ok(error instanceof TimeoutError)
    assert.equal(error.message, "2 (of 3) futures unfinished")
    assert.deepEqual(given, [1])
    release(gate)
    assert.deepEqual(await Promise.all(futures), [1, 2, 3])
  }),

  has("asCompleted takes failures too, and may be left early", async ({ pool }) => {
    const bad = pool.submit(() => {
      throw new Error("expected")
    })
    for await (const future of asCompleted([bad])) assert.equal(future, bad)
    for await (const _ of asCompleted(range(5).map((x) => pool.submit((y: number) => y, x)))) break
    assert.deepEqual(await Array.fromAsync(asCompleted([])), [])
  }),

  has("asCompleted holds no future that it has given", async ({ pool }) => {
    v8.setFlagsFromString("--expose-gc")
    const collect = vm.runInNewContext("gc") as () => void
    const slow = pool.submit(() => 2)
    const refs: WeakRef<object>[] = []
    const iteration = asCompleted((() => [pool.submit(() => 1), slow])())
    const step = async (): Promise<void> => {
      const { value } = (await iteration.next()) as { value: Future<number> }
      if (value !== slow) refs.push(new WeakRef(value))
    }
    await step()
    await step()
    await pool.submit(() => 3)
    for (let i = 0; i < 10 && refs[0]!.deref() !== undefined; i++) {
      await turn()
      collect()
    }
    assert.equal(refs[0]!.deref(), undefined)
  }),

  has("wait counts a future once, and splits done from not done", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const first = pool.submit(() => 1)
    const second = pool.submit(async () => (await opened(gate), 2))
    const { done, notDone } = await wait([first, first, second], { returnWhen: "FIRST_COMPLETED" })
    assert.deepEqual([[...done], [...notDone]], [[first], [second]])
    const late = await wait([first, second], { timeout: 10 })
    assert.deepEqual([[...late.done], [...late.notDone]], [[first], [second]])
    release(gate)
    const all = await wait([first, second])
    assert.deepEqual([all.done.size, all.notDone.size], [2, 0])
    const none = await wait([])
    assert.deepEqual([none.done.size, none.notDone.size], [0, 0])
  }),

  has("wait for the first exception: a cancelled future is none", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, forever] = [gates(), gates()]
    const ok = pool.submit(() => 1)
    const fails = pool.submit(async () => {
      await opened(gate)
      throw new Error("expected")
    })
    const later = pool.submit(async () => await opened(forever))
    const cancelled = pool.submit(() => 4)
    assert.ok(cancelled.cancel())
    const waiting = wait<unknown>([ok, fails, later, cancelled], { returnWhen: "FIRST_EXCEPTION" })
    release(gate)
    const { done, notDone } = await waiting
    assert.deepEqual(done, new Set<Future<unknown>>([cancelled, ok, fails]))
    assert.deepEqual(notDone, new Set([later]))
    release(forever)
    await later
  }),

  has(
    "wait for the first completed: one that is done already is enough, and so is a cancelled one",
    async ({ open }) => {
      const pool = open({ workers: 1 })
      const gate = gates()
      const slow = pool.submit(async () => await opened(gate))
      const cancelled = pool.submit(() => {})
      cancelled.cancel()
      const { done } = await wait([slow, cancelled], { returnWhen: "FIRST_COMPLETED" })
      assert.deepEqual([...done], [cancelled])
      release(gate)
      await slow
    },
  ),

  has("applyAsync calls back, and a callback that throws spoils nothing", async ({ pool }) => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
    const value = new Promise((resolve) => {
      void pool.applyAsync((x: number) => x * 2, [4], { callback: resolve })
    })
    const error = new Promise((resolve) => {
      const fail = (): never => {
        throw new RangeError("told")
      }
      void pool.applyAsync(fail, [], { errorCallback: resolve })
    })
    assert.equal(await value, 8)
    assert.ok((await error) instanceof RangeError)
    const spoiled = pool.applyAsync(() => 1, [], {
      callback: () => {
        throw new Error("from a callback")
      },
    })
    assert.equal(await spoiled, 1)
    assert.match((await warned).message, /from a callback/)
    assert.equal(await pool.apply((a: number, b: number) => a + b, [1, 2]).get(), 3)
  }),

  has("mapAsync and starmapAsync give futures", async ({ pool }) => {
    const mapped = pool.mapAsync((x: number) => x + 1, [1, 2])
    assert.ok(mapped instanceof Future)
    assert.deepEqual(await mapped.get(), [2, 3])
    assert.ok(mapped.successful())
    assert.deepEqual(await pool.starmapAsync((a: number, b: number) => a * b, [[2, 3]]), [6])
  }),

  has("the caller's async context is the one in its continuations", async ({ pool }) => {
    const { AsyncLocalStorage } = await import("node:async_hooks")
    const request = new AsyncLocalStorage<number>()
    const seen = await Promise.all(
      range(10).map((id) =>
        request.run(id, async () => {
          await pool.submit((x: number) => x, id)
          const after = request.getStore()
          await pool.map((x: number) => x, [1, 2, 3])
          let inLoop: number | undefined
          for await (const _ of pool.imap((x: number) => x, [1])) inLoop = request.getStore()
          const inCallback = new Promise((resolve) => {
            pool.submit(() => 1).addDoneCallback(() => resolve(request.getStore()))
          })
          return [after, request.getStore(), inLoop, await inCallback]
        }),
      ),
    )
    assert.deepEqual(
      seen,
      [...range(10)].map((id) => [id, id, id, id]),
    )
  }),

  has("a future that was cancelled by hand is not reported as a failure that nobody looked at", async ({ open }) => {
    const pool = open({ workers: 1 })
    const reported: unknown[] = []
    pool.on("unobservedError", ({ error }) => reported.push(error))
    const first = pool.submit(() => 1)
    assert.equal(pool.submit(() => 2).cancel(), true)
    await first
    await pool.close()
    assert.deepEqual(reported, [])
  }),

  has("what is no future, and a wait of no such kind, is refused with its name", async ({ pool }) => {
    const untyped = { wait, asCompleted } as unknown as Record<string, (...args: unknown[]) => unknown>
    const future = pool.submit(() => 1)
    for (const verb of ["wait", "asCompleted"]) {
      assert.throws(() => untyped[verb]!([future, Promise.resolve(1)]), /`futures\[1\]` must be a Future/)
      assert.throws(() => untyped[verb]!(5), /`futures` must be an iterable of futures, got 5/)
    }
    assert.throws(
      () => untyped["wait"]!([future], { returnWhen: "FIRST" }),
      /`returnWhen` must be one of "FIRST_COMPLETED"/,
    )
    await future
  }),

  has("leaving asCompleted ends whoever still waits for its next", async ({ pool }) => {
    const gate = gates()
    const future = pool.submit(opened, gate)
    const futures = asCompleted([future])
    const next = futures.next()
    await futures.return()
    assert.equal((await next).done, true)
    release(gate)
    await future
  }),
]
