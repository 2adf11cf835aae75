import { Pool } from "heddle"
import { Lock, Queue, RLock } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { elsewhere } from "./elsewhere.ts"
import { until } from "./until.ts"

test("a lock is held by one at a time, and given on in the order of asking", async () => {
  const lock = new Lock()
  const order: number[] = []
  const use = async (n: number): Promise<void> => {
    await using held = await lock.hold()
    assert.equal(held.poisoned, false)
    order.push(n)
    await Promise.resolve()
    order.push(n)
  }
  await Promise.all([1, 2, 3].map(use))
  assert.deepEqual(order, [1, 1, 2, 2, 3, 3])
  assert.equal(await lock.locked(), false)
})

test("acquire gives false after its timeout, and whoever asked later still gets the lock", async () => {
  const lock = new Lock()
  await lock.acquire()
  const givesUp = lock.acquire({ timeout: 1 })
  const patient = lock.acquire()
  assert.equal(await givesUp, false)
  assert.equal(await lock.tryAcquire(), false)
  await lock.release()
  assert.equal(await patient, true)
})

test("a wait for a lock is given up by a signal; the lock goes to the next", async () => {
  const lock = new Lock()
  await lock.acquire()
  const controller = new AbortController()
  const first = lock.acquire({ signal: controller.signal })
  const second = lock.acquire()
  controller.abort(new Error("enough"))
  await assert.rejects(first, { name: "AbortError", cause: new Error("enough") })
  await lock.release()
  assert.equal(await second, true)
  await assert.rejects(lock.acquire({ signal: AbortSignal.abort() }), { name: "AbortError" })
})

test("a lock that nobody holds cannot be released", async () => {
  await assert.rejects(new Lock().release(), { code: "HEDDLE_NOT_HELD" })
  await assert.rejects(new RLock().release(), { code: "HEDDLE_NOT_HELD" })
})

test("hold() rejects after its timeout instead of giving false", async () => {
  const lock = new Lock()
  await lock.acquire()
  await assert.rejects(lock.hold({ timeout: 1 }), { code: "HEDDLE_TIMEOUT" })
})

test("an RLock is entered again by its holder, and is free when it was released as often", async () => {
  const lock = new RLock()
  assert.deepEqual([await lock.acquire(), await lock.acquire(), await lock.acquire()], [true, true, true])
  await lock.release()
  await lock.release()
  assert.equal(await lock.locked(), true)
  await lock.release()
  assert.equal(await lock.locked(), false)
  await assert.rejects(lock.release(), { code: "HEDDLE_NOT_HELD" })
})

test("wrong options are refused by name", async () => {
  // @ts-expect-error a wrong name
  await assert.rejects(new Lock().acquire({ timout: 3 }), { code: "HEDDLE_OPTION", message: /did you mean `timeout`/ })
  await assert.rejects(new Lock().acquire({ timeout: -1 }), { code: "HEDDLE_OPTION" })
})

elsewhere("locks", (open) => {
  test("a lock keeps tasks apart", async () => {
    await using pool = open()
    const lock = new Lock()
    const log = new Queue<string>()
    const use = async (n: number): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        using held = await lock.hold()
        await log.put(`in ${n}`)
        await log.put(`out ${n} ${held.poisoned}`)
      }
    }
    await pool.map(use, [1, 2])
    await log.close()
    const lines = await Array.fromAsync(log)
    assert.equal(lines.length, 80)
    for (let i = 0; i < lines.length; i += 2) assert.equal(lines[i + 1], `${lines[i]!.replace("in", "out")} false`)
  })

  test("a lock that another holds cannot be released", async () => {
    await using pool = open()
    const lock = new Lock()
    await lock.acquire()
    await assert.rejects(
      pool.submit(() => lock.release()),
      { code: "HEDDLE_NOT_HELD" },
    )
    assert.equal(await lock.locked(), true)
  })

  test("the lock of a worker that died goes to the next, who sees that it is poisoned", async () => {
    await using pool = open()
    const lock = new Lock()
    const dies = pool.submit(async () => {
      await lock.acquire()
      process.exit(3)
    })
    await assert.rejects(dies, { code: "HEDDLE_WORKER_DIED", exitCode: 3 })
    const held = await lock.hold()
    assert.equal(held.poisoned, true)
    assert.equal(await lock.poisoned(), true)
    await lock.clearPoison()
    await held.release()
    assert.equal((await lock.hold()).poisoned, false)
  })

  test("a task that ends with a lock has it taken away", async () => {
    await using pool = open()
    const lock = new Lock()
    assert.equal(await pool.submit(() => lock.acquire()), true)
    const held = await lock.hold()
    assert.equal(held.poisoned, true)
    await held.release()
  })

  test("a worker that is killed while it waits is passed over", async () => {
    await using pool = open()
    const lock = new Lock()
    await lock.acquire()
    const controller = new AbortController()
    const waits = pool.with({ signal: controller.signal, grace: 1 }).submit(async () => {
      // Connected first, so that the request leaves before the loop.
      await lock.locked()
      void lock.acquire()
      await new Promise((resolve) => setImmediate(resolve))
      for (;;);
    })
    await until(async () => (await lock.waiting()) === 1)
    const after = lock.acquire()
    controller.abort()
    await assert.rejects(waits)
    await until(async () => (await lock.waiting()) === 1)
    await lock.release()
    assert.equal(await after, true)
    assert.equal(await lock.poisoned(), false)
  })

  test("an RLock is entered again by the same task only", async () => {
    await using pool = open()
    const lock = new RLock()
    const twice = async (): Promise<boolean[]> => {
      const entered = [await lock.acquire(), await lock.acquire()]
      await lock.release()
      await lock.release()
      return entered
    }
    assert.deepEqual(await pool.submit(twice), [true, true])
    await lock.acquire()
    assert.equal(await pool.submit(() => lock.tryAcquire()), false)
  })
})

test("tasks of one worker are different holders", async () => {
  await using pool = new Pool({ workers: 1, tasksPerWorker: 2 })
  const lock = new RLock()
  const first = pool.submit(async () => {
    await lock.acquire()
    return await new Promise(() => {})
  })
  first.catch(() => {})
  await until(() => lock.locked())
  assert.equal(await pool.submit(() => lock.tryAcquire()), false)
  await pool.terminate()
  assert.equal(await lock.acquire(), true)
  assert.equal(await lock.poisoned(), true)
})
