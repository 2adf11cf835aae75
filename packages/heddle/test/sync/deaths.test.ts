import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, currentTask } from "heddle"
import { Barrier, BrokenBarrierError, Condition, Event, Lock, Queue, RLock } from "heddle/sync"
import { testPool, until } from "./pool.ts"

// A task that does not listen is ended at once.
const pool = testPool({ grace: 1 })

/** A task that takes the lock and dies when it is told to. */
function diesHolding(
  lock: Lock | RLock,
  how: "exit" | "spin",
  on: Pool = pool,
): { holds: Event; dies: () => Promise<unknown> } {
  const [holds, go] = [new Event(), new Event()]
  const controller = new AbortController()
  const task = on.with({ signal: controller.signal }).submit(async () => {
    await lock.acquire()
    holds.set()
    if (how === "spin") for (;;);
    await go.wait()
    process.exit(1)
  })
  const gone = task.catch((error: unknown) => error)
  return {
    holds,
    dies: async () => {
      if (how === "spin") controller.abort()
      else go.set()
      return await gone
    },
  }
}

describe("a lock whose owner died", () => {
  for (const how of ["exit", "spin"] as const) {
    it(`goes to those who waited, poisoned (${how})`, async () => {
      const lock = new Lock()
      const { holds, dies } = diesHolding(lock, how)
      await holds.wait()
      const blocked = pool.submit(() => {
        using held = lock.holdSync()
        return held.poisoned
      })
      await until(() => lock.statistics().waiting === 1)
      const waiting = lock.hold()
      const death = await dies()
      assert.ok(death instanceof Error)
      assert.equal(await blocked, true)
      const held = await waiting
      assert.equal(held.poisoned, true)
      assert.equal(lock.poisoned, true)
      lock.clearPoison()
      held.release()
      assert.equal(lock.poisoned, false)
      using again = await lock.hold()
      assert.equal(again.poisoned, false)
    })
  }

  it("is free also if nobody waited", async () => {
    const lock = new Lock()
    await diesHolding(lock, "exit").dies()
    assert.deepEqual(lock.statistics(), { locked: false, waiting: 0, poisoned: true })
    assert.equal(lock.tryAcquire(), true)
  })

  it("goes to one who waits in a pool that the dead one knew nothing of", async () => {
    await using other = new Pool({ workers: 1 })
    const lock = new Lock()
    const { holds, dies } = diesHolding(lock, "exit", other)
    await holds.wait()
    const blocked = pool.submit(() => lock.acquireSync())
    await until(() => lock.statistics().waiting === 1)
    await dies()
    assert.equal(await blocked, true)
  })

  it("goes on when the owner was in a nested pool", async () => {
    const lock = new RLock()
    const [holds, go] = [new Event(), new Event()]
    const nested = pool.submit(async () => {
      await using inner = new Pool({ workers: 1 })
      const dying = inner.submit(async () => {
        await lock.acquire()
        holds.set()
        await go.wait()
        process.exit(1)
      })
      return await dying.catch((error: unknown) => (error as { code: string }).code)
    })
    await holds.wait()
    const waits = lock.hold()
    go.set()
    using held = await waits
    assert.equal(held.poisoned, true)
    assert.equal(await nested, "HEDDLE_WORKER_DIED")
  })
})

