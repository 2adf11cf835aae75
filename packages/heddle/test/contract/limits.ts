import assert from "node:assert/strict"
import { NestingError, Pool, QueueFullError, range } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { deeper } from "./deeper.ts"
import { failure } from "./errors.ts"
import { gates, opened, read, release, tick, worker } from "./gates.ts"

/** Bounds. */
export const limits: Group = [
  has("maxQueue: what is over it is refused, and drain tells when there is room", async ({ open }) => {
    const pool = open({ workers: 1, maxQueue: 2 })
    const gate = gates()
    const wait = async (): Promise<void> => await opened(gate)
    const taken = [pool.submit(wait), pool.submit(wait), pool.submit(wait)]
    assert.equal(pool.full, true)
    const error = await failure(pool.submit(wait))
    assert.ok(error instanceof QueueFullError)
    assert.match(error.message, /maxQueue is 2[^]*drain/)
    const drained = new Promise((resolve) => pool.on("drain", resolve))
    release(gate)
    await drained
    assert.equal(pool.full, false)
    await Promise.all(taken)
    await pool.submit(wait)
  }),

  has("maxQueue 0: as many calls as there are workers", ["concurrency"], async ({ open }) => {
    const pool = open({ workers: 2, maxQueue: 0 })
    const gate = gates()
    const wait = async (): Promise<void> => await opened(gate)
    const controller = new AbortController()
    const taken = [pool.submit(wait), pool.with({ signal: controller.signal, grace: 10 }).submit(wait)]
    assert.ok((await failure(pool.submit(wait))) instanceof QueueFullError)
    controller.abort()
    await failure(taken[1]!)
    assert.equal(pool.full, false)
    const third = pool.submit(wait)
    release(gate)
    await Promise.all([taken[0], third])
  }),

  has("a map is not counted by maxQueue: it waits by itself", async ({ open }) => {
    const pool = open({ workers: 2, maxQueue: 0 })
    assert.deepEqual(await pool.map((x: number) => x, range(100)), [...range(100)])
  }),

  has("maxTasksPerWorker: a worker is replaced after so many tasks", ["workers"], async ({ open }) => {
    const pool = open({ workers: 1, maxTasksPerWorker: 3 })
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push(await pool.submit(worker))
    assert.equal(new Set(ids.slice(0, 3)).size, 1)
    assert.notEqual(ids[3], ids[2])
  }),

  has("maxTasksPerWorker with a backlog finishes everything", async ({ open }) => {
    const pool = open({ workers: 1, maxTasksPerWorker: 2 })
    assert.deepEqual(await Promise.all(range(6).map((x) => pool.submit((y: number) => y, x))), [...range(6)])
    assert.deepEqual(await pool.map((x: number) => x, range(9)), [...range(9)])
  }),

  has("maxTasksPerWorker with three workers and close at once yields all", async ({ open }) => {
    const pool = open({ workers: 3, maxTasksPerWorker: 5 })
    const all = pool.map((x: number) => x, range(40), { chunkSize: 1 })
    const closed = pool.close()
    assert.deepEqual(await all, [...range(40)])
    await closed
  }),

  has("an idle worker ends, and the next call starts another", ["workers"], async ({ open }) => {
    const pool = open({ workers: 2, idleTimeout: 1 })
    const first = await pool.submit(worker)
    await new Promise<void>((resolve) => {
      pool.on("worker", ({ change }) => change === "ended" && resolve())
    })
    assert.equal(pool.workers.length, 0)
    assert.notEqual(await pool.submit(worker), first)
  }),

  has("minWorkers are started at once and kept", ["workers"], async ({ open }) => {
    const pool = open({ workers: 3, minWorkers: 2, idleTimeout: 1 })
    assert.equal(pool.workers.length, 2)
    const gate = gates()
    const all = range(3).map(() => pool.submit(async () => await opened(gate)))
    await new Promise<void>((resolve) => {
      pool.on("worker", ({ change }) => change === "ended" && resolve())
      release(gate)
    })
    await Promise.all(all)
    assert.equal(pool.workers.length, 2)
  }),

  has("buffer bounds what a map has pulled and not finished", async ({ pool }) => {
    let pulled = 0
    const finished = gates()
    function* input(): Generator<number> {
      for (const x of range(50)) {
        assert.ok(pulled - read(finished) <= 6, `${pulled} pulled, ${read(finished)} finished`)
        pulled++
        yield x
      }
    }
    const work = (x: number): number => (tick(finished), x)
    assert.deepEqual(await pool.map(work, input(), { buffer: 5, chunkSize: 2 }), [...range(50)])
  }),

  has("statistics count what happened", ["concurrency"], async ({ open }) => {
    const pool = open({ workers: 2 })
    const tries = gates()
    const flaky = (): void => {
      if (tick(tries) === 1) throw new Error("first")
    }
    const fail = (): never => {
      throw new Error("always")
    }
    await pool.map((x: number) => x, range(10))
    await pool.with({ retries: 1 }).submit(flaky)
    await failure(pool.submit(fail))
    const { completed, failed, retried, queued, running, maxWorkers } = pool.stats()
    assert.deepEqual(
      { completed, failed, retried, queued, running, maxWorkers },
      {
        completed: 11,
        failed: 1,
        retried: 1,
        queued: 0,
        running: 0,
        maxWorkers: 2,
      },
    )
  }),

  has("recordTiming tells how long tasks ran and waited; without it nothing is kept", async ({ open, pool }) => {
    const timed = open({ workers: 1, recordTiming: true })
    const spin = (): void => {
      const end = performance.now() + 5
      while (performance.now() < end);
    }
    await Promise.all(range(4).map(() => timed.submit(spin)))
    await timed.close()
    const { runTime, waitTime } = timed.stats()
    assert.deepEqual([runTime!.count, waitTime!.count], [4, 4])
    assert.ok(runTime!.min >= 4.9 && runTime!.p50 >= 4.9 && runTime!.max >= runTime!.p99, JSON.stringify(runTime))
    assert.ok(waitTime!.min <= waitTime!.p50 && waitTime!.p50 <= waitTime!.max, JSON.stringify(waitTime))
    assert.equal("runTime" in pool.stats(), false)
  }),

  has("a queue says what waits and what runs", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, started] = [gates(), gates()]
    const blocker = pool.submit(async () => {
      release(started)
      await opened(gate)
    })
    const waiting = range(5).map(() => pool.submit(() => 1))
    await opened(started)
    const { queued, running } = pool.stats()
    assert.equal(queued + running, 6)
    release(gate)
    await Promise.all([blocker, ...waiting])
  }),

  has("pools in tasks share the cores, not multiply them", ["workers"], async ({ open }) => {
    const pool = open({ workers: 2 })
    const inner = async (): Promise<[number, number]> => {
      const { cpuCount } = await import("heddle")
      const nested = new Pool()
      const found: [number, number] = [cpuCount(), nested.stats().maxWorkers]
      await nested.close()
      return found
    }
    const { availableParallelism } = await import("node:os")
    const [count, workers] = await pool.submit(inner)
    assert.ok(count <= Math.max(1, availableParallelism() / 2))
    assert.equal(workers, count)
  }),

  has(
    "a task that calls itself through pools ends in an error, not in ever more workers",
    ["workers", "nesting"],
    async ({ open, backend }) => {
      const error = await failure(open({ workers: 1 }).submit(deeper, backend))
      assert.ok(error instanceof NestingError, error.stack)
      assert.equal(error.depth, 8)
      assert.match(error.message, /inside of 8 workers/)
    },
  ),
]
