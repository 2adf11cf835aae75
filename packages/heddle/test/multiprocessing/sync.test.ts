import { Barrier, BoundedSemaphore, Condition, Event, Lock, Queue, Semaphore } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { elsewhere } from "./elsewhere.ts"
import { until } from "./until.ts"

test("a semaphore has as many permits as it was made with, and takes more", async () => {
  const seats = new Semaphore(2)
  assert.deepEqual([await seats.acquire(), await seats.acquire(), await seats.tryAcquire()], [true, true, false])
  await seats.release()
  await seats.release(2)
  assert.equal(await seats.value(), 3)
  await assert.rejects(seats.release(0), { code: "HEDDLE_OPTION" })
  assert.throws(() => new Semaphore(-1), { code: "HEDDLE_OPTION" })
})

test("a bounded semaphore is not released more often than it was acquired", async () => {
  const seats = new BoundedSemaphore(1)
  await seats.acquire()
  await seats.release()
  await assert.rejects(seats.release(), { code: "HEDDLE_OVER_RELEASE" })
  assert.equal(await seats.value(), 1)
})

test("a semaphore serves in the order of asking", async () => {
  const seats = new Semaphore(0)
  const order: number[] = []
  const all = [1, 2, 3].map((n) => seats.acquire().then(() => order.push(n)))
  await seats.release(3)
  await Promise.all(all)
  assert.deepEqual(order, [1, 2, 3])
})

test("an event wakes all who wait, also if it is cleared right after", async () => {
  const event = new Event()
  assert.equal(await event.wait({ timeout: 0 }), false)
  assert.equal(await event.wait({ timeout: 1 }), false)
  const waits = [event.wait(), event.wait()]
  await event.set()
  await event.clear()
  assert.deepEqual(await Promise.all(waits), [true, true])
  assert.equal(await event.isSet(), false)
})

test("notify wakes as many as it says, the longest waiting first", async () => {
  const condition = new Condition(new Lock())
  const woken: number[] = []
  const waits = [1, 2, 3].map(async (n) => {
    await condition.acquire()
    await condition.wait()
    woken.push(n)
    await condition.release()
  })
  await until(async () => (await condition.waiting()) === 3)
  await condition.acquire()
  await condition.notify(2)
  await condition.release()
  await Promise.all(waits.slice(0, 2))
  assert.deepEqual(woken, [1, 2])
  await condition.acquire()
  await condition.notifyAll()
  await condition.release()
  await waits[2]
  assert.deepEqual(woken, [1, 2, 3])
})

test("a condition is waited on and notified by the holder of its lock only", async () => {
  const condition = new Condition()
  await assert.rejects(condition.wait(), { code: "HEDDLE_NOT_HELD" })
  await assert.rejects(condition.notify(), { code: "HEDDLE_NOT_HELD" })
})

test("a wait on a condition that times out or is given up has the lock again", async () => {
  const condition = new Condition()
  await using held = await condition.hold()
  assert.equal(await condition.wait({ timeout: 1 }), false)
  assert.equal(await condition.lock.locked(), true)
  const controller = new AbortController()
  const waits = condition.wait({ signal: controller.signal })
  controller.abort()
  await assert.rejects(waits, { name: "AbortError" })
  await condition.notify()
  assert.equal(held.poisoned, false)
})

test("waitFor gives what its predicate gave last, something false after its timeout", async () => {
  const condition = new Condition()
  await condition.acquire()
  assert.equal(await condition.waitFor(() => 0, { timeout: 1 }), 0)
  assert.equal(await condition.waitFor(() => "yes"), "yes")
})

test("a barrier gives each party an index of its own, again and again", async () => {
  const barrier = new Barrier(3)
  for (let round = 0; round < 3; round++) {
    const indices = await Promise.all([barrier.wait(), barrier.wait(), barrier.wait()])
    assert.deepEqual(indices.toSorted(), [0, 1, 2])
  }
  assert.equal(await barrier.waiting(), 0)
})

test("a barrier's action runs once a round, before anybody goes on", async () => {
  let runs = 0
  const barrier = new Barrier(2, { action: () => runs++ })
  const seen = await Promise.all([1, 2].map(async () => [await barrier.wait(), runs][1]))
  assert.deepEqual([seen, runs], [[1, 1], 1])
})

