import { shared } from "heddle"
import { JoinableQueue, Process, Queue, SimpleQueue } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { elsewhere } from "./elsewhere.ts"
import { until } from "./until.ts"

test("items come out in the order in which they were put", async () => {
  const queue = new Queue<number>()
  for (let i = 0; i < 3000; i++) await queue.put(i)
  for (let i = 0; i < 3000; i++) assert.equal(await queue.get(), i)
  assert.equal(await queue.empty(), true)
})

test("a full queue takes nothing more: a put waits, or fails when its time is over", async () => {
  const queue = new Queue<number>(6)
  for (let i = 0; i < 6; i++) await queue.put(i)
  assert.deepEqual([await queue.full(), await queue.size(), await queue.qsize()], [true, 6, 6])
  await assert.rejects(queue.putNowait(6), { code: "HEDDLE_QUEUE_FULL" })
  await assert.rejects(queue.put(6, { timeout: 1 }), { code: "HEDDLE_QUEUE_FULL" })
  const waits = queue.put(7)
  assert.equal(await queue.get(), 0)
  await waits
  assert.equal(await queue.size(), 6)
})

test("an empty queue gives nothing: a get waits, or fails when its time is over", async () => {
  const queue = new Queue<string>()
  await assert.rejects(queue.getNowait(), { code: "HEDDLE_QUEUE_EMPTY" })
  await assert.rejects(queue.get({ timeout: 1 }), { code: "HEDDLE_QUEUE_EMPTY" })
  const waits = queue.get()
  await queue.put("late")
  assert.equal(await waits, "late")
})

test("a get that is given up takes no item with it", async () => {
  const queue = new Queue<number>()
  const controller = new AbortController()
  const waits = queue.get({ signal: controller.signal })
  controller.abort()
  await queue.put(1)
  await assert.rejects(waits, { name: "AbortError" })
  assert.equal(await queue.get(), 1)
})

test("an item is a copy of what was put, as it was then", async () => {
  const queue = new Queue<{ list: number[]; when: Date; self?: unknown }>()
  const item: { list: number[]; when: Date; self?: unknown } = { list: [1], when: new Date(5) }
  item.self = item
  await queue.put(item)
  item.list.push(2)
  const got = await queue.get()
  assert.deepEqual([got.list, got.when, got.self === got], [[1], new Date(5), true])
})

test("functions, instances and views travel as arguments do", async () => {
  class Point {
    readonly #x: number
    constructor(x: number) {
      this.#x = x
    }
    get double(): number {
      return this.#x * 2
    }
  }
  const queue = new Queue()
  const factor = 3
  await queue.put((n: number) => n * factor)
  await queue.put(new Point(4))
  await queue.put(new Float64Array([1, 2, 3, 4]).subarray(1, 3))
  await queue.put(Buffer.from("text"))
  assert.equal(((await queue.get()) as (n: number) => number)(5), 15)
  assert.equal(((await queue.get()) as Point).double, 8)
  const view = (await queue.get()) as Float64Array
  assert.deepEqual([[...view], view.buffer.byteLength], [[2, 3], 16])
  assert.equal(String(await queue.get()), "text")
})

test("an item that cannot be sent fails its put, and the next one arrives", async () => {
  const queue = new Queue(1)
  await assert.rejects(queue.put({ timer: Promise.resolve() }), { code: "HEDDLE_UNSENDABLE", path: "item.timer" })
  await assert.rejects(queue.put({ blob: new Blob(["x"]) }), { code: "HEDDLE_UNSENDABLE" })
  await queue.put("good")
  assert.equal(await queue.get(), "good")
})

test("after close nothing is put, what is there is given out, then get is an error", async () => {
  const queue = new Queue<number>(1)
  await queue.put(1)
  const waits = queue.put(2)
  const closing = queue.close()
  await assert.rejects(waits, { code: "HEDDLE_QUEUE_CLOSED" })
  await closing
  await assert.rejects(queue.put(3), { code: "HEDDLE_QUEUE_CLOSED" })
  assert.equal(await queue.get(), 1)
  await assert.rejects(queue.get(), { code: "HEDDLE_QUEUE_CLOSED" })
  assert.equal(await queue.closed(), true)
  await queue.close()
})

test("a loop over a queue ends when it is closed and empty", async () => {
  const queue = new SimpleQueue<number>()
  const all = Array.fromAsync(queue)
  await queue.put(1)
  await queue.put(2)
  await queue.close()
  assert.deepEqual(await all, [1, 2])
})

test("join waits until every item is done with", async () => {
  const queue = new JoinableQueue<number>()
  assert.equal(await queue.join(), true)
  await queue.put(1)
  await queue.put(2)
  const joined = queue.join()
  await queue.get()
  await queue.taskDone()
  assert.equal(await queue.join({ timeout: 1 }), false)
  await queue.taskDone()
  assert.equal(await joined, true)
  await assert.rejects(queue.taskDone(), { code: "HEDDLE_OVER_RELEASE" })
})

