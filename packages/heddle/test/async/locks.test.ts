import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { BrokenBarrierError, CancelledError, NotHeldError, OverReleaseError, TimeoutError } from "heddle"
import { Barrier, BoundedSemaphore, Condition, Event, Lock, Semaphore, createTask } from "heddle/async"
import { failure, settle } from "./steps.ts"

for (const [name, make] of [
  ["a lock", () => new Lock()],
  ["a semaphore of one", () => new Semaphore(1)],
  ["a condition's lock", () => new Condition()],
] as const) {
  describe(name, () => {
    it("is acquired by one at a time, in order of arrival", async () => {
      const lock = make()
      const order: number[] = []
      assert.equal(await lock.acquire(), true)
      assert.ok(lock.locked())
      const tasks = [1, 2, 3].map((n) =>
        createTask(async () => {
          await lock.acquire()
          order.push(n)
        }),
      )
      for (const n of [1, 2, 3]) {
        await settle()
        assert.equal(order.length, n - 1)
        lock.release()
        await tasks[n - 1]
      }
      assert.deepEqual(order, [1, 2, 3])
      assert.ok(lock.locked())
      lock.release()
      assert.ok(!lock.locked())
    })

    it("is not overtaken: who releases and acquires again stands behind who waits", async () => {
      const lock = make()
      await lock.acquire()
      const order: string[] = []
      const other = createTask(async () => {
        await lock.acquire()
        order.push("other")
        lock.release()
      })
      lock.release()
      await lock.acquire()
      order.push("again")
      await other
      assert.deepEqual(order, ["other", "again"])
    })

    it("a waiter that is cancelled leaves the queue, and the next gets it", async () => {
      const lock = make()
      await lock.acquire()
      const first = createTask(() => lock.acquire())
      const second = createTask(() => lock.acquire())
      first.cancel()
      await assert.rejects(first, CancelledError)
      lock.release()
      assert.equal(await second, true)
      lock.release()
      assert.ok(!lock.locked())
    })

    it("is not lost when its waiter is cancelled in the turn in which it was handed over", async () => {
      const lock = make()
      await lock.acquire()
      const first = createTask(() => lock.acquire())
      const second = createTask(() => lock.acquire())
      lock.release()
      first.cancel()
      assert.equal(await first, true)
      lock.release()
      assert.equal(await second, true)
    })

    it("gives false when time is up, and hold rejects", async (t) => {
      t.mock.timers.enable({ apis: ["setTimeout"] })
      const lock = make()
      await lock.acquire()
      const late = lock.acquire({ timeout: 10 })
      const held = failure(lock.hold({ timeout: 10 }))
      await settle()
      t.mock.timers.tick(10)
      assert.equal(await late, false)
      assert.ok((await held) instanceof TimeoutError)
      lock.release()
      assert.ok(!lock.locked())
    })

    it("rejects when a signal is aborted", async () => {
      const lock = make()
      await lock.acquire()
      const stop = new AbortController()
      const waiting = lock.acquire({ signal: stop.signal })
      stop.abort("enough")
      assert.equal(((await failure(waiting)) as Error).cause, "enough")
      assert.equal(((await failure(lock.acquire({ signal: stop.signal }))) as Error).cause, "enough")
    })

    it("is held until the end of a block, also when that throws", async () => {
      const lock = make()
      const error = await failure(
        (async () => {
          using held = await lock.hold()
          assert.ok(lock.locked())
          void held
          throw new Error("in the block")
        })(),
      )
      assert.match(String(error), /in the block/)
      assert.ok(!lock.locked())
    })

    it("held is released once, however often it is asked to be", async () => {
      const lock = make()
      const held = await lock.hold()
      held.release()
      held.release()
      assert.equal(await lock.acquire(), true)
      held.release()
      assert.ok(lock.locked())
    })

    it("refuses options that there are not", async () => {
      const lock = make()
      for (const free of [true, false]) {
        await assert.rejects(lock.acquire({ timeouts: 5 } as never), /did you mean `timeout`/)
        await assert.rejects(lock.acquire({ timeout: -1 }), /`timeout` must be milliseconds/)
        await assert.rejects(lock.acquire({ signal: 5 as never }), /`signal` must be an AbortSignal/)
        if (free) await lock.acquire()
      }
    })
  })
}

