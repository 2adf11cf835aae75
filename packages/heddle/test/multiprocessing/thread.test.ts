import { shared } from "heddle"
import { activeCount, enumerate, Event, Lock, Queue, Thread } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { threadId } from "node:worker_threads"

test("a thread runs its target with arguments and captured variables, on a thread of its own", async () => {
  const cells = shared(new Int32Array(2))
  const thread = new Thread((i: number) => void (cells[i] = 7), 1)
  assert.deepEqual([thread.ident, thread.isAlive()], [undefined, false])
  thread.start()
  assert.deepEqual([thread.isAlive(), enumerate(), activeCount()], [true, [thread], 2])
  await thread.join()
  assert.deepEqual([...cells], [0, 7])
  assert.deepEqual([thread.isAlive(), enumerate(), activeCount()], [false, [], 1])
  assert.notEqual(thread.ident, undefined)
  assert.notEqual(thread.ident, threadId)
})

test("a thread is started once, and joined after that only", async () => {
  const thread = new Thread(() => {})
  await assert.rejects(thread.join(), { code: "HEDDLE_PROCESS" })
  thread.start()
  assert.throws(() => thread.start(), { code: "HEDDLE_PROCESS" })
  assert.throws(() => (thread.daemon = true), { code: "HEDDLE_PROCESS" })
  await thread.join()
  await thread.join()
})

test("join comes back after its timeout, or when it is given up", async () => {
  const go = new Event()
  const thread = new Thread(async () => void (await go.wait()))
  thread.start()
  await thread.join({ timeout: 1 })
  assert.equal(thread.isAlive(), true)
  await assert.rejects(thread.join({ signal: AbortSignal.abort() }), { name: "AbortError" })
  await go.set()
  await thread.join()
  assert.equal(thread.isAlive(), false)
})

test("names are given or count up", () => {
  assert.match(new Thread().name, /^Thread-\d+$/)
  const thread = new Thread({ name: "mine" })
  thread.name = "yours"
  assert.deepEqual([thread.name, thread.daemon], ["yours", false])
})

test("a subclass travels with its fields and runs its own run", async () => {
  const queue = new Queue<number>()
  class Adder extends Thread {
    readonly #a: number
    readonly b = 2
    constructor(a: number) {
      super()
      this.#a = a
    }
    override async run(): Promise<void> {
      await queue.put(this.#a + this.b)
    }
  }
  const thread = new Adder(1)
  thread.start()
  assert.equal(await queue.get(), 3)
  await thread.join()
})

test("an error ends its thread, is printed with the thread's name, and nothing else happens", async (t) => {
  const printed: unknown[] = []
  t.mock.method(process.stderr, "write", (text: unknown) => printed.push(text) > 0)
  const thread = new Thread({
    target: () => {
      throw new RangeError("too much")
    },
    name: "thrower",
    dedicated: true,
  })
  thread.start()
  await thread.join()
  assert.equal(thread.isAlive(), false)
  assert.match(String(printed[0]), /^Exception in thread thrower:\nRangeError: too much\n/)
})

test("threads use one lock in turn", async () => {
  const lock = new Lock()
  const cells = shared(new Int32Array(1))
  const add = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) {
      await using held = await lock.hold()
      const before = cells[0]!
      await Promise.resolve(held.poisoned)
      cells[0] = before + 1
    }
  }
  const threads = [1, 2].map(() => new Thread({ target: add, dedicated: true }))
  for (const thread of threads) thread.start()
  for (const thread of threads) await thread.join()
  assert.equal(cells[0], 100)
})

test("wrong options are refused by name", () => {
  assert.throws(() => new Thread({ dedicate: true } as object), { code: "HEDDLE_OPTION", message: /`dedicated`/ })
  assert.throws(() => new Thread({ target: "x" as never }), { code: "HEDDLE_OPTION" })
})
