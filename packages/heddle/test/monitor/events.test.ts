import assert from "node:assert/strict"
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Pool, range, currentTask } from "heddle"
import * as da from "heddle/array"
import { jit, prange } from "heddle/jit"
import { Memory } from "heddle/memory"
import { on } from "heddle/monitor"
import type { EventKind, EventOf, HeddleEvent } from "heddle/monitor"
import { get, kill, remote } from "heddle/remote"

function square(x: number): number {
  return x * x
}

/** The events that are told while it is there. */
class Heard implements Disposable {
  readonly all: HeddleEvent[] = []
  readonly #off = on("*", (event) => this.all.push(event))

  of<K extends EventKind>(kind: K): EventOf<K>[] {
    return this.all.filter((event): event is EventOf<K> => event.kind === kind)
  }

  [Symbol.dispose](): void {
    this.#off()
  }
}

const counted = (spans: readonly EventOf<"task">[]): number => spans.reduce((sum, { count }) => sum + count, 0)

describe("events", () => {
  it("has of whatever was thrown a text, also of what cannot be read", async () => {
    using heard = new Heard()
    await using pool = new Pool({ backend: "inline" })
    const unreadable = Object.defineProperty(new Error("no"), "stack", {
      get() {
        throw new TypeError("never")
      },
    })
    const thrown = [Object.create(null), { code: 5 }, unreadable, null, Symbol("odd")] as unknown[]
    for (const one of thrown) await pool.submit(() => Promise.reject(one)).catch(() => {})
    assert.deepEqual(
      heard.of("error").map(({ error: { message } }) => message),
      ["[Object: null prototype] {}", "{ code: 5 }", "what was thrown cannot be read", "null", "Symbol(odd)"],
    )
  })

  it("refuses a kind that there is not, and what is no listener", () => {
    assert.throws(() => on("tusk" as "task", () => {}), /`kind` must be one of .*"task".*, got "tusk"/)
    assert.throws(() => on("task", 5 as never), /`listener` must be a function/)
  })
})

for (const backend of ["threads", "processes", "async", "inline"] as const) {
  describe(`events of a pool (${backend})`, () => {
    it("tells of each task once, with its name, its worker and its number", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 2, backend, name: "mill" })
      const before = Date.now() - 1
      await pool.map(square, range(10_000))
      await pool.close()
      const spans = heard.of("task")
      assert.equal(counted(spans), 10_000)
      // Not in a row: what goes to another worker gets new ones.
      const ids = spans.flatMap(({ id, count }) => range(count).map((i) => id + i))
      assert.equal(new Set(ids).size, 10_000)
      for (const { at, ms, name, pool: of, worker, failed } of spans) {
        assert.deepEqual([name, of, failed], ["square", "mill", 0])
        assert.match(worker, /^mill \d$/)
        assert.ok(at >= before && at + ms <= Date.now() + 1, `${before} ${at} ${ms}`)
      }
      assert.ok(spans.length < 10_000, "tiny tasks go together")
      const total = (events: readonly { readonly count: number }[]): number =>
        events.reduce((sum, { count }) => sum + count, 0)
      assert.equal(total(heard.of("sent")) - total(heard.of("returned")), 10_000)
      assert.equal(heard.of("job").at(-1)!.count, 10_000)
    })

    it("has spans of one worker that do not overlap, in order", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 1, backend })
      await pool.map(square, range(3000), { chunkSize: 100 })
      await pool.close()
      let end = 0
      for (const { at, ms } of heard.of("task")) {
        assert.ok(at >= end - 0.01, `${at} begins before ${end}`)
        end = at + ms
      }
    })

    it("counts failures, and tells of each with its name and stack", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 1, backend })
      function odd(x: number): number {
        if (x % 2 === 1) throw new RangeError(`${x} is odd`)
        return x
      }
      await pool.map(odd, range(6), { onError: "settle" })
      await assert.rejects(pool.with({ retries: 1 }).submit(odd, 7))
      await pool.close()
      assert.equal(
        heard.of("task").reduce((sum, { failed }) => sum + failed, 0),
        5,
      )
      const errors = heard.of("error")
      assert.deepEqual(
        errors.map(({ of, name, attempt, retry, error }) => [of, name, attempt, retry, error.name, error.message]),
        [
          ["task", "odd", 1, false, "RangeError", "1 is odd"],
          ["task", "odd", 1, false, "RangeError", "3 is odd"],
          ["task", "odd", 1, false, "RangeError", "5 is odd"],
          ["task", "odd", 1, true, "RangeError", "7 is odd"],
          ["task", "odd", 2, false, "RangeError", "7 is odd"],
        ],
      )
      assert.match(errors[0]!.error.stack, /events\.test\.ts/)
    })

    it("tells of the time of tasks that await, and of what they report", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 1, backend })
      async function wait(ms: number): Promise<number> {
        currentTask().progress(0.5, "half")
        await new Promise((resolve) => setTimeout(resolve, ms))
        return ms
      }
      await pool.submit(wait, 30)
      await pool.close()
      const [span] = heard.of("task")
      assert.ok(span!.ms >= 29 && span!.count === 1, JSON.stringify(span))
      const [progress] = heard.of("progress")
      assert.deepEqual(
        [progress!.name, progress!.id, progress!.fraction, progress!.note],
        ["wait", span!.id, 0.5, "half"],
      )
    })

    it("tells of workers that start and end", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 1, backend })
      await pool.submit(square, 2)
      await pool.close()
      assert.deepEqual(
        heard.of("worker").map(({ change, reason, backend: of }) => [change, reason, of]),
        [
          ["started", undefined, backend],
          ["ended", "closed", backend],
        ],
      )
    })
  })
}