describe("a lock", () => {
  it("that is not locked cannot be released", () => {
    assert.throws(() => new Lock().release(), NotHeldError)
  })

  it("is taken without waiting if it is free", () => {
    const lock = new Lock()
    assert.deepEqual([lock.tryAcquire(), lock.tryAcquire()], [true, false])
  })
})

describe("a semaphore", () => {
  it("lets as many through as it has permits", async () => {
    const semaphore = new Semaphore(2)
    assert.deepEqual([await semaphore.acquire(), semaphore.tryAcquire(), semaphore.tryAcquire()], [true, true, false])
    assert.ok(semaphore.locked())
    semaphore.release()
    assert.equal(semaphore.value, 1)
  })

  it("may begin with none, and gives several at once in order", async () => {
    const semaphore = new Semaphore(0)
    const order: number[] = []
    const tasks = [1, 2, 3].map((n) => semaphore.acquire().then(() => order.push(n)))
    semaphore.release(2)
    await settle()
    assert.deepEqual(order, [1, 2])
    semaphore.release()
    await Promise.all(tasks)
    assert.deepEqual([order, semaphore.value], [[1, 2, 3], 0])
  })

  it("refuses a negative number, and to release none", () => {
    assert.throws(() => new Semaphore(-1), /`value` must be an integer, at least 0, got -1/)
    assert.throws(() => new Semaphore().release(0), /`n` must be a positive integer/)
  })

  it("that is bounded refuses more releases than acquires", async () => {
    const semaphore = new BoundedSemaphore(1)
    assert.throws(() => semaphore.release(), OverReleaseError)
    await semaphore.acquire()
    semaphore.release()
    assert.throws(() => semaphore.release(), /more often than acquired/)
    await semaphore.acquire()
    const waiting = semaphore.acquire()
    semaphore.release()
    assert.equal(await waiting, true)
  })
})

describe("an event", () => {
  it("lets through all who wait and who come later, until it is cleared", async () => {
    const event = new Event()
    assert.equal(event.isSet(), false)
    const waiting = [event.wait(), event.wait()]
    event.set()
    event.clear()
    assert.deepEqual(await Promise.all(waiting), [true, true])
    assert.equal(event.isSet(), false)
    event.set()
    assert.equal(await event.wait(), true)
  })

  it("gives false when time is up", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const waiting = new Event().wait({ timeout: "1s" })
    t.mock.timers.tick(1000)
    assert.equal(await waiting, false)
  })

  it("forgets a waiter that is cancelled", async () => {
    const event = new Event()
    const waiter = createTask(() => event.wait())
    waiter.cancel()
    await assert.rejects(waiter, CancelledError)
    event.set()
  })
})

