import assert from "node:assert/strict"
import { describe, it } from "node:test"
import v8 from "node:v8"
import vm from "node:vm"
import { Pool, TaskTimeoutError, WorkerDiedError, currentTask, delayed } from "heddle"
import type { Delayed } from "heddle"
import { failedCall } from "heddle/parallel"
import { opened, reached, release, tick, turn } from "../contract/gates.ts"
import { storesKey } from "../../src/parallel/graph/interpreter.ts"
import { randomGraph } from "./random-graph.ts"
import { words } from "./words.ts"

v8.setFlagsFromString("--expose-gc")
const gc = vm.runInNewContext("gc") as () => void

const inc = delayed((x: number) => x + 1, { name: "inc" })
const add = delayed((a: number, b: number) => a + b, { name: "add" })

/** Pairs, pairs of pairs, …: one value. */
function tree<T>(level: readonly Delayed<T>[], join: (a: Delayed<T>, b: Delayed<T>) => Delayed<T>): Delayed<T> {
  if (level.length === 1) return level[0]!
  const next: Delayed<T>[] = []
  for (let i = 0; i < level.length; i += 2) next.push(i + 1 < level.length ? join(level[i]!, level[i + 1]!) : level[i]!)
  return tree(next, join)
}

/** How many values all workers keep. */
async function keptIn(pool: Pool): Promise<number> {
  const count = (key: string): number => {
    const stores = (globalThis as unknown as Record<symbol, Map<string, Map<number, unknown>> | undefined>)[
      Symbol.for(key)
    ]
    return [...(stores?.values() ?? [])].reduce((sum, kept) => sum + kept.size + 1, 0)
  }
  // What was told to workers before has been dealt with when they answer the first.
  await pool.broadcast(count, storesKey)
  return (await pool.broadcast(count, storesKey)).reduce((a, b) => a + b, 0)
}

describe("the order of a graph", () => {
  it("is depth first: a branch is done before the next one begins", async () => {
    const log: string[] = []
    const step = (name: string): ((...from: unknown[]) => Delayed<number>) =>
      delayed((..._from: unknown[]) => log.push(name), { name })
    const [a, b] = ["a", "b"].map((name) => {
      const load = step(`load ${name}`)()
      return step(`join ${name}`)(step(`left ${name}`)(load), step(`right ${name}`)(load))
    })
    await step("end")(a, b).compute({ nJobs: 1 })
    const branch = (name: string): string[] => [`load ${name}`, `left ${name}`, `right ${name}`, `join ${name}`]
    assert.deepEqual(log, [...branch("a"), ...branch("b"), "end"])
  })

  it("keeps few results alive, and lets go of each when its last consumer is done", async () => {
    const alive = new Set<WeakRef<object>>()
    let most = 0
    const make = delayed(async (n: number) => {
      const made = { n }
      alive.add(new WeakRef(made))
      await turn()
      return made
    })
    const join = delayed(async (a: { n: number }, b: { n: number }) => {
      await turn()
      gc()
      await turn()
      most = Math.max(most, [...alive].filter((ref) => ref.deref() !== undefined).length)
      return { n: a.n + b.n }
    })
    const leaves = Array.from({ length: 32 }, (_, i) => make(i))
    assert.deepEqual(await tree(leaves, join).compute({ nJobs: 1 }), { n: 496 })
    // One for each level, and those in hand.
    assert.ok(most <= 8, `${most} alive at a time`)
  })
})

describe("large graphs", () => {
  it("ten thousand calls: wide, deep, and a tree", async () => {
    await using pool = new Pool({ workers: 2 })
    const leaves = Array.from({ length: 5000 }, (_, i) => inc(i))
    assert.equal(await tree(leaves, add).compute({ pool }), 12_502_500)
    const wide = delayed((values: number[]) => values.length)(Array.from({ length: 10_000 }, (_, i) => inc(i)))
    assert.equal(await wide.compute({ pool }), 10_000)
    let deep = delayed(0 as number)
    for (let i = 0; i < 10_000; i++) deep = inc(deep)
    assert.equal(await deep.compute({ pool }), 10_000)
    let ladder = inc(0)
    for (let i = 0; i < 3000; i++) ladder = add(inc(ladder), inc(ladder))
    assert.equal(await delayed(Number.isNaN)(ladder).compute({ pool }), false)
  })

  for (let seed = 1; seed <= 24; seed++) {
    it(`random graph ${seed} gives what plain calls give`, async () => {
      await using pool = new Pool({ workers: 2 })
      const { call, expected } = randomGraph(seed)
      assert.deepEqual(await call.compute({ pool }), expected)
      assert.equal(await keptIn(pool), 0)
    })
  }
})

