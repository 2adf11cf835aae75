import assert from "node:assert/strict"
import { it } from "node:test"
import { CancelledError, OptionError, TimeoutError, range } from "heddle"
import { gates, opened, read, release, tick, turn } from "../contract/gates.ts"
import type { Make } from "./suite.ts"

const squared = (x: number): number => x * x

/** Counts up for ever, and how far it was pulled. */
class Counter {
  pulled = 0
  closed = false
  readonly input: Generator<number> = this.#count();
  *#count(): Generator<number> {
    try {
      for (;;) yield this.pulled++
    } finally {
      this.closed = true
    }
  }
}

export function mapping(make: Make): void {
  it("maps one input or several, up to the shortest, in order", async () => {
    await using executor = make({ maxWorkers: 2 })
    const pow = (a: number, b: number): number => a ** b
    assert.deepEqual(
      await executor.map(pow, range(10), range(10)),
      [...range(10)].map((n) => n ** n),
    )
    assert.deepEqual(
      await executor.map(pow, range(10), range(10), { chunkSize: 3 }),
      await executor.map(pow, range(10), [...range(10)]),
    )
    assert.deepEqual(await executor.map(pow, [2, 3, 4], new Set([3, 2])), [8, 9])
    assert.deepEqual(await executor.map(squared, []), [])
    assert.deepEqual(await executor.map((c: string) => c + c, "ab"), ["aa", "bb"])
  })

  it("gives results one by one, and all that are left as an array", async () => {
    await using executor = make({ maxWorkers: 2 })
    const results = executor.map(squared, range(5))
    assert.deepEqual(await results.next(), { value: 0, done: false })
    assert.deepEqual(await results, [1, 4, 9, 16])
    assert.deepEqual(await results, [1, 4, 9, 16])
    const seen: number[] = []
    for await (const y of executor.map(squared, range(3))) seen.push(y)
    assert.deepEqual(seen, [0, 1, 4])
  })

  it("takes an asynchronous input, and futures as items", async () => {
    await using executor = make({ maxWorkers: 2 })
    async function* input(): AsyncGenerator<number> {
      yield 1
      await turn()
      yield 2
    }
    assert.deepEqual(await executor.map(squared, input()), [1, 4])
    assert.deepEqual(await executor.map(squared, [1, executor.submit(squared, 2), 3]), [1, 16, 9])
  })

  it("gives the results before a failure, then the failure, then nothing", async () => {
    await using executor = make({ maxWorkers: 2 })
    const divide = (a: number, b: number): number => {
      if (b === 0) throw new RangeError("division by zero")
      return Math.floor(a / b)
    }
    const results = executor.map(divide, [1, 1, 1, 1], [2, 3, 0, 5])
    assert.equal((await results.next()).value, 0)
    assert.equal((await results.next()).value, 0)
    await assert.rejects(results.next(), /division by zero/)
    assert.equal((await results.next()).done, true)
    await assert.rejects(async () => await executor.map(divide, [1], [0]), RangeError)
  })

  it("gives a failure whatever was thrown: 0, null, an empty string", async () => {
    await using executor = make({ maxWorkers: 1 })
    for (const thrown of [0, null, "", false, undefined]) {
      const results = executor.map(
        (value: unknown) => {
          throw value
        },
        [thrown],
      )
      const [outcome] = await Promise.allSettled([results.next()])
      assert.deepEqual(outcome, { status: "rejected", reason: thrown })
      const [submitted] = await Promise.allSettled([executor.submit(() => Promise.reject(null))])
      assert.equal(submitted.status, "rejected")
    }
  })

  it("fails at the place at which its input fails, after the results before it", async () => {
    await using executor = make({ maxWorkers: 1 })
    function* input(): Generator<number> {
      yield 1
      yield 2
      throw new RangeError("input")
    }
    for (const options of [{}, { bufferSize: 1 }]) {
      const results = executor.map(squared, input(), options)
      assert.deepEqual([(await results.next()).value, (await results.next()).value], [1, 4])
      await assert.rejects(results.next(), /input/)
    }
    assert.equal(await executor.submit(squared, 3), 9)
  })

  it("runs everything although nobody reads, and shutdown waits for it", async () => {
    const executor = make({ maxWorkers: 2 })
    const count = gates()
    const inputs = [range(10), [...range(10)], new Set(range(10)), range(10).map((n) => n)]
    const all = inputs.map((input) => executor.map((n: number) => (tick(count), n), input))
    const pairs = executor.map((a: number, b: number) => (tick(count), a + b), range(10), range(10))
    await executor.shutdown()
    assert.equal(read(count), 50)
    for (const results of all) assert.deepEqual(await results, [...range(10)])
    assert.equal((await pairs).at(-1), 18)
  })

  it("runs the rest although an item has failed, as long as nobody reads", async () => {
    const executor = make({ maxWorkers: 1 })
    const count = gates()
    const results = executor.map((n: number) => {
      tick(count)
      if (n === 0) throw new RangeError("first")
      return n
    }, range(5))
    await executor.shutdown()
    assert.equal(read(count), 5)
    await assert.rejects(results.next(), /first/)
    assert.equal((await results.next()).done, true)
  })

  it("of an input without an end takes a bounded number ahead of its reader, and lets it go at the end", async () => {
    await using executor = make({ maxWorkers: 1 })
    const counting = new Counter()
    const results = executor.map(squared, counting.input)
    assert.deepEqual([(await results.next()).value, (await results.next()).value], [0, 1])
    assert.ok(counting.pulled <= 1026, String(counting.pulled))
    await results.return()
    assert.ok(counting.closed)
  })

  it("lets go of its input when it is refused, or cannot run any more", async () => {
    const executor = make({ maxWorkers: 1 })
    const refused = new Counter()
    assert.throws(() => executor.map(5 as never, refused.input), /`fn` must be a function/)
    assert.throws(() => executor.map(squared, refused.input, { chunkSize: 0 }), /`chunkSize`/)
    assert.ok(refused.closed)
    const cut = new Counter()
    const results = executor.map(squared, cut.input)
    await executor.killWorkers()
    await assert.rejects(async () => await results, CancelledError)
    assert.ok(cut.closed)
    const late = new Counter()
    await assert.rejects(async () => await executor.map(squared, late.input))
    assert.equal(late.pulled, 0)
  })

  it("with a bufferSize never has more items ahead of its reader", async () => {
    await using executor = make({ maxWorkers: 2 })
    for (const bufferSize of [1, 2, 4]) {
      const counting = new Counter()
      const results = executor.map(squared, counting.input, { bufferSize })
      for (let read = 0; read < 10; read++) {
        assert.ok(counting.pulled <= read + bufferSize, `${counting.pulled} pulled, ${read} read`)
        assert.equal((await results.next()).value, read * read)
      }
      await results.return()
      assert.ok(counting.closed)
    }
  })

  it("with a bufferSize larger than the input, over several inputs, and over none gives the same results", async () => {
    await using executor = make({ maxWorkers: 2 })
    const expected = [...range(4)].map((n) => n * n)
    for (const bufferSize of [3, 4, 5, 1000]) {
      assert.deepEqual(await executor.map(squared, range(4), { bufferSize }), expected)
    }
    const product = (a: number, b: number): number => a * b
    assert.deepEqual(await executor.map(product, new Counter().input, range(4), { bufferSize: 2 }), expected)
    assert.deepEqual(await executor.map(squared, [], { bufferSize: 2 }), [])
  })

  it("refuses a bufferSize or chunkSize that is no positive integer, and options that there are not", async () => {
    await using executor = make({ maxWorkers: 1 })
    for (const bad of [0, -1, 1.5, "x"]) {
      assert.throws(
        () => executor.map(squared, [1], { bufferSize: bad as number }),
        /`bufferSize` must be a positive integer/,
      )
      assert.throws(
        () => executor.map(squared, [1], { chunkSize: bad as number }),
        /`chunkSize` must be a positive integer/,
      )
    }
    assert.throws(() => executor.map(squared, [1], { chunksize: 2 } as never), /did you mean `chunkSize`/)
    assert.throws(() => executor.map(squared, 5 as never), OptionError)
  })

  it("gives the same list for any chunkSize", async () => {
    await using executor = make({ maxWorkers: 2 })
    const expected = [...range(40)].map((n) => n * n)
    for (const chunkSize of [1, 6, 40, 50]) {
      assert.deepEqual(await executor.map(squared, range(40), { chunkSize }), expected)
    }
  })

  it("gives what was there in time, then TimeoutError, and stops the rest", async (t) => {
    await using executor = make({ maxWorkers: 2, grace: 50 })
    await executor.submit(() => {})
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const gate = gates()
    const results = executor.map(
      async (go: typeof gate, wait: boolean) => (wait ? await opened(go) : undefined),
      [gate, gate, gate],
      [false, false, true],
      { timeout: "5s" },
    )
    assert.deepEqual([(await results.next()).done, (await results.next()).done], [false, false])
    t.mock.timers.tick(5000)
    await assert.rejects(results.next(), TimeoutError)
    t.mock.timers.reset()
    assert.equal(await executor.submit(squared, 2), 4)
  })

  it("still gives results that were there when time ran out, to a reader that comes later", async (t) => {
    await using executor = make({ maxWorkers: 1, grace: 50 })
    await executor.submit(() => {})
    const [gate, count] = [gates(), gates()]
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const results = executor.map(
      async (n: number, go: typeof gate, words: typeof count) => {
        if (tick(words) > 2) await opened(go)
        return n
      },
      range(3),
      [gate, gate, gate],
      [count, count, count],
      { timeout: "5s", chunkSize: 1 },
    )
    const both = Promise.withResolvers<void>()
    let done = 0
    executor.pool.on("task", () => ++done === 2 && both.resolve())
    await both.promise
    t.mock.timers.tick(5000)
    t.mock.timers.reset()
    assert.deepEqual([(await results.next()).value, (await results.next()).value], [0, 1])
    await assert.rejects(results.next(), TimeoutError)
  })

  it("out of time at once never starts what waits behind a busy worker", async () => {
    await using executor = make({ maxWorkers: 1 })
    const [gate, started, count] = [gates(), gates(), gates()]
    const first = executor.submit(
      async (begun: typeof started, go: typeof gate) => {
        release(begun)
        await opened(go)
      },
      started,
      gate,
    )
    await opened(started)
    const results = executor.map((words: typeof count) => void tick(words), [count, count], { timeout: 0 })
    await assert.rejects(results.next(), TimeoutError)
    release(gate)
    await first
    await executor.submit(() => {})
    assert.equal(read(count), 0)
  })

  it("cancels the rest when the reader leaves", async () => {
    await using executor = make({ maxWorkers: 1 })
    const [gate, count] = [gates(), gates()]
    const results = executor.map(
      async (n: number, words: typeof count, go: typeof gate) => {
        if (n > 0) await opened(go)
        return tick(words)
      },
      range(100),
      Array.from({ length: 100 }, () => count),
      Array.from({ length: 100 }, () => gate),
    )
    for await (const _ of results) break
    release(gate)
    assert.equal(await executor.submit(squared, 2), 4)
    assert.ok(read(count) < 100)
    assert.equal((await results.next()).done, true)
  })

  it("is cancelled by a signal", async () => {
    await using executor = make({ maxWorkers: 1 })
    const stop = new AbortController()
    const results = executor.map(squared, new Counter().input, { signal: stop.signal, bufferSize: 1 })
    await results.next()
    stop.abort("enough")
    await assert.rejects(results.next(), CancelledError)
  })

  it("keeps no result that was read", async () => {
    const collect = (globalThis as { gc?: () => void }).gc
    if (collect === undefined) return
    await using executor = make({ maxWorkers: 1 })
    const results = executor.map((n: number) => ({ n }), range(3))
    const ref = await (async () => new WeakRef((await results.next()).value as object))()
    await results.next()
    for (let i = 0; i < 10 && ref.deref() !== undefined; i++) {
      await turn()
      collect()
    }
    assert.equal(ref.deref(), undefined)
    await results.return()
  })
}