describe("a condition", () => {
  /** Tasks that wait, each with the lock when it goes on. */
  async function waiters(condition: Condition, count: number, seen: number[]): Promise<Promise<unknown>[]> {
    const tasks = Array.from({ length: count }, (_, n) =>
      createTask(async () => {
        using held = await condition.hold()
        void held
        await condition.wait()
        assert.ok(condition.locked())
        seen.push(n)
      }),
    )
    await settle()
    return tasks
  }

  it("releases its lock while it is waited for, and gives it back", async () => {
    const condition = new Condition()
    const seen: number[] = []
    const tasks = await waiters(condition, 1, seen)
    assert.equal(condition.locked(), false)
    await condition.acquire()
    condition.notify()
    await settle()
    assert.deepEqual(seen, [])
    condition.release()
    await Promise.all(tasks)
    assert.deepEqual(seen, [0])
    assert.equal(condition.locked(), false)
  })

  it("wakes exactly as many as it is told to, in order, or all", async () => {
    const condition = new Condition()
    const seen: number[] = []
    const tasks = await waiters(condition, 6, seen)
    for (const [n, woken] of [
      [1, 1],
      [2, 3],
      [0, 3],
    ] as const) {
      await condition.acquire()
      condition.notify(n)
      condition.release()
      await settle()
      assert.equal(seen.length, woken)
    }
    await condition.acquire()
    condition.notifyAll()
    condition.release()
    await Promise.all(tasks)
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5])
  })

  it("needs its lock for waiting and waking", async () => {
    const condition = new Condition()
    await assert.rejects(condition.wait(), NotHeldError)
    await assert.rejects(
      condition.waitFor(() => true),
      NotHeldError,
    )
    assert.throws(() => condition.notify(), NotHeldError)
    assert.throws(() => condition.notifyAll(), NotHeldError)
  })

  it("waits for a predicate, and gives what it gives", async () => {
    const condition = new Condition()
    let state = ""
    const waiter = createTask(async () => {
      using held = await condition.hold()
      void held
      return await condition.waitFor(() => state)
    })
    for (const next of ["", "ready"]) {
      await condition.acquire()
      state = next
      condition.notify()
      condition.release()
      await settle()
    }
    assert.equal(await waiter, "ready")
  })

  it("gives what the predicate said last when time is up", async () => {
    const condition = new Condition()
    await condition.acquire()
    assert.equal(await condition.waitFor(() => 0, { timeout: 1 }), 0)
    assert.equal(await condition.wait({ timeout: 1 }), false)
    assert.ok(condition.locked())
  })

  it("has its lock again when a waiter was cancelled, before anything else goes on", async () => {
    const condition = new Condition()
    const order: string[] = []
    const waiter = createTask(async () => {
      await condition.acquire()
      try {
        await condition.wait()
      } finally {
        assert.ok(condition.locked())
        order.push("waiter")
        condition.release()
      }
    })
    await settle()
    await condition.acquire()
    waiter.cancel()
    await settle()
    order.push("holder")
    condition.release()
    await assert.rejects(waiter, CancelledError)
    assert.deepEqual(order, ["holder", "waiter"])
  })

  it("shares a lock with another", async () => {
    const lock = new Lock()
    const [a, b] = [new Condition(lock), new Condition(lock)]
    await a.acquire()
    assert.ok(b.locked())
    b.notify()
    b.release()
    assert.equal(lock.locked(), false)
  })
})

describe("a barrier", () => {
  it("lets its parties go on together, each with a number of its own, again and again", async () => {
    const barrier = new Barrier(3)
    for (let round = 0; round < 3; round++) {
      const arrived = [barrier.wait(), barrier.wait()]
      await settle()
      assert.equal(barrier.nWaiting, 2)
      const indexes = await Promise.all([...arrived, barrier.wait()])
      assert.deepEqual(indexes, [0, 1, 2])
      assert.deepEqual([barrier.nWaiting, barrier.broken, barrier.parties], [0, false, 3])
    }
  })

  it("of one lets everybody pass", async () => {
    assert.equal(await new Barrier(1).wait(), 0)
  })

  it("refuses to be of none", () => {
    assert.throws(() => new Barrier(0), /`parties` must be a positive integer/)
  })

  it("goes on with others when a party is cancelled", async () => {
    const barrier = new Barrier(2)
    const gone = createTask(() => barrier.wait())
    gone.cancel()
    await assert.rejects(gone, CancelledError)
    assert.deepEqual(await Promise.all([barrier.wait(), barrier.wait()]), [0, 1])
  })

  it("that is reset fails those who wait, and can be used again", async () => {
    const barrier = new Barrier(2)
    const waiting = failure(barrier.wait())
    barrier.reset()
    assert.ok((await waiting) instanceof BrokenBarrierError)
    assert.equal(barrier.broken, false)
    assert.deepEqual(await Promise.all([barrier.wait(), barrier.wait()]), [0, 1])
  })

  it("that is aborted fails who waits and who comes, until it is reset", async () => {
    const barrier = new Barrier(2)
    const waiting = failure(barrier.wait())
    barrier.abort()
    assert.ok((await waiting) instanceof BrokenBarrierError)
    assert.ok((await failure(barrier.wait())) instanceof BrokenBarrierError)
    assert.ok(barrier.broken)
    barrier.reset()
    assert.deepEqual(await Promise.all([barrier.wait(), barrier.wait()]), [0, 1])
  })

  it("is broken for all by a party whose time is up", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const barrier = new Barrier(3)
    const waiting = [failure(barrier.wait()), failure(barrier.wait({ timeout: 10 }))]
    t.mock.timers.tick(10)
    for (const error of await Promise.all(waiting)) assert.ok(error instanceof BrokenBarrierError)
    assert.ok(barrier.broken)
  })
})
