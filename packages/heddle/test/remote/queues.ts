import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  CancelledError,
  OptionError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  UnsendableError,
  WorkerDiedError,
  range,
} from "heddle"
import { ActorDiedError, ObjectRef, Queue, cancel, get, getActor, kill, put, remote } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

/** Until so many items are in the queue. */
async function holds(queue: Queue<number>, count: number): Promise<void> {
  while ((await queue.size()) !== count);
}

const take = remote(async (from: Queue) => await from.get())

export function queues(): void {
  describe("Queue", () => {
    it("gives items in the order in which they were put", async () => {
      const queue = new Queue()
      const items = [1, "b", { c: [new Date(3)] }, undefined, null, new Float64Array(2)]
      for (const item of items) await queue.put(item)
      assert.deepEqual([await queue.size(), await queue.qsize(), await queue.empty()], [6, 6, false])
      for (const item of items) assert.deepEqual(await queue.get(), item)
      assert.deepEqual([await queue.size(), await queue.empty(), await queue.full()], [0, true, false])
    })

    it("tells at once, or after a timeout, that it is empty or full", async () => {
      const queue = new Queue<number>(2)
      for (const options of [{ timeout: 5 }, { timeout: 0 }, { block: false }, { block: false, timeout: "1m" }]) {
        assert.ok((await failure(queue.get(options))) instanceof QueueEmptyError)
      }
      assert.ok((await failure(queue.getNowait())) instanceof QueueEmptyError)
      await queue.put(1)
      await queue.putNowait(2)
      assert.equal(await queue.full(), true)
      for (const options of [{ timeout: 5 }, { timeout: 0 }, { block: false }]) {
        assert.ok((await failure(queue.put(3, options))) instanceof QueueFullError)
      }
      assert.match((await failure(queue.putNowait(3))).message, /2 items/)
      assert.deepEqual([await queue.get(), await queue.getNowait(), await queue.size()], [1, 2, 0])
    })

    it("refuses negative times and sizes, and options that it does not know", async () => {
      const queue = new Queue<number>()
      assert.ok((await failure(queue.get({ timeout: -1 }))) instanceof OptionError)
      assert.ok((await failure(queue.put(1, { timeout: -1 }))) instanceof OptionError)
      assert.ok((await failure(queue.put(1, { block: 1 as never }))) instanceof OptionError)
      assert.match((await failure(queue.get(5 as never))).message, /\{ timeout: 5 \}/)
      assert.ok((await failure(queue.getNowaitBatch(-1))) instanceof OptionError)
      assert.match((await failure(queue.shutdown({ grace_period_s: 1 } as never))).message, /graceTimeout/)
      assert.throws(() => new Queue(-1), OptionError)
      assert.throws(() => new Queue(1, { actor_options: {} } as never), /actorOptions/)
      assert.throws(() => new Queue(1, { actorOptions: { retries: 1 } as never }), OptionError)
      assert.equal(await queue.size(), 0)
    })

    it("takes and gives several items, all of them or none", async () => {
      const queue = new Queue<number>(4)
      await queue.putNowaitBatch(range(3))
      assert.ok((await failure(queue.putNowaitBatch([3, 4]))) instanceof QueueFullError)
      assert.ok((await failure(queue.getNowaitBatch(4))) instanceof QueueEmptyError)
      await queue.putNowaitBatch(new Set([3]))
      assert.deepEqual(await queue.getNowaitBatch(4), [0, 1, 2, 3])
      assert.deepEqual(await queue.getNowaitBatch(0), [])
    })

    it("serves those who wait in the order in which they came", async () => {
      const queue = new Queue<number>(1)
      const gets = range(3).map(() => queue.get())
      for (const i of range(3)) await queue.put(i)
      assert.deepEqual(await Promise.all(gets), [0, 1, 2])
      const puts = range(4).map((i) => queue.put(i))
      // Room that those who wait have been given is nobody else's.
      assert.ok((await failure(queue.putNowait(9))) instanceof QueueFullError)
      const rest = [await queue.get(), await queue.get(), await queue.get(), await queue.get()]
      assert.deepEqual(rest, [0, 1, 2, 3])
      await Promise.all(puts)
    })

    it("keeps nothing of a wait that ran out of time", async () => {
      const queue = new Queue<number>(1)
      await failure(queue.get({ timeout: 1 }))
      await queue.put(1)
      await failure(queue.put(2, { timeout: 1 }))
      assert.equal(await queue.get(), 1)
      assert.ok((await failure(queue.getNowait())) instanceof QueueEmptyError)
    })

    it("is a way from many producers to many consumers", async () => {
      const queue = new Queue<number>(5)
      const produce = remote(async (to: Queue<number>, from: number) => {
        for (let i = 0; i < 20; i++) await to.put(from + i)
      })
      const consume = remote(async (from: Queue<number>) => {
        const items: number[] = []
        for (let i = 0; i < 20; i++) items.push(await from.get())
        return items
      })
      const consumers = range(10).map(() => consume.remote(queue))
      const producers = range(10).map((i) => produce.remote(queue, 20 * i))
      await get(producers)
      const all = await get(consumers)
      assert.deepEqual(
        all.flat().toSorted((a, b) => a - b),
        [...range(200)],
      )
      // Each consumer has the items of one producer in their order.
      for (const items of all) {
        for (const i of range(10)) {
          const own = items.filter((item) => Math.floor(item / 20) === i)
          assert.deepEqual(
            own,
            own.toSorted((a, b) => a - b),
          )
        }
      }
    })

    it("travels: to actors, in other values, in results, captured", async () => {
      const queue = new Queue<string>(7)
      class Writer {
        readonly to: Queue<string>
        constructor({ to }: { to: Queue<string> }) {
          this.to = to
        }
        async write(text: string): Promise<Queue<string>> {
          await this.to.put(text)
          return this.to
        }
      }
      const back = await get(remote(Writer).remote({ to: queue }).write.remote("a"))
      assert.ok(back instanceof Queue)
      assert.equal(back.maxsize, 7)
      await get(remote(async () => await queue.put("b")).remote())
      assert.deepEqual(await back.getNowaitBatch(2), ["a", "b"])
      const made = await get(
        remote(async () => {
          const own = new Queue<number>()
          await own.put(1)
          return [own]
        }).remote(),
      )
      assert.equal(await made[0]!.get(), 1)
    })

    it("takes the value of a reference; inside of an item it stays one", async () => {
      const queue = new Queue()
      await queue.put(put(1))
      await queue.put([put(2)])
      assert.equal(await queue.get(), 1)
      const [ref] = (await queue.get()) as [ObjectRef<number>]
      assert.ok(ref instanceof ObjectRef)
      assert.equal(await ref, 2)
      const bad = remote(() => Promise.reject(new RangeError("bad"))).remote()
      assert.ok((await failure(queue.put(bad))) instanceof RangeError)
      assert.ok((await failure(queue.put(Promise.resolve(1)))) instanceof UnsendableError)
      assert.equal(await queue.size(), 0)
    })

    it("gives nothing to a task that was cancelled while it waited", async () => {
      const queue = new Queue<number>()
      const words = gates(2)
      const waits = remote(async (from: Queue<number>, at: Gates) => {
        const item = from.get()
        tick(at, 1)
        return await item
      }).remote(queue, words)
      await reached(words, 1, 1)
      cancel(waits)
      assert.ok((await failure(get(waits))) instanceof CancelledError)
      const next = queue.get()
      await queue.put(1)
      assert.equal(await next, 1)
    })

    it("gives nothing to a worker that died while it waited", async () => {
      const queue = new Queue<string>(1)
      const dies = remote(async (from: Queue<string>) => {
        await Promise.race([from.get(), from.size()])
        process.exit(1)
      })
      assert.ok((await failure(get(dies.remote(queue)))) instanceof WorkerDiedError)
      const next = queue.get()
      await queue.put("kept")
      assert.equal(await next, "kept")
    })

    it("gives what was on its way to a worker that died to the next, in the old order", async () => {
      const queue = new Queue<number>()
      const words = gates(2)
      const dies = remote(async (from: Queue<number>, at: Gates): Promise<void> => {
        for (let i = 0; i < 3; i++) void from.get()
        // From here on nothing arrives in this worker any more.
        setImmediate(() => {
          tick(at, 1)
          while (read(at) === 0);
          process.exit(1)
        })
        await new Promise(() => {})
      }).remote(queue, words)
      await reached(words, 1, 1)
      await queue.putNowaitBatch(range(5))
      await holds(queue, 2)
      release(words)
      assert.ok((await failure(get(dies))) instanceof WorkerDiedError)
      await holds(queue, 5)
      assert.deepEqual(await queue.getNowaitBatch(5), [...range(5)])
    })

    it("ends: those who wait and those who come are told", async () => {
      for (const force of [false, true]) {
        const [queue, full] = [new Queue<number>(1), new Queue<number>(1)]
        await full.put(1)
        const waits = [queue.get(), full.put(2), ...range(3).map(() => take.remote(queue))]
        const failures = Promise.all(waits.map((wait) => failure(wait)))
        await Promise.all([queue.shutdown({ force }), full.shutdown({ force, graceTimeout: "1m" })])
        for (const error of await failures) assert.ok(error instanceof QueueClosedError, error.stack)
        for (const later of [queue.get(), queue.put(1), queue.size(), take.remote(queue)]) {
          assert.ok((await failure(later)) instanceof QueueClosedError)
        }
        await queue.shutdown()
      }
    })

    it("is an actor, with an actor's options and its end", async () => {
      const queue = new Queue<number>(0, { actorOptions: { name: "the queue", dedicated: true } })
      await queue.put(1)
      const actor = getActor<{ size(): number }>("the queue")
      assert.equal(await get(actor.size.remote()), 1)
      kill(actor)
      assert.ok((await failure(queue.get())) instanceof QueueClosedError)
      const breaks = new Queue(0, { actorOptions: { dedicated: true } })
      const exits = (): never => process.exit(1)
      const error = await failure(breaks.put({ [Symbol.for("heddle.reduce")]: () => [exits] }))
      assert.ok(error instanceof ActorDiedError && error.cause instanceof WorkerDiedError, String(error))
    })
  })
}