describe("a task that settles", () => {
  it("leaves no lock behind, whether it returned or threw, and before its result is seen", async () => {
    const lock = new Lock()
    await pool.submit(async () => void (await lock.acquire()))
    assert.deepEqual(lock.statistics(), { locked: false, waiting: 0, poisoned: true })
    lock.clearPoison()
    await assert.rejects(
      pool.submit(async () => {
        await lock.acquire()
        throw new RangeError("no")
      }),
      RangeError,
    )
    assert.deepEqual(lock.statistics(), { locked: false, waiting: 0, poisoned: true })
  })

  it("waits for nothing any more", async () => {
    const lock = new Lock()
    await lock.acquire()
    await pool.submit(() => void lock.acquire().catch(() => {}))
    assert.equal(lock.statistics().waiting, 0)
    lock.release()
    assert.equal(lock.locked(), false)
  })

  it("is a stranger afterwards: what goes on of an aborted task can neither release nor take a lock", async () => {
    await using two = new Pool({ workers: 1, tasksPerWorker: 2 })
    const lock = new Lock()
    const [holds, go] = [new Event(), new Event()]
    const told = new Queue<string>()
    const controller = new AbortController()
    const task = two.with({ signal: controller.signal }).submit(async () => {
      await lock.acquire()
      const { signal } = currentTask()
      const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve))
      holds.set()
      await stopped
      // Its place was given away, and so was its lock; a wait would be refused, so it looks.
      while (!go.isSet()) await new Promise((resolve) => setImmediate(resolve))
      for (const attempt of [() => lock.release(), () => lock.tryAcquire()]) {
        try {
          attempt()
          told.putNowait("nothing")
        } catch (error) {
          told.putNowait((error as Error).name)
        }
      }
    })
    await holds.wait()
    controller.abort()
    using held = await lock.hold()
    assert.equal(held.poisoned, true)
    go.set()
    // It has no task any more that could put anything into a queue.
    await assert.rejects(told.get({ timeout: 50 }), { code: "HEDDLE_QUEUE_EMPTY" })
    assert.equal(lock.locked(), true)
    await assert.rejects(task, { code: "HEDDLE_ABORTED" })
  })

  it("on a backend in this thread gives its locks back too", async () => {
    for (const backend of ["inline", "async"] as const) {
      await using here = new Pool({ backend })
      const lock = new Lock()
      await here.submit(async () => void (await lock.acquire()))
      assert.deepEqual(lock.statistics(), { locked: false, waiting: 0, poisoned: true })
    }
  })
})

describe("one who dies while it waits", () => {
  it("is not waited for by those behind it", async () => {
    const lock = new Lock()
    await lock.acquire()
    const go = new Event()
    const waits = pool.submit(() => {
      void go.wait().then(() => process.exit(1))
      return lock.acquire()
    })
    await until(() => lock.statistics().waiting === 1)
    const behind = pool.submit(() => lock.acquireSync())
    await until(() => lock.statistics().waiting === 2)
    go.set()
    await assert.rejects(waits, { code: "HEDDLE_WORKER_DIED" })
    lock.release()
    assert.equal(await behind, true)
  })

  it("breaks the barrier", async () => {
    const barrier = new Barrier(3)
    const go = new Event()
    const dying = pool.submit(() => {
      void go.wait().then(() => process.exit(1))
      return barrier.wait()
    })
    const other = pool.submit(async () => await barrier.wait())
    await until(() => barrier.nWaiting === 2)
    go.set()
    await assert.rejects(dying, { code: "HEDDLE_WORKER_DIED" })
    await assert.rejects(other, BrokenBarrierError)
    assert.equal(barrier.broken, true)
  })

  it("takes no item along, and no notification", async () => {
    const queue = new Queue<number>()
    const go = new Event()
    const reader = pool.submit(() => {
      void go.wait().then(() => process.exit(1))
      return queue.get()
    })
    await until(() => queue.statistics().getters === 1)
    go.set()
    await assert.rejects(reader, { code: "HEDDLE_WORKER_DIED" })
    await queue.put(7)
    assert.equal(await queue.get(), 7)

    const condition = new Condition(new Lock())
    const waits = async (): Promise<boolean> => {
      using _held = await condition.hold()
      return await condition.wait()
    }
    go.clear()
    const dead = pool.submit(async () => {
      void go.wait().then(() => process.exit(1))
      using _held = await condition.hold()
      return await condition.wait()
    })
    await until(() => condition.statistics().waiting === 1)
    const alive = pool.submit(waits)
    await until(() => condition.statistics().waiting === 2)
    go.set()
    await assert.rejects(dead, { code: "HEDDLE_WORKER_DIED" })
    await condition.acquire()
    condition.notify()
    condition.release()
    assert.equal(await alive, true)
  })
})
