import assert from "node:assert/strict"
import { PoolClosedError, currentTask, range } from "heddle"
import type { MapProgress } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { failure } from "./errors.ts"
import { gates, opened, put, read, release, tick, turn } from "./gates.ts"

function* naturals(pulled: { count: number; closed?: boolean }): Generator<number> {
  try {
    for (;;) yield pulled.count++
  } finally {
    pulled.closed = true
  }
}

/** imap and generators. */
export const streams: Group = [
  has("imap gives results in order, imapUnordered all of them", async ({ pool }) => {
    assert.deepEqual(
      await Array.fromAsync(pool.imap((x: number) => x * x, range(50))),
      range(50).map((x) => x * x),
    )
    const any = await Array.fromAsync(pool.imapUnordered((x: number) => x * x, range(50)))
    assert.deepEqual(
      any.toSorted((a, b) => a - b),
      range(50).map((x) => x * x),
    )
  }),

  has("imapUnordered gives the fast ones first", ["concurrency"], async ({ pool }) => {
    const gate = gates()
    const work = async (i: number): Promise<number> => {
      if (i === 0) await opened(gate)
      return i
    }
    const given: number[] = []
    for await (const i of pool.imapUnordered(work, range(10), { chunkSize: 1 })) {
      given.push(i)
      if (given.length === 9) release(gate)
    }
    assert.equal(given.at(-1), 0)
    assert.equal(given.length, 10)
  }),

  has("a generator knows its task between two yields, also beside others", async ({ open }) => {
    const pool = open({ workers: 1, tasksPerWorker: 2 })
    const ids = async function* (): AsyncGenerator<number> {
      for (let i = 0; i < 3; i++) {
        yield currentTask().id
        await Promise.resolve()
      }
    }
    const seen = await Array.fromAsync(pool.imapUnordered(ids, [0, 1]))
    const each = Map.groupBy(seen, (id) => id)
    assert.deepEqual(
      [...each.values()].map((own) => own.length),
      [3, 3],
    )
    assert.equal(each.has(0), false)
  }),

  has("an error comes at its place; what came before it is given", async ({ pool }) => {
    const divide = (x: number): number => {
      if (x === 0) throw new RangeError("division by zero")
      return 1 / x
    }
    const given: number[] = []
    const error = await failure(
      (async () => {
        for await (const y of pool.imap(divide, [1, 2, 0, 5])) given.push(y)
      })(),
    )
    assert.ok(error instanceof RangeError)
    assert.deepEqual(given, [1, 0.5])
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("after its error the iterator is done", async ({ pool }) => {
    const iterator = pool.imap(
      (x: number): number => {
        if (x === 1) throw new Error("expected")
        return x
      },
      [0, 1, 2],
    )
    assert.deepEqual(await iterator.next(), { done: false, value: 0 })
    await failure(iterator.next())
    assert.deepEqual(await iterator.next(), { done: true, value: undefined })
    assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  }),

  has("onError: settle gives each outcome, finish the error last", async ({ pool }) => {
    const odd = (x: number): number => {
      if (x % 2 === 0) throw new Error(`even ${x}`)
      return x
    }
    const outcomes = await Array.fromAsync(pool.imap(odd, [1, 2, 3], { onError: "settle" }))
    assert.deepEqual(
      outcomes.map((one) => (one.status === "fulfilled" ? one.value : (one.reason as Error).message)),
      [1, "even 2", 3],
    )
    const given: number[] = []
    const error = await failure(
      (async () => {
        for await (const y of pool.imap(odd, [1, 2, 3], { onError: "finish" })) given.push(y)
      })(),
    )
    assert.deepEqual([given, error.message], [[1, 3], "even 2"])
  }),

  has("an input that throws gives its error at its place, after the results before it", async ({ pool }) => {
    for (const at of [0, 3, 19]) {
      for (const make of [broken, brokenLater]) {
        const given: number[] = []
        const error = await failure(
          (async () => {
            for await (const x of pool.imap((y: number) => y, make(at))) given.push(x)
          })(),
        )
        assert.equal(error.message, "no more input")
        assert.deepEqual(given, [...range(at)])
        assert.equal((await failure(pool.map((y: number) => y, make(at)))).message, "no more input")
      }
    }
    assert.equal(await pool.submit(() => 1), 1)
    for (const onError of ["settle", "finish"] as const) {
      const progress: MapProgress[] = []
      const told = { onError, progress: (each: MapProgress) => void progress.push(each) }
      assert.equal((await failure(pool.map((y: number) => y, broken(3), told))).message, "no more input")
      assert.deepEqual([progress.at(-1)!.done, progress.at(-1)!.failed], [3, 0], "the input is no item")
      const rows: unknown[] = []
      const error = await failure(
        (async () => {
          for await (const row of pool.imapUnordered((y: number) => y, brokenLater(3), { onError })) rows.push(row)
        })(),
      )
      assert.deepEqual([rows.length, error.message], [3, "no more input"])
    }

    function* broken(at: number): Generator<number> {
      yield* range(at)
      throw new RangeError("no more input")
    }
    async function* brokenLater(at: number): AsyncGenerator<number> {
      yield* range(at)
      throw new RangeError("no more input")
    }
  }),

  has("an endless input is pulled as far as buffer says, not more, and closed when the loop ends", async ({ pool }) => {
    const pulled: { count: number; closed?: boolean } = { count: 0 }
    const given: number[] = []
    for await (const x of pool.imap((y: number) => y, naturals(pulled), { buffer: 4, chunkSize: 1 })) {
      given.push(x)
      assert.ok(pulled.count <= given.length + 4, `${pulled.count} pulled, ${given.length} given`)
      if (given.length === 20) break
    }
    assert.deepEqual(given, [...range(20)])
    assert.equal(pulled.closed, true)
    const before = pulled.count
    await pool.submit(() => 1)
    assert.equal(pulled.count, before)
  }),

  has("nothing more is pulled while nobody takes results", async ({ pool }) => {
    const pulled = { count: 0 }
    const iterator = pool.imapUnordered((y: number) => y, naturals(pulled), { buffer: 3 })
    await iterator.next()
    await pool.submit(() => 1)
    await turn()
    await pool.submit(() => 1)
    assert.ok(pulled.count <= 4, `${pulled.count} pulled`)
    await iterator.return()
    assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  }),

  has("an endless asynchronous input is bounded and closed too", async ({ pool }) => {
    const seen = { count: 0, closed: false }
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield seen.count++
      } finally {
        seen.closed = true
      }
    }
    let given = 0
    for await (const _ of pool.imap((y: number) => y, endless(), { buffer: 4 })) {
      assert.ok(seen.count <= given + 4 + 8, `${seen.count} pulled, ${given} given`)
      if (++given === 10) break
    }
    await turn()
    assert.equal(seen.closed, true)
  }),

  has("map pulls its input as workers need it, and stops at the first failure", async ({ pool }) => {
    const pulled: { count: number; closed?: boolean } = { count: 0 }
    const work = (x: number): number => {
      if (x === 10) throw new Error("ten")
      return x
    }
    const error = await failure(pool.map(work, naturals(pulled), { chunkSize: 1 }))
    assert.equal(error.message, "ten")
    assert.equal(pulled.closed, true)
    assert.ok(pulled.count < 100_000)
  }),

  has("an endless input of calls that cost next to nothing is pulled a bounded way ahead", async ({ pool }) => {
    const work = (x: number): number => {
      if (x === 20_000) throw new Error("far enough")
      return x
    }
    await pool.map(work, range(20_000))
    const pulled = { count: 0 }
    const error = await failure(pool.map(work, naturals(pulled), { chunkSize: 1 }))
    assert.equal(error.message, "far enough")
    assert.ok(pulled.count < 60_000, `${pulled.count} pulled`)
  }),

  has("a generator's yields stream, in order of the input", async ({ pool }) => {
    function* count(n: number): Generator<string> {
      for (let i = 0; i < n; i++) yield `${n}.${i}`
    }
    async function* countLater(n: number): AsyncGenerator<string> {
      yield* count(n)
    }
    const expected = ["1.0", "2.0", "2.1", "3.0", "3.1", "3.2"]
    assert.deepEqual(await Array.fromAsync(pool.imap(count, [0, 1, 2, 0, 3])), expected)
    assert.deepEqual(await Array.fromAsync(pool.imap(countLater, [1, 2, 3])), expected)
    const any = await Array.fromAsync(pool.imapUnordered(count, [1, 2, 3]))
    assert.deepEqual(any.toSorted(), expected)
  }),

  has("a generator waits for its consumer, and is closed when the loop ends", async ({ pool }) => {
    const words = gates(2)
    function* forever(): Generator<number> {
      try {
        for (let i = 0; ; i++) {
          put(words, 0, i)
          yield i
        }
      } finally {
        tick(words, 1)
      }
    }
    let given = 0
    for await (const x of pool.imap(forever, [1])) {
      assert.equal(x, given++)
      assert.ok(read(words) <= given + 40, `${read(words)} made, ${given} given`)
      if (given === 100) break
    }
    await opened(words, 1)
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("a generator that throws gives its yields, then its error", async ({ pool }) => {
    function* fails(n: number): Generator<number> {
      yield n
      yield n + 1
      throw new RangeError("third")
    }
    const given: number[] = []
    const error = await failure(
      (async () => {
        for await (const x of pool.imap(fails, [10])) given.push(x)
      })(),
    )
    assert.ok(error instanceof RangeError)
    assert.deepEqual(given, [10, 11])
  }),

  has("leaving a loop cancels what is under way, and the pool goes on", async ({ open }) => {
    const pool = open({ grace: 10 })
    const wait = async (x: number): Promise<number> => (x === 0 ? x : await new Promise(() => {}))
    for await (const x of pool.imap(wait, range(100), { chunkSize: 1 })) {
      assert.equal(x, 0)
      break
    }
    assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
  }),

  has("several next() at once are answered in order", async ({ pool }) => {
    const iterator = pool.imap((x: number) => x, range(3))
    const steps = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()])
    assert.deepEqual(
      steps.map(({ value }) => value as unknown),
      [0, 1, 2, undefined],
    )
    assert.equal(steps[3].done, true)
  }),

  has("progress tells how far a map is", async ({ pool }) => {
    const seen: { done: number; total: number | undefined; failed: number }[] = []
    await pool.map((x: number) => x, range(20), { progress: (progress) => seen.push(progress) })
    assert.equal(seen.length, 20)
    assert.deepEqual(
      seen.map(({ done }) => done),
      range(1, 21).map((x) => x),
    )
    assert.equal(seen[0]!.total, 20)
    assert.deepEqual(await pool.map((x: number) => x, range(0)), [])
    await pool.map((x: number) => x, [1, 2, 3], { progress: (progress) => seen.push(progress) })
    assert.equal(seen.at(-3)!.total, 3)
  }),

  has("what a progress listener throws fails the call, and nothing else", async ({ pool }) => {
    const progress = (): never => {
      throw new RangeError("no terminal")
    }
    assert.equal((await failure(pool.map((x: number) => x, range(20), { progress }))).message, "no terminal")
    const stream = pool.imap((x: number) => x, range(20), { progress })
    assert.equal((await failure(Array.fromAsync(stream))).message, "no terminal")
    assert.deepEqual(await pool.map((x: number) => x, [1, 2]), [1, 2])
  }),

  has("a stream that a pool cannot serve does not keep it from closing", async ({ open }) => {
    const broken = open({
      initializer: () => {
        throw new Error("no table")
      },
    })
    const submitted = failure(broken.submit(() => 1))
    if (broken.stats().workers > 0) assert.match((await submitted).message, /initializer failed: no table/)
    const refused = await failure(Array.fromAsync(broken.imap((x: number) => x, [1, 2])))
    if (refused.message.includes("initializer")) assert.doesNotMatch(refused.stack, /scheduler\.ts/)
    await broken.close()

    const terminated = open({ workers: 1 })
    const first = failure(terminated.imap((x: number) => x, range(10)).next())
    await terminated.terminate()
    assert.ok((await first) instanceof PoolClosedError)
    await terminated.close()
  }),

  has("an argument list that is none fails alone", async ({ pool }) => {
    const rows = [[1, 2], 3, "ab", [4, 5]] as [number, number][]
    const settled = await pool.starmap((a: number, b: number) => a + b, rows, { onError: "settle" })
    assert.deepEqual(
      (settled as unknown as PromiseSettledResult<number>[]).map((each) =>
        each.status === "fulfilled" ? each.value : (each.reason as Error).message.split("\n")[0],
      ),
      [
        3,
        "`argLists[1]` must be an array of arguments, got 3 (number)",
        '`argLists[2]` must be an array of arguments, got "ab" (string)',
        9,
      ],
    )
  }),
]
