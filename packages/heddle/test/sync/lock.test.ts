import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, Pool, TimeoutError, range, shared } from "heddle"
import {
  BlockingError,
  BoundedSemaphore,
  Event,
  Lock,
  NotHeldError,
  OverReleaseError,
  RLock,
  Semaphore,
} from "heddle/sync"
import { turn } from "../contract/gates.ts"
import { testPool, until } from "./pool.ts"

const pool = testPool()

describe("a Lock", () => {
  it("lets one owner in at a time, over all threads, waiting or blocking", async () => {
    const lock = new Lock()
    const total = shared(new Float64Array(1))
    const waits = async (n: number): Promise<void> => {
      using held = await lock.hold()
      const before = total[0]!
      await turn()
      total[0] = before + n
      assert.equal(held.poisoned, false)
    }
    const blocks = (n: number): void => {
      using _held = lock.holdSync()
      total[0] = total[0]! + n
    }
    await Promise.all([pool.map(waits, range(200)), pool.map(blocks, range(200)), ...range(200).map(waits)])
    assert.equal(total[0], 3 * 19_900)
    assert.deepEqual(lock.statistics(), { locked: false, waiting: 0, poisoned: false })
  })

  it("is acquired and released as in Python", async () => {
    const lock = new Lock()
    assert.equal(await lock.acquire(), true)
    assert.equal(lock.locked(), true)
    assert.equal(lock.tryAcquire(), false)
    assert.equal(await lock.acquire({ timeout: 0 }), false)
    assert.equal(await lock.acquire({ timeout: "5ms" }), false)
    lock.release()
    assert.equal(lock.locked(), false)
    assert.throws(() => lock.release(), NotHeldError)
    assert.equal(lock.tryAcquire(), true)
    lock.release()
  })

  it("lets those who wait in in the order in which they came", async () => {
    const lock = new Lock()
    const order = shared(new Int32Array(8))
    const came = async (n: number): Promise<void> => {
      using _held = await lock.hold()
      order[Atomics.add(order, 0, 1) + 1] = n
    }
    await lock.acquire()
    const all: Promise<void>[] = []
    for (const n of [1, 2, 3, 4, 5]) {
      all.push(n % 2 === 0 ? came(n) : pool.submit(came, n))
      await until(() => lock.statistics().waiting === n)
    }
    lock.release()
    await Promise.all(all)
    assert.deepEqual([...order].slice(1, 6), [1, 2, 3, 4, 5])
  })

  it("is given back at the end of a block that throws", async () => {
    const lock = new Lock()
    await assert.rejects(async () => {
      using _held = await lock.hold()
      throw new RangeError("no")
    }, RangeError)
    assert.equal(lock.locked(), false)
  })

  it("is not released by a stranger", async () => {
    const lock = new Lock()
    await lock.acquire()
    await assert.rejects(
      pool.submit(() => lock.release()),
      (error: unknown) =>
        error instanceof NotHeldError && error.code === "HEDDLE_NOT_HELD" && /another task/.test(error.message),
    )
    assert.equal(lock.locked(), true)
    lock.release()
  })

  it("rejects hold() when the time is over", async () => {
    const lock = new Lock()
    await lock.acquire()
    await assert.rejects(lock.hold({ timeout: 1 }), TimeoutError)
    await assert.rejects(
      pool.submit(() => void lock.holdSync({ timeout: 1 })),
      TimeoutError,
    )
    assert.equal(lock.statistics().waiting, 0)
    lock.release()
  })

  it("stops waiting when its signal is aborted, and loses nothing", async () => {
    const lock = new Lock()
    await lock.acquire()
    const controller = new AbortController()
    const first = lock.acquire({ signal: controller.signal })
    const second = lock.acquire()
    controller.abort("why")
    await assert.rejects(first, { name: "AbortError", cause: "why" })
    lock.release()
    assert.equal(await second, true)
    lock.release()
    await assert.rejects(lock.acquire({ signal: AbortSignal.abort() }), { name: "AbortError" })
  })

  it("stops waiting when its task is aborted", async () => {
    const lock = new Lock()
    await lock.acquire()
    const controller = new AbortController()
    const waits = pool.with({ signal: controller.signal }).submit(async () => await lock.acquire())
    await until(() => lock.statistics().waiting === 1)
    controller.abort()
    await assert.rejects(waits, CancelledError)
    await until(() => lock.statistics().waiting === 0)
    lock.release()
  })

  it("does not block the main thread", () => {
    const lock = new Lock()
    assert.throws(() => lock.acquireSync(), BlockingError)
    assert.throws(() => lock.holdSync({ timeout: 1 }), BlockingError)
    assert.equal(lock.statistics().waiting, 0)
  })

  it("refuses to block for what its own thread holds", async () => {
    const lock = new Lock()
    const error = await pool
      .submit(async () => {
        await lock.acquire()
        return lock.acquireSync()
      })
      .catch((error: unknown) => error)
    assert.ok(error instanceof BlockingError, String(error))
    assert.match(error.message, /this very task/)
  })

  it("refuses options that there are not", async () => {
    const lock = new Lock()
    await assert.rejects(lock.acquire({ timeOut: 3 } as object), { code: "HEDDLE_OPTION", option: "timeOut" })
    await assert.rejects(lock.acquire({ timeout: -1 }), { code: "HEDDLE_OPTION" })
    await assert.rejects(lock.acquire({ signal: 3 as never }), { code: "HEDDLE_OPTION", option: "signal" })
    assert.equal(lock.locked(), false)
  })

  it("takes ten thousand waits at once", async () => {
    const lock = new Lock()
    let count = 0
    await Promise.all(
      range(10_000).map(async () => {
        using _held = await lock.hold()
        count++
      }),
    )
    assert.equal(count, 10_000)
  })
})

