import assert from "node:assert/strict"
import { it } from "node:test"
import { InitializerError, cpuCount, range } from "heddle"
import { gates, opened, reached, read, release, tick, worker } from "../contract/gates.ts"
import type { Make } from "./suite.ts"

/** What an initializer leaves in its worker. */
interface Left {
  left?: unknown
}

export function workers(make: Make): void {
  it("has as many workers as there are cores, since each runs on one", async () => {
    await using executor = make()
    assert.equal(executor.pool.stats().maxWorkers, cpuCount())
  })

  it("refuses to have none, or fewer", () => {
    for (const maxWorkers of [0, -1, 1.5]) {
      assert.throws(() => make({ maxWorkers }), /`maxWorkers` must be a positive integer/)
      assert.throws(() => make({ maxTasksPerChild: maxWorkers }), /`maxTasksPerChild` must be a positive integer/)
    }
  })

  it("refuses options that there are not, and names the one that was meant", () => {
    for (const [given, meant] of [
      ["max_workers", "maxWorkers"],
      ["workers", "maxWorkers"],
      ["max_tasks_per_child", "maxTasksPerChild"],
      ["thread_name_prefix", "threadNamePrefix"],
      ["initargz", "initargs"],
    ] as const) {
      assert.throws(() => make({ [given]: 2 }), new RegExp(`did you mean \`${meant}\``))
    }
    assert.throws(() => make(4 as never), /`options` must be an object.*write \{ maxWorkers: 4 \}/s)
  })

  it("starts no more workers than it may, however much waits", async () => {
    await using executor = make({ maxWorkers: 2 })
    const [gate, inside] = [gates(), gates()]
    const futures = [...range(30)].map(() =>
      executor.submit(
        async (count: typeof inside, go: typeof gate) => {
          tick(count)
          await opened(go)
        },
        inside,
        gate,
      ),
    )
    await reached(inside, 2)
    assert.equal(executor.pool.stats().workers, 2)
    assert.equal(read(inside), 2)
    release(gate)
    await Promise.all(futures)
  })

  it("uses the idle worker again before it starts another", async () => {
    await using executor = make({ maxWorkers: 4 })
    for (const [a, b] of [
      [21, 2],
      [6, 7],
      [3, 14],
    ] as const) {
      assert.equal(await executor.submit((x: number, y: number) => x * y, a, b), 42)
    }
    assert.equal(executor.pool.stats().workers, 1)
  })

  it("replaces a worker after maxTasksPerChild tasks", async () => {
    await using executor = make({ maxWorkers: 1, maxTasksPerChild: 3 })
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push(await executor.submit(worker))
    assert.deepEqual([ids[1], ids[2]], [ids[0], ids[0]])
    assert.notEqual(ids[3], ids[0])
  })

  it("works with maxTasksPerChild and any backlog, also when it is shut down meanwhile", async () => {
    for (const [maxWorkers, maxTasksPerChild, tasks] of [
      [1, 2, 6],
      [2, 2, 8],
      [2, 1, 5],
    ] as const) {
      const executor = make({ maxWorkers, maxTasksPerChild })
      const futures = [...range(tasks)].map((n) => executor.submit((x: number) => x * 2, n))
      await executor.shutdown({ wait: false })
      assert.deepEqual(
        await Promise.all(futures),
        [...range(tasks)].map((n) => n * 2),
      )
      await executor.shutdown()
    }
  })

  it("finishes what waits when a task of a worker on its last one fails", async () => {
    const executor = make({ maxWorkers: 2, maxTasksPerChild: 1 })
    const fail = (): never => {
      throw new RangeError("failing task")
    }
    const futures = [executor.submit(() => 1), executor.submit(fail), executor.submit(() => 3)]
    await executor.shutdown({ wait: false })
    const [first, second, third] = await Promise.allSettled(futures)
    assert.deepEqual(
      [first, second?.status, third],
      [{ status: "fulfilled", value: 1 }, "rejected", { status: "fulfilled", value: 3 }],
    )
    await executor.shutdown()
  })

  it("runs the initializer once in each worker, replaced ones too, before any task", async () => {
    await using executor = make({
      maxWorkers: 1,
      maxTasksPerChild: 1,
      initializer: (value: number) => {
        ;(globalThis as Left).left = value
      },
      initargs: [17],
    })
    for (let i = 0; i < 3; i++) assert.equal(await executor.submit(() => (globalThis as Left).left), 17)
  })

  it("fails what waits, and what comes, when its initializer throws, and starts no worker for ever", async () => {
    const executor = make({
      maxWorkers: 1,
      initializer: () => {
        throw new RangeError("broken initializer")
      },
    })
    const futures = [executor.submit(() => 1), executor.submit(() => 2)]
    for (const future of futures) await assert.rejects(future, InitializerError)
    await assert.rejects(
      executor.submit(() => 3),
      /broken initializer/,
    )
    await assert.rejects(async () => await executor.map((x: number) => x, [1]), InitializerError)
    await executor.shutdown()
  })

  it("calls its workers after the prefix that it is given", async () => {
    await using executor = make({ maxWorkers: 1, threadNamePrefix: "SpecialPool" })
    await executor.submit(() => {})
    assert.match(executor.pool.workers[0]!.name, /^SpecialPool \d+$/)
    await using named = make({ maxWorkers: 1, name: "named" })
    assert.equal(named.pool.name, "named")
    await using other = make({ maxWorkers: 1 })
    assert.match(other.pool.name, /\S/)
  })
}
