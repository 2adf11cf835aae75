import assert from "node:assert/strict"
import { test } from "node:test"
import { advise } from "../../../src/monitor/compare/tune/advice.ts"
import { choose } from "../../../src/monitor/compare/tune/choose.ts"
import { amdahl, fit } from "../../../src/monitor/compare/tune/fit.ts"
import { halve } from "../../../src/monitor/compare/tune/halving.ts"
import type { Technique } from "../../../src/monitor/compare/tune/options.ts"
import { drawTuning } from "../../../src/monitor/compare/tune/plot.ts"
import { threadTime, waited } from "../../../src/monitor/compare/tune/thread-time.ts"
import { Tuning } from "../../../src/monitor/compare/tune/tuning.ts"
import { affordable, chunkSizes, spread, workerCounts } from "../../../src/monitor/compare/tune/way.ts"
import type { TaskFacts, TuneRow } from "../../../src/monitor/compare/tune/way.ts"

const facts: TaskFacts = {
  count: 1000,
  sampled: 1000,
  ms: 1,
  cpuShare: 1,
  isAsync: false,
  bytes: 16,
  copyMs: 0.001,
  dispatchMs: 0.001,
  startMs: { threads: 50, processes: 100 },
}

const tasks = { fn: () => 0, sample: [], equal: true }

/** Rows of which the first is the loop. */
function rows(...list: readonly (readonly [Technique, number, number | "auto", number])[]): TuneRow[] {
  return list.map(([technique, workers, chunkSize, ms]) => ({
    technique,
    workers,
    chunkSize,
    ms,
    times: [ms],
    speedup: list[0]![3] / ms,
  }))
}

function adviceFor(table: readonly TuneRow[], own: Partial<TaskFacts> = {}, workers: number = 4): string {
  const all = { ...facts, ...own }
  return advise({ choice: choose(table, all), rows: table, facts: all, fit: fit(table, all), workers })
}

test("chunk sizes go up in powers of four to one chunk for each worker, workers in powers of two to the most", () => {
  assert.deepEqual(chunkSizes(1000, 4), ["auto", 1, 4, 16, 64, 250])
  assert.deepEqual(chunkSizes(260 * 4, 4), ["auto", 1, 4, 16, 64, 260])
  assert.deepEqual(chunkSizes(4, 4), ["auto", 1])
  assert.deepEqual(workerCounts(6), [1, 2, 4, 6])
  assert.deepEqual(workerCounts(1), [1])
})

test("a sample is spread over the inputs; what cannot be paid is thinned out evenly", () => {
  assert.deepEqual(spread([0, 1, 2, 3, 4, 5, 6, 7, 8], 3), [0, 4, 8])
  assert.deepEqual(spread([0, 1, 2], 9), [0, 1, 2])
  assert.deepEqual(spread([0, 1, 2], 1), [0])
  assert.deepEqual(affordable(["auto", 1, 4, 16, 64], 100, 320), ["auto", 4, 64])
  assert.deepEqual(affordable(["auto", 1, 4, 16, 64], 1000, 320), ["auto"])
  assert.deepEqual(affordable(["auto", 1], 0, 320), ["auto", 1])
})

test("halving measures all once, the better half again, and ends when the time is over", async () => {
  const costs: Record<string, number> = { a: 8, b: 2, c: 4, d: 1, e: 16 }
  const passes: string[] = []
  const run = (most: number) =>
    halve(Object.keys(costs), {
      pass: async (one) => (passes.push(one), costs[one]!),
      hasTime: () => passes.length < most,
    })
  const times = await run(100)
  assert.deepEqual(passes, ["a", "b", "c", "d", "e", "d", "b", "c", "d", "b", "d"])
  assert.deepEqual(
    [...times].map(([name, list]) => [name, list.length]),
    [
      ["a", 1],
      ["b", 3],
      ["c", 2],
      ["d", 4],
      ["e", 1],
    ],
  )
  passes.length = 0
  assert.deepEqual([...(await run(3)).keys()], ["a", "b", "c"])
  passes.length = 0
  assert.deepEqual([...(await run(0)).keys()], ["a"])
})

