import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, HeddleError, QueueClosedError, QueueEmptyError, QueueFullError, range } from "heddle"
import { LifoQueue, PriorityQueue, Queue, TaskGroup, createTask } from "heddle/async"
import { failure, settle } from "./steps.ts"

describe("a queue", () => {
  it("gives items in the order in which they were put", async () => {
    const queue = new Queue<number>()
    for (const n of [1, 3, 2]) queue.putNowait(n)
    assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [3, false, false])
    assert.deepEqual([queue.getNowait(), await queue.get(), queue.getNowait()], [1, 3, 2])
    assert.ok(queue.empty())
  })

  it("is full at its maxSize, and whoever puts then waits for room, in order", async () => {
    const queue = new Queue<number>(2)
    const put: number[] = []
    const putter = createTask(async () => {
      for (const n of range(4)) {
        await queue.put(n)
        put.push(n)
      }
      return true
    })
    await settle()
    assert.deepEqual([put, queue.full()], [[0, 1], true])
    assert.equal(await queue.get(), 0)
    await settle()
    assert.deepEqual(put, [0, 1, 2])
    assert.deepEqual([await queue.get(), await queue.get(), await queue.get()], [1, 2, 3])
    assert.equal(await putter, true)
  })

  it("gives an item to who waits longest for one", async () => {
    const queue = new Queue<string>()
    const waiting = [queue.get(), queue.get()]
    queue.putNowait("a")
    queue.putNowait("b")
    assert.deepEqual(await Promise.all(waiting), ["a", "b"])
    assert.equal(queue.qsize(), 0)
  })

  it("says without waiting that it is empty, or full", () => {
    const queue = new Queue<number>(1)
    assert.throws(() => queue.getNowait(), QueueEmptyError)
    queue.putNowait(1)
    assert.throws(() => queue.putNowait(2), QueueFullError)
  })

  it("says that it was empty, or full, for too long", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const queue = new Queue<number>(1)
    const get = failure(queue.get({ timeout: 10 }))
    t.mock.timers.tick(10)
    assert.ok((await get) instanceof QueueEmptyError)
    queue.putNowait(1)
    const put = failure(queue.put(2, { timeout: 10 }))
    t.mock.timers.tick(10)
    assert.ok((await put) instanceof QueueFullError)
    assert.deepEqual([queue.getNowait(), queue.qsize()], [1, 0])
  })

  it("loses nothing by a getter that is cancelled: the next one gets the item", async () => {
    const queue = new Queue<string>()
    const [first, second] = [createTask(() => queue.get()), createTask(() => queue.get())]
    first.cancel()
    await assert.rejects(first, CancelledError)
    queue.putNowait("a")
    assert.equal(await second, "a")
  })

  it("loses nothing by a getter that is cancelled in the turn in which it got an item", async () => {
    const queue = new Queue<string>()
    const getter = createTask(() => queue.get())
    queue.putNowait("a")
    getter.cancel()
    assert.equal(await getter, "a")
  })

  it("does not take the item of a putter that is cancelled, and keeps the order of the others", async () => {
    const queue = new Queue<string>(1)
    queue.putNowait("a")
    const cancelled = createTask(() => queue.put("X"))
    const kept = createTask(() => queue.put("b"))
    cancelled.cancel()
    await assert.rejects(cancelled, CancelledError)
    assert.deepEqual([queue.getNowait(), queue.getNowait()], ["a", "b"])
    await kept
  })

  it("joins when every item is dealt with", async () => {
    const queue = new Queue<number>()
    await queue.join()
    for (const n of range(100)) queue.putNowait(n)
    let sum = 0
    const workers = [1, 2].map(() =>
      createTask(async () => {
        for await (const n of queue) {
          sum += n
          queue.taskDone()
        }
      }),
    )
    assert.equal(await queue.join(), true)
    assert.equal(sum, 4950)
    queue.shutdown()
    await Promise.all(workers)
  })

  it("counts what was handed straight to a getter, and what waited for room, as unfinished", async () => {
    const queue = new Queue<number>(1)
    const getter = queue.get()
    const putters = [queue.put(1), queue.put(2), queue.put(3)]
    let joined = false
    const join = queue.join().then(() => (joined = true))
    assert.equal(await getter, 1)
    assert.deepEqual([await queue.get(), await queue.get()], [2, 3])
    await Promise.all(putters)
    queue.taskDone()
    queue.taskDone()
    await settle()
    assert.equal(joined, false)
    queue.taskDone()
    await join
    assert.throws(() => queue.taskDone(), HeddleError)
  })

  it("joins with a limit", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const queue = new Queue<number>()
    queue.putNowait(1)
    const join = queue.join({ timeout: 10 })
    t.mock.timers.tick(10)
    assert.equal(await join, false)
  })

  it("that is shut down gives what it has, and refuses everything else", async () => {
    const queue = new Queue<number>(2)
    queue.putNowait(1)
    queue.putNowait(2)
    const putter = failure(queue.put(3))
    queue.shutdown()
    assert.ok(queue.closed)
    assert.ok((await putter) instanceof QueueClosedError)
    await assert.rejects(queue.put(4), QueueClosedError)
    assert.throws(() => queue.putNowait(4), QueueClosedError)
    assert.deepEqual([await queue.get(), queue.getNowait()], [1, 2])
    await assert.rejects(queue.get(), QueueClosedError)
    assert.throws(() => queue.getNowait(), QueueClosedError)
    queue.shutdown()
    let joined = false
    const join = queue.join().then(() => (joined = true))
    queue.taskDone()
    await settle()
    assert.equal(joined, false)
    queue.taskDone()
    await join
  })

  it("that is shut down sends away who waits for an item", async () => {
    const queue = new Queue<number>()
    const getters = [failure(queue.get()), failure(queue.get())]
    queue.shutdown()
    for (const error of await Promise.all(getters)) assert.ok(error instanceof QueueClosedError)
  })

  it("that is shut down at once drops what it has, and who joins goes on when the rest is done", async () => {
    const queue = new Queue<number>()
    for (const n of range(3)) queue.putNowait(n)
    queue.getNowait()
    let joined = false
    const join = queue.join().then(() => (joined = true))
    queue.shutdown({ immediate: true })
    await assert.rejects(queue.get(), QueueClosedError)
    await settle()
    assert.equal(joined, false)
    queue.taskDone()
    await join
    const other = new Queue<number>()
    other.putNowait(1)
    other.shutdown({ immediate: true })
    assert.equal(await other.join(), true)
  })

  it("can be read in a loop until it is shut down, by several", async () => {
    const queue = new Queue<number>(3)
    const seen: number[] = []
    await TaskGroup.run(async (group) => {
      for (let reader = 0; reader < 3; reader++) {
        void group.createTask(async () => {
          for await (const n of queue) {
            await settle()
            seen.push(n)
          }
        })
      }
      for (const n of range(50)) await queue.put(n)
      queue.shutdown()
    })
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      [...range(50)],
    )
  })

  it("keeps order and its bound through a thousand turns", async () => {
    const queue = new Queue<number>(7)
    const seen: number[] = []
    let most = 0
    await TaskGroup.run(async (group) => {
      void group.createTask(async () => {
        for await (const n of queue) {
          most = Math.max(most, queue.qsize())
          seen.push(n)
          if (n % 13 === 0) await settle()
        }
      })
      for (const n of range(1000)) await queue.put(n)
      queue.shutdown()
    })
    assert.deepEqual(seen, [...range(1000)])
    assert.ok(most <= 7)
  })

  it("refuses a size that is none", () => {
    assert.throws(() => new Queue(-1), /`maxSize` must be an integer, at least 0/)
    assert.throws(() => new Queue(1.5), /`maxSize` must be an integer/)
  })
})

