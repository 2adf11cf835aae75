import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, UnsendableError, range, shared } from "heddle"
import {
  Barrier,
  BoundedSemaphore,
  BrokenBarrierError,
  Condition,
  Counter,
  Event,
  JoinableQueue,
  Lock,
  NotHeldError,
  Pipe,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  Value,
} from "heddle/sync"
import { turn } from "../contract/gates.ts"
import { testPool, until } from "./pool.ts"

const pool = testPool()

describe("an Event", () => {
  it("wakes all who wait, in all threads, and those who come later pass", async () => {
    const event = new Event()
    assert.equal(event.isSet(), false)
    const all = [event.wait(), pool.submit(async () => await event.wait()), pool.submit(() => event.waitSync())]
    await until(() => event.statistics().waiting === 3)
    event.set()
    assert.deepEqual(await Promise.all(all), [true, true, true])
    assert.equal(await event.wait({ timeout: 0 }), true)
    event.clear()
    assert.equal(await event.wait({ timeout: 1 }), false)
  })

  it("wakes those who wait also if it is cleared at once", async () => {
    const event = new Event()
    const waits = pool.submit(async () => await event.wait())
    await until(() => event.statistics().waiting === 1)
    event.set()
    event.clear()
    assert.equal(await waits, true)
  })
})

describe("a Condition", () => {
  it("is waited on and notified by those who hold its lock only", async () => {
    const condition = new Condition()
    await assert.rejects(condition.wait(), NotHeldError)
    assert.throws(() => condition.notify(), NotHeldError)
    using _held = await condition.hold()
    condition.notify()
    assert.equal(await condition.wait({ timeout: 1 }), false)
  })

  it("wakes exactly as many as are notified, in their order", async () => {
    const condition = new Condition(new Lock())
    const order: number[] = []
    const all = range(5).map(async (n) => {
      using _held = await condition.hold()
      await condition.wait()
      order.push(n)
    })
    await until(() => condition.statistics().waiting === 5)
    for (const [count, woken] of [
      [2, 2],
      [1, 3],
    ] as const) {
      {
        using _held = await condition.hold()
        condition.notify(count)
      }
      await until(() => order.length === woken)
      assert.equal(condition.statistics().waiting, 5 - woken)
    }
    {
      using _held = await condition.hold()
      condition.notifyAll()
    }
    await Promise.all(all)
    assert.deepEqual(order, [0, 1, 2, 3, 4])
  })

  it("waits for a predicate, with a limit for the whole", async () => {
    const condition = new Condition()
    const state = shared(new Int32Array(1))
    const reaches = pool.submit(async () => {
      using _held = await condition.hold()
      return await condition.waitFor(() => state[0] === 3 && "three")
    })
    const blocks = pool.submit(() => {
      using _held = condition.holdSync()
      return condition.waitForSync(() => state[0] === 3 && "three")
    })
    for (const _ of range(3)) {
      using _held = await condition.hold()
      state[0]!++
      condition.notifyAll()
    }
    assert.deepEqual(await Promise.all([reaches, blocks]), ["three", "three"])
    using _held = await condition.hold()
    assert.equal(await condition.waitFor(() => state[0] === 4, { timeout: 5 }), false)
  })

  it("gets its lock back as deep as it was, also when it was aborted", async () => {
    const lock = new RLock()
    const condition = new Condition(lock)
    await lock.acquire()
    await lock.acquire()
    const controller = new AbortController()
    const waits = condition.wait({ signal: controller.signal })
    await until(() => condition.statistics().waiting === 1)
    assert.equal(await pool.submit(() => lock.acquireSync()), true)
    controller.abort()
    await assert.rejects(waits, { name: "AbortError" })
    assert.equal(lock.depth, 2)
  })
})

describe("a Barrier", () => {
  it("lets go when all have come, again and again, with a number for each", async () => {
    const barrier = new Barrier(3)
    const rounds = [1, 2, 3].map(() =>
      pool.submit(async () => {
        const mine: number[] = []
        for (let round = 0; round < 20; round++) mine.push(round % 2 === 0 ? await barrier.wait() : barrier.waitSync())
        return mine
      }),
    )
    const all = await Promise.all(rounds)
    for (const round of range(20))
      assert.deepEqual(
        all.map((mine) => mine[round]!).toSorted((a, b) => a - b),
        [0, 1, 2],
      )
  })

  it("runs its action once a round, before anyone goes on", async () => {
    const count = shared(new Int32Array(1))
    const barrier = new Barrier(2, { action: () => void Atomics.add(count, 0, 1) })
    const seen = await Promise.all(
      [1, 2].map(() =>
        pool.submit(async () => {
          const mine: number[] = []
          for (let round = 0; round < 5; round++) {
            await barrier.wait()
            mine.push(Atomics.load(count, 0))
            await barrier.wait()
          }
          return mine
        }),
      ),
    )
    assert.deepEqual(seen, [
      [1, 3, 5, 7, 9],
      [1, 3, 5, 7, 9],
    ])
  })

  it("breaks for all when it is aborted, and is mended by reset", async () => {
    const barrier = new Barrier(2)
    const waits = pool.submit(async () => await barrier.wait())
    await until(() => barrier.nWaiting === 1)
    barrier.abort()
    await assert.rejects(waits, BrokenBarrierError)
    await assert.rejects(barrier.wait(), BrokenBarrierError)
    barrier.reset()
    assert.equal(barrier.broken, false)
    assert.deepEqual((await Promise.all([barrier.wait(), barrier.wait()])).toSorted(), [0, 1])
  })

  it("turns away who waits at a reset, and can be used at once", async () => {
    const barrier = new Barrier(2)
    const waits = barrier.wait()
    await until(() => barrier.nWaiting === 1)
    barrier.reset()
    await assert.rejects(waits, BrokenBarrierError)
    assert.equal((await Promise.all([barrier.wait(), barrier.wait()])).length, 2)
  })

  it("breaks for all when one runs out of time, or its action throws", async () => {
    const slow = new Barrier(3, { timeout: 20 })
    const results = await Promise.allSettled([slow.wait(), slow.wait({ timeout: 60_000 })])
    for (const one of results) assert.ok(one.status === "rejected" && one.reason instanceof BrokenBarrierError)
    const fails = new Barrier(2, {
      action: () => {
        throw new RangeError("no")
      },
    })
    const [first, second] = await Promise.allSettled([fails.wait(), fails.wait()])
    assert.ok(first.status === "rejected" && first.reason instanceof BrokenBarrierError)
    assert.ok(second.status === "rejected" && second.reason instanceof RangeError)
  })
})

