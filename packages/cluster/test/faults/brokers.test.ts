import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { WorkerDiedError } from "heddle"
import { startAgent } from "@heddle/cluster"
import { acrossProcesses, gates, opened, put, read, release, tick } from "../../../heddle/test/contract/gates.ts"
import { notRun } from "../broker.ts"
import { World, lease, outcome, runs, until } from "./world.ts"

acrossProcesses()

for (const version of ["2.9", "newest"] as const) {
  describe(`a broker (nats-server ${version})`, { skip: await notRun(version) }, () => {
    it("is killed and started again within the lease: nothing is lost, and nothing runs twice", async () => {
      await using world = await World.start(version)
      await world.machine("machine", 2)
      const pool = world.pool(await world.cluster(), { workers: 2 })
      const counts = gates(200)
      const large = new Uint8Array(100_000)
      const futures = Array.from({ length: 200 }, (_, i) =>
        pool.submit(
          (index: number, bytes: Uint8Array) => {
            tick(counts, index)
            return bytes.length + index
          },
          i,
          large,
        ),
      )
      await futures[10]
      await world.broker.restart()
      await futures[100]
      await world.broker.restart()
      assert.deepEqual(
        await Promise.all(futures),
        futures.map((_, i) => large.length + i),
      )
      assert.deepEqual(
        futures.map((_, i) => read(counts, i)),
        futures.map(() => 1),
      )
    })

    it("is away for longer than the lease: tasks fail and workers end, and when it is back all goes on", async () => {
      await using world = await World.start(version)
      await world.machine("machine", 8)
      const machines = await world.cluster({ lease })
      // More than the starts that may fail in a row.
      const pool = world.pool(machines, { workers: 6 })
      const [pid, never] = [gates(), gates()]
      assert.equal(await pool.submit(() => 1), 1)
      const end = outcome(
        pool.submit(async () => {
          put(pid, 0, process.pid)
          await opened(never)
        }),
      )
      await opened(pid)
      await world.broker.kill()
      const error = await end
      assert.ok(error instanceof WorkerDiedError, String(error))
      assert.match(error.message, /the broker was away/)
      await until(() => !runs(read(pid)))
      const waits = pool.submit(() => 2)
      await world.broker.start()
      assert.equal(await waits, 2)
      assert.deepEqual(await pool.map((x: number) => x, [1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6])
    })
  })
}

describe("a broker", { skip: await notRun() }, () => {
  it("stops for less than the lease: nothing is lost", async () => {
    await using world = await World.start()
    await world.machine()
    const pool = world.pool(await world.cluster(), { workers: 2 })
    assert.equal(await pool.submit(() => 0), 0)
    world.broker.pause()
    const futures = pool.map((x: number) => x, [1, 2, 3])
    world.broker.resume()
    assert.deepEqual(await futures, [1, 2, 3])
  })

  it("stops for longer than the lease: workers end on both sides, and then all goes on", async () => {
    await using world = await World.start()
    await world.machine()
    const pool = world.pool(await world.cluster({ lease }), { workers: 2 })
    const [pid, never] = [gates(), gates()]
    const end = outcome(
      pool.submit(async () => {
        put(pid, 0, process.pid)
        await opened(never)
      }),
    )
    await opened(pid)
    world.broker.pause()
    assert.ok((await end) instanceof WorkerDiedError)
    await until(() => !runs(read(pid)))
    world.broker.resume()
    assert.equal(await pool.submit(() => 2), 2)
  })

  for (const who of ["program", "machine"] as const) {
    it(`is not reached by the ${who} for longer than the lease: it ends on both sides, and then all goes on`, async () => {
      await using world = await World.start()
      const proxy = await world.proxy()
      await world.machine("machine", 2, who === "machine" ? proxy.url : undefined)
      const pool = world.pool(await world.cluster({ lease }, who === "program" ? proxy.url : undefined), { workers: 1 })
      const [pid, gate] = [gates(), gates()]
      const end = outcome(
        pool.submit(async () => {
          put(pid, 0, process.pid)
          await opened(gate)
          return "of no use"
        }),
      )
      await opened(pid)
      proxy.cut()
      assert.ok((await end) instanceof WorkerDiedError)
      await until(() => !runs(read(pid)))
      proxy.mend()
      assert.equal(await pool.submit(() => "again"), "again")
    })

    it(`loses its connection to the ${who}, again and again: nothing is lost, and nothing runs twice`, async () => {
      await using world = await World.start()
      const proxy = await world.proxy()
      await world.machine("machine", 2, who === "machine" ? proxy.url : undefined)
      const machines = await world.cluster({}, who === "program" ? proxy.url : undefined)
      const pool = world.pool(machines, { workers: 2 })
      const counts = gates(60)
      const large = new Uint8Array(300_000)
      const futures = Array.from({ length: 60 }, (_, i) =>
        pool.submit(
          (index: number, bytes: Uint8Array) => {
            tick(counts, index)
            return bytes
          },
          i,
          large,
        ),
      )
      for (const at of [5, 20, 40]) {
        await futures[at]
        proxy.reset()
      }
      const results = await Promise.all(futures)
      assert.ok(results.every(({ length }) => length === large.length))
      assert.deepEqual(
        futures.map((_, i) => read(counts, i)),
        futures.map(() => 1),
      )
    })
  }
})

describe("a program blocks its thread", { skip: await notRun() }, () => {
  for (const [how, ms, ends] of [
    ["for less than the lease", 600, false],
    ["for longer than the lease", 4000, true],
  ] as const) {
    it(`${how}: its workers ${ends ? "are ended, it is told why, and has others" : "go on"}`, async () => {
      await using world = await World.start()
      await world.machine("machine", 1)
      const pool = world.pool(await world.cluster({ lease: 2000 }), { workers: 1 })
      const [begun, gate] = [gates(), gates()]
      const end = outcome(
        pool.submit(async () => {
          tick(begun)
          await opened(gate)
          return "well"
        }),
      )
      await opened(begun)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
      if (!ends) release(gate)
      const given = await end
      if (ends) {
        assert.ok(given instanceof WorkerDiedError)
        assert.match(given.message, /has ended this worker: it did not hear of this program for 2 s/)
      } else assert.equal(given, "well")
      assert.equal(await pool.submit(() => "well"), "well")
    })
  }
})

/** What ends whatever the broker does, and leaves nothing behind. */
describe("an end is one", { skip: await notRun() }, () => {
  for (const [state, broken] of [
    ["the broker is away", (world: World) => world.broker.kill()],
    ["the broker has stopped", (world: World) => world.broker.pause()],
  ] as const) {
    it(`of a pool that is terminated while ${state}, its cluster, and the machine`, async () => {
      await using world = await World.start()
      const agent = await startAgent(undefined, { credentials: world.broker.agent, workers: 4 })
      const machines = await world.cluster({ lease })
      const [one, two, three] = [0, 1, 2].map(() => world.pool(machines, { workers: 1 }))
      const [pid, never] = [gates(), gates()]
      const task = async (): Promise<void> => {
        put(pid, 0, process.pid)
        await opened(never)
      }
      const end = outcome(one!.submit(task))
      await opened(pid)
      assert.equal(await two!.submit(() => 1), 1)
      await broken(world)
      // One with a task, one that is idle, one that has not found a machine.
      const unplaced = outcome(three!.submit(() => 1))
      await Promise.all([one!.terminate(), two!.close(), three!.terminate()])
      await Promise.all([end, unplaced])
      await Promise.all([machines.close(), agent.close()])
      assert.equal(agent.workers, 0)
      assert.ok(!runs(read(pid)))
      if (state === "the broker has stopped") world.broker.resume()
    })
  }

  it("of a cluster that is closed before its pools", async () => {
    await using world = await World.start()
    await world.machine()
    const machines = await world.cluster()
    const pool = world.pool(machines, { workers: 1 })
    assert.equal(await pool.submit(() => 1), 1)
    await machines.close()
    assert.ok((await outcome(pool.submit(() => 1))) instanceof Error)
    await pool.close()
  })
})
