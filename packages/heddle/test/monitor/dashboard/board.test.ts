import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isHeard, eventKinds, tell } from "../../../src/core/events/index.ts"
import type { TaskSpanEvent } from "../../../src/core/events/index.ts"
import type { Board, Snapshot } from "../../../src/monitor/dashboard/board/index.ts"
import { scene } from "./scenes.ts"
import type { Scene } from "./scenes.ts"

const [pool, worker, name] = ["pool-1", "worker 1", "square"]

/** What a board shows of what `act` tells. `at` begins with the board. */
function shown(act: (s: Scene, at: number) => void, options: Parameters<typeof scene>[0] = {}): Snapshot {
  const s = scene(options)
  try {
    act(s, s.board.snapshot().snapshot.about.began)
    return s.board.snapshot().snapshot
  } finally {
    s.board.close()
  }
}

function span(at: number, ms: number, more: Partial<TaskSpanEvent> = {}): void {
  tell({ kind: "task", at, pool, worker, name, id: 0, count: 1, ms, failed: 0, ...more })
}

describe("a board", () => {
  it("hears the program from listen() to close() only", () => {
    const heard = (): string[] => eventKinds.filter((kind) => isHeard(kind))
    assert.deepEqual(heard(), [])
    const { board } = scene()
    assert.deepEqual(heard(), eventKinds)
    board.close()
    assert.deepEqual(heard(), [])
    span(0, 1)
    assert.equal(board.snapshot().snapshot.totals!.done, 0)
  })

  it("draws a task that took its time as a rectangle of its own", () => {
    const { spans } = shown((_, at) => {
      span(at + 100, 40)
      span(at + 150, 12.3456, { failed: 1 })
    })
    assert.deepEqual(spans, [
      [0, 0, 100, 40, 40, 1, 0],
      [0, 0, 150, 12.35, 12.35, 1, 1],
    ])
  })

  it("folds tiny tasks by worker, name and time, and loses none of them", () => {
    const { spans, totals } = shown((s, at) => {
      for (let i = 0; i < 1000; i++) {
        span(at + i, 0.5)
        span(at + i + 0.5, 0.25, { name: "cube", failed: i % 100 === 0 ? 1 : 0 })
        if (i % 10 === 0) span(at + i, 0.5, { worker: "worker 2", count: 3 })
      }
      s.advance(2000)
    })
    const sum = (of: number, which: (one: readonly number[]) => boolean): number =>
      spans!.filter(which).reduce((all, one) => all + one[of]!, 0)
    assert.equal(spans!.length, 20 * 3)
    assert.equal(
      sum(5, (one) => one[0] === 0 && one[1] === 0),
      1000,
    )
    assert.equal(
      sum(5, (one) => one[1] === 1),
      1000,
    )
    assert.equal(
      sum(6, (one) => one[1] === 1),
      10,
    )
    assert.equal(
      sum(5, (one) => one[0] === 1),
      300,
    )
    assert.equal(Math.round(sum(4, (one) => one[0] === 0)), 750)
    assert.deepEqual([totals!.done, totals!.failed], [2290, 10])
    for (const [, , , ms, busy] of spans!) assert.ok(ms <= 51 && busy <= ms)
  })

  it("keeps the last rectangles, says how many tasks have none any more, and counts all", () => {
    const { spans, totals, tasks } = shown(
      (_, at) => {
        for (let i = 0; i < 100_000; i++) span(at + 20 * i, 15, { count: 2 })
      },
      { spans: 1000 },
    )
    assert.equal(spans!.length, 1000)
    assert.equal(spans!.at(-1)![2], 20 * 99_999)
    assert.equal(totals!.undrawn, 2 * 99_000)
    assert.equal(tasks![0]!.done, 200_000)
  })

  it("tells how far the tasks of a name are: of how many, given, done, failed, tried again", () => {
    const { tasks, totals } = shown((_, at) => {
      tell({ kind: "job", at, pool, job: 1, name, count: 100 })
      tell({ kind: "sent", at, pool, worker, name, id: 0, count: 10 })
      const error = { name: "Error", message: "no", stack: "" }
      tell({ kind: "error", at, of: "task", pool, worker, name, id: 0, attempt: 1, retry: true, error })
      span(at, 1, { count: 4, failed: 2 })
    })
    const { total, open, running, done, failed, retried } = tasks![0]!
    assert.deepEqual([total, open, running, done, failed, retried], [100, false, 6, 2, 1, 1])
    assert.deepEqual([totals!.failed, totals!.retried], [1, 1])
  })

  it("says that there may be more while the input is being read", () => {
    const row = (count?: number): unknown =>
      shown((_, at) => {
        tell({ kind: "job", at, pool, job: 1, name, count: undefined })
        span(at, 1, { count: 7 })
        if (count !== undefined) tell({ kind: "job", at, pool, job: 1, name, count })
      }).tasks!.map(({ total, open }) => [total, open])
    assert.deepEqual(row(), [[7, true]])
    assert.deepEqual(row(9), [[9, false]])
  })

  it("takes back what a worker had been given when it ends", () => {
    const { tasks, workers } = shown((_, at) => {
      const change = { kind: "worker", at, pool, worker, backend: "threads", threadId: 1 } as const
      tell({ ...change, change: "started" })
      tell({ kind: "sent", at, pool, worker, name, id: 0, count: 10 })
      span(at, 1, { count: 4 })
      tell({ ...change, change: "ended", reason: "it ran out of memory", exitCode: 1 })
    })
    assert.equal(tasks![0]!.running, 0)
    assert.deepEqual([workers![0]!.state, workers![0]!.reason], ["ended", "it ran out of memory"])
  })

  it("forgets what a worker was given and another one ran, when all tasks of the name have ended", () => {
    const { tasks, workers } = shown((_, at) => {
      tell({ kind: "job", at, pool, job: 1, name, count: 2 })
      tell({ kind: "sent", at, pool, worker: "late", name, id: 1, count: 1 })
      tell({ kind: "sent", at, pool, worker, name, id: 2, count: 2 })
      span(at, 1, { count: 2 })
    })
    assert.deepEqual([tasks![0]!.total, tasks![0]!.running], [2, 0])
    assert.deepEqual(
      workers!.map(({ state, task }) => [state, task]),
      [
        ["idle", undefined],
        ["idle", undefined],
      ],
    )
  })

  it("counts the tasks of a second, and takes rates over five", () => {
    const { points, tasks } = shown((s, at) => {
      for (let second = 0; second < 6; second++) {
        span(at + 1000 * second, 900, { count: 10, failed: second })
        s.advance(1000)
      }
    })
    assert.deepEqual(
      points!.map(({ at, tasks, failed }) => [at, tasks, failed]),
      [0, 1, 2, 3, 4, 5].map((i) => [i + 1, 10, i]),
    )
    assert.equal(tasks![0]!.rate, 10)
  })

  it("lays the plan of what is computed beside what the program takes", () => {
    const stage = { kind: "stage", of: "array", label: "mean", computation: 1, number: 1, stages: 1 } as const
    const sample = { ms: 1000, cpu: 0.5, systemCpu: 0.6, rss: 300, heap: 100, memoryUsed: 1, memoryTotal: 2, loop: 0 }
    const { points, stages } = shown((s, at) => {
      tell({ kind: "sample", at, ...sample, workers: [] })
      tell({ ...stage, at, change: "began", planned: 400, limit: 1000 })
      s.advance(1000)
      tell({ ...stage, at, change: "ended", ms: 900 })
      s.advance(9000)
    })
    const { rss, planned, limit } = points![0]!
    assert.deepEqual([rss, planned, limit], [300, 400, 1000])
    assert.deepEqual([points!.at(-1)!.rss, points!.at(-1)!.planned], [null, null], "an old sample says nothing of now")
    assert.deepEqual([stages![0]!.running, stages![0]!.ms], [false, 900])
  })

  it("groups errors by their message without its numbers, kernels by their name, and calls of cached functions", () => {
    const { errors, stages, caches, hints, actors } = shown((_, at) => {
      for (let i = 0; i < 5; i++) {
        const error = { name: "RangeError", message: `no ${["one", "two"][i % 2]} ${i}`, stack: "RangeError\n at f" }
        tell({ kind: "error", at: at + i, of: "task", pool, worker, name, error })
        tell({
          kind: "stage",
          at,
          of: "kernel",
          label: "k",
          change: "ended",
          computation: i,
          number: 1,
          stages: 1,
          ms: 2,
        })
        tell({ kind: "cache", at, name, outcome: i === 0 ? "run" : "hit", ms: 1, saved: i === 0 ? 0 : 10 })
        tell({ kind: "hint", at, message: "larger" })
        tell({ kind: "actor", at, actor: "a", name: "A", change: i === 4 ? "dead" : "restarting", reason: "killed" })
      }
    })
    assert.deepEqual(
      errors!.map(({ error, count, last }) => [error.message, count, last]),
      [
        ["no one 0", 3, 4],
        ["no two 1", 2, 3],
      ],
    )
    assert.deepEqual([stages!.length, stages![0]!.count, stages![0]!.ms], [1, 5, 10])
    assert.deepEqual([caches![0]!.hits, caches![0]!.runs, caches![0]!.saved], [4, 1, 36])
    assert.equal(hints![0]!.count, 5)
    assert.deepEqual([actors![0]!.state, actors![0]!.restarts], ["dead", 4])
  })

  it("is bounded, whatever a program names: the rest shares a row, long texts are cut", () => {
    const { tasks, errors, workers } = shown((_, at) => {
      for (let i = 0; i < 5000; i++) {
        span(at, 1, { name: `task ${i} ${"x".repeat(1000)}` })
        const error = {
          name: "Error",
          message: `${"abcdefghij"[i % 10]!.repeat(i % 500)}${"y".repeat(10_000)}`,
          stack: "z".repeat(100_000),
        }
        tell({ kind: "error", at, of: "stray", pool, error })
        const change = i % 2 === 0 ? "ended" : "started"
        tell({ kind: "worker", at, pool, worker: `worker ${i}`, backend: "threads", threadId: i, change })
      }
    })
    assert.ok(tasks!.length <= 201)
    assert.equal(tasks!.find((task) => task.name === "other names")!.done, 4800)
    assert.ok(tasks![0]!.name.length < 250)
    assert.equal(errors!.length, 100)
    assert.ok(errors![0]!.error.stack.length < 10_000)
    assert.ok(workers!.length <= 1024)
  })
})

describe("a board's messages", () => {
  const parsed = (board: Board, from: number): Record<string, unknown>[] =>
    board.batches.from(from)!.map((text) => JSON.parse(/^data: (.*)$/m.exec(text)![1]!) as Record<string, unknown>)

  it("have what has changed since the one before, and nothing is told when nothing has", () => {
    const { board, advance } = scene()
    const { next, snapshot } = board.snapshot()
    span(snapshot.about.began, 20)
    board.flush()
    board.flush()
    tell({ kind: "hint", at: snapshot.about.began, message: "larger" })
    board.flush()
    const [first, second, ...none] = parsed(board, next)
    assert.deepEqual(Object.keys(first!), ["now", "totals", "workers", "tasks", "spans"])
    assert.deepEqual(Object.keys(second!), ["now", "totals", "hints"])
    assert.deepEqual(none, [])
    advance(0)
    board.close()
  })

  it("name rows that are gone", () => {
    const { board } = scene()
    const { next } = board.snapshot()
    for (let i = 0; i < 101; i++) tell({ kind: "cache", at: 0, name: `f${i}`, outcome: "run", ms: 1 })
    board.flush()
    assert.deepEqual(parsed(board, next)[0]!["gone"], { caches: [0] })
    board.close()
  })
})