describe("results stay where they were computed", () => {
  const make = delayed(
    (n: number) => {
      const made = new Float64Array(n).fill(1)
      ;(globalThis as { made?: Set<unknown> }).made = ((globalThis as { made?: Set<unknown> }).made ?? new Set()).add(
        made,
      )
      return made
    },
    { name: "make" },
  )
  /** Is it the very array that was made, and no copy? */
  const isThere = delayed((array: Float64Array, ..._others: unknown[]) => {
    return (globalThis as { made?: Set<unknown> }).made?.has(array) === true
  })

  it("a chain is one task", async () => {
    await using pool = new Pool({ workers: 2 })
    let chain = inc(0)
    for (let i = 0; i < 99; i++) chain = add(1, chain)
    assert.equal(await chain.compute({ pool }), 100)
    assert.equal(pool.stats().completed, 1)
  })

  it("a large result is not copied for the only task that needs it", async () => {
    await using pool = new Pool({ workers: 2 })
    assert.equal(await isThere(make(100_000), inc(1)).compute({ pool }), true)
    assert.equal(await keptIn(pool), 0)
  })

  it("nor for several, one after the other, in a pool of one worker", async () => {
    await using pool = new Pool({ workers: 1 })
    const big = make(100_000)
    const checks = [isThere(big, inc(1)), isThere(big, inc(2)), isThere(big, inc(3))]
    assert.deepEqual(await delayed(checks).compute({ pool }), [true, true, true])
    assert.equal(await keptIn(pool), 0)
  })

  it("what was made on several workers comes together", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(1)
    // Each waits for the other: they run on two workers.
    const half = delayed(async (g: Int32Array<SharedArrayBuffer>, n: number) => {
      tick(g)
      await reached(g, 2)
      return new Float64Array(50_000).fill(n)
    })
    const both = delayed((a: Float64Array, b: Float64Array) => a[7]! + b.at(-1)!)
    assert.equal(await both(half(gate, 1), half(gate, 2)).compute({ pool }), 3)
    assert.equal(await keptIn(pool), 0)
  })

  it("what cannot be sent at all can be used by the next task", async () => {
    await using pool = new Pool({ workers: 2 })
    const counter = delayed((from: number) => {
      let count = from
      return () => ++count
    })
    const twice = delayed((next: () => number, more: number) => next() + next() + more)
    assert.equal(await twice(counter(1), inc(0)).compute({ pool }), 6)
    await assert.rejects(counter(1).compute({ pool }), { code: "HEDDLE_UNSENDABLE" })
  })

  it("several tasks that can begin share the workers, and get their input there", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(1)
    const slow = delayed((n: number) => {
      // Long enough to be worth the way of its result.
      for (let i = 0; i < 3e7; i++) n += i % 2
      return new Float64Array(5000).fill(n)
    })
    const meet = delayed(async (array: Float64Array, g: Int32Array<SharedArrayBuffer>, x: number) => {
      tick(g)
      await reached(g, 2)
      return array.length + x
    })
    const big = slow(1)
    assert.deepEqual(await delayed([meet(big, gate, 1), meet(big, gate, 2)]).compute({ pool }), [5001, 5002])
  })

  it("nothing is left behind by a graph that failed or was stopped", async () => {
    await using pool = new Pool({ workers: 2 })
    const fail = delayed((_a: unknown, _b: unknown): number => {
      throw new Error("no")
    })
    await assert.rejects(fail(make(50_000), make(50_000)).compute({ pool }), /no/)
    assert.equal(await keptIn(pool), 0)
    const gate = words(2)
    const hold = delayed(async (_array: Float64Array, g: Int32Array<SharedArrayBuffer>, signalled: number) => {
      tick(g, 1)
      const { signal } = currentTask()
      await new Promise((resolve) => signal.addEventListener("abort", resolve))
      return signalled
    })
    const controller = new AbortController()
    const run = hold(make(50_000), gate, inc(1)).compute({ pool, signal: controller.signal })
    const over = assert.rejects(run, { name: "AbortError" })
    await reached(gate, 1, 1)
    controller.abort()
    await over
    assert.equal(await keptIn(pool), 0)
  })
})

