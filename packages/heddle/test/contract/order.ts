import assert from "node:assert/strict"
import { range } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { add, gates, opened, put, reached, read, readAll, release, tick } from "./gates.ts"

/** Who goes first. */
export const order: Group = [
  has("tasks of one worker start in the order in which they were submitted", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [next, places] = [gates(), gates(100)]
    const place = (i: number): void => put(places, i, add(next, 1))
    await Promise.all(range(100).map((i) => pool.submit(place, i)))
    assert.deepEqual(readAll(places), [...range(100)])
  }),

  has("a higher priority goes first, equals in their order", async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, next, places] = [gates(), gates(), gates(6)]
    const blocker = pool.submit(async () => await opened(gate))
    const place = (i: number): void => put(places, i, add(next, 1))
    const all = [0, 5, 0, 9, 5, -1].map((priority, i) => pool.with({ priority }).submit(place, i))
    release(gate)
    await Promise.all([blocker, ...all])
    assert.deepEqual(readAll(places), [3, 1, 4, 0, 2, 5])
  }),

  has("a priority overtakes the items of a map that is under way", ["nearness"], async ({ open }) => {
    const pool = open({ workers: 1 })
    const [gate, started, next, places] = [gates(), gates(), gates(), gates(51)]
    const step = async (i: number): Promise<void> => {
      release(started)
      if (i === 0) await opened(gate)
      put(places, i, add(next, 1))
    }
    const all = pool.map(step, range(50), { chunkSize: 50 })
    await opened(started)
    const urgent = pool.with({ priority: 1 }).submit(() => put(places, 50, add(next, 1)))
    release(gate)
    await Promise.all([all, urgent])
    assert.equal(read(places, 50), 1, "only the item that ran already came before")
  }),

  has("no more tasks run at once than there are workers", ["concurrency"], async ({ open }) => {
    const pool = open({ workers: 3 })
    const [gate, words] = [gates(), gates(2)]
    const busy = async (): Promise<void> => {
      const now = tick(words)
      if (now > read(words, 1)) put(words, 1, now)
      if (now === 3) release(gate)
      await opened(gate)
      add(words, -1)
    }
    await Promise.all(range(45).map(() => pool.submit(busy)))
    assert.equal(read(words, 1), 3)
  }),

  has("tasksPerWorker lets one worker have several under way", async ({ open }) => {
    const pool = open({ workers: 1, tasksPerWorker: 4 })
    const count = gates()
    const meet = async (): Promise<number> => {
      tick(count)
      await reached(count, 4)
      return 1
    }
    assert.deepEqual(await pool.map(meet, range(4)), [1, 1, 1, 1])
  }),

  has("sequential calls use one worker", ["workers"], async ({ open }) => {
    const pool = open({ workers: 4 })
    for (let i = 0; i < 3; i++) await pool.submit(() => 1)
    assert.equal(pool.workers.length, 1)
  }),

  has("a burst starts all workers at once", ["workers"], async ({ open }) => {
    const pool = open({ workers: 3 })
    const gate = gates()
    const all = range(9).map(() => pool.submit(async () => await opened(gate)))
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(pool.workers.length, 3)
    release(gate)
    await Promise.all(all)
  }),

  has("a long task does not hold up those that were sent with it", ["concurrency"], async ({ open }) => {
    const pool = open({ workers: 2 })
    await pool.map((x: number) => x, range(64))
    const [gate, count] = [gates(), gates()]
    const work = async (i: number): Promise<void> => {
      if (i === 0) await opened(gate)
      else if (tick(count) === 39) release(gate)
    }
    await pool.map(work, range(40), { chunkSize: 40 })
    assert.equal(read(count), 39)
  }),

  has("an argument that takes long to arrive is not sent to and fro between the workers", async ({ pool }) => {
    const rows = Array.from({ length: 1_000_000 }, (_, i) => ({ i, name: `row ${i}` }))
    assert.equal(await pool.submit((rows: unknown[]) => rows.length, rows), 1_000_000)
  }),
]
