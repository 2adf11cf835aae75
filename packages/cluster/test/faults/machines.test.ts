import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { WorkerDiedError } from "heddle"
import { startAgent } from "@heddle/cluster"
import { FileGates } from "../../../heddle/test/contract/file-gates.ts"
import {
  acrossProcesses,
  gates,
  opened,
  put,
  read,
  reached,
  release,
  tick,
} from "../../../heddle/test/contract/gates.ts"
import { notRun } from "../broker.ts"
import { World, lease, outcome, runs, until } from "./world.ts"

acrossProcesses()

describe("a machine", { skip: await notRun() }, () => {
  it("is killed: its workers end, what they had begun fails with its name, and another machine takes the rest", async () => {
    await using world = await World.start()
    const one = await world.machine("one", 2)
    const pool = world.pool(await world.cluster({ lease }), { workers: 2 })
    const [counts, pids, begun, gate] = [gates(8), gates(8), gates(), gates()]
    const ends = Array.from({ length: 8 }, (_, i) =>
      outcome(
        pool.submit(async (index: number) => {
          tick(counts, index)
          put(pids, index, process.pid)
          tick(begun)
          await opened(gate)
          return index
        }, i),
      ),
    )
    await reached(begun, 2)
    await world.machine("two", 2)
    await one.kill()
    await until(() => !runs(read(pids, 0)) && !runs(read(pids, 1)))
    await reached(begun, 4)
    release(gate)
    const outcomes = await Promise.all(ends)
    for (const [i, one] of outcomes.entries()) {
      if (i >= 2) assert.equal(one, i)
      else {
        assert.ok(one instanceof WorkerDiedError, String(one))
        assert.match(one.message, /machine one was not heard of for 2\.25 s/)
      }
      assert.equal(read(counts, i), 1)
    }
  })

  it("is killed: with retries, all is finished elsewhere", async () => {
    await using world = await World.start()
    const one = await world.machine("one", 1)
    const pool = world.pool(await world.cluster({ lease }), { workers: 1 })
    const [counts, begun, gate] = [gates(3), gates(), gates()]
    const futures = Array.from({ length: 3 }, (_, i) =>
      pool.with({ retries: 1 }).submit(async (index: number) => {
        tick(counts, index)
        tick(begun)
        await opened(gate)
        return index
      }, i),
    )
    await reached(begun, 1)
    await world.machine("two", 1)
    await one.kill()
    await reached(begun, 2)
    release(gate)
    assert.deepEqual(await Promise.all(futures), [0, 1, 2])
    assert.deepEqual(
      futures.map((_, i) => read(counts, i)),
      [2, 1, 1],
    )
  })

  it("stops for longer than a lease: when it goes on, it ends its worker, and no result of that is seen", async () => {
    await using world = await World.start()
    const one = await world.machine("one", 1)
    const pool = world.pool(await world.cluster({ lease }), { workers: 1 })
    const [pid, gate] = [gates(), gates()]
    const end = outcome(
      pool.submit(async () => {
        put(pid, 0, process.pid)
        await opened(gate)
        return "from the dead"
      }),
    )
    await opened(pid)
    one.signal("SIGSTOP")
    const error = await end
    assert.ok(error instanceof WorkerDiedError, String(error))
    assert.match(error.message, /machine one/)
    release(gate)
    one.signal("SIGCONT")
    await until(() => !runs(read(pid)))
    assert.equal(await pool.submit(() => "alive"), "alive")
  })

  it("stops for less than a lease: nothing is lost", async () => {
    await using world = await World.start()
    const one = await world.machine("one", 1)
    const pool = world.pool(await world.cluster(), { workers: 1 })
    const [begun, gate] = [gates(), gates()]
    const future = pool.submit(async () => {
      const before = tick(begun)
      await opened(gate)
      return before
    })
    await opened(begun)
    one.signal("SIGSTOP")
    release(gate)
    const rest = pool.map((x: number) => x, [1, 2, 3])
    one.signal("SIGCONT")
    assert.equal(await future, 1)
    assert.deepEqual(await rest, [1, 2, 3])
  })

  it("takes workers when it joins later, and none when it leaves", async () => {
    await using world = await World.start()
    const machines = await world.cluster()
    const pool = world.pool(machines, { workers: 1 })
    const future = pool.submit(() => "joined")
    await using first = await startAgent(undefined, { credentials: world.broker.agent, workers: 2, name: "first" })
    assert.equal(await future, "joined")
    const drained = first.drain()
    await using second = await startAgent(undefined, { credentials: world.broker.agent, workers: 2, name: "second" })
    const other = world.pool(machines, { workers: 1 })
    assert.equal(await other.submit(() => 2), 2)
    assert.deepEqual([first.workers, second.workers], [1, 1])
    assert.equal(await pool.submit(() => "still there"), "still there")
    await pool.close()
    await drained
    assert.deepEqual([first.workers, second.workers], [0, 1])
  })

  it("that closes ends its workers, and programs are told at once", async () => {
    await using world = await World.start()
    const agent = await startAgent(undefined, { credentials: world.broker.agent, workers: 1 })
    const pool = world.pool(await world.cluster(), { workers: 1 })
    const begun = gates()
    const end = outcome(
      pool.submit(async () => {
        tick(begun)
        await new Promise((resolve) => setTimeout(resolve, 2 ** 30))
      }),
    )
    await opened(begun)
    await agent.close()
    assert.ok((await end) instanceof WorkerDiedError)
  })

  it("is chosen by its labels", async () => {
    await using world = await World.start()
    const { agent: credentials } = world.broker
    await using plain = await startAgent(undefined, { credentials, workers: 8, name: "plain" })
    await using labelled = await startAgent(undefined, { credentials, workers: 2, labels: { zone: "a", gpu: "1" } })
    const pool = world.pool(await world.cluster({ labels: { gpu: "1" } }), { workers: 2 })
    assert.deepEqual(await pool.map((x: number) => x, [1, 2, 3, 4]), [1, 2, 3, 4])
    assert.equal(plain.workers, 0)
    assert.ok(labelled.workers > 0)
  })

  it("serves two programs with one identity at once, each its own results", async () => {
    await using world = await World.start()
    await world.machine("machine", 2)
    const [one, two] = [await world.cluster(), await world.cluster()]
    const [first, second] = [world.pool(one, { workers: 1 }), world.pool(two, { workers: 1 })]
    const numbers = [...Array(200).keys()]
    const [a, b] = await Promise.all([
      first.map((x: number) => x * 2, numbers),
      second.map((x: number) => x * 3, numbers),
    ])
    assert.deepEqual(
      a,
      numbers.map((x) => x * 2),
    )
    assert.deepEqual(
      b,
      numbers.map((x) => x * 3),
    )
  })

  it("has its places back when a program was killed", async () => {
    await using world = await World.start()
    await using agent = await startAgent(undefined, { credentials: world.broker.agent, workers: 1 })
    const pid = gates()
    assert.ok(pid instanceof FileGates)
    const file = fileURLToPath(new URL("program.ts", import.meta.url))
    const program = spawn(
      process.execPath,
      ["-C", "@heddle/source", file, world.broker.submitter, String(lease), pid.path],
      { stdio: ["ignore", "inherit", "inherit"] },
    )
    const gone = once(program, "exit")
    await opened(pid)
    assert.equal(agent.workers, 1)
    program.kill("SIGKILL")
    await gone
    await until(() => agent.workers === 0)
    await until(() => !runs(read(pid)))
    const pool = world.pool(await world.cluster(), { workers: 1 })
    assert.equal(await pool.submit(() => 1), 1)
  })
})
