import assert from "node:assert/strict"
import { readdirSync, readlinkSync } from "node:fs"
import { describe, it } from "node:test"
import { Pool, range } from "heddle"
import { listen } from "../../src/core/events/index.ts"
import type { SampleEvent } from "../../src/core/events/index.ts"
import { startSampling } from "../../src/monitor/resources/index.ts"
import { release, wordGates } from "../contract/gates.ts"
import { ranIn, sampleWhere } from "./until.ts"

const interval = 20

/** Collects samples until it is disposed. */
function collected(): { readonly samples: SampleEvent[] } & Disposable {
  const samples: SampleEvent[] = []
  const off = listen("sample", (sample) => samples.push(sample))
  return { samples, [Symbol.dispose]: off }
}

/** Uses the processor for so many ms of the thread's own time, however long that takes; gives what the thread has used in all. */
function spin(ms: number): number {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  const until = used() + ms
  while (used() < until);
  return used()
}

/** The kernel's files that this process has open for what the machine uses. */
function openFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${fd}`)
      return /^\/proc\/(stat|meminfo|\d+\/status)$|^\/sys\/fs\/cgroup\//.test(file) ? [file] : []
    } catch {
      return []
    }
  })
}

describe("sampling", () => {
  it("opens no more files when it begins again", async (t) => {
    if (process.platform !== "linux") return t.skip("not run: npm test on Linux")
    const sampleOnce = async (): Promise<number> => {
      using sampling = startSampling({ interval })
      await sampling.sample()
      return openFiles().length
    }
    const first = await sampleOnce()
    assert.ok(first > 0)
    assert.equal(await sampleOnce(), first)
    assert.equal(await sampleOnce(), first)
  })

  it("a worker that spins has used what its thread says that it has", async () => {
    using _ = startSampling({ interval })
    using told = collected()
    await using pool = new Pool({ workers: 2 })
    const [first] = await pool.broadcast(() => spin(0))
    const used = await pool.submit(spin, 300)
    await sampleWhere(() => true)
    const busiest = Math.max(
      ...pool.workers.map(({ threadId }) => ranIn(told.samples, (one) => one.threadId === threadId)),
    )
    assert.ok(busiest >= 300 && busiest <= used * 1.1 + first! + 20, `${busiest} of ${used} ms`)
    const whole = told.samples.reduce((sum, { cpu, ms }) => sum + cpu * ms, 0)
    assert.ok(whole > 0 && told.samples.every(({ cpu, systemCpu }) => systemCpu >= cpu && cpu >= 0))
  })

  it("a worker that keeps what it makes has a larger heap", async () => {
    using _ = startSampling({ interval })
    await using pool = new Pool({ workers: 1 })
    await pool.submit(() => 0)
    const before = await sampleWhere(({ workers }) => workers[0]?.heap !== undefined)
    const gate = wordGates()
    const keeps = pool.submit(() => {
      const kept = Array.from({ length: 1000 }, (_, i) => Array.from({ length: 8000 }, (_, j) => i + j + 0.5))
      while (Atomics.load(gate, 0) === 0);
      return kept.length
    })
    const grown = 40 * 2 ** 20
    const after = await sampleWhere(({ workers }) => (workers[0]?.heap ?? 0) > before.workers[0]!.heap! + grown)
    release(gate)
    assert.equal(await keeps, 1000)
    // The program's heap is this thread's too, which may have shrunk meanwhile.
    assert.ok(after.heap > after.workers[0]!.heap!, `${after.heap} in all, ${after.workers[0]!.heap} in the worker`)
    assert.ok(after.rss > after.heap)
  })

  it("goes on while the main thread is blocked, which is told as a busy event loop", async () => {
    using sampling = startSampling({ interval: 10 })
    using told = collected()
    await sampleWhere(() => true)
    const { length } = told.samples
    // No turn of the event loop from here on.
    while (told.samples.length < length + 5) sampling.sampleSync()
    const blocked = told.samples.slice(length + 1)
    assert.deepEqual(
      blocked.map(({ loop }) => loop),
      blocked.map(() => 1),
    )
    const ends = told.samples.map(({ at, ms }) => [at - ms, at] as const)
    for (const [i, [from]] of ends.entries()) {
      if (i > 0) assert.ok(Math.abs(from - ends[i - 1]![1]) < 1e-2, `${from - ends[i - 1]![1]} ms between two samples`)
    }
  })

  it("knows worker processes by their pids, with what they have used", async () => {
    using sampling = startSampling({ interval })
    using told = collected()
    await using pool = new Pool({ workers: 1, backend: "processes" })
    const usedBy = (ms: number): number => {
      const used = (): number => {
        const { user, system } = process.cpuUsage()
        return (user + system) / 1000
      }
      const from = used()
      while (used() < from + ms);
      return used()
    }
    const before = await pool.submit(usedBy, 0)
    const pid = pool.workers[0]!.threadId
    await sampleWhere(({ workers }) => workers.some(({ threadId }) => threadId === pid))
    const used = await pool.submit(usedBy, 300)
    const { workers, rss } = await sampleWhere(() => true)
    const own = workers.find(({ threadId }) => threadId === pid)!
    assert.equal(own.heap, undefined)
    assert.ok(own.rss! > 2 ** 20 && own.rss! < rss, `${own.rss} of ${rss}`)
    // The kernel counts it in ticks of 10 ms.
    const ran = ranIn(told.samples, ({ threadId }) => threadId === pid)
    assert.ok(ran >= 280 && ran <= used * 1.1 + 40, `${ran} of ${before} to ${used} ms`)
    await sampling.sample()
  })

  it("sees workers come and go", async () => {
    using _ = startSampling({ interval: 10 })
    const names = async (count: number): Promise<string[]> =>
      (await sampleWhere(({ workers }) => workers.length === count)).workers.map(({ worker }) => worker)
    const pool = new Pool({ workers: 2, name: "first" })
    await pool.broadcast(() => 0)
    assert.deepEqual((await names(2)).toSorted(), ["first 1", "first 2"])
    await pool.close()
    assert.deepEqual(await names(0), [])
    await using other = new Pool({ workers: 1, name: "second", backend: "processes" })
    await other.submit(() => 0)
    assert.deepEqual(await names(1), ["second 1"])
  })

  it("the finest interval counts, until who asked for it stops", async () => {
    using _ = startSampling({ interval: "1h" })
    using told = collected()
    {
      using fine = startSampling({ interval: 10 })
      await sampleWhere(() => told.samples.length >= 3)
      await fine.sample()
    }
    const { length } = told.samples
    // Nothing comes of it any more; this waits for two ways through the sampler.
    using again = startSampling({ interval: "1h" })
    await again.sample()
    await again.sample()
    assert.ok(told.samples.length <= length + 2)
  })

  it("ends with the last who wants it, and begins again", async () => {
    for (const _ of range(3)) {
      using sampling = startSampling({ interval: Infinity })
      using told = collected()
      await sampling.sample()
      assert.equal(told.samples.length, 1)
      sampling.stop()
      await sampling.sample()
      sampling.sampleSync()
      assert.equal(told.samples.length, 1)
    }
  })

  it("says what is wrong with its interval", () => {
    for (const wrong of [0, 9, -1, Number.NaN, "soon", {}]) {
      assert.throws(() => startSampling({ interval: wrong as number }), {
        code: "HEDDLE_OPTION",
        message: /^`interval` must be milliseconds or a duration like "1.5s", "5m", at least 10 ms, got /,
      })
    }
  })
})