describe("an RLock", () => {
  it("lets its owner in again, and is free when it was released as often", async () => {
    const lock = new RLock()
    assert.equal(await lock.acquire(), true)
    assert.equal(await lock.acquire(), true)
    assert.equal(lock.tryAcquire(), true)
    assert.equal(lock.depth, 3)
    assert.equal(await pool.submit(() => lock.tryAcquire()), false)
    lock.release()
    lock.release()
    assert.equal(lock.locked(), true)
    lock.release()
    assert.equal(await pool.submit(() => lock.acquireSync()), true)
    assert.throws(() => lock.release(), NotHeldError)
  })

  it("belongs to the task, not to the thread", async () => {
    await using two = new Pool({ workers: 1, tasksPerWorker: 2 })
    const lock = new RLock()
    const [inside, done] = [new Event(), new Event()]
    const first = two.submit(async () => {
      using _held = await lock.hold()
      inside.set()
      await done.wait()
    })
    await inside.wait()
    assert.equal(await two.submit(async () => await lock.acquire({ timeout: 5 })), false)
    done.set()
    await first
  })
})

describe("a Semaphore", () => {
  it("has as many permits as were given", async () => {
    const semaphore = new Semaphore(2)
    assert.equal(await semaphore.acquire(), true)
    assert.equal(semaphore.tryAcquire(), true)
    assert.equal(semaphore.tryAcquire(), false)
    assert.equal(await semaphore.acquire({ timeout: 1 }), false)
    semaphore.release()
    semaphore.release(2)
    assert.equal(semaphore.value, 3)
  })

  it("wakes as many as are released, in their order", async () => {
    const semaphore = new Semaphore(0)
    const order: number[] = []
    const all = range(4).map(async (n) => {
      await semaphore.acquire()
      order.push(n)
    })
    await pool.submit(() => semaphore.release(3))
    await until(() => order.length === 3)
    assert.deepEqual(order, [0, 1, 2])
    assert.equal(semaphore.statistics().waiting, 1)
    semaphore.release()
    await Promise.all(all)
  })

  it("tells another task: what was acquired stays so when the task settles", async () => {
    const semaphore = new Semaphore(0)
    const consumer = pool.submit(async () => await semaphore.acquire())
    await pool.submit(() => semaphore.release())
    assert.equal(await consumer, true)
    assert.equal(semaphore.value, 0)
  })

  it("gets back what a task held by hold() when the task settles", async () => {
    const semaphore = new Semaphore(1)
    await pool.submit(async () => void (await semaphore.hold()))
    assert.equal(semaphore.value, 1)
  })

  it("takes no negative number, nor anything else", () => {
    for (const bad of [-1, 1.5, "2" as never]) {
      assert.throws(() => new Semaphore(bad), { code: "HEDDLE_OPTION", option: "value" })
      assert.throws(() => new Semaphore(1).release(bad), { code: "HEDDLE_OPTION", option: "count" })
    }
  })
})

describe("a BoundedSemaphore", () => {
  it("is not released more often than acquired", async () => {
    const semaphore = new BoundedSemaphore(2)
    await semaphore.acquire()
    semaphore.release()
    assert.throws(() => semaphore.release(), OverReleaseError)
    assert.equal(semaphore.value, 2)
  })

  it("never lets more in than it has places", async () => {
    const semaphore = new BoundedSemaphore(2)
    const inside = shared(new Int32Array(2))
    const enter = async (): Promise<void> => {
      using _place = await semaphore.hold()
      const now = Atomics.add(inside, 0, 1) + 1
      if (now > 2) Atomics.store(inside, 1, now)
      await turn()
      Atomics.sub(inside, 0, 1)
    }
    await pool.map(enter, range(100))
    assert.deepEqual([...inside], [0, 0])
  })

  it("gets a place back from a task that settles or dies with it", async () => {
    const semaphore = new BoundedSemaphore(1)
    await pool.submit(async () => await semaphore.acquire())
    assert.equal(semaphore.value, 1)
    await assert.rejects(
      pool.submit(() => {
        semaphore.acquireSync()
        process.exit(1)
      }),
      { code: "HEDDLE_WORKER_DIED" },
    )
    assert.equal(semaphore.value, 1)
  })
})