test("a size that is none is refused", () => {
  for (const size of [-1, 1.5, Number.NaN]) assert.throws(() => new Queue(size), { code: "HEDDLE_OPTION" })
})

elsewhere("queues", (open) => {
  test("what two workers put arrives, each one's in its order", async () => {
    await using pool = open()
    const queue = new Queue<[number, number]>(3)
    const put = async (n: number): Promise<void> => {
      for (let i = 0; i < 100; i++) await queue.put([n, i])
    }
    const done = pool.map(put, [0, 1]).then(() => queue.close())
    const next = [0, 0]
    for await (const [n, i] of queue) assert.equal(i, next[n]!++)
    await done
    assert.deepEqual(next, [100, 100])
  })

  test("each item is given to one reader", async () => {
    await using pool = open()
    const queue = new Queue<number>()
    const read = async (): Promise<number[]> => await Array.fromAsync(queue)
    const readers = pool.starmap(read, [[], []])
    for (let i = 0; i < 200; i++) await queue.put(i)
    await queue.close()
    const all = (await readers).flat()
    assert.deepEqual(
      all.toSorted((a, b) => a - b),
      Array.from({ length: 200 }, (_, i) => i),
    )
  })

  test("errors arrive as what they are", async () => {
    await using pool = open()
    const queue = new Queue(1)
    const name = async (failing: () => Promise<unknown>): Promise<string> => {
      return await failing().then(
        () => "none",
        (error: Error & { code: string }) => `${error.name} ${error.code}`,
      )
    }
    assert.equal(await pool.submit(() => name(() => queue.getNowait())), "QueueEmptyError HEDDLE_QUEUE_EMPTY")
    await queue.put(1)
    assert.equal(await pool.submit(() => name(() => queue.put(2, { timeout: 1 }))), "QueueFullError HEDDLE_QUEUE_FULL")
    assert.equal(await pool.submit(() => name(() => queue.put(Promise.resolve()))), "UnsendableError HEDDLE_UNSENDABLE")
    assert.equal(
      await pool.submit(() => name(() => queue.put(2, { signal: AbortSignal.abort() }))),
      "AbortError HEDDLE_ABORTED",
    )
    assert.equal(await queue.get(), 1)
  })

  test("a wait is given up by a signal over there", async () => {
    await using pool = open()
    const queue = new Queue<number>()
    const gaveUp = pool.submit(async () => {
      const controller = new AbortController()
      const waits = queue.get({ signal: controller.signal })
      while ((await queue.waiting()) === 0);
      controller.abort()
      return await waits.catch((error: Error) => error.name)
    })
    assert.equal(await gaveUp, "AbortError")
    await queue.put(1)
    assert.equal(await queue.get(), 1)
  })

  test("a queue in a queue, and one that a worker makes, are the same queues", async () => {
    await using pool = open()
    const outer = new Queue()
    const made = pool.submit(async () => {
      const [up, down] = [new Queue<number>(), new Queue<number>()]
      await outer.put([up, down])
      await up.put(1)
      return await down.get()
    })
    const [up, down] = (await outer.get()) as [Queue<number>, Queue<number>]
    assert.equal(await up.get(), 1)
    await down.put(2)
    assert.equal(await made, 2)
    await outer.put(outer)
    assert.equal(await outer.get(), outer)
  })
})

test("an item that is given to a reader as it dies is not lost", async () => {
  const queue = new Queue<number>()
  const dies = new Process(async () => {
    // Connected first, so that the request leaves before the loop.
    await queue.size()
    void queue.get()
    await new Promise((resolve) => setImmediate(resolve))
    for (;;);
  })
  dies.start()
  await until(async () => (await queue.waiting()) === 1)
  await queue.put(1)
  await queue.put(2)
  dies.kill()
  await dies.join()
  await until(async () => (await queue.size()) === 2)
  assert.deepEqual([await queue.get(), await queue.get()], [1, 2])
})

test("a process that put much can be joined before anybody has read it", async () => {
  const queue = new Queue<string>()
  const child = new Process(async () => {
    for (let i = 0; i < 8; i++) await queue.put("x".repeat(1_000_000))
  })
  child.start()
  await child.join()
  assert.deepEqual([child.exitCode, await queue.size(), (await queue.get()).length], [0, 8, 1_000_000])
})

test("shared memory arrives as a copy", async () => {
  const queue = new Queue<Int32Array>()
  const array = shared(new Int32Array([1, 2]))
  await queue.put(array)
  array[0] = 9
  assert.deepEqual([...(await queue.get())], [1, 2])
})
