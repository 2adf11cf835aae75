import assert from "node:assert/strict"
import { PoolClosedError, currentTask, range } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { failure } from "./errors.ts"
import { gates, opened, read, release, tick } from "./gates.ts"

/** The life of a pool. */
export const lifecycle: Group = [
  has("many pools close at once without a word", async ({ open }) => {
    const warnings: Error[] = []
    const hear = (warning: Error): void => void warnings.push(warning)
    process.on("warning", hear)
    await Promise.all(range(12).map(() => open({ workers: 1 }).close()))
    await new Promise((resolve) => setImmediate(resolve))
    process.off("warning", hear)
    assert.deepEqual(warnings, [])
  }),

  has("close finishes what was submitted, then ends the workers", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const all = [pool.submit(async () => await opened(gate)), ...range(20).map((x) => pool.submit((y: number) => y, x))]
    const mapped = pool.map((x: number) => x, range(10))
    const closed = pool.close()
    release(gate)
    await closed
    assert.deepEqual((await Promise.all(all)).slice(1), [...range(20)])
    assert.deepEqual(await mapped, [...range(10)])
    assert.deepEqual(pool.workers, [])
  }),

  has("a closed pool refuses every verb with PoolClosedError, a new one each time", async ({ open }) => {
    const pool = open()
    await pool.close()
    const errors = await Promise.all([
      failure(pool.submit(() => 1)),
      failure(pool.map((x: number) => x, [1])),
      failure(pool.starmap((x: number) => x, [[1]])),
      failure(Array.fromAsync(pool.imap((x: number) => x, [1]))),
      failure(pool.broadcast(() => 1)),
      failure(pool.with({ retries: 1 }).submit(() => 1)),
    ])
    for (const error of errors) assert.ok(error instanceof PoolClosedError, error.stack)
    assert.equal(new Set(errors).size, errors.length)
  }),

  has("a closing pool refuses new work while it finishes the old", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const old = pool.submit(async () => (await opened(gate), "old"))
    const closed = pool.close()
    assert.ok((await failure(pool.submit(() => 1))) instanceof PoolClosedError)
    release(gate)
    assert.equal(await old, "old")
    await closed
  }),

  has("closing twice, and closing after terminate, are the same", async ({ open }) => {
    const pool = open()
    await pool.submit(() => 1)
    await Promise.all([pool.close(), pool.close()])
    await pool.close()
    await pool.terminate()
    await pool.terminate()
    await pool.close()
  }),

  has("close right after construction, and after a submit while the worker starts", async ({ open }) => {
    await open().close()
    const pool = open()
    const one = pool.submit(() => 1)
    await pool.close()
    assert.equal(await one, 1)
    const warm = open({ minWorkers: 2 })
    await warm.close()
    assert.deepEqual(warm.workers, [])
  }),

  has("terminate right after construction, while starting, while running: everything settles", async ({ open }) => {
    await open().terminate()
    const starting = open()
    const early = range(10).map((x) => starting.submit((y: number) => y, x))
    await starting.terminate()
    for (const one of await Promise.allSettled(early)) {
      assert.ok(one.status === "rejected" && one.reason instanceof PoolClosedError)
    }
    const running = open({ workers: 1 })
    const started = gates()
    const endless = running.submit(async () => {
      release(started)
      await new Promise(() => {})
    })
    const queued = range(5).map(() => running.submit(() => 1))
    await opened(started)
    const outcomes = Promise.allSettled([endless, ...queued])
    await running.terminate()
    for (const one of await outcomes) assert.ok(one.status === "rejected" && one.reason instanceof PoolClosedError)
    assert.deepEqual(running.workers, [])
  }),

  has("terminate ends tasks that spin", ["spinning"], async ({ open }) => {
    const pool = open({ workers: 1 })
    const started = gates()
    const spin = (): never => {
      release(started)
      for (;;);
    }
    const future = pool.submit(spin)
    await opened(started)
    const [error] = await Promise.all([failure(future), pool.terminate()])
    assert.ok(error instanceof PoolClosedError)
  }),

  has("terminate under load returns promptly and settles every item", async ({ open }) => {
    const pool = open()
    const started = gates()
    const work = async (x: number): Promise<number> => {
      if (tick(started) > 2) await new Promise(() => {})
      return x
    }
    const all = pool.map(work, range(10_000), { chunkSize: 1 })
    const settled = pool.map(work, range(1000), { onError: "settle" })
    const stream = Array.fromAsync(pool.imap(work, range(1000)))
    await opened(started)
    const errors = Promise.all([failure(all), failure(stream), Promise.allSettled([settled])])
    await pool.terminate()
    const [first, second] = await errors
    assert.ok(first instanceof PoolClosedError, first.stack)
    assert.ok(second instanceof PoolClosedError, second.stack)
  }),

  has("terminate settles a map whose input never comes, and closes the input", async ({ open }) => {
    const pool = open()
    const words = gates()
    const input: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => {
          tick(words)
          return Promise.resolve({ done: true, value: undefined })
        },
      }),
    }
    const errors = Promise.all([
      failure(pool.map((x: number) => x, input)),
      failure(Array.fromAsync(pool.imap((x: number) => x, input))),
      Promise.allSettled([pool.map((x: number) => x, input, { onError: "settle" })]),
    ])
    await pool.terminate()
    const [first, second, [third]] = await errors
    for (const error of [first, second, (third as PromiseRejectedResult).reason as unknown]) {
      assert.ok(error instanceof PoolClosedError, String(error))
    }
    assert.equal(read(words), 3)
  }),

  has("terminate settles a call whose argument is not there yet", async ({ open }) => {
    const [source, pool] = [open(), open()]
    const gate = gates()
    const slow = source.submit(async () => (await opened(gate), 1))
    const waiting = failure(pool.submit((x: number) => x, slow))
    const mapped = failure(pool.map((x: number) => x, [slow, slow]))
    await pool.terminate()
    assert.ok((await waiting) instanceof PoolClosedError)
    assert.ok((await mapped) instanceof PoolClosedError)
    release(gate)
    assert.equal(await slow, 1)
  }),

  has("close does not wait for the argument of a cancelled call", async ({ open }) => {
    const [source, pool] = [open(), open()]
    const slow = source.submit(async () => await new Promise<number>(() => {}))
    const waiting = pool.submit((x: number) => x, slow)
    assert.ok(waiting.cancel())
    await pool.close()
    await source.terminate()
    assert.ok((await failure(slow)) instanceof PoolClosedError)
  }),

  has("terminate while it closes ends the waiting", async ({ open }) => {
    const pool = open({ workers: 1 })
    const started = gates()
    const stuck = failure(
      pool.submit(async () => {
        release(started)
        await new Promise(() => {})
      }),
    )
    await opened(started)
    const closing = pool.close()
    await pool.terminate()
    await closing
    assert.ok((await stuck) instanceof PoolClosedError)
  }),

  has("closeTimeout ends a close that takes too long", async ({ open }) => {
    const pool = open({ workers: 1, closeTimeout: 20 })
    const stuck = failure(pool.submit(() => new Promise(() => {})))
    await pool.close()
    assert.ok((await stuck) instanceof PoolClosedError)
  }),

  has("drain waits for what is under way and leaves the pool open", async ({ open }) => {
    const pool = open()
    await pool.drain()
    const done = gates()
    const all = range(20).map(() => pool.submit(() => tick(done)))
    const mapped = pool.map(() => tick(done), range(5))
    await pool.drain()
    assert.equal(read(done), 25)
    await Promise.all([...all, mapped])
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("the end of `await using` closes the pool: results that are pending arrive", async ({ open }) => {
    // Spelled out: Node 22, which runs this suite too, does not parse `await using`.
    const pool = open()
    const pending = pool.submit(() => 5)
    await pool[Symbol.asyncDispose]()
    assert.equal(await pending, 5)
  }),

  has("a stream that nobody reads does not keep a pool from closing", async ({ open }) => {
    const pool = open()
    const stream = pool.imap((x: number) => x, range(100))
    await pool.close()
    assert.ok((await failure(stream.next())) instanceof PoolClosedError)
  }),

  has("a stream that is being read is finished by close", async ({ open }) => {
    const pool = open()
    const stream = pool.imap((x: number) => x, range(100))
    const first = await stream.next()
    const closed = pool.close()
    const rest = await Array.fromAsync(stream)
    await closed
    assert.deepEqual([first.value, ...rest], [...range(100)])
  }),

  has("submit, cancel and close return promptly", async ({ open }) => {
    const pool = open({ workers: 1 })
    const cancelled = range(50).map(() => pool.submit(() => 1))
    for (const future of cancelled) future.cancel()
    await pool.close()
    const outcomes = await Promise.allSettled(cancelled)
    assert.equal(outcomes.length, 50)
  }),

  has("events tell of workers and tasks", async ({ open }) => {
    const pool = open({ workers: 1 })
    const told: string[] = []
    pool.on("worker", ({ change }) => told.push(change))
    pool.on("task", ({ ok }) => told.push(ok ? "ok" : "failed"))
    const off = pool.on("task", () => told.push("never"))
    off()
    pool.on("task", () => {
      throw new Error("from a listener")
    })
    const warned = new Promise((resolve) => process.once("warning", resolve))
    await pool.submit(() => 1)
    await warned
    await failure(
      pool.submit(() => {
        throw new Error("expected")
      }),
    )
    await pool.close()
    assert.deepEqual(told, ["started", "ok", "failed", "ended"])
  }),

  has("progress of a task arrives before its result", async ({ open }) => {
    const pool = open({ workers: 1 })
    const seen: [number, string | undefined][] = []
    pool.on("progress", ({ fraction, note }) => seen.push([fraction, note]))
    await pool.submit(() => {
      currentTask().progress(0.25)
      currentTask().progress(0.5, "half")
    })
    assert.deepEqual(seen, [
      [0.25, undefined],
      [0.5, "half"],
    ])
  }),
]
