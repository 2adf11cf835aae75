import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { UnsendableError, range } from "heddle"
import {
  BlockingError,
  JoinableQueue,
  Lock,
  OverReleaseError,
  Pipe,
  PipeClosedError,
  Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
} from "heddle/sync"
import { testPool, until } from "./pool.ts"

const pool = testPool()

describe("a Queue", () => {
  it("gives items in the order in which they were put", async () => {
    const queue = new Queue<number>()
    for (const n of range(100)) await queue.put(n)
    assert.equal(queue.size, 100)
    const got = await pool.submit(async () => {
      const all: number[] = []
      while (!queue.empty()) all.push(await queue.get())
      return all
    })
    assert.deepEqual(got, [...range(100)])
  })

  it("is full at its size, and empty without items", async () => {
    const queue = new Queue<number>(6)
    for (const n of range(6)) queue.putNowait(n)
    assert.equal(queue.full(), true)
    assert.throws(() => queue.putNowait(7), QueueFullError)
    await assert.rejects(queue.put(7, { timeout: 1 }), QueueFullError)
    for (const n of range(6)) assert.equal(queue.getNowait(), n)
    assert.throws(() => queue.getNowait(), QueueEmptyError)
    await assert.rejects(queue.get({ timeout: 1 }), QueueEmptyError)
    assert.deepEqual(queue.statistics(), { size: 0, maxSize: 6, closed: false, getters: 0, putters: 0 })
  })

  it("lets those who wait in in their order", async () => {
    const queue = new Queue<string>(1)
    const got = [queue.get(), queue.get(), queue.get()]
    for (const item of ["a", "b", "c"]) await queue.put(item)
    assert.deepEqual(await Promise.all(got), ["a", "b", "c"])
    await queue.put("d")
    const put = ["e", "f"].map(async (item) => await queue.put(item))
    assert.deepEqual([await queue.get(), await queue.get(), await queue.get()], ["d", "e", "f"])
    await Promise.all(put)
  })

  it("carries whatever a task could get", async () => {
    class Point {
      x = 1
      plus(): number {
        return this.x + 1
      }
    }
    const queue = new Queue()
    const shape: { self?: unknown } = {}
    shape.self = shape
    const values = [undefined, null, -0, 10n, "x", [1, [2]], new Map([[1, new Set([2])]]), new Date(5), /a/g]
    for (const value of values) assert.deepEqual((await queue.put(value), await queue.get()), value)
    await queue.put(shape)
    const cycle = (await queue.get()) as typeof shape
    assert.equal(cycle.self, cycle)
    await queue.put(new RangeError("no"))
    assert.ok((await queue.get()) instanceof RangeError)
    const three = 3
    await queue.put([new Point(), (n: number) => n * three])
    const there = pool.submit(async () => {
      const [point, times] = (await queue.get()) as [Point, (n: number) => number]
      return [point.plus(), times(2)]
    })
    assert.deepEqual(await there, [2, 6])
  })

  it("carries items of any size, and uses their memory again", async () => {
    const queue = new Queue<Uint8Array | string>(2, { maxBytes: "8M" })
    const reads = pool.submit(async () => {
      let bytes = 0
      for await (const item of queue) bytes += item.length
      return bytes
    })
    let bytes = 0
    for (const n of range(60)) {
      const size = 2 ** (n % 20)
      bytes += size
      await queue.put(n % 2 === 0 ? new Uint8Array(size).fill(n) : "x".repeat(size))
    }
    queue.close()
    assert.equal(await reads, bytes)
  })

  it("refuses what it has no memory for", async () => {
    const queue = new Queue<string>(0, { maxBytes: 65536 })
    await assert.rejects(queue.put("x".repeat(100_000)), QueueFullError)
    await queue.put("fits")
    assert.equal(await queue.get(), "fits")
  })

  it("refuses what cannot be sent, and stays as it was", async () => {
    const queue = new Queue()
    await assert.rejects(queue.put(Promise.resolve(1)), UnsendableError)
    await assert.rejects(queue.put(new Lock()), UnsendableError)
    assert.throws(() => queue.putNowait(new SharedArrayBuffer(8)), UnsendableError)
    await queue.put("good")
    assert.equal(await queue.get(), "good")
    assert.equal(queue.size, 0)
  })

  it("takes nothing after it was closed, and gives out what it has", async () => {
    const queue = new Queue<number>(2)
    await queue.put(1)
    await queue.put(2)
    const waits = queue.put(3)
    queue.close()
    await assert.rejects(waits, QueueClosedError)
    await assert.rejects(queue.put(4), QueueClosedError)
    assert.throws(() => queue.putNowait(4), QueueClosedError)
    assert.equal(await queue.get(), 1)
    assert.equal(queue.getNowait(), 2)
    await assert.rejects(queue.get(), QueueClosedError)
    assert.throws(() => queue.getNowait(), QueueClosedError)
    const empty = new Queue()
    const gets = empty.get()
    empty.close()
    await assert.rejects(gets, QueueClosedError)
    assert.equal(empty.closed, true)
  })

  it("is shared by several loops", async () => {
    const queue = new Queue<number>(4)
    const loops = [1, 2, 3].map(() =>
      pool.submit(async () => {
        const mine: number[] = []
        for await (const n of queue) mine.push(n)
        return mine
      }),
    )
    for (const n of range(300)) await queue.put(n)
    queue.close()
    const all = (await Promise.all(loops)).flat().toSorted((a, b) => a - b)
    assert.deepEqual(all, [...range(300)])
  })

  it("blocks in workers, not on the main thread", async () => {
    const [there, back] = [new Queue<number>(1), new Queue<number>(1)]
    const doubles = pool.submit(() => {
      for (let n = 0; n < 50; n++) back.putSync(there.getSync() * 2)
    })
    for (const n of range(50)) {
      await there.put(n)
      assert.equal(await back.get(), 2 * n)
    }
    await doubles
    assert.throws(() => there.getSync(), BlockingError)
    assert.throws(() => there.putSync(1), BlockingError)
  })

  it("checks its options", () => {
    assert.throws(() => new Queue(-1), { code: "HEDDLE_OPTION", option: "maxSize" })
    assert.throws(() => new Queue(1, { maxByte: 3 } as object), { code: "HEDDLE_OPTION", option: "maxByte" })
  })
})