test("an action that throws breaks the barrier for the others", async () => {
  const barrier = new Barrier(2, {
    action: () => {
      throw new TypeError("no")
    },
  })
  const ends = await Promise.allSettled([barrier.wait(), barrier.wait()])
  const names = ends.map((end) => (end.status === "rejected" ? (end.reason as Error).name : "went on"))
  assert.deepEqual(names, ["BrokenBarrierError", "TypeError"])
  assert.equal(await barrier.broken(), true)
})

test("abort breaks a barrier for all, reset makes it whole", async () => {
  const barrier = new Barrier(2)
  const first = barrier.wait()
  await barrier.abort()
  await assert.rejects(first, { code: "HEDDLE_BROKEN_BARRIER" })
  await assert.rejects(barrier.wait(), { code: "HEDDLE_BROKEN_BARRIER" })
  await barrier.reset()
  const second = barrier.wait()
  await barrier.reset()
  await assert.rejects(second, { code: "HEDDLE_BROKEN_BARRIER" })
  assert.deepEqual((await Promise.all([barrier.wait(), barrier.wait()])).toSorted(), [0, 1])
})

test("a party that gives up breaks the barrier", async () => {
  const barrier = new Barrier(3)
  const patient = barrier.wait()
  patient.catch(() => {})
  await assert.rejects(barrier.wait({ timeout: 1 }), { code: "HEDDLE_BROKEN_BARRIER", message: /timed out/ })
  await assert.rejects(patient, { code: "HEDDLE_BROKEN_BARRIER" })
  await barrier.reset()
  const controller = new AbortController()
  const aborted = barrier.wait({ signal: controller.signal })
  const other = barrier.wait()
  controller.abort()
  await assert.rejects(aborted, { name: "AbortError" })
  await assert.rejects(other, { code: "HEDDLE_BROKEN_BARRIER" })
})

elsewhere("synchronisation", (open) => {
  test("the permits of a worker that died come back", async () => {
    await using pool = open()
    const seats = new Semaphore(2)
    const dies = pool.submit(async () => {
      await seats.acquire()
      await seats.acquire()
      process.exit(1)
    })
    await assert.rejects(dies, { code: "HEDDLE_WORKER_DIED" })
    assert.equal(await seats.acquire(), true)
    await until(async () => (await seats.value()) === 1)
  })

  test("a permit that another released does not come back a second time", async () => {
    await using pool = open()
    const signal = new Semaphore(1)
    const taken = new Event()
    const dies = pool.submit(async () => {
      await signal.acquire()
      await taken.set()
      await signal.acquire()
      process.exit(1)
    })
    await taken.wait()
    await signal.release()
    await assert.rejects(dies, { code: "HEDDLE_WORKER_DIED" })
    await until(async () => (await signal.value()) === 1)
  })

  test("an event, a condition and a barrier bring workers and this thread together", async () => {
    await using pool = open()
    const [ready, go, barrier, log] = [new Condition(), new Event(), new Barrier(3), new Queue<string>()]
    const work = async (n: number): Promise<number> => {
      await go.wait()
      {
        await using held = await ready.hold()
        await log.put(`${n} ${held.poisoned}`)
        await ready.notify()
      }
      return await barrier.wait()
    }
    const all = pool.map(work, [1, 2])
    await ready.acquire()
    await go.set()
    assert.equal(await ready.waitFor(async () => (await log.size()) === 2), true)
    await ready.release()
    assert.deepEqual(
      [await barrier.wait(), ...(await all)].toSorted((a, b) => a - b),
      [0, 1, 2],
    )
  })

  test("a party that dies breaks the barrier", async () => {
    await using pool = open()
    const barrier = new Barrier(3)
    const waits = barrier.wait()
    waits.catch(() => {})
    const dies = pool.submit(async () => {
      void barrier.wait().catch(() => {})
      while ((await barrier.waiting()) < 2);
      process.exit(1)
    })
    await assert.rejects(dies, { code: "HEDDLE_WORKER_DIED" })
    await assert.rejects(waits, { code: "HEDDLE_BROKEN_BARRIER" })
  })

  test("the action of a barrier runs where its last party is", async () => {
    await using pool = open()
    const log = new Queue<number>()
    const barrier = new Barrier(2, { action: () => log.put(process.pid) })
    const first = barrier.wait()
    const other = pool.submit(async () => [await barrier.wait(), process.pid])
    assert.equal(await first, 0)
    assert.deepEqual(await other, [1, await log.get()])
  })
})