describe("a Counter", () => {
  it("counts on all threads", async () => {
    const counter = new Counter(10)
    await pool.map(() => void counter.increment(), range(500))
    assert.equal(counter.value, 510)
    assert.equal(counter.add(-10), 500)
    assert.equal(counter.decrement(), 499)
    assert.equal(counter.compareExchange(499, 2 ** 40), 499)
    assert.equal(counter.value, 2 ** 40)
    assert.throws(() => counter.add(0.5), { code: "HEDDLE_OPTION" })
  })

  it("is waited for", async () => {
    const counter = new Counter()
    const five = counter.waitFor(5)
    const two = pool.submit(() => counter.waitForSync(2))
    await pool.map(() => void counter.increment(), range(5))
    assert.deepEqual(await Promise.all([five, two]), [true, true])
    assert.equal(await counter.waitFor(6, { timeout: 1 }), false)
  })
})

describe("a Value", () => {
  it("is read, written and added to whole, whatever its type", async () => {
    for (const type of ["int8", "uint16", "int32", "float32", "float64", "d", "i"] as const) {
      const value = new Value(type, 1)
      await pool.map(() => void value.add(1), range(100))
      assert.equal(value.value, 101)
    }
    const big = new Value("int64", 2n ** 62n)
    assert.equal(big.add(1n), 2n ** 62n + 1n)
    assert.equal(new Value("uint8", 255).add(1), 0)
    const float = new Value("float64")
    assert.equal(float.value, 0)
    assert.equal(float.compareExchange(0, 1.5), 0)
    assert.equal(float.value, 1.5)
    assert.throws(() => new Value("int9" as "int8"), { code: "HEDDLE_OPTION", option: "type" })
  })

  it("has a lock that goes with it", async () => {
    const value = new Value("float64", 0)
    await pool.map(async () => {
      using _held = await value.getLock().hold()
      const before = value.value
      await turn()
      value.value = before + 1
    }, range(100))
    assert.equal(value.value, 100)
    assert.throws(() => new Value("int32", 0, { lock: false }).getLock(), /without a lock/)
  })
})

describe("a SharedArray", () => {
  it("is written in place, by all", async () => {
    const array = new SharedArray("int32", 5)
    await pool.map((i: number) => void (array.data[i] = i * i), range(5))
    assert.deepEqual([...array], [0, 1, 4, 9, 16])
    assert.equal(array.at(-1), 16)
    assert.deepEqual([...new SharedArray("d", [0.5, 1.5])], [0.5, 1.5])
    assert.throws(() => new SharedArray("int32", -1), { code: "HEDDLE_OPTION" })
  })
})

describe("every handle", () => {
  const make = {
    Lock: () => new Lock(),
    RLock: () => new RLock(),
    Semaphore: () => new Semaphore(),
    BoundedSemaphore: () => new BoundedSemaphore(),
    Event: () => new Event(),
    Condition: () => new Condition(),
    Barrier: () => new Barrier(2),
    Counter: () => new Counter(),
    Queue: () => new Queue(),
    JoinableQueue: () => new JoinableQueue(),
    PipeEnd: () => Pipe()[0],
    Value: () => new Value("int32"),
    SharedArray: () => new SharedArray("int32", 1),
  }

  it("comes home as the one that left, and is one thing however often it is sent", async () => {
    for (const [name, create] of Object.entries(make)) {
      const handle: object = create()
      assert.equal(await pool.submit((it: object) => it, handle), handle, name)
      const same = pool.submit((one: object, two: { it: object }) => one === two.it && one === handle, handle, {
        it: handle,
      })
      assert.equal(await same, true, name)
    }
  })

  it("is refused where no memory is shared, with the way out", async () => {
    await using processes = new Pool({ workers: 1, backend: "processes" })
    for (const [name, create] of Object.entries(make)) {
      const handle: object = create()
      const error = await processes.submit((it: object) => void it, handle).catch((error: unknown) => error)
      assert.ok(error instanceof UnsendableError, `${name}: ${String(error)}`)
      assert.equal(error.path, "args[0]")
      assert.match(error.message, /heddle\/multiprocessing/)
    }
    const lock = new Lock()
    await assert.rejects(
      processes.submit(() => void lock),
      { code: "HEDDLE_UNSENDABLE", path: "lock" },
    )
  })
})