describe("when something goes wrong in a graph", () => {
  it("the call of a fused chain that failed is told", async () => {
    const fail = delayed(
      (_x: number): number => {
        throw new Error("third")
      },
      { name: "third" },
    )
    const error: unknown = await inc(fail(add(1, inc(1))))
      .compute({ nJobs: 2 })
      .catch((error: unknown) => error)
    assert.deepEqual(failedCall(error)?.path, ["third", "inc"])
    const later = delayed(
      async (_x: number): Promise<number> => {
        await Promise.resolve()
        throw new Error("later")
      },
      { name: "later" },
    )
    const second: unknown = await inc(later(inc(1)))
      .compute({ nJobs: 2 })
      .catch((error: unknown) => error)
    assert.deepEqual(failedCall(second)?.path, ["later", "inc"])
  })

  it("a timeout is for each call, and names it", async () => {
    const spin = delayed(
      (_x: number): number => {
        for (;;);
      },
      { name: "spin" },
    )
    const error: unknown = await inc(spin(inc(1)))
      .compute({ nJobs: 2, timeout: 30, grace: 0 })
      .catch((error: unknown) => error)
    assert.ok(error instanceof TaskTimeoutError)
    assert.deepEqual(failedCall(error)?.path, ["spin", "inc"])
  })

  it("an abort stops what runs, and nothing else begins", async () => {
    const gate = words(2)
    const hold = delayed((g: Int32Array<SharedArrayBuffer>) => {
      tick(g, 1)
      Atomics.wait(g, 0, 0)
      return 1
    })
    const controller = new AbortController()
    const run = inc(add(hold(gate), hold(gate))).compute({ nJobs: 2, signal: controller.signal, grace: 0 })
    const over = assert.rejects(run, { name: "AbortError" })
    await reached(gate, 2, 1)
    controller.abort()
    await over
    await assert.rejects(inc(1).compute({ nJobs: 2, signal: AbortSignal.abort() }), { name: "AbortError" })
  })

  it("a pool that is terminated rejects it", async () => {
    const pool = new Pool({ workers: 1 })
    const gate = words(2)
    const hold = delayed((g: Int32Array<SharedArrayBuffer>) => {
      tick(g, 1)
      Atomics.wait(g, 0, 0)
    })
    const over = assert.rejects(hold(gate).compute({ pool }), { code: "HEDDLE_POOL_CLOSED" })
    await reached(gate, 1, 1)
    await pool.terminate()
    await over
    await assert.rejects(inc(1).compute({ pool }), { code: "HEDDLE_POOL_CLOSED" })
  })

  it("a call that failed is made again if it may be", async () => {
    const flaky = delayed((x: number) => {
      if (currentTask().attempt === 1) throw new Error("not yet")
      return x
    })
    assert.equal(await add(flaky(1), flaky(2)).compute({ nJobs: 2, retries: 1 }), 3)
    await assert.rejects(add(flaky(1), flaky(2)).compute({ nJobs: 2 }), /not yet/)
  })

  const make = delayed(
    (g: Int32Array<SharedArrayBuffer>) => {
      tick(g, 1)
      return new Float64Array(20_000).fill(3)
    },
    { name: "make" },
  )
  /** Ends its worker the first time. */
  const once = delayed(
    (array: Float64Array, g: Int32Array<SharedArrayBuffer>, _other: number) => {
      if (tick(g) === 1) process.exit(5)
      return array[0]!
    },
    { name: "once" },
  )

  it("a task whose worker dies is run again with what it needs, if it may be", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(2)
    assert.equal(await once(make(gate), gate, inc(1)).compute({ pool, retries: 1 }), 3)
    assert.deepEqual([...gate], [2, 2])
    assert.equal(await keptIn(pool), 0)
  })

  it("and fails with its name if not", async () => {
    await using pool = new Pool({ workers: 2 })
    const error: unknown = await inc(once(make(words(2)), words(2), inc(1)))
      .compute({ pool })
      .catch((error: unknown) => error)
    assert.ok(error instanceof WorkerDiedError)
    assert.equal(error.exitCode, 5)
    assert.equal(failedCall(error)?.name, "once")
  })

  for (const retries of [0, 1]) {
    it(`a result that went down with its worker ${retries > 0 ? "is computed again" : "fails the graph"}, with ${retries} retries`, async () => {
      await using pool = new Pool({ workers: 2 })
      const gate = words(3)
      // It begins on the other worker, and waits until the one that keeps the array is gone.
      const wait = delayed(async (g: Int32Array<SharedArrayBuffer>) => {
        await opened(g, 2)
        return 1
      })
      const total = delayed((array: Float64Array, x: number) => array[0]! + x, { name: "total" })
      const run = total(make(gate), wait(gate)).compute({ pool, retries })
      const outcome = run.then(
        (value) => value,
        (error: unknown) => error,
      )
      await reached(gate, 1, 1)
      await pool.submit(() => process.exit(7)).exception()
      release(gate, 2)
      const result = await outcome
      if (retries > 0) {
        assert.equal(result, 4)
        assert.equal(gate[1], 2)
      } else {
        assert.ok(result instanceof WorkerDiedError)
        assert.match(result.message, /kept the result of make died before total could use it/)
        assert.match(result.message, /with `retries` it is computed again/)
        assert.equal(failedCall(result)?.name, "make")
      }
    })
  }

  it("a value that was brought elsewhere between two attempts of a task is still its argument", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(3)
    // They meet, so they are on two workers.
    const shared = delayed(
      async (g: Int32Array<SharedArrayBuffer>) => {
        tick(g, 2)
        await reached(g, 2, 2)
        return new Float64Array(20_000).fill(2)
      },
      { name: "shared" },
    )(gate)
    // It fails when `shared` has been asked for by the other worker.
    const flaky = delayed((a: Float64Array, g: Int32Array<SharedArrayBuffer>, _x: number) => {
      release(g, 0)
      while (Atomics.load(g, 1) === 0) Atomics.wait(g, 1, 0)
      if (currentTask().attempt === 1 && tick(g, 1) === 2) throw new Error("once more")
      return a[0]!
    })
    const larger = delayed(
      async (g: Int32Array<SharedArrayBuffer>) => {
        tick(g, 2)
        await reached(g, 2, 2)
        await opened(g, 0)
        return new Float64Array(100_000).fill(3)
      },
      { name: "larger" },
    )(gate)
    const both = delayed((a: Float64Array, b: Float64Array) => a[0]! + b[0]!)
    const signal = delayed((_b: Float64Array, g: Int32Array<SharedArrayBuffer>) => {
      release(g, 1)
      return 0
    })
    const calls = [flaky(shared, gate, inc(1)), both(shared, larger), signal(larger, gate)]
    assert.deepEqual(await delayed(calls).compute({ pool, retries: 2 }), [2, 5, 0])
    assert.equal(await keptIn(pool), 0)
  })

  it("all that led to a lost result is computed again, and nothing else", async () => {
    await using pool = new Pool({ workers: 1 })
    const counts = words(4)
    const count = delayed((g: Int32Array<SharedArrayBuffer>, at: number, ..._from: unknown[]) => {
      tick(g, at)
      return new Float64Array(20_000).fill(at)
    })
    const source = count(counts, 0)
    const left = count(counts, 1, source, inc(1))
    const right = count(counts, 2, source, inc(2))
    const end = delayed((g: Int32Array<SharedArrayBuffer>, a: Float64Array, b: Float64Array) => {
      if (tick(g, 3) === 1) process.exit(1)
      return a[0]! + b[0]!
    })
    assert.equal(await end(counts, left, right).compute({ pool, retries: 1 }), 3)
    assert.deepEqual([...counts], [2, 2, 2, 2])
  })
})
