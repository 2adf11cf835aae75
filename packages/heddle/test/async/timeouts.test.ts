import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { TestContext } from "node:test"
import { CancelledError, HeddleError, Pool, TimeoutError } from "heddle"
import { Event, createTask, sleep, timeout, waitFor } from "heddle/async"
import type { TimeoutScope } from "heddle/async"
import { failure, fails, forever, settle } from "./steps.ts"

/** Time that passes when the test says so. */
function clock(t: TestContext): (ms: number) => Promise<void> {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  return async (ms) => {
    t.mock.timers.tick(ms)
    await settle()
  }
}

describe("timeout", () => {
  it("gives what its function gives in time", async (t) => {
    const pass = clock(t)
    const call = timeout("1s", async (scope) => [await sleep(999, "value"), scope.expired()])
    await pass(999)
    assert.deepEqual(await call, ["value", false])
  })

  it("cancels what the function waits for, and rejects with TimeoutError", async (t) => {
    const pass = clock(t)
    let seen: unknown
    let scope: TimeoutScope | undefined
    const call = timeout(10, async (given) => {
      scope = given
      await forever().catch((error: unknown) => {
        seen = error
        throw error
      })
    })
    await Promise.all([failure(call), pass(10)])
    const error = await failure(call)
    assert.ok(error instanceof TimeoutError)
    assert.ok(seen instanceof CancelledError && error.cause === seen)
    assert.ok(scope!.expired() && scope!.signal.aborted)
  })

  it("waits for the end of its function", async (t) => {
    const pass = clock(t)
    const gate = new Event()
    const task = timeout(
      10,
      async () => {
        await forever().catch(() => {})
        const { shield } = await import("heddle/async")
        await shield(() => gate.wait())
        throw new CancelledError()
      },
      { grace: Number.POSITIVE_INFINITY },
    )
    let done = false
    task.catch(() => (done = true))
    await pass(10)
    assert.equal(done, false)
    gate.set()
    await assert.rejects(task, TimeoutError)
  })

  it("rejects `grace` after the deadline if the function does not listen", async (t) => {
    const pass = clock(t)
    const call = failure(timeout(10, () => new Promise(() => {}), { grace: 50 }))
    await pass(10)
    await pass(50)
    assert.ok((await call) instanceof TimeoutError)
  })

  it("without a limit never runs out", async (t) => {
    const pass = clock(t)
    let scope: TimeoutScope | undefined
    const call = timeout(undefined, async (given) => {
      scope = given
      await sleep("1d")
    })
    assert.equal(scope!.when(), undefined)
    await pass(86_400_000)
    assert.equal(await call, undefined)
  })

  it("of 0 runs out at the first thing that is waited for", async () => {
    let began = false
    const error = await failure(
      timeout(0, async () => {
        began = true
        await forever()
      }),
    )
    assert.ok(error instanceof TimeoutError && began)
    assert.equal(await timeout(0, () => "at once"), "at once")
  })

  it("hands on the function's own error, before the deadline and on its way out", async (t) => {
    const pass = clock(t)
    assert.ok((await failure(timeout(10, fails()))) instanceof RangeError)
    const call = failure(
      timeout(10, () =>
        forever().catch(() => {
          throw new RangeError("clean-up")
        }),
      ),
    )
    await pass(10)
    assert.ok((await call) instanceof RangeError)
  })

  it("gives the value of a function that swallows its cancellation", async (t) => {
    const pass = clock(t)
    const call = timeout(10, () => forever().catch(() => 42))
    await pass(10)
    assert.equal(await call, 42)
  })

  it("nested: only the outermost of two deadlines that have passed tells", async (t) => {
    const pass = clock(t)
    const seen: unknown[] = []
    const call = failure(
      timeout(10, async () => {
        await timeout(10, forever).catch((error: unknown) => {
          seen.push(error)
          throw error
        })
      }),
    )
    await pass(10)
    assert.ok((await call) instanceof TimeoutError)
    assert.ok(seen[0] instanceof CancelledError && !(seen[0] instanceof TimeoutError))
  })

  it("nested: the inner one may be caught, and the outer one goes on to count", async (t) => {
    const pass = clock(t)
    const seen: unknown[] = []
    const call = failure(
      timeout(100, async () => {
        await timeout(10, forever).catch((error: unknown) => seen.push(error))
        await forever()
      }),
    )
    await pass(10)
    assert.ok(seen[0] instanceof TimeoutError)
    await pass(90)
    assert.ok((await call) instanceof TimeoutError)
  })

  it("is no TimeoutError when the caller is cancelled before the deadline", async (t) => {
    clock(t)
    let scope: TimeoutScope | undefined
    const task = createTask(() =>
      timeout(10, async (given) => {
        scope = given
        await forever()
      }),
    )
    task.cancel()
    await assert.rejects(task, CancelledError)
    assert.equal(scope!.expired(), false)
  })

  it("leaves the task that it is in uncancelled", async (t) => {
    const pass = clock(t)
    const task = createTask(async ({ signal }) => {
      await failure(timeout(10, forever))
      return signal.aborted
    })
    await pass(10)
    assert.equal(await task, false)
  })

  it("can be rescheduled, also to never, while it counts", async (t) => {
    const pass = clock(t)
    const { promise, resolve } = Promise.withResolvers<TimeoutScope>()
    const call = failure(
      timeout(10, async (scope) => {
        resolve(scope)
        await forever()
      }),
    )
    const scope = await promise
    const first = scope.when()!
    scope.reschedule(100)
    assert.ok(scope.when()! > first)
    await pass(99)
    scope.reschedule(undefined)
    assert.equal(scope.when(), undefined)
    await pass(1000)
    assert.equal(scope.expired(), false)
    scope.reschedule("1s")
    await pass(1000)
    assert.ok((await call) instanceof TimeoutError)
    assert.throws(() => scope.reschedule(10), HeddleError)
  })

  it("of 0 may be rescheduled before anything is waited for", async (t) => {
    const pass = clock(t)
    const call = timeout(0, async (scope) => {
      scope.reschedule(100)
      return await sleep(50, "slept")
    })
    await pass(50)
    assert.equal(await call, "slept")
  })

  it("cannot be rescheduled after its end", async () => {
    let scope: TimeoutScope | undefined
    await timeout(10, (given) => {
      scope = given
    })
    assert.throws(() => scope!.reschedule(20), /ended/)
  })

  it("cancels the tasks that its function left running", async () => {
    let left: { cancelled(): boolean } | undefined
    await timeout("1d", () => {
      left = createTask(forever)
    })
    assert.ok(left!.cancelled())
  })

  it("refuses what is no duration before anything runs", async () => {
    let ran = false
    await assert.rejects(
      timeout(-1, () => {
        ran = true
      }),
      /`limit` must be milliseconds/,
    )
    assert.equal(ran, false)
  })
})

