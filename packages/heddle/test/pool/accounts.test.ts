import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, range, shared } from "heddle"
import { sliceColumn } from "../../src/core/backend/index.ts"
import { Ledger } from "../../src/core/scheduler/index.ts"
import { roughBytes } from "../../src/core/wire/index.ts"
import { parameterName } from "../../src/pool/copies.ts"
import { explain } from "../../src/pool/explain.ts"
import type { Facts } from "../../src/pool/explain.ts"

/** Busy for so many ms of its own clock. */
function spin(ms: number): number {
  const until = performance.now() + ms
  while (performance.now() < until);
  return ms
}

describe("stats().time", () => {
  it("is nothing before anything ran", async () => {
    await using pool = new Pool({ workers: 1 })
    const { run, serialize, dispatch, queueWait } = pool.stats().time
    assert.deepEqual({ run, serialize, dispatch, queueWait }, { run: 0, serialize: 0, dispatch: 0, queueWait: 0 })
  })

  for (const backend of ["threads", "processes"] as const) {
    it(`has what the tasks took, in nanoseconds (${backend})`, async () => {
      await using pool = new Pool({ workers: 2, backend })
      await pool.map(spin, [20, 20, 20, 20])
      const { run, lifetime, idle, dispatch } = pool.stats().time
      assert.ok(run >= 79e6, `${run} ns`)
      assert.ok(lifetime >= 40e6 && idle <= lifetime && dispatch > 0, `${lifetime} ${idle} ${dispatch}`)
      for (const value of Object.values(pool.stats().time)) assert.ok(Number.isSafeInteger(value) && value >= 0)
    })
  }

  it("counts the wait of each call behind others", async () => {
    await using pool = new Pool({ workers: 1 })
    // Their cost is not known: one goes to the worker, and the others wait until it has ended.
    await Promise.all([1, 2, 3, 4].map((ms) => pool.submit(spin, 20 + ms)))
    const { queueWait } = pool.stats().time
    assert.ok(queueWait > 20e6 * 3, `${queueWait} ns`)
  })

  it("counts the copies of arguments and results, and none of what is shared", async () => {
    await using copying = new Pool({ workers: 1 })
    const rows = range(50_000).map((id) => ({ id, name: `n${id}` }))
    const size = (list: typeof rows): number => list.length
    assert.equal(await copying.submit(size, rows), 50_000)
    const { serialize, run } = copying.stats().time
    assert.ok(serialize > run, `${serialize} ns, ${run} ns`)
    assert.match(
      copying.explain(),
      /^\d+ % of the time is spent on copying the argument `list` \(1\.\d MB a task, .*\): send only/,
    )

    await using sharing = new Pool({ workers: 1 })
    const numbers = shared(new Float64Array(1e6))
    await sharing.submit((values: Float64Array, ms: number) => {
      const until = performance.now() + ms
      while (performance.now() < until);
      return values.length
    }, numbers, 50) // prettier-ignore
    const time = sharing.stats().time
    assert.ok(time.serialize < time.run, `${time.serialize} ns, ${time.run} ns`)
  })
})

it("an estimate of packing that is too high makes no negative run time", () => {
  const ledger = new Ledger()
  ledger.worked(10, 16, 0)
  assert.equal(ledger.run, 0)
})

it("a part of a column without graphs says so", () => {
  const whole = { data: [1, 2, 3], graphs: [0], transfer: [], codes: [] }
  assert.equal(sliceColumn(whole, 1, 3).graphs, undefined)
  assert.deepEqual(sliceColumn(whole, 0, 1).graphs, [0])
})