test("the fit finds the serial share, and what tasks and chunks cost, that made the times", () => {
  const time = (workers: number): number => 1000 * (0.1 + 0.9 / workers)
  const bySize = (size: number): number => 250 + 1000 * 0.02 + (1000 / size) * 0.05
  const found = fit(
    [
      ...rows(["serial", 1, "auto", 1000]),
      ...[1, 2, 4].flatMap((workers) => rows(["threads", workers, "auto", time(workers)])),
    ],
    facts,
  )
  assert.ok(Math.abs(found.serialShare! - 0.1) < 1e-9 && Math.abs(found.oneWorkerMs! - 1000) < 1e-6)
  assert.deepEqual([found.perTask, found.perChunk], [undefined, undefined])
  const sized = fit(
    [1, 4, 16, 64, 250].flatMap((size) => rows(["threads", 4, size, bySize(size)])),
    facts,
  )
  assert.equal(sized.serialShare, undefined)
  assert.ok(Math.abs(sized.perTask! - 0.02) < 1e-3 && Math.abs(sized.perChunk! - 0.05) < 1e-3, JSON.stringify(sized))
  assert.equal(amdahl(0, 4), 4)
  assert.equal(amdahl(1, 4), 1)
})

test("the quickest way is chosen; of those nearly as quick the one that needs least", () => {
  const loop = ["serial", 1, "auto", 1000] as const
  const chosen = (...list: readonly (readonly [Technique, number, number | "auto", number])[]) => {
    const { technique, workers, chunkSize } = choose(rows(loop, ...list), facts)
    return [technique, workers, chunkSize]
  }
  assert.deepEqual(chosen(["threads", 4, "auto", 260], ["processes", 4, "auto", 200]), ["threads", 4, "auto"])
  assert.deepEqual(chosen(["threads", 4, "auto", 400], ["processes", 4, "auto", 200]), ["processes", 4, "auto"])
  // Processes that started faster, and run slower.
  const slow = { ...facts, startMs: { threads: 300, processes: 20 } }
  assert.equal(
    choose(rows(["serial", 1, "auto", 2000], ["threads", 4, "auto", 260], ["processes", 4, "auto", 280]), slow)
      .technique,
    "threads",
  )
  assert.deepEqual(chosen(["threads", 4, 16, 250], ["threads", 4, "auto", 260]), ["threads", 4, "auto"])
  assert.deepEqual(chosen(["threads", 4, 16, 250], ["threads", 4, "auto", 400]), ["threads", 4, 16])
  assert.deepEqual(chosen(["threads", 4, "auto", 255], ["threads", 2, "auto", 260]), ["threads", 2, "auto"])
  assert.deepEqual(chosen(["threads", 4, "auto", 900]), ["serial", 1, "auto"])
  assert.deepEqual(chosen(["threads", 4, "auto", 250], ["jit", 1, "auto", 30]), ["jit", 1, "auto"])
})

test("the start of workers counts, for as many inputs as there are", () => {
  const table = rows(["serial", 1, "auto", 40], ["threads", 4, "auto", 10])
  assert.equal(choose(table, { ...facts, sampled: 1000, count: 1000 }).technique, "serial")
  assert.equal(choose(table, { ...facts, sampled: 1000, count: 1_000_000 }).technique, "threads")
})

test("the advice says in a sentence which technique, with the measured reasons", () => {
  const loop = ["serial", 1, "auto", 1000] as const
  const advice: Readonly<Record<string, string>> = {
    threads: adviceFor(rows(loop, ["threads", 4, "auto", 260])),
    blocking: adviceFor(rows(loop, ["threads", 16, "auto", 100]), { cpuShare: 0.01 }),
    processes: adviceFor(rows(loop, ["threads", 4, "auto", 500], ["processes", 4, "auto", 250])),
    async: adviceFor(rows(loop, ["async", 100, "auto", 20], ["threads", 4, "auto", 260]), {
      cpuShare: 0.02,
      isAsync: true,
    }),
    jit: adviceFor(rows(loop, ["jit", 1, "auto", 50], ["threads", 4, "auto", 250]), { compiledBy: "vectorize(fn)" }),
    oneCore: adviceFor(rows(loop, ["threads", 1, "auto", 1100]), {}, 1),
    start: adviceFor(rows(["serial", 1, "auto", 40], ["threads", 4, "auto", 11]), { ms: 0.04 }),
    copies: adviceFor(rows(loop, ["threads", 4, "auto", 3000]), { bytes: 2_000_000, copyMs: 3 }),
    dispatch: adviceFor(rows(["serial", 1, "auto", 1], ["threads", 4, "auto", 3]), { ms: 0.001, dispatchMs: 0.002 }),
    little: adviceFor(rows(loop, ["threads", 4, "auto", 950]), { startMs: {} }),
    nothing: adviceFor(rows(loop, ["threads", 4, "auto", 1250])),
    alone: adviceFor(rows(loop)),
  }
  assert.deepEqual(advice, {
    threads:
      "Threads, 4 workers: a task computes for 100 % of its 1.00 ms, and giving it out and copying cost 2.00 µs; that is 3.85 times as fast as a loop.",
    blocking:
      "Threads, 16 workers: a task blocks its thread for 1.00 ms, and giving it out and copying cost 2.00 µs; that is 10.0 times as fast as a loop.",
    processes:
      "Processes, 4 workers: a task computes for 100 % of its 1.00 ms, and giving it out and copying cost 2.00 µs; they are 2.00 times as fast as threads; that is 4.00 times as fast as a loop.",
    async:
      "Async, 100 tasks under way in one thread: a task waits 98 % of its 1.00 ms, so that it needs no worker; that is 50.0 times as fast as a loop.",
    jit: "Compiled with vectorize(fn): 20.0 times as fast as a loop and 5.00 times as fast as threads, without a worker of a pool.",
    oneCore: "A plain loop: there is one core for it.",
    start:
      "A plain loop: all 1000 tasks take 40.0 ms in it, and threads need 50.0 ms to start; in a pool that is there already they are 3.64 times as fast.",
    copies:
      "A plain loop: a task takes 1.00 ms, and copying 2.00 MB there and back 3.00 ms; shared() arrays are not copied.",
    dispatch: "A plain loop: a task takes 1.00 µs, and giving it out 3.00 µs: let each do more.",
    little: "A plain loop: nothing was much faster: threads with 4 workers ran 1.05 times as fast.",
    nothing: "A plain loop: nothing was faster: threads with 4 workers took 1.25 times as long.",
    alone: "A plain loop: nothing else could be tried.",
  })
})