for (const backend of ["threads", "processes"] as const) {
  describe(`events of workers (${backend})`, () => {
    it("come from there: pools of tasks, caches of tasks, with their worker as source", async () => {
      const folder = mkdtempSync(join(tmpdir(), "heddle-events-"))
      try {
        using heard = new Heard()
        const pool = new Pool({ workers: 1, backend, name: "outer" })
        await pool.submit(async (place: string) => {
          const own = new Pool({ workers: 1, backend: "inline", name: "inner" })
          const memory = new Memory(place)
          const half = memory.cache((x: number) => x / 2)
          await own.submit(half, 4)
          await half(4)
          await own.close()
        }, folder)
        await pool.close()
        const inner = heard.of("task").filter((span) => span.pool === "inner")
        assert.deepEqual([counted(inner), inner[0]!.source], [1, "outer 1"])
        assert.deepEqual(
          heard.of("cache").map(({ outcome, source }) => [outcome, source]),
          [
            ["run", "outer 1"],
            ["hit", "outer 1"],
          ],
        )
      } finally {
        rmSync(folder, { recursive: true })
      }
    })

    it("end when nobody listens any more", async () => {
      const pool = new Pool({ workers: 1, backend })
      const heard = new Heard()
      await pool.submit(square, 1)
      heard[Symbol.dispose]()
      await pool.submit(square, 2)
      using again = new Heard()
      await pool.submit(square, 3)
      await pool.close()
      const ids = [...heard.all, ...again.all].flatMap((event) => (event.kind === "task" ? [event.id] : []))
      // The first may have been told of after the first listener had gone: then to nobody, or to the second.
      assert.ok(ids.length <= 2 && new Set(ids).size === ids.length, JSON.stringify(ids))
      assert.equal(counted(again.of("task").slice(-1)), 1)
    })

    it("tells why a worker died", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 1, backend })
      await assert.rejects(pool.submit(() => process.exit(7)))
      await pool.close()
      const ended = heard.of("worker").find(({ change }) => change === "ended")!
      assert.deepEqual([ended.reason, ended.exitCode], ["exit", 7])
      const error = heard.of("error").find(({ of }) => of === "worker")!
      assert.equal(error.error.message, "the worker ended: exit (exit code 7)")
    })

    it("tells of large values that are copied, there and back", async () => {
      using heard = new Heard()
      const pool = new Pool({ workers: 1, backend })
      const list = range(20_000).map((id) => ({ id }))
      function same(rows: typeof list): typeof list {
        return rows
      }
      await pool.submit(same, list)
      await pool.close()
      const transfers = heard.of("transfer")
      assert.deepEqual(
        transfers.map(({ what, name }) => [what, name]),
        [
          ["arguments", "same"],
          ["result", "same"],
        ],
      )
      for (const { bytes } of transfers) assert.ok(bytes > 20_000 * 16, `${bytes}`)
    })
  })
}

describe("events of what is above pools", () => {
  it("tells of the stages of arrays with what they were planned to take", async () => {
    using heard = new Heard()
    await da.arange(1000).mean().compute()
    const stages = heard.of("stage")
    assert.deepEqual(
      stages.map(({ of, change }) => [of, change]),
      stages.flatMap((_, i) =>
        i % 2 === 0
          ? [
              ["array", "began"],
              ["array", "ended"],
            ]
          : [],
      ),
    )
    const { planned, limit, ms, number, stages: count } = stages.at(-1)!
    assert.ok(planned! > 0 && limit! > planned! && ms! > 0 && number === count)
  })

  it("tells of kernels that take a millisecond", () => {
    using heard = new Heard()
    const count = jit(function count(n: number) {
      let sum = 0
      for (const i of prange(n)) sum += i % 7
      return sum
    })
    count(3e7)
    assert.deepEqual(
      heard.of("stage").map(({ of, label, change }) => [of, label, change]),
      [["kernel", "count", "ended"]],
    )
  })

  it("tells of an actor's life, and of its calls by their names", async () => {
    using heard = new Heard()
    const Counter = remote(
      class Counter {
        count = 0
        add(by: number): number {
          return (this.count += by)
        }
      },
    )
    const counter = Counter.options({ name: "tally" }).remote()
    await get([counter.add.remote(1), counter.add.remote(2)])
    kill(counter)
    const life = heard.of("actor")
    assert.deepEqual(
      life.map(({ actor, name, change, reason }) => [actor, name, change, reason]),
      [
        ["tally", "Counter", "created", undefined],
        ["tally", "Counter", "alive", undefined],
        ["tally", "Counter", "dead", "it was killed"],
      ],
    )
    assert.ok(heard.of("sent").some(({ name }) => name === "Counter.add"))
  })

  it("is on diagnostics_channel, where nobody else needs heddle/monitor", async () => {
    const seen: unknown[] = []
    const listener = (event: unknown): void => void seen.push(event)
    subscribe("heddle:worker", listener)
    const pool = new Pool({ workers: 1, backend: "inline" })
    await pool.submit(square, 2)
    await pool.close()
    unsubscribe("heddle:worker", listener)
    assert.equal(seen.length, 2)
    assert.equal(channel("heddle:worker").hasSubscribers, false)
  })
})