describe("a JoinableQueue", () => {
  it("is joined when the work on all items is done", async () => {
    const queue = new JoinableQueue<number>()
    const works = pool.submit(async () => {
      for await (const _ of queue) queue.taskDone()
    })
    for (const n of range(20)) await queue.put(n)
    assert.equal(await queue.join(), true)
    assert.equal(queue.unfinished, 0)
    queue.close()
    await works
  })

  it("is not joined before, and counts", async () => {
    const queue = new JoinableQueue<number>()
    assert.equal(await queue.join(), true)
    await queue.put(1)
    assert.equal(await queue.join({ timeout: 1 }), false)
    await queue.get()
    assert.equal(queue.unfinished, 1)
    queue.taskDone()
    assert.throws(() => queue.taskDone(), OverReleaseError)
  })
})

describe("a Pipe", () => {
  it("carries both ways, in order", async () => {
    const [mine, yours] = Pipe<number>()
    const echo = pool.submit(async () => {
      for (let i = 0; i < 3; i++) yours.send((await yours.recv()) + 1)
    })
    for (const n of [1, 2, 3]) mine.send(n)
    assert.deepEqual([await mine.recv(), await mine.recv(), await mine.recv()], [2, 3, 4])
    await echo
  })

  it("ends with what was sent when the other end is closed", async () => {
    const [mine, yours] = Pipe<string>()
    yours.send("last")
    yours.close()
    assert.equal(await mine.poll(), true)
    assert.equal(await mine.recv(), "last")
    await assert.rejects(mine.recv(), PipeClosedError)
    assert.equal(await mine.poll(), true)
    assert.throws(() => mine.send("x"), PipeClosedError)
  })

  it("has one way without duplex: the first end receives", async () => {
    const [receives, sends] = Pipe<number>({ duplex: false })
    sends.send(1)
    assert.equal(await receives.recv(), 1)
    assert.throws(() => receives.send(2), PipeClosedError)
    await assert.rejects(sends.recv(), PipeClosedError)
    assert.deepEqual([receives.readable, receives.writable], [true, false])
  })

  it("tells whether something is there, and takes nothing by that", async () => {
    const [mine, yours] = Pipe<number>()
    assert.equal(await mine.poll(), false)
    const polls = mine.poll({ timeout: 10_000 })
    yours.send(5)
    assert.equal(await polls, true)
    assert.equal(await mine.poll(), true)
    assert.equal(await mine.recv({ timeout: 0 }), 5)
    await assert.rejects(mine.recv({ timeout: 1 }), QueueEmptyError)
    await assert.rejects(mine.poll({ timeout: -1 }), { code: "HEDDLE_OPTION" })
  })
})

describe("a getter", () => {
  it("that gives up leaves the item to the next one", async () => {
    const queue = new Queue<number>()
    const controller = new AbortController()
    const first = queue.get({ signal: controller.signal })
    const second = queue.get()
    await until(() => queue.statistics().getters === 2)
    controller.abort()
    await assert.rejects(first, { name: "AbortError" })
    await queue.put(1)
    assert.equal(await second, 1)
  })
})
