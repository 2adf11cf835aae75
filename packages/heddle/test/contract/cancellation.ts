import assert from "node:assert/strict"
import {
  AbortError,
  CancelledError,
  TaskTimeoutError,
  TimeoutError,
  WorkerDiedError,
  currentTask,
  range,
  transfer,
} from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { failure } from "./errors.ts"
import { gates, opened, put, read, readAll, release, tick, turn, worker } from "./gates.ts"
import type { Gates } from "./gates.ts"

/** Stopping tasks. */
export const cancellation: Group = [
  has("a signal that is aborted already rejects at once, with its reason; the task never runs", async ({ pool }) => {
    const ran = gates()
    const work = (): number => tick(ran)
    const reason = new Error("no longer needed")
    const view = pool.with({ signal: AbortSignal.abort(reason) })
    for (const promise of [view.submit(work), view.map(work, [1]), Array.fromAsync(view.imap(work, [1]))]) {
      const error = await failure(promise)
      assert.ok(error instanceof AbortError)
      assert.equal(error.name, "AbortError")
      assert.equal(error.cause, reason)
    }
    await pool.submit(() => 1)
    assert.equal(read(ran), 0)
  }),

  has("an abort takes out what waits; the rest keeps its order", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, next, places] = [gates(), gates(), gates(6)]
    const controller = new AbortController()
    const blocker = pool.submit(async () => await opened(gate))
    const place = (i: number): void => put(places, i, tick(next))
    const calls = range(6).map((i) => {
      const view = i % 2 === 0 ? pool : pool.with({ signal: controller.signal })
      return view.submit(place, i)
    })
    controller.abort()
    const errors = await Promise.all([1, 3, 5].map(async (i) => await failure(calls[i]!)))
    assert.ok(errors.every((error) => error instanceof AbortError))
    assert.equal(new Set(errors).size, 3)
    release(gate)
    await blocker
    await Promise.all([0, 2, 4].map(async (i) => await calls[i]))
    assert.deepEqual(readAll(places), [1, 0, 2, 0, 3, 0])
  }),

  has("an abort while a task awaits rejects promptly, and the task sees its signal", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [started, seen] = [gates(), gates()]
    const controller = new AbortController()
    const wait = async (): Promise<void> => {
      release(started)
      const { signal } = currentTask()
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))
      release(seen)
    }
    const call = pool.with({ signal: controller.signal, grace: 60_000 }).submit(wait)
    await opened(started)
    controller.abort("enough")
    const error = await failure(call)
    assert.ok(error instanceof AbortError)
    assert.equal(error.cause, "enough")
    await opened(seen)
    assert.equal(await pool.submit(() => 1), 1)
    assert.equal(pool.stats().restarts, 0, "a task that listens keeps its worker")
  }),

  has("an abort while a task spins rejects promptly and replaces its worker", ["spinning"], async ({ open }) => {
    const pool = open()
    const [started, gate] = [gates(), gates()]
    const controller = new AbortController()
    const neighbour = pool.submit(async () => await opened(gate))
    const spin = (): never => {
      release(started)
      for (;;);
    }
    const call = pool.with({ signal: controller.signal, grace: 10 }).submit(spin)
    await opened(started)
    controller.abort()
    assert.ok((await failure(call)) instanceof AbortError)
    release(gate)
    await neighbour
    assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
  }),

  has("a synchronous loop can ask whether it should stop", ["blocking"], async ({ open }) => {
    const pool = open({ workers: 1 })
    const started = gates()
    const controller = new AbortController()
    const loop = (): string => {
      release(started)
      while (!currentTask().aborted);
      return "stopped by itself"
    }
    const call = pool.with({ signal: controller.signal, grace: 60_000 }).submit(loop)
    await opened(started)
    controller.abort()
    assert.ok((await failure(call)) instanceof AbortError)
    assert.equal(await pool.submit(() => 1), 1)
    assert.equal(pool.stats().restarts, 0)
  }),

  // What was moved there cannot be taken back.
  has("a task that spins is ended although moved arguments wait behind it", ["spinning"], async ({ open }) => {
    const pool = open({ workers: 1, grace: 10 })
    const started = gates()
    const controller = new AbortController()
    const spin = (bytes: Uint8Array): never => {
      release(started)
      for (;;) bytes[0]!++
    }
    const moved = range(3).map(() => transfer(new Uint8Array(8)))
    const call = pool.with({ signal: controller.signal }).map(spin, moved, { chunkSize: 3 })
    await opened(started)
    controller.abort()
    assert.ok((await failure(call)) instanceof AbortError)
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has(
    "a loop sees that it should stop, and what waits behind it with moved arguments never runs",
    ["blocking"],
    async ({ open }) => {
      const pool = open({ workers: 1, grace: 60_000 })
      const [started, ran] = [gates(), gates()]
      const controller = new AbortController()
      const loop = (bytes: Uint8Array): number => {
        tick(ran)
        release(started)
        while (!currentTask().aborted);
        return bytes.length
      }
      const moved = range(3).map(() => transfer(new Uint8Array(8)))
      const call = pool.with({ signal: controller.signal }).map(loop, moved, { chunkSize: 3 })
      await opened(started)
      controller.abort()
      assert.ok((await failure(call)) instanceof AbortError)
      assert.equal(await pool.submit(() => 1), 1)
      assert.equal(read(ran), 1)
      assert.equal(pool.stats().restarts, 0)
    },
  ),

  has("nothing new goes to a worker that still has a task to stop", ["workers"], async ({ open }) => {
    const pool = open({ workers: 2, grace: 60_000 })
    const [started, gate] = [gates(), gates()]
    const controller = new AbortController()
    const deaf = async (): Promise<void> => {
      release(started)
      await opened(gate)
    }
    const call = pool.with({ signal: controller.signal }).submit(deaf)
    await opened(started)
    controller.abort()
    await failure(call)
    const ids = new Set(await Promise.all(range(6).map(() => pool.submit(worker))))
    assert.equal(ids.size, 1)
    release(gate)
  }),

  has(
    "a worker that is busy with a neighbour is not ended for a task that has ended",
    ["blocking"],
    async ({ open }) => {
      const pool = open({ workers: 1, tasksPerWorker: 2, grace: 1 })
      const started = gates()
      const controller = new AbortController()
      const step = (which: number): number => {
        if (which === 0) return 0
        release(started)
        // Deaf for many times the grace.
        for (const end = performance.now() + 100; performance.now() < end;);
        return which
      }
      await pool.submit(step, 0)
      const ended = pool.with({ signal: controller.signal }).submit(step, 0)
      const neighbour = pool.submit(step, 1)
      await opened(started)
      controller.abort()
      await Promise.allSettled([ended])
      assert.equal(await neighbour, 1)
      assert.equal(pool.stats().restarts, 0)
    },
  ),

  has(
    "a worker that is busy with a neighbour is ended for a task that cannot be asked to stop",
    ["spinning"],
    async ({ open }) => {
      const pool = open({ workers: 1, tasksPerWorker: 2, grace: 1 })
      const started = gates(2)
      const controller = new AbortController()
      const step = async (which: number): Promise<void> => {
        release(started, which)
        if (which === 1) for (;;);
        await new Promise(() => {})
      }
      const waits = pool.with({ signal: controller.signal }).submit(step, 0)
      await opened(started, 0)
      const spins = failure(pool.submit(step, 1))
      await opened(started, 1)
      controller.abort()
      assert.ok((await failure(waits)) instanceof AbortError)
      assert.ok((await spins) instanceof WorkerDiedError)
      assert.equal(await pool.submit(() => 1), 1)
    },
  ),

  has("several aborts at once settle each call once", async ({ open }) => {
    const pool = open()
    const controllers = range(20).map(() => new AbortController())
    const forever = async (): Promise<void> => await new Promise(() => {})
    const calls = controllers.map(({ signal }) => pool.with({ signal, grace: 10 }).submit(forever))
    await turn()
    for (const controller of controllers) controller.abort()
    for (const controller of controllers) controller.abort()
    const outcomes = await Promise.allSettled(calls)
    assert.ok(outcomes.every((one) => one.status === "rejected" && one.reason instanceof AbortError))
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("an abort after the result does nothing, and no listener stays on a shared signal", async ({ pool }) => {
    const { getEventListeners } = await import("node:events")
    const controller = new AbortController()
    const view = pool.with({ signal: controller.signal })
    const results = await Promise.all(range(1000).map((x) => view.submit((y: number) => y, x)))
    await view.map((x: number) => x, range(10))
    for await (const _ of view.imap((x: number) => x, range(10))) break
    assert.equal(results.length, 1000)
    assert.equal(getEventListeners(controller.signal, "abort").length, 0)
    controller.abort()
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("an abort of a map rejects it and stops what it has under way", async ({ open }) => {
    const pool = open()
    const [started, ran] = [gates(), gates()]
    const controller = new AbortController()
    const wait = async (): Promise<void> => {
      tick(ran)
      release(started)
      await new Promise<void>((resolve) => currentTask().signal.addEventListener("abort", () => resolve()))
    }
    const all = pool.map(wait, range(100), { signal: controller.signal })
    await opened(started)
    controller.abort(new Error("changed my mind"))
    const error = await failure(all)
    assert.ok(error instanceof AbortError)
    assert.equal((error.cause as Error).message, "changed my mind")
    assert.equal(await pool.submit(() => 1), 1)
    assert.ok(read(ran) <= 4, `${read(ran)} began`)
  }),

  has("a timeout ends a task that spins", ["spinning"], async ({ open }) => {
    const pool = open()
    const spin = (): never => {
      for (;;);
    }
    const error = await failure(pool.with({ timeout: 30, grace: 10 }).submit(spin))
    assert.ok(error instanceof TaskTimeoutError)
    assert.equal(error.timeout, 30)
    assert.match(error.message, /30 ms/)
    assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
  }),

  has("a timeout ends a task that never settles", async ({ open }) => {
    const pool = open()
    const never = async (): Promise<never> => await new Promise(() => {})
    const error = await failure(pool.with({ timeout: 30, grace: 10 }).submit(never))
    assert.ok(error instanceof TaskTimeoutError && error instanceof TimeoutError)
    const outcomes = await pool.map(never, [1, 2, 3], { onError: "settle", taskTimeout: 20, grace: 10 })
    assert.ok(outcomes.every((one) => one.status === "rejected" && one.reason instanceof TaskTimeoutError))
    assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
  }),

  has("a timeout counts from the task's start, not from the call", async ({ open }) => {
    const pool = open({ workers: 1 })
    const gate = gates()
    const blocker = pool.submit(async () => await opened(gate))
    const queued = pool.with({ timeout: 200 }).submit(() => "in time")
    // Longer than its timeout passes while it waits.
    await pool
      .submit(() => 1)
      .result(300)
      .catch(() => {})
    release(gate)
    await blocker
    assert.equal(await queued, "in time")
  }),

  has("a task that is in time leaves no timer behind", async ({ open }) => {
    const pool = open({ workers: 1, timeout: "1m" })
    assert.deepEqual(await pool.map(async (x: number) => x, range(50)), [...range(50)])
    await pool.close()
    const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout")
    assert.ok(timers.length < 5, `${timers.length} timers`)
  }),

  has("each attempt has the whole timeout", async ({ open }) => {
    const pool = open()
    const tries = gates()
    const second = async (): Promise<string> => {
      if (tick(tries) < 2) await new Promise(() => {})
      return "second"
    }
    assert.equal(await pool.with({ timeout: 100, retries: 1, grace: 10 }).submit(second), "second")
    assert.equal(read(tries), 2)
  }),

  has(
    "grace is the call's own: a task that ends within it keeps its worker after its timeout",
    ["spinning"],
    async ({ open }) => {
      const pool = open({ workers: 1, grace: 1 })
      const gate = gates()
      const id = await pool.submit(worker)
      const late = pool.with({ timeout: 50, grace: "10m" }).submit(async () => await opened(gate))
      assert.ok((await failure(late)) instanceof TaskTimeoutError)
      const next = pool.submit(worker)
      release(gate)
      assert.equal(await next, id)
    },
  ),

  has("a map's timeout is for the whole call", async ({ open }) => {
    const pool = open({ workers: 1 })
    const ran = gates()
    const wait = async (): Promise<void> => {
      tick(ran)
      await new Promise<void>((resolve) => currentTask().signal.addEventListener("abort", () => resolve()))
    }
    const error = await failure(pool.map(wait, ["second", "third"], { timeout: 50, chunkSize: 1 }))
    assert.ok(error instanceof TimeoutError && !(error instanceof TaskTimeoutError), error.stack)
    assert.equal(await pool.submit(() => 1), 1)
    assert.ok(read(ran) <= 1, "what had not begun never does")
  }),

  has("an imap's timeout gives what was in time, then the error", async ({ open }) => {
    const pool = open()
    // What a worker takes to start is no part of this.
    await pool.broadcast(() => 1)
    const wait = async (x: number): Promise<number> => (x < 2 ? x : await new Promise(() => {}))
    const given: number[] = []
    const error = await failure(
      (async () => {
        for await (const x of pool.imap(wait, range(3), { timeout: 500, grace: 10 })) given.push(x)
      })(),
    )
    assert.ok(error instanceof TimeoutError)
    assert.deepEqual(given, [0, 1])
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("a timeout of 0 with a busy worker: nothing of the map ever begins", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, started, ran] = [gates(), gates(), gates()]
    const blocker = pool.submit(async () => {
      release(started)
      await opened(gate)
    })
    await opened(started)
    const error = await failure(pool.map((_item: string) => tick(ran), ["second", "third"], { timeout: 1 }))
    assert.ok(error instanceof TimeoutError)
    release(gate)
    await blocker
    await pool.submit(() => 1)
    assert.equal(read(ran), 0)
  }),

  has(
    "a failure stops its siblings' rest within the grace, however long they wait",
    ["concurrency"],
    async ({ open }) => {
      const pool = open()
      const started = gates()
      const work = async (i: number): Promise<void> => {
        if (i === 0) {
          await opened(started)
          throw new TypeError("first")
        }
        release(started)
        await new Promise(() => {})
      }
      const error = await failure(pool.map(work, range(100), { chunkSize: 1, grace: 10 }))
      assert.ok(error instanceof TypeError)
      assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
    },
  ),

  has("cancel takes back what has not started, and nothing else", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, started, ran] = [gates(), gates(), gates()]
    const running = pool.submit(async () => {
      release(started)
      await opened(gate)
      return "ran"
    })
    const waiting = range(5).map(() => pool.submit(() => tick(ran)))
    await opened(started)
    assert.equal(running.cancel(), false)
    assert.deepEqual(
      waiting.map((future) => future.cancel()),
      [true, true, true, true, true],
    )
    release(gate)
    assert.equal(await running, "ran")
    assert.equal(running.cancel(), false)
    for (const future of waiting) assert.ok((await failure(future)) instanceof CancelledError)
    await pool.submit(() => 1)
    assert.equal(read(ran), 0)
  }),

  has("an abort ends a broadcast", ["spinning"], async ({ open }) => {
    const pool = open()
    const begun = gates()
    const controller = new AbortController()
    const all = pool.with({ signal: controller.signal, grace: 1 }).broadcast((begun: Gates) => {
      tick(begun)
      for (;;);
    }, begun)
    await opened(begun)
    controller.abort()
    assert.ok((await failure(all)) instanceof AbortError)
    assert.equal(await pool.submit(() => 1), 1)
  }),
]
