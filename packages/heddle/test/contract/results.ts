import assert from "node:assert/strict"
import { Pool, UnsendableError, currentTask, range, shared, transfer, unzip } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { Apple, double } from "./fruit.ts"
import { worker } from "./gates.ts"

/** What arrives. */
export const results: Group = [
  has("map gives the results in the order of the input", async ({ pool }) => {
    const factor = 3
    assert.deepEqual(
      await pool.map((x: number) => x * factor, range(100)),
      range(100).map((x) => x * 3),
    )
  }),

  has("every verb takes an empty input", async ({ pool }) => {
    assert.deepEqual(await pool.map((x: number) => x, []), [])
    assert.deepEqual(await pool.starmap((a: number, b: number) => a + b, []), [])
    assert.deepEqual(await Array.fromAsync(pool.imap((x: number) => x, [])), [])
    assert.deepEqual(await Array.fromAsync(pool.imapUnordered((x: number) => x, [])), [])
    assert.deepEqual(await pool.map((a: number, b: number) => a + b, [1, 2], []), [])
  }),

  has("map takes any iterable, and async ones", async ({ pool }) => {
    const inputs: Iterable<number>[] = [[1, 2, 3], new Set([1, 2, 3]), Int16Array.of(1, 2, 3), range(1, 4), one()]
    for (const input of inputs) assert.deepEqual(await pool.map((x: number) => x + 1, input), [2, 3, 4])
    assert.deepEqual(await pool.map((x: number) => x + 1, later()), [2, 3, 4])
    assert.deepEqual(await pool.map((letter: string) => letter + letter, "abc"), ["aa", "bb", "cc"])

    function* one(): Generator<number> {
      yield* [1, 2, 3]
    }
    async function* later(): AsyncGenerator<number> {
      yield* one()
    }
  }),

  has("several iterables stop at the shortest, and close the others", async ({ pool }) => {
    let closed = 0
    function* endless(): Generator<number> {
      try {
        for (let i = 0; ; i++) yield i
      } finally {
        closed++
      }
    }
    assert.deepEqual(await pool.map((a: number, b: string) => b + a, endless(), ["x", "y"]), ["x0", "y1"])
    assert.equal(closed, 1)
  }),

  has("the function gets the item and nothing else", async ({ pool }) => {
    const count = (...args: number[]): number => args.length
    assert.deepEqual(await pool.map(count, [7, 8]), [1, 1])
    assert.deepEqual(await pool.map((x: string) => Number.parseInt(x), ["10", "10", "10"]), [10, 10, 10])
  }),

  has("starmap spreads each list of arguments", async ({ pool }) => {
    const power = (a: number, b: number): number => a ** b
    assert.deepEqual(
      await pool.starmap(power, [
        [2, 3],
        [3, 2],
        [10, 0],
      ]),
      [8, 9, 1],
    )
  }),

  has("any chunkSize gives the same results", async ({ pool }) => {
    const expected = range(40).map((x) => x + 1)
    for (const chunkSize of [1, 6, 40, 50, "auto"] as const) {
      assert.deepEqual(await pool.map((x: number) => x + 1, range(40), { chunkSize }), expected)
    }
  }),

  has("rows unzip into columns", async ({ pool }) => {
    const [numbers, names] = unzip(await pool.map((x: number): [number, string] => [x, `n${x}`], [1, 2]))
    assert.deepEqual(
      [numbers, names],
      [
        [1, 2],
        ["n1", "n2"],
      ],
    )
  }),

  has("a promise that a function returns is awaited, async or not", async ({ pool }) => {
    assert.equal(await pool.submit(() => Promise.resolve(5)), 5)
    assert.equal(await pool.submit(async (x: number) => x + 1, 5), 6)
    assert.deepEqual(await pool.map((x: number) => Promise.resolve(x), [1, 2]), [1, 2])
    // oxlint-disable-next-line unicorn/no-thenable
    assert.equal(await pool.submit(() => ({ then: (resolve: (x: number) => void) => resolve(7) })), 7)
  }),

  has("a function imported by name runs as it is exported", async ({ pool }) => {
    const { default: triple } = await import("./fruit.ts")
    assert.deepEqual(await pool.map(double, [1, 2]), [2, 4])
    assert.deepEqual(await pool.map(triple, [1, 2]), [3, 6])
  }),

  has("run calls what a file exports", async ({ pool }) => {
    const file = new URL("fruit.ts", import.meta.url)
    assert.equal(await pool.run(file, 4), 12)
    assert.equal(await pool.run(file, 4, { name: "double" }), 8)
    const common = new URL("common.cjs", import.meta.url)
    assert.equal(await pool.run(common, 4), 2)
    assert.equal(await pool.run(common, 4, { name: "negate" }), -4)
    assert.equal(await pool.run(common.href, 4), 2)
  }),

  has("a future is an argument, alone, among others, and as an item", async ({ pool }) => {
    const six = pool.submit((x: number) => 2 * x, 3)
    assert.equal(await pool.submit((a: number, b: number) => a + b, six, 1), 7)
    assert.deepEqual(await pool.map((x: number) => x + 1, [1, six, 3]), [2, 7, 4])
    assert.deepEqual(
      await pool.starmap(
        (a: number, b: number) => a * b,
        [
          [six, six],
          [1, six],
        ],
      ),
      [36, 6],
    )
    assert.equal(
      await pool.submit(
        (x: number) => x,
        pool.submit(
          (x: number) => x,
          pool.submit(() => 1),
        ),
      ),
      1,
    )
  }),

  has("arguments are a snapshot: what happens to them after the call is not seen", async ({ pool }) => {
    const list = [1, 2, 3]
    const slow = pool.submit(() => 1)
    const together = [
      pool.submit((items: number[]) => items.length, list),
      pool.submit((items: number[], _done: number) => items.length, list, slow),
    ]
    list.push(4)
    assert.deepEqual(await Promise.all(together), [3, 3])
  }),

  has("functions and instances go together with futures", async ({ pool }) => {
    const [offset, six] = [5, pool.submit(() => 6)]
    const call = (fn: (x: number) => number, x: number): number => fn(x)
    assert.equal(await pool.submit(call, (x: number) => x + offset, six), 11)
    assert.equal(await pool.submit(call, double, six), 12)
    const label = (apple: Apple, x: number): string => `${apple.label} ${x}`
    assert.equal(await pool.submit(label, new Apple("Idared"), six), "apple: Idared 6")
    const numbers = Float64Array.of(1, 2)
    assert.equal(await pool.submit((a: Float64Array, x: number) => a.length + x, transfer(numbers), six), 8)
    assert.equal(numbers.length, 0)
    const refused = pool.submit((_later: unknown, x: number) => x, Promise.resolve(), six)
    await assert.rejects(refused, UnsendableError)
  }),

  has("a port goes together with a future", ["sharing"], async ({ pool }) => {
    const { MessageChannel } = await import("node:worker_threads")
    const six = pool.submit(() => 6)
    const { port1, port2 } = new MessageChannel()
    const answer = new Promise((resolve) => port1.once("message", resolve))
    const say = (port: typeof port2, x: number): void => {
      port.postMessage(x)
      port.close()
    }
    await pool.submit(say, transfer(port2), six)
    assert.equal(await answer, 6)
    port1.close()
  }),

  has("captured values are a snapshot too", async ({ pool }) => {
    const captured = { list: [1] }
    const lengths = [pool.submit(() => captured.list.length)]
    captured.list.push(2)
    lengths.push(pool.submit(() => captured.list.length))
    assert.deepEqual(await Promise.all(lengths), [1, 2])
  }),

  has("a task cannot change the caller's argument", async ({ pool }) => {
    const list = [1]
    const grow = (items: number[]): number => items.push(2)
    assert.equal(await pool.submit(grow, list), 2)
    assert.deepEqual(list, [1])
  }),

  has("values arrive as what they are", async ({ pool }) => {
    const values: unknown[] = [
      undefined,
      null,
      -0,
      Number.NaN,
      2n ** 70n,
      "\ud800 lone",
      new Date(0),
      /x/giu,
      new Map([[{ a: 1 }, new Set([1])]]),
      Object.assign(Array<number>(3), { 0: 1, 2: 3 }),
      Float32Array.of(1.5),
      new Uint8Array([1, 2]).buffer,
      Object.assign(Object.create(null) as object, { bare: true }),
      { nested: [{ deep: [[]] }] },
    ]
    for (const value of values) {
      assert.deepEqual(await pool.submit((x: unknown) => x, value), value)
      assert.deepEqual(await pool.submit((x: unknown) => [x], value), [value])
    }
    assert.deepEqual(await pool.map((x: unknown) => x, values), values)
  }),

  has("one object in two places is one object on the other side, and a cycle a cycle", async ({ pool }) => {
    const box: { self?: unknown } = {}
    box.self = box
    const [a, b] = await pool.submit((x: unknown, y: unknown): [unknown, unknown] => [x, x === y], box, box)
    assert.equal((a as { self: unknown }).self, a)
    assert.equal(b, true)
  }),

  has("an instance of a class that both sides import is one, both ways", async ({ pool }) => {
    const label = await pool.submit((apple: Apple) => apple.label, new Apple("Boskoop"))
    assert.equal(label, "apple: Boskoop")
    const back = await pool.submit(() => new Apple("Elstar"))
    assert.ok(back instanceof Apple)
    assert.equal(back.label, "apple: Elstar")
  }),

  has("a small view sends its own bytes only", async ({ pool }) => {
    const small = Buffer.from("hi")
    const size = await pool.submit((bytes: Uint8Array) => bytes.buffer.byteLength, small)
    assert.ok(size < 64, `the task could read ${size} bytes`)
    const back = await pool.submit(() => Buffer.from("hi"))
    assert.equal(back.toString(), "hi")
    assert.ok(back.buffer.byteLength < 64, `the caller could read ${back.buffer.byteLength} bytes`)
  }),

  has("what is transferred moves, there and back", async ({ pool }) => {
    const there = Float64Array.of(1, 2, 3)
    const back = await pool.submit((numbers: Float64Array) => transfer(numbers.map((x) => 2 * x)), transfer(there))
    assert.equal(there.length, 0)
    assert.deepEqual([...back], [2, 4, 6])
    const listed = Float64Array.of(5)
    assert.equal(await pool.with({ transfer: [listed] }).submit((x: Float64Array) => x[0], listed), 5)
    assert.equal(listed.length, 0)
  }),

  has("a transferred port speaks across", ["sharing"], async ({ pool }) => {
    const { MessageChannel } = await import("node:worker_threads")
    const { port1, port2 } = new MessageChannel()
    const answer = new Promise((resolve) => port1.once("message", resolve))
    const say = async (port: typeof port2): Promise<void> => {
      port.postMessage("hello")
      port.close()
    }
    await pool.submit(say, transfer(port2))
    assert.equal(await answer, "hello")
    port1.close()
  }),

  has("shared memory is the same memory", ["sharing"], async ({ pool }) => {
    const counts = shared(new Int32Array(4))
    const add = (i: number): void => void Atomics.add(counts, i % 4, 1)
    await pool.map(add, range(400))
    assert.deepEqual([...counts], [100, 100, 100, 100])
    assert.equal(await pool.submit((words: Int32Array) => words[0], counts), 100)
  }),

  has("large results arrive whole", async ({ pool }) => {
    const objects = await pool.submit((n: number) => Array.from({ length: n }, (_, id) => ({ id })), 30_000)
    assert.equal(objects.length, 30_000)
    assert.deepEqual(objects.at(-1), { id: 29_999 })
    const text = await pool.submit((n: number) => "x".repeat(n), 8_000_000)
    assert.equal(text.length, 8_000_000)
  }),

  has("ten thousand trivial tasks all give their result", async ({ pool }) => {
    const futures = range(10_000).map((x) => pool.submit((y: number) => y, x))
    assert.deepEqual(await Promise.all(futures), [...range(10_000)])
  }),

  has("a task may use a pool of its own", async ({ pool }) => {
    const nested = async (n: number): Promise<number[]> => {
      const inner = new Pool({ workers: 1, backend: "inline" })
      const squares = await inner.map((x: number) => x * x, range(n))
      await inner.close()
      return squares
    }
    assert.deepEqual(await pool.map(nested, [2, 3]), [
      [0, 1],
      [0, 1, 4],
    ])
  }),

  has("broadcast runs once in every worker", ["workers"], async ({ pool }) => {
    const ids = await pool.broadcast(worker)
    assert.equal(new Set(ids).size, 2)
    assert.ok(!ids.includes(await worker()))
  }),

  has("broadcast gives a result for each worker", async ({ pool }) => {
    const results = await pool.broadcast((x: number) => x, 5)
    assert.ok(results.length >= 1 && results.every((x) => x === 5))
  }),

  has("a task knows its number and its attempt", async ({ pool }) => {
    const ids = await pool.map((_item: number) => currentTask().id, [1, 2, 3])
    assert.equal(new Set(ids).size, 3)
    assert.ok(ids.every((id) => id > 0))
    assert.equal(await pool.submit(() => currentTask().attempt), 1)
    assert.equal(currentTask().id, 0)
  }),

  has("user code may overwrite what it likes", async ({ pool }) => {
    const vandal = (): string => {
      const { now } = performance
      performance.now = () => Number.NaN
      // oxlint-disable-next-line eslint/no-extend-native
      Object.defineProperty(Array.prototype, "poisoned", { get: () => "poison", configurable: true })
      queueMicrotask(() => {
        performance.now = now
        delete (Array.prototype as { poisoned?: unknown }).poisoned
      })
      return "done"
    }
    assert.equal(await pool.submit(vandal), "done")
    assert.equal(await pool.submit(() => 1), 1)
  }),
]
