import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir, totalmem } from "node:os"
import { dirname, join } from "node:path"
import { describe, it } from "node:test"
import { Worker } from "node:worker_threads"
import { cgroupLimits } from "../../src/monitor/resources/sampler/cgroup.ts"
import {
  ProcReader,
  PsReader,
  ProcessMeters,
  parsePs,
  parseStat,
} from "../../src/monitor/resources/sampler/process-meters.ts"
import { SystemMeter, allowedProcessors, limitsOf, processorTimes } from "../../src/monitor/resources/sampler/system.ts"
import { ThreadMeter } from "../../src/monitor/resources/sampler/thread-meter.ts"

/** A file system with these files. */
function root(files: Readonly<Record<string, string>>): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "heddle-cgroup-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

const oneTree = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
const gigabyte = 2 ** 30

describe("limits of cgroups", () => {
  it("version 2 in a container: its own group is at the top", () => {
    using there = root({
      "proc/self/cgroup": "0::/\n",
      "proc/self/mountinfo": oneTree,
      "sys/fs/cgroup/cpu.max": "150000 100000\n",
      "sys/fs/cgroup/cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 12\n",
      "sys/fs/cgroup/memory.max": "536870912\n",
      "sys/fs/cgroup/memory.current": "300000000\n",
      "sys/fs/cgroup/memory.stat": "anon 200000000\nfile 100000000\ninactive_file 60000000\nactive_file 40000000\n",
    })
    const { processors, memory } = cgroupLimits(there.path)
    assert.equal(processors!.count, 1.5)
    assert.equal(processors!.used(), 2500)
    assert.equal(memory!.bytes, 512 * 2 ** 20)
    assert.equal(memory!.used(), 240_000_000)
  })

  it("version 2 on a machine: the tightest of its own group and those around it", () => {
    using there = root({
      "proc/self/cgroup": "0::/user.slice/user-1000.slice/session-2.scope\n",
      "proc/self/mountinfo": oneTree,
      "sys/fs/cgroup/user.slice/cpu.max": "300000 100000\n",
      "sys/fs/cgroup/user.slice/memory.max": `${gigabyte}\n`,
      "sys/fs/cgroup/user.slice/memory.current": "900\n",
      "sys/fs/cgroup/user.slice/memory.stat": "inactive_file 1000\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/cpu.max": "50000 50000\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/cpu.stat": "usage_usec 7000\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/memory.max": "max\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/cpu.max": "max 100000\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope/memory.max": "max\n",
    })
    const { processors, memory } = cgroupLimits(there.path)
    assert.equal(processors!.count, 1)
    assert.equal(processors!.used(), 7)
    assert.equal(memory!.bytes, gigabyte)
    assert.equal(memory!.used(), 0)
  })

  it("version 1 in a container that shows the paths of the machine", () => {
    using there = root({
      "proc/self/cgroup": "11:memory:/docker/1f\n4:cpu,cpuacct:/docker/1f\n1:name=systemd:/docker/1f\n0::/\n",
      "proc/self/mountinfo":
        "35 31 0:29 /docker/1f /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n" +
        "36 31 0:32 /docker/1f /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory\n" +
        "37 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpu,cpuacct/cpuacct.usage": "1234000000\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": `${2 * gigabyte}\n`,
      "sys/fs/cgroup/memory/memory.usage_in_bytes": "5000\n",
      "sys/fs/cgroup/memory/memory.stat": "cache 3000\ninactive_file 1\ntotal_inactive_file 2000\n",
    })
    const { processors, memory } = cgroupLimits(there.path)
    assert.equal(processors!.count, 2)
    assert.equal(processors!.used(), 1234)
    assert.equal(memory!.bytes, 2 * gigabyte)
    assert.equal(memory!.used(), 3000)
  })

  it("version 1 with accounts that are mounted elsewhere, and no limit of memory", () => {
    using there = root({
      "proc/self/cgroup": "4:memory:/jobs/a\n2:cpuacct:/jobs\n1:cpu:/jobs\n",
      "proc/self/mountinfo":
        "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n" +
        "33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct\n" +
        "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpu/jobs/cpu.cfs_quota_us": "25000\n",
      "sys/fs/cgroup/cpu/jobs/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpuacct/jobs/cpuacct.usage": "8000000\n",
      "sys/fs/cgroup/memory/jobs/a/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    })
    const { processors, memory } = cgroupLimits(there.path)
    assert.equal(processors!.count, 0.25)
    assert.equal(processors!.used(), 8)
    assert.equal(memory, undefined)
  })

  it("none where there are no groups, and none that is larger than the machine", () => {
    using nothing = root({ "proc/self/cgroup": "0::/\n", "proc/self/mountinfo": oneTree })
    using empty = root({ "some/file": "" })
    for (const { path } of [nothing, empty]) assert.deepEqual(cgroupLimits(path), {})
    const machine = { cores: availableParallelism(), memory: totalmem(), byCgroup: [] }
    assert.deepEqual(limitsOf({}), machine)
    const used = (): number => 0
    assert.deepEqual(limitsOf({ processors: { count: 4096, used }, memory: { bytes: 2 ** 59, used } }), machine)
    assert.deepEqual(limitsOf({ processors: { count: 0.5, used }, memory: { bytes: 2 ** 20, used } }), {
      cores: 0.5,
      memory: 2 ** 20,
      byCgroup: ["cpu", "memory"],
    })
  })

  it("are what percent are of: all that the container uses", () => {
    let [ran, used] = [1000, 100]
    const meter = new SystemMeter({
      processors: { count: 0.5, used: () => ran },
      memory: { bytes: 1000, used: () => used },
    })
    assert.equal(meter.cpu(0), 0)
    ran += 25
    assert.equal(meter.cpu(100), 0.5)
    used = 700
    assert.equal(meter.memoryUsed(), 700)
  })
})

describe("what the kernel says", () => {
  it("/proc/stat, of the processors that the program may use", () => {
    const stat =
      "cpu  100 0 0 100 0 0 0 0 0 0\ncpu0 10 1 5 80 3 2 1 4 7 7\ncpu1 50 0 0 50 0 0 0 0 0 0\ncpu10 1 1 1 1 1 1 1 1\nintr 5\n"
    assert.deepEqual(processorTimes(stat, new Set([0])), { busy: 23, all: 106 })
    assert.deepEqual(processorTimes(stat, new Set([0, 10])), { busy: 29, all: 114 })
    assert.deepEqual(processorTimes(stat, undefined), { busy: 79, all: 214 })
    assert.equal(processorTimes("", undefined), undefined)
    assert.equal(processorTimes(undefined, undefined), undefined)
    assert.deepEqual(allowedProcessors("Name:\tnode\nCpus_allowed_list:\t0-2,8\nMems"), new Set([0, 1, 2, 8]))
    assert.equal(allowedProcessors(""), undefined)
  })

  it("/proc/PID/stat, whatever the program is called", () => {
    const stat = "12 (a) b (c)) S 1 12 12 0 -1 4194304 103 0 0 0 25 17 0 0 20 0 11 0 3714100 3133440 381 1844 9 4\n"
    assert.deepEqual(parseStat(stat, { page: 4096, tick: 10 }), { ran: 420, rss: 381 * 4096 })
    assert.equal(parseStat("12 (cat", { page: 4096, tick: 10 }), undefined)
    assert.equal(parseStat(undefined, { page: 4096, tick: 10 }), undefined)
  })

  it("ps, of macOS and of others", () => {
    const text = "  501   0:01.50  40960\n   7  12:03:04   2048\n 8 2-00:00:01 0\n  PID TIME RSS\n\n"
    assert.deepEqual(
      [...parsePs(text)],
      [
        [501, { ran: 1500, rss: 40_960 * 1024 }],
        [7, { ran: 43_384_000, rss: 2048 * 1024 }],
        [8, { ran: 172_801_000, rss: 0 }],
      ],
    )
  })
})

describe("worker processes", () => {
  for (const reader of [new ProcReader(), new PsReader()]) {
    it(`are read by ${reader.constructor.name}, until they are gone`, async (t) => {
      if (process.platform !== "linux") return t.skip("not run: npm test on Linux")
      if (spawnSync("ps").error !== undefined)
        return t.skip("not run: apt-get install procps && npm test -- monitor/readings")
      const child = spawn(process.execPath, ["-e", "process.stdin.resume(); console.log(1)"], {
        stdio: ["pipe", "pipe", "inherit"],
      })
      await once(child.stdout, "data")
      const meters = new ProcessMeters(reader)
      const name = { pool: "p", worker: "p 1", pid: child.pid! }
      meters.set([name], 0)
      await Promise.all(meters.ask())
      const [sample] = meters.samples(1)
      assert.deepEqual({ ...sample, cpu: 0, rss: 0 }, { pool: "p", worker: "p 1", threadId: child.pid, cpu: 0, rss: 0 })
      assert.ok(sample!.rss! > 2 ** 20)
      meters.set([], 2)
      assert.deepEqual(meters.samples(3), [])
      child.stdin.end()
      await once(child, "exit")
      assert.equal(reader.read(child.pid!), undefined)
      reader.forget(child.pid!)
    })
  }
})

describe("a worker process that has just begun", () => {
  it("is not taken for several processors when the kernel's clock ticks", () => {
    let ran = 0
    const meters = new ProcessMeters({ ask: () => [], read: () => ({ ran, rss: 1 }), forget: () => {} })
    const cpuAt = (at: number): number => meters.samples(at)[0]!.cpu
    meters.set([{ pool: "p", worker: "p 1", pid: 1 }], 0)
    ran = 10
    assert.equal(cpuAt(3), 0)
    ran = 60
    assert.equal(cpuAt(60), 1)
    assert.equal(cpuAt(70), 1)
  })
})

describe("a thread that the kernel says nothing of", () => {
  const spins = `
    const { workerData, parentPort } = require("node:worker_threads")
    parentPort.postMessage("begins")
    while (Atomics.load(workerData, 0) === 0);`

  /** What the meter says that it has run, in ms, after its clock says so. */
  async function ran(without: readonly string[]): Promise<{ readonly cpu: number; readonly heap: number | undefined }> {
    const gate = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(spins, { eval: true, workerData: gate })
    await once(worker, "message")
    const seen = Object.create(
      worker,
      Object.fromEntries(without.map((name) => [name, { value: undefined }])),
    ) as Worker
    // Its own methods look for what is inside of it.
    for (const name of ["getHeapStatistics", "cpuUsage"] as const) {
      if (!without.includes(name)) Object.defineProperty(seen, name, { value: worker[name].bind(worker) })
    }
    const meter = new ThreadMeter({ name: "pool 1", worker: seen, osThread: -1 }, undefined)
    await Promise.all(meter.read(performance.now()))
    const from = performance.now()
    while (performance.now() < from + 50);
    await Promise.all(meter.read(performance.now()))
    const { cpu, heap } = meter.sample()!
    Atomics.store(gate, 0, 1)
    await once(worker, "exit")
    meter.close()
    assert.equal(meter.sample(), undefined, "it has ended")
    return { cpu, heap }
  }

  it("is asked itself, also while it spins", async () => {
    const { cpu, heap } = await ran([])
    assert.ok(cpu > 0, String(cpu))
    assert.ok(heap! > 2 ** 20)
  })

  it("is as busy as its event loop, on a Node that cannot ask it", async () => {
    const { cpu } = await ran(["cpuUsage"])
    assert.ok(cpu > 0, String(cpu))
  })
})