describe("waitFor", () => {
  it("gives the value of a function, a promise, a task", async () => {
    assert.equal(await waitFor(() => "function", "1d"), "function")
    assert.equal(await waitFor(Promise.resolve("promise")), "promise")
    assert.equal(
      await waitFor(
        createTask(() => "task"),
        "1d",
      ),
      "task",
    )
  })

  it("of 0 gives what is done, and does not call a function", async () => {
    const done = createTask(() => "done")
    await done
    assert.equal(await waitFor(done, 0), "done")
    let called = false
    await assert.rejects(
      waitFor(() => {
        called = true
      }, 0),
      TimeoutError,
    )
    assert.equal(called, false)
  })

  it("cancels a task that takes too long, and waits for its end", async (t) => {
    const pass = clock(t)
    let ended = false
    const task = createTask(async () => {
      try {
        await forever()
      } finally {
        ended = true
      }
    })
    const call = failure(waitFor(task, 10))
    await pass(10)
    const error = await call
    assert.ok(error instanceof TimeoutError && error.cause instanceof CancelledError)
    assert.ok(ended && task.cancelled())
  })

  it("hands on what a task throws or gives while it is cancelled", async (t) => {
    const pass = clock(t)
    const gives = waitFor(
      createTask(() => forever().catch(() => 42)),
      10,
    )
    const throws = failure(
      waitFor(
        createTask(() =>
          forever().catch(() => {
            throw new RangeError("clean-up")
          }),
        ),
        10,
      ),
    )
    await pass(10)
    assert.equal(await gives, 42)
    assert.ok((await throws) instanceof RangeError)
  })

  it("cancels the task when the caller is cancelled, with a limit and without", async (t) => {
    clock(t)
    for (const limit of [undefined, 1000]) {
      const task = createTask(forever)
      const waiter = createTask(() => waitFor(task, limit))
      await settle()
      waiter.cancel()
      await assert.rejects(waiter, CancelledError)
      assert.ok(task.cancelled())
    }
  })

  it("rejects at the deadline for a promise that nobody can cancel", async (t) => {
    const pass = clock(t)
    const call = failure(waitFor(new Promise(() => {}), 10))
    await pass(10)
    assert.ok((await call) instanceof TimeoutError)
  })

  it("leaves a pool's task that runs to itself, and cancels one that waits", async () => {
    await using pool = new Pool({ backend: "async", workers: 1 })
    const gate = new Event()
    const running = pool.submit(() => gate.wait())
    const waiting = pool.submit(() => 1)
    await assert.rejects(waitFor(waiting, 1), TimeoutError)
    await assert.rejects(waitFor(running, 1), TimeoutError)
    assert.ok(waiting.cancelled())
    gate.set()
    assert.equal(await running, true)
  })
})