describe("explain", () => {
  const time = { queueWait: 0, dispatch: 0, serialize: 0, run: 0, idle: 0, lifetime: 0 }
  const facts: Facts = {
    time,
    tasks: 10,
    maxWorkers: 2,
    cpus: 4,
    active: 1000,
    mainBusy: 100,
    cpu: 1950,
    copies: undefined,
  }
  const of = (changes: Partial<typeof time>, others: Partial<Facts> = {}): string => {
    return explain({ ...facts, ...others, time: { ...time, lifetime: 2e9, ...changes } })
  }

  it("says when there is nothing to say", () => {
    assert.equal(of({}, { tasks: 0 }), "No task has ended yet: there is nothing to explain.")
  })

  it("praises workers that work, and knows whether more would help", () => {
    const busy = { run: 1.9e9, dispatch: 1e6 }
    assert.equal(
      of(busy),
      "95 % of the workers' time goes into the tasks themselves, 190 ms each: more workers make it shorter, 2 of 4 processors are used.",
    )
    assert.match(
      of(busy, { cpus: 2 }),
      /all 2 processors are used, only faster tasks or more machines make it shorter\.$/,
    )
  })

  it("knows tasks that wait from tasks that compute", () => {
    assert.match(of({ run: 1.9e9 }, { cpu: 300 }), /and most of that they wait: let each worker have several at once/)
    assert.match(of({ run: 1.9e9 }, { cpu: undefined }), /more workers make it shorter/)
  })

  it("names the argument whose copies take the time", () => {
    const copies = { calls: 8, ms: 800, place: 1, bytes: 12e6, isMemory: true, code: "return((i, rows) => 1)" }
    const copying = { serialize: 9.4e9, run: 0.6e9 }
    assert.equal(
      of(copying, { copies }),
      "94 % of the time is spent on copying the argument `rows` (12 MB a task, 100 ms each): share it, with shared(rows), or move it with transfer().",
    )
    assert.match(of(copying, { copies: { ...copies, isMemory: false } }), /: send only what a task needs/)
    assert.match(of(copying, { copies: { ...copies, code: undefined } }), /copying argument 2 \(12 MB a task/)
    assert.match(of(copying), /copying arguments, captured values and results: send less/)
  })

  it("tells of tasks that are smaller than what it takes to give them out", () => {
    assert.match(
      of({ dispatch: 3e7, run: 1e7 }),
      /^75 % of the work is dispatch: a task runs 1\.0 ms, .* 3\.0 ms of the main thread/,
    )
  })

  it("tells whether the main thread waits, or is waited for", () => {
    assert.match(
      of({ run: 2e8 }),
      /0\.2 of 2 workers have a task on average, and the main thread waits for them: too few tasks are ready/,
    )
    assert.match(of({ run: 2e8 }, { mainBusy: 900 }), /and the main thread is busy 90 % of the time: move what it does/)
  })

  it("counts no worker that was still starting", () => {
    assert.match(of({ run: 0.5e9, lifetime: 0.55e9 }), /^91 % of the workers' time/)
  })
})

describe("parameterName", () => {
  const cases: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ["x => x", ["x", undefined]],
    ["async z => 1", ["z"]],
    ["(a, b = { c: 1, d: [2] }, [e, f], ...g) => 1", ["a", "b", undefined, undefined]],
    ["function f(rows, i) {}", ["rows", "i", undefined]],
    ["async function* g(a, b) {}", ["a", "b"]],
    ["method(k, l = (m, n)) {}", ["k", "l"]],
    ["() => 1", [undefined]],
    ["class A {}", [undefined]],
  ]
  for (const [text, names] of cases) {
    it(text, () => {
      for (const [place, name] of names.entries())
        assert.equal(parameterName(`"use strict";return(${text})`, place), name)
    })
  }
})

it("roughBytes counts what is large, whatever is around it", () => {
  const cycle: Record<string, unknown> = { text: "x".repeat(1000) }
  cycle["self"] = cycle
  assert.equal(roughBytes(new Float64Array(100)), 800)
  assert.equal(roughBytes(shared(new Float64Array(100)).buffer), 16)
  assert.equal(roughBytes(cycle), 1016)
  const gone = new DataView(new ArrayBuffer(8))
  structuredClone(gone.buffer, { transfer: [gone.buffer] })
  assert.equal(roughBytes([gone]), 16)
  assert.equal(roughBytes(new Map([["key", new Uint8Array(50)]])), 16 + 3 + 50)
  assert.equal(
    roughBytes({
      get loud(): never {
        throw new Error("was asked")
      },
    }),
    24,
  )
})
