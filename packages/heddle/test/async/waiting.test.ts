import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { AbortError, CancelledError, Pool, ThreadPoolExecutor, TimeoutError } from "heddle"
import type { Future } from "heddle"
import {
  Event,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  asCompleted,
  createTask,
  ensureFuture,
  runInExecutor,
  toThread,
  wait,
} from "heddle/async"
import { gates, opened, reached, read, release, tick } from "../contract/gates.ts"
import { failure, fails, forever, settle } from "./steps.ts"

describe("asCompleted", () => {
  it("gives tasks as they finish, each once, failures too", async () => {
    const gate = new Event()
    const slow = createTask(() => gate.wait())
    const failed = createTask<boolean>(fails())
    const given: Future<boolean>[] = []
    for await (const task of asCompleted([slow, failed, slow])) {
      given.push(task)
      gate.set()
    }
    assert.deepEqual(given, [failed, slow])
    assert.equal(given[0]!.successful(), false)
  })

  it("takes promises, as futures of theirs, and futures of pools", async () => {
    await using pool = new Pool({ workers: 1 })
    const values: number[] = []
    for await (const future of asCompleted<number>([Promise.resolve(1), pool.submit(() => 2)]))
      values.push(await future)
    assert.deepEqual(
      values.toSorted((a, b) => a - b),
      [1, 2],
    )
  })

  it("names how many are unfinished when time is up, and the tasks go on", async () => {
    const task = createTask(forever)
    const error = await failure(Array.fromAsync(asCompleted([task, createTask(async () => true)], { timeout: 1 })))
    assert.ok(error instanceof TimeoutError)
    assert.equal(error.message, "1 (of 2) futures unfinished")
    assert.equal(task.done(), false)
    task.cancel()
    await failure(task)
  })

  it("ends with its caller", async () => {
    const task = createTask(forever)
    const caller = createTask(async () => {
      for await (const _ of asCompleted([task]));
    })
    await settle()
    caller.cancel()
    await assert.rejects(caller, CancelledError)
    assert.equal(task.done(), false)
    task.cancel()
    await failure(task)
  })
})

describe("wait", () => {
  it("splits the done from the others, after the first or the first failure, as futures", async () => {
    const gate = new Event()
    const [slow, fast] = [createTask(() => gate.wait()), createTask(async () => true)]
    const first = await wait([slow, fast], { returnWhen: FIRST_COMPLETED })
    assert.deepEqual([first.done, first.notDone], [new Set([fast]), new Set([slow])])
    const failed = createTask<boolean>(fails())
    const second = await wait([slow, fast, failed], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual(second.done, new Set([fast, failed]))
    gate.set()
    assert.equal((await wait([slow, fast, Promise.resolve(true)])).done.size, 3)
    assert.equal((await wait([])).done.size, 0)
  })

  it("never fails, except by the cancellation of who waits", async () => {
    const task = createTask(forever)
    const { notDone } = await wait([task], { timeout: 1 })
    assert.deepEqual(notDone, new Set([task]))
    const waiter = createTask(() => wait([task]))
    await settle()
    waiter.cancel()
    await assert.rejects(waiter, CancelledError)
    assert.equal(task.done(), false)
    task.cancel()
    await failure(task)
  })
})

describe("wait and asCompleted that are cancelled", () => {
  it("leave no timer behind", async () => {
    const task = createTask(forever)
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length
    const waiter = createTask(async () => {
      await wait([task], { timeout: "1d" }).catch(() => {})
      for await (const _ of asCompleted([task], { timeout: "1d" }));
    })
    await settle()
    waiter.cancel()
    await failure(waiter)
    assert.equal(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length, before)
    task.cancel()
    await failure(task)
  })
})

describe("ensureFuture", () => {
  it("gives a future back as it is, and makes one of a promise", async () => {
    const task = createTask(() => 1)
    assert.equal(ensureFuture(task), task)
    const future = ensureFuture(Promise.resolve(2))
    assert.equal(future.cancel(), false)
    assert.equal(await future.result(), 2)
    assert.ok((await ensureFuture(fails()()).exception()) instanceof RangeError)
  })
})

describe("toThread", () => {
  it("calls the function in another thread, with its arguments", async () => {
    const { threadId } = await import("node:worker_threads")
    const there = toThread(async (x: number) => [x, (await import("node:worker_threads")).threadId], 20)
    const [x, id] = await there
    assert.equal(x, 20)
    assert.notEqual(id, threadId)
  })

  it("fails by what the function throws", async () => {
    const error = await failure(
      toThread(() => {
        throw new RangeError("in the thread")
      }),
    )
    assert.ok(error instanceof RangeError)
  })

  it("stops the task when the scope is cancelled", async () => {
    const started = gates(2)
    const task = createTask(() =>
      toThread(async (words: typeof started) => {
        const { currentTask } = await import("heddle")
        const { signal } = currentTask()
        signal.addEventListener("abort", () => void tick(words, 1))
        tick(words)
        await new Promise((resolve) => signal.addEventListener("abort", resolve))
      }, started),
    )
    await reached(started, 1)
    task.cancel()
    await assert.rejects(task, CancelledError)
    await reached(started, 1, 1)
  })

  it("that nobody awaits is stopped at the end of its scope", async () => {
    const started = gates()
    let left: Future<void> | undefined
    await createTask(async () => {
      left = toThread(async (words: typeof started) => {
        tick(words)
        await new Promise(() => {})
      }, started)
      await reached(started, 1)
    })
    assert.ok((await failure(left!)) instanceof AbortError)
  })
})

describe("runInExecutor", () => {
  it("takes an executor, a pool, a view of one, or none for the default pool", async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 })
    await using pool = new Pool({ workers: 1 })
    const add = (a: number, b: number): number => a + b
    for (const where of [executor, executor.with({ retries: 1 }), pool, pool.with({ priority: 1 }), undefined]) {
      assert.equal(await runInExecutor(where, add, 2, 3), 5)
      assert.equal(await createTask(() => runInExecutor(where, add, 2, 3)), 5)
    }
  })

  it("cancels what waits in any executor when the scope is cancelled", async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 })
    const gate = gates()
    const blocker = executor.submit(opened, gate)
    const bare = { submit: executor.submit.bind(executor) } as Pick<ThreadPoolExecutor, "submit">
    let inner: Future<number> | undefined
    const task = createTask(() => (inner = runInExecutor(bare, () => 1)))
    await settle()
    task.cancel()
    await assert.rejects(task, CancelledError)
    assert.ok(inner!.cancelled())
    release(gate)
    await blocker
  })

  it("never starts anything in a scope that is cancelled", async () => {
    await using pool = new Pool({ workers: 1 })
    const ran = gates()
    const task = createTask(async () => {
      await forever().catch(() => {})
      await runInExecutor(pool, tick, ran)
    })
    task.cancel()
    await assert.rejects(task, CancelledError)
    await pool.drain()
    assert.equal(read(ran), 0)
  })
})
