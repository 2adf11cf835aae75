import assert from "node:assert/strict"
import { describe, it, mock } from "node:test"
import { CancelledError, Future, HeddleError, Pool, TaskTimeoutError } from "heddle"
import {
  Event,
  Queue,
  TaskGroup,
  createTask,
  currentSignal,
  gather,
  shield,
  sleep,
  timeout,
  toThread,
  wait,
} from "heddle/async"
import { failure, fails, forever, settle, warnings } from "./steps.ts"

describe("a task", () => {
  it("is a future that runs, finishes and calls back", async () => {
    const gate = new Event()
    const task = createTask(async () => {
      await gate.wait()
      return 42
    })
    const calls: string[] = []
    task.addDoneCallback((done) => calls.push(done.state))
    assert.ok(task instanceof Future)
    assert.deepEqual([task.state, task.done(), task.running()], ["running", false, true])
    gate.set()
    assert.equal(await task.result(), 42)
    assert.deepEqual(calls, ["finished"])
    assert.equal(task.cancel(), false)
  })

  it("begins at once, and fails by what its function throws there", async () => {
    let began = false
    const task = createTask(() => {
      began = true
      throw new RangeError("at once")
    })
    assert.ok(began)
    assert.match(String(await failure(task)), /at once/)
  })

  it("is cancelled while it runs: its function learns it at what it waits for", async () => {
    const seen: unknown[] = []
    const task = createTask(async ({ signal }) => {
      try {
        await forever()
      } catch (error) {
        seen.push(error, signal.aborted)
        throw error
      }
    })
    assert.equal(task.cancel(), true)
    const error = await failure(task)
    assert.ok(error instanceof CancelledError)
    assert.deepEqual(seen, [error, true])
    assert.deepEqual([task.state, task.cancelled()], ["cancelled", true])
  })

  it("whose function swallows the cancellation has its value", async () => {
    const task = createTask(() => forever().catch(() => "kept on"))
    task.cancel()
    assert.equal(await task, "kept on")
    assert.equal(task.cancelled(), false)
  })

  it("whose function fails on its way out has failed", async () => {
    const task = createTask(() =>
      forever().catch(() => {
        throw new RangeError("clean-up")
      }),
    )
    task.cancel()
    assert.ok((await failure(task)) instanceof RangeError)
    assert.equal(task.cancelled(), false)
  })

  it("is cancelled when what others reject with is its signal's reason, or an AbortError", async () => {
    const { setTimeout: nodeSleep } = await import("node:timers/promises")
    const platform = createTask(({ signal }) => nodeSleep(2 ** 30, undefined, { signal }))
    const reason = createTask(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    )
    for (const task of [platform, reason]) {
      task.cancel()
      assert.ok((await failure(task)) instanceof CancelledError)
      assert.ok(task.cancelled())
    }
  })

  it("stays cancelled: everything that waits in it rejects at once", async () => {
    const seen: string[] = []
    const task = createTask(async () => {
      const queue = new Queue<number>()
      queue.putNowait(1)
      for (const step of [forever, () => sleep(0), () => queue.get(), () => queue.put(2)]) {
        await step().catch((error: Error) => seen.push(error.name))
      }
      return queue.qsize()
    })
    task.cancel()
    assert.equal(await task, 1)
    assert.deepEqual(
      seen,
      Array.from({ length: 4 }, () => "CancelledError"),
    )
  })

  it("ends after the tasks that it started: what is left of them is cancelled", async () => {
    const ended: string[] = []
    let child: Future<unknown> | undefined
    const parent = createTask(() => {
      child = createTask(async () => {
        try {
          await forever()
        } finally {
          await shield(settle)
          ended.push("child")
        }
      })
      return "parent"
    })
    void parent.then(() => ended.push("parent"))
    assert.equal(await parent, "parent")
    assert.deepEqual(ended, ["child", "parent"])
    assert.ok(child!.cancelled())
  })

  it("cancels what it started when it is cancelled", async () => {
    let grandchild: Future<unknown> | undefined
    const task = createTask(async () => {
      await createTask(async () => {
        grandchild = createTask(forever)
        await grandchild
      })
    })
    task.cancel()
    await assert.rejects(task, CancelledError)
    assert.ok(grandchild!.cancelled())
  })

  it("cannot be started in a scope that has ended", async () => {
    const gate = Promise.withResolvers<void>()
    let later: Promise<void> | undefined
    let ran = false
    const work = (): void => void (ran = true)
    await createTask(() => {
      later = gate.promise.then(async () => {
        assert.throws(() => createTask(work), HeddleError)
        assert.throws(() => new TaskGroup(), HeddleError)
        assert.throws(() => gather(work), HeddleError)
        assert.throws(() => toThread(work), HeddleError)
        await assert.rejects(timeout("1d", work), HeddleError)
        await assert.rejects(shield(work), HeddleError)
      })
    })
    gate.resolve()
    await later
    assert.equal(ran, false)
  })

  it("that fails unseen is told as a warning when it is collected, and one that is cancelled is not", async () => {
    const collect = (globalThis as { gc?: () => void }).gc
    if (collect === undefined) return
    const told = await warnings(async () => {
      ;(() => {
        createTask(forever).cancel()
        createTask(fails("looked at")).catch(() => {})
        void createTask(fails("nobody looks"))
      })()
      for (let i = 0; i < 10; i++) {
        await settle()
        collect()
      }
    })
    assert.equal(told.length, 1)
    assert.match(told[0]!, /nobody looked at its future: RangeError: nobody looks/)
  })

  it("that ignores its cancellation is given up after `grace`, with a warning", async () => {
    mock.timers.enable({ apis: ["setTimeout"] })
    try {
      const told = await warnings(async () => {
        const stubborn = createTask(() => new Promise(() => {}), { grace: "1s" })
        stubborn.cancel()
        await settle()
        assert.equal(stubborn.done(), false)
        mock.timers.tick(1000)
        await assert.rejects(stubborn, CancelledError)
      })
      assert.match(told.join(), /did not end within 1000 ms and was given up/)
    } finally {
      mock.timers.reset()
    }
  })

  it("gets the time that its clean-up needs within `grace`", async () => {
    const gate = new Event()
    const task = createTask(
      async () => {
        await forever().catch(() => {})
        await shield(() => gate.wait())
        return "cleaned up"
      },
      { grace: Number.POSITIVE_INFINITY },
    )
    task.cancel()
    await settle()
    gate.set()
    assert.equal(await task, "cleaned up")
  })

  it("keeps the async context of who started it", async () => {
    const { AsyncLocalStorage } = await import("node:async_hooks")
    const request = new AsyncLocalStorage<number>()
    const tasks = [1, 2].map((id) =>
      request.run(id, () => createTask(async () => (await settle(), request.getStore()))),
    )
    assert.deepEqual(await Promise.all(tasks), [1, 2])
  })

  it("with a thousand waiters in it is cancelled without a warning", async () => {
    const told = await warnings(async () => {
      const task = createTask(({ signal }) => {
        assert.equal(signal.aborted, false)
        return Promise.all(Array.from({ length: 1000 }, forever))
      })
      task.cancel()
      await assert.rejects(task, CancelledError)
    })
    assert.deepEqual(told, [])
  })
})