test("a tuning is what a Pool and its map take, prints every way, and draws two charts", () => {
  const table = [
    ...rows(
      ["serial", 1, "auto", 1000],
      ["threads", 4, "auto", 270],
      ["threads", 4, 1, 300],
      ["threads", 4, 16, 260],
      ["threads", 4, 250, 250],
    ),
    ...rows(["serial", 1, "auto", 1000], ["threads", 2, 250, 505], ["threads", 1, 250, 1010]).slice(1),
  ]
  const tuning = new Tuning(
    { rows: table, skipped: [{ technique: "jit", why: "the inputs are no numbers" }], facts },
    4,
    tasks,
  )
  const { technique, backend, workers, chunkSize } = tuning
  assert.deepEqual(
    { technique, backend, workers, chunkSize },
    { technique: "threads", backend: "threads", workers: 4, chunkSize: 250 },
  )
  const text = String(tuning)
  assert.match(text, /^technique +workers +chunk +time +best of +speedup\n/)
  assert.match(text, /\nthreads +4 +250 +250 ms +1 +4\.00 +◀\n/)
  assert.match(
    text,
    /\nmeasured on all 1000 inputs; a task takes 1\.00 ms, 100 % of it on a processor; serial share by Amdahl \d+ %; each /,
  )
  assert.match(text, /\njit not tried: the inputs are no numbers\n/)
  assert.ok(text.endsWith(tuning.advice))
  const svg = drawTuning(tuning)
  for (const words of ["threads: 4.00 times as fast as a loop", "ideal", "Amdahl, ", "chunk size", "auto"])
    assert.ok(svg.includes(words), words)
  assert.equal(svg.match(/NaN|undefined|Infinity/), null)
})

test("a thread that others kept from its processor did not wait, one that slept did", () => {
  const before = { now: 0, cpu: 0, queued: 0, slept: 0, stopped: 0 }
  assert.equal(waited(before, { ...before, now: 100, cpu: 60, queued: 40 }), 0)
  assert.equal(waited(before, { ...before, now: 100, cpu: 5, queued: 15 }), 80)
  const untold = { ...before, queued: undefined }
  assert.equal(waited(untold, { ...untold, now: 100, cpu: 60, stopped: 9, slept: 1 }), 0)
  assert.equal(waited(untold, { ...untold, now: 100, cpu: 10, stopped: 1, slept: 9 }), 90)
  assert.equal(waited(untold, { ...untold, now: 4, cpu: 0, slept: 9 }), 0)
  const { cpu, now } = threadTime()
  assert.ok(cpu >= 0 && now > 0)
})

test("a loop with nothing beside it is drawn, too", () => {
  const tuning = new Tuning({ rows: rows(["serial", 1, "auto", 5]), skipped: [], facts }, 1, tasks)
  assert.deepEqual([tuning.backend, tuning.technique], ["inline", "serial"])
  assert.match(drawTuning(tuning), /^<svg [^>]*width="380"[\s\S]*A plain loop/)
})