describe("a LIFO queue", () => {
  it("gives first what was put last", async () => {
    const queue = new LifoQueue<number>()
    for (const n of [1, 3, 2]) queue.putNowait(n)
    assert.deepEqual([queue.getNowait(), await queue.get(), queue.getNowait()], [2, 3, 1])
  })
})

describe("a priority queue", () => {
  it("gives the least first, in Python's order of numbers, strings and tuples", () => {
    const cases: unknown[][] = [
      [1, 3, 2],
      ["b", "a", "ab"],
      [[2, "a"], [1, "b"], [1, "a"], [1]],
      [2n, 1n],
    ]
    for (const items of cases) {
      const queue = new PriorityQueue<unknown>()
      for (const item of items) queue.putNowait(item)
      const sorted = items.map(() => queue.getNowait())
      assert.deepEqual(
        sorted,
        {
          0: [1, 2, 3],
          1: ["a", "ab", "b"],
          2: [[1], [1, "a"], [1, "b"], [2, "a"]],
          3: [1n, 2n],
        }[cases.indexOf(items)],
      )
    }
  })

  it("gives equal ones in the order in which they came, also under a comparison of your own", () => {
    const queue = new PriorityQueue<{ readonly rank: number; readonly name: string }>(0, {
      compare: (a, b) => b.rank - a.rank,
    })
    for (const name of ["a", "b", "c"]) queue.putNowait({ rank: 1, name })
    queue.putNowait({ rank: 2, name: "first" })
    assert.deepEqual(
      [...range(4)].map(() => queue.getNowait().name),
      ["first", "a", "b", "c"],
    )
  })

  it("orders a thousand items, put in any order", () => {
    const queue = new PriorityQueue<number>()
    for (const n of range(1000)) queue.putNowait((n * 7919) % 1000)
    assert.deepEqual(
      [...range(1000)].map(() => queue.getNowait()),
      [...range(1000)],
    )
  })

  it("refuses what it cannot order, from who waits for room too, and keeps what it has", async () => {
    const queue = new PriorityQueue<unknown>(2)
    queue.putNowait(1)
    assert.throws(() => queue.putNowait({}), /`item` must be a number, a string/)
    assert.throws(() => queue.putNowait("2"), /like the others/)
    assert.equal(queue.qsize(), 1)
    queue.putNowait(2)
    const [wrong, right] = [failure(queue.put({})), queue.put(0)]
    assert.equal(queue.getNowait(), 1)
    assert.match(String(await wrong), /`item` must be/)
    await right
    assert.deepEqual([queue.getNowait(), queue.getNowait()], [0, 2])
    for (let i = 0; i < 3; i++) queue.taskDone()
    assert.equal(await queue.join(), true)
  })

  it("gives items of one priority in the order in which they came, whatever they are", () => {
    const queue = new PriorityQueue<[number, object]>()
    const items = [{ a: 1 }, { b: 2 }, { c: 3 }]
    for (const item of items) queue.putNowait([1, item])
    assert.deepEqual(
      items.map(() => queue.getNowait()[1]),
      items,
    )
  })
})