describe("outside of any task", () => {
  it("the current signal is never aborted", () => {
    assert.equal(currentSignal().aborted, false)
  })
})

describe("in a task of a pool", () => {
  for (const backend of ["threads", "async"] as const) {
    it(`waiting ends when the task is out of time (${backend})`, async () => {
      await using pool = new Pool({ backend, workers: 1, grace: 60_000 })
      const words = new Int32Array(new SharedArrayBuffer(4))
      const future = pool.with({ timeout: 20 }).submit(async (seen: typeof words) => {
        const { sleep: rest } = await import("heddle/async")
        await rest("1d").catch((error: Error) => Atomics.store(seen, 0, error.name === "AbortError" ? 1 : 2))
      }, words)
      await assert.rejects(future, TaskTimeoutError)
      await pool.drain()
      await pool.submit(() => {})
      assert.equal(words[0], 1)
    })
  }

  it("the scope in which it was submitted is not its own", async () => {
    await using pool = new Pool({ backend: "async", workers: 2 })
    const gate = new Event()
    let inTask: Future<boolean> | undefined
    const scope = createTask(async () => {
      inTask = pool.submit(() => gate.wait())
      await forever()
    })
    await settle()
    scope.cancel()
    await failure(scope)
    gate.set()
    assert.equal(await inTask, true)
  })
})

describe("shield", () => {
  it("keeps the cancellation from what runs in it, and the caller finds itself cancelled afterwards", async () => {
    const gate = new Event()
    const seen: unknown[] = []
    const task = createTask(async () => {
      seen.push(
        await shield(async ({ signal }) => {
          await gate.wait()
          return signal.aborted
        }),
      )
      await sleep(0)
    })
    task.cancel()
    await settle()
    gate.set()
    await assert.rejects(task, CancelledError)
    assert.deepEqual(seen, [false])
  })

  it("hands on what its function throws, and takes a promise", async () => {
    assert.ok((await failure(shield(fails()))) instanceof RangeError)
    assert.equal(await shield(Promise.resolve(1)), 1)
  })

  it("that nobody awaits is waited for at the end of the scope", async () => {
    const gate = new Event()
    let done = false
    const task = createTask(() => {
      void shield(async () => {
        await gate.wait()
        done = true
      })
    })
    await settle()
    assert.equal(task.done(), false)
    gate.set()
    await task
    assert.ok(done)
  })
})

describe("sleep", () => {
  it("resolves with its value when its time has come", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const asleep = createTask(() => sleep("1.5s", "value"))
    t.mock.timers.tick(1499)
    await settle()
    assert.equal(asleep.done(), false)
    t.mock.timers.tick(1)
    assert.equal(await asleep, "value")
  })

  it("rejects when its signal is aborted, before or meanwhile, and leaves no timer", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const stop = new AbortController()
    const asleep = sleep(1000, undefined, { signal: stop.signal })
    stop.abort("enough")
    for (const promise of [asleep, sleep(1000, undefined, { signal: stop.signal })]) {
      const error = (await failure(promise)) as CancelledError
      assert.deepEqual([error.name, error.cause], ["AbortError", "enough"])
    }
  })

  it("refuses what is no duration", async () => {
    await assert.rejects(sleep(-1), /`ms` must be milliseconds/)
    await assert.rejects(sleep("soon"), /`ms` must be milliseconds/)
  })

  it("for ever ends when it is cancelled", async () => {
    const task = createTask(() => sleep(Number.POSITIVE_INFINITY))
    const { notDone } = await wait([task], { timeout: 1 })
    assert.equal(notDone.size, 1)
    task.cancel()
    await assert.rejects(task, CancelledError)
  })
})
