import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CacheFolder, Memory } from "../../src/memory/index.ts"
import type { MemoryEvents } from "../../src/memory/index.ts"
import { folder, stores } from "./stores.ts"

class Point {
  readonly x: number
  constructor(x: number) {
    this.x = x
  }
  twice(): number {
    return this.x * 2
  }
}

class Unnamed {
  value = 1
}

for (const { name, make } of stores) {
  describe(`results kept in ${name}`, () => {
    it("are there for a second call, whose function does not run", async () => {
      const memory = new Memory(make())
      const ran: number[] = []
      const square = memory.cache(
        (x: number) => {
          ran.push(x)
          return x * x
        },
        { ignore: ["ran"] },
      )
      assert.equal(await square(3), 9)
      assert.equal(await square(3), 9)
      assert.equal(await square(4), 16)
      assert.deepEqual(ran, [3, 4])
      const { hits, misses } = memory.stats()
      assert.deepEqual({ hits, misses }, { hits: 1, misses: 2 })
    })

    it("come back as they went in", async () => {
      const memory = new Memory(make())
      const values = {
        nothing: undefined,
        numbers: [0, -0, Number.NaN, 1n, 2n ** 90n, Infinity],
        text: "ä\ud800",
        dates: [new Date(1), /a/gi],
        map: new Map<unknown, unknown>([[{ a: 1 }, new Set([1])]]),
        arrays: [Float64Array.of(1, 2), new Uint8ClampedArray(3), Buffer.from("abc"), new BigInt64Array(2)],
        error: new RangeError("far", { cause: new Error("near") }),
        symbol: Symbol.for("a"),
        url: new URL("https://example.com"),
        large: new Float64Array(100_000).map((_, i) => Math.sin(i)),
      }
      const give = memory.cache((which: keyof typeof values) => values[which], { ignore: ["values"] })
      for (const which of Object.keys(values) as (keyof typeof values)[]) {
        const first = await give(which)
        const second = await give(which)
        assert.deepEqual(second, first, which)
        if (typeof first === "object") assert.notEqual(second, first)
      }
      assert.equal(memory.stats().hits, Object.keys(values).length)
    })

    it("keep cycles, and what is in two places", async () => {
      const memory = new Memory(make())
      const knot = memory.cache(() => {
        const shared = new Float64Array(50_000).fill(2)
        const knot: Record<string, unknown> = { first: shared, part: shared.subarray(10, 20) }
        knot["self"] = knot
        return knot as { self: unknown; first: Float64Array; part: Float64Array }
      })
      await knot()
      const read = await knot()
      assert.equal(memory.stats().hits, 1)
      assert.equal(read.self, read)
      read.part[0] = 7
      assert.equal(read.first[10], 7)
    })

    it("are instances of the classes that the function names", async () => {
      const memory = new Memory(make())
      const point = memory.cache((x: number) => ({ points: [new Point(x)] }))
      await point(4)
      const { points } = await point(4)
      assert.equal(memory.stats().hits, 1)
      assert.ok(points[0] instanceof Point)
      assert.equal(points[0].twice(), 8)
    })

    it("are not kept where they could not come back, which an event says", async () => {
      const memory = new Memory(make())
      const unkept: MemoryEvents["unkept"][] = []
      memory.on("unkept", (event) => unkept.push(event))
      const make_ = {
        unnamed: () => new Unnamed(),
        open: () => ({ socket: process.stdout }),
        fn: () => (x: number) => x,
      }
      const give = memory.cache((which: keyof typeof make_): unknown => make_[which](), { ignore: ["make_"] })
      assert.ok((await give("unnamed")) instanceof Unnamed)
      assert.ok((await give("unnamed")) instanceof Unnamed)
      assert.equal(((await give("open")) as { socket: unknown }).socket, process.stdout)
      assert.equal(((await give("fn")) as (x: number) => number)(1), 1)
      assert.equal(memory.stats().hits, 0)
      assert.deepEqual(
        unkept.map(({ error }) => error.name),
        ["UnsendableError", "UnsendableError", "UnsendableError", "UnsendableError"],
      )
      assert.match(
        unkept[0]!.error.message,
        /instance of Unnamed, a class that the function does not name\n {2}hint: name Unnamed/,
      )
    })

    it("are not errors: those are thrown each time", async () => {
      const memory = new Memory(make())
      let runs = 0
      const fail = memory.cache(
        (x: number): number => {
          runs++
          throw new RangeError(`no ${x}`)
        },
        { ignore: ["runs"] },
      )
      await assert.rejects(fail(1), { name: "RangeError", message: "no 1" })
      await assert.rejects(fail(1), { name: "RangeError", message: "no 1" })
      assert.equal(runs, 2)
      assert.equal(await fail.has(1), false)
    })

    it("are of async functions too", async () => {
      const memory = new Memory(make())
      const later = memory.cache(async (x: number) => {
        await Promise.resolve()
        return x + 1
      })
      const result: number = await later(1)
      assert.equal(result, 2)
      assert.equal(await later(1), 2)
      assert.equal(memory.stats().hits, 1)
    })

    it("are made once for callers who come meanwhile, each of whom has one of its own", async () => {
      const memory = new Memory(make())
      const { promise, resolve } = Promise.withResolvers<void>()
      let runs = 0
      const slow = memory.cache(
        async (x: number) => {
          runs++
          await promise
          return { x }
        },
        { ignore: ["runs", "promise"] },
      )
      const calls = Array.from({ length: 8 }, () => slow(1))
      resolve()
      const results = await Promise.all(calls)
      assert.equal(runs, 1)
      assert.equal(new Set(results).size, 8)
      assert.deepEqual(new Set(results.map(({ x }) => x)), new Set([1]))
    })

    it("are found by what the arguments were when the call was made", async () => {
      const memory = new Memory(make())
      const sum = memory.cache((list: number[]) => {
        const total = list.reduce((a, b) => a + b, 0)
        list.push(100)
        return total
      })
      const list = [1, 2]
      assert.equal(await sum(list), 3)
      assert.equal(await sum([1, 2]), 3)
      assert.equal(memory.stats().hits, 1)
      assert.equal(await sum(list), 103)
      // Changed right after the call: it has run by then.
      const other = [5]
      const called = sum(other)
      other[0] = 9
      assert.equal(await called, 5)
      assert.equal(await sum([5]), 5)
    })

    it("are what the function gave, whatever becomes of the arguments right after the call", async () => {
      const memory = new Memory(make())
      const same = memory.cache((list: Float64Array) => list)
      const [list, zeros] = [new Float64Array(100), new Float64Array(100)]
      const called = same(list)
      list[0] = 5
      assert.equal(await called, list)
      assert.deepEqual(await same(zeros), zeros)
      assert.equal(memory.stats().hits, 1)
    })

    it("are not kept if an async function's arguments are changed while it runs", async () => {
      const memory = new Memory(make())
      const unkept: string[] = []
      memory.on("unkept", ({ error }) => unkept.push(error.message))
      const { promise, resolve } = Promise.withResolvers<void>()
      const sum = memory.cache(
        async (list: number[]) => {
          await promise
          return list.reduce((a, b) => a + b, 0)
        },
        { ignore: ["promise"] },
      )
      const list = [1, 2]
      const called = sum(list)
      list.push(3)
      resolve()
      assert.equal(await called, 6)
      assert.deepEqual(unkept, ["its arguments were changed while it ran"])
      assert.equal(await sum.has([1, 2]), false)
      assert.equal(await sum([1, 2]), 3)
    })

    it("are kept though an async function changes what it has captured", async () => {
      const place = make()
      for (const hits of [0, 1]) {
        const memory = new Memory(place)
        const memo: { squares: number[]; pending?: Promise<void> } = { squares: [] }
        const square = memory.cache(async (x: number) => {
          await memo.pending
          memo.pending = Promise.resolve()
          return (memo.squares[x] ??= x * x)
        })
        assert.equal(await square(3), 9)
        assert.equal(memory.stats().hits, hits)
      }
    })

    it("may need themselves", async () => {
      const memory = new Memory(make())
      const fibonacci: (n: number) => Promise<number> = memory.cache(async (n: number): Promise<number> =>
        n < 2 ? n : (await fibonacci(n - 1)) + (await fibonacci(n - 2)),
      )
      assert.equal(await fibonacci(20), 6765)
      assert.equal(memory.stats().misses, 21)
    })

    it("of a function that calls itself with the same arguments: it runs on its own", async () => {
      const memory = new Memory(make())
      let depth = 0
      const again: (x: number) => Promise<number> = memory.cache(
        async (x: number): Promise<number> => (++depth < 3 ? again(x) : depth),
        { ignore: ["depth", "again"] },
      )
      assert.equal(await again(1), 3)
    })

    it("expire", async (t) => {
      const memory = new Memory(make())
      let runs = 0
      const count = memory.cache(() => ++runs, { ignore: ["runs"], expiresIn: "1h" })
      t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 })
      assert.equal(await count(), 1)
      t.mock.timers.setTime(1_000_000 + 3_599_000)
      assert.equal(await count(), 1)
      t.mock.timers.setTime(1_000_000 + 3_601_000)
      assert.equal(await count.has(), false)
      assert.equal(await count(), 2)
      assert.equal(await count(), 2)
    })

    it("are held against what `validate` says of them", async () => {
      const memory = new Memory(make())
      let isGood = true
      let runs = 0
      const seen: string[] = []
      const count = memory.cache((a: number) => (runs += a), {
        ignore: ["runs"],
        validate({ createdAt, took, args }) {
          assert.ok(Math.abs(Date.now() - createdAt) < 60_000 && took >= 0)
          seen.push(args)
          return isGood
        },
      })
      assert.equal(await count(2), 2)
      assert.equal(await count(2), 2)
      isGood = false
      assert.equal(await count(2), 4)
      isGood = true
      assert.equal(await count(2), 4)
      assert.deepEqual(seen, ["2", "2", "2"])
      const wrong = memory.cache((a: number) => a, {
        validate() {
          throw new TypeError("cannot tell")
        },
      })
      await wrong(1)
      await assert.rejects(wrong(1), { name: "TypeError", message: "cannot tell" })
    })

    it("are made anew by force", async () => {
      const memory = new Memory(make())
      let runs = 0
      const count = memory.cache(() => ++runs, { ignore: ["runs"] })
      assert.equal(await count(), 1)
      assert.equal(await count.force(), 2)
      assert.equal(await count(), 2)
    })

    it("stay on the shelf until they are asked for", async () => {
      const memory = new Memory(make())
      const list = memory.cache((n: number) => Array.from({ length: n }, (_, i) => i))
      const shelved = await list.callAndShelve(3)
      assert.deepEqual(await shelved.get(), [0, 1, 2])
      assert.deepEqual(await (await list.callAndShelve(3)).get(), [0, 1, 2])
      await shelved.clear()
      assert.equal(await list.has(3), false)
      await assert.rejects(shelved.get(), { name: "NotKeptError", code: "HEDDLE_NOT_KEPT" })
    })

    it("are cleared by function, or all", async () => {
      const memory = new Memory(make())
      const one = memory.cache((x: number) => x + 1)
      const two = memory.cache((x: number) => x + 2)
      await Promise.all([one(1), one(2), two(1)])
      await memory.clear()
      assert.deepEqual([await one.has(1), await one.has(2), await two.has(1)], [false, false, false])
      assert.equal(await one(1), 2)
    })

    it("of two functions of one name in two files are cleared apart", async () => {
      const memory = new Memory(make())
      const first = memory.cache(function load(x: number) {
        return x + 1
      })
      const elsewhere = "data:text/javascript,export function load(x) { return x + 2 }"
      const other = (await import(elsewhere)) as { load: (x: number) => number }
      const second = memory.cache(other.load)
      await Promise.all([first(1), second(1)])
      await first.clear()
      assert.deepEqual([await first.has(1), await second.has(1)], [false, true])
    })

    it("make room: what was used longest ago goes first", async (t) => {
      const memory = new Memory(make())
      const evicted: MemoryEvents["evicted"][] = []
      memory.on("evicted", (event) => evicted.push(event))
      const text = memory.cache((n: number) => `${n}`.repeat(1000))
      t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 10_000_000 })
      for (let n = 0; n < 5; n++) {
        t.mock.timers.tick(100_000)
        await text(n)
        // A file has the system's time: as if it were used now.
        await text(n)
      }
      t.mock.timers.tick(100_000)
      await text(0)
      assert.deepEqual(await memory.reduceSize(), { items: 0, bytes: 0 })
      const { items, bytes } = await memory.reduceSize({ itemsLimit: 3 })
      assert.equal(items, 2)
      assert.ok(bytes > 2000)
      const left = await Promise.all([0, 1, 2, 3, 4].map((n) => text.has(n)))
      assert.deepEqual(left, [true, false, false, true, true])
      await memory.reduceSize({ ageLimit: 150_000 })
      assert.deepEqual(await Promise.all([0, 3, 4].map((n) => text.has(n))), [true, false, true])
      await memory.reduceSize({ bytesLimit: 2000 })
      assert.deepEqual(await Promise.all([0, 4].map((n) => text.has(n))), [true, false])
      await memory.reduceSize({ itemsLimit: 0 })
      assert.equal(await text.has(0), false)
      assert.deepEqual(
        evicted.map(({ items }) => items),
        [2, 1, 1, 1],
      )
    })

    it("keep to their limits by themselves", async () => {
      const memory = new Memory(make(), { bytesLimit: 50_000 })
      const text = memory.cache((n: number) => `${n % 10}`.repeat(4000))
      for (let n = 0; n < 60; n++) await text(n)
      const { items, bytes } = await memory.reduceSize({ itemsLimit: 0 })
      assert.ok(bytes <= 50_000 && bytes > 25_000, `${bytes}`)
      assert.ok(items <= 12)
    })

    it("are compressed if they are to be", async (t) => {
      const size = async (compress: boolean): Promise<number> => {
        const memory = new Memory(make(), { compress })
        const zeros = memory.cache((n: number) => ({ zeros: new Float64Array(n), text: "ab".repeat(n) }))
        await zeros(50_000)
        const { zeros: read, text } = await zeros(50_000)
        assert.equal(memory.stats().hits, 1)
        assert.equal(read.length, 50_000)
        assert.equal(text.length, 100_000)
        return (await memory.reduceSize({ itemsLimit: 0 })).bytes
      }
      const plain = await size(false)
      assert.ok(plain > 500_000)
      try {
        const small = await size(true)
        assert.ok(small < plain / 50, `${small}`)
      } catch (error) {
        if (!/has no zstd/.test(String(error))) throw error
        t.diagnostic("this Node has no zstd")
      }
    })
  })
}

describe("a Memory", () => {
  it("without a place runs functions each time", async () => {
    const memory = new Memory(null)
    let runs = 0
    const count = memory.cache((x: number) => x + ++runs)
    assert.equal(await count(1), 2)
    assert.equal(await count(1), 3)
    assert.equal(await count.has(1), false)
    assert.equal(await (await count.callAndShelve(1)).get(), 4)
    await count.clear()
    await memory.clear()
    assert.deepEqual(memory.stats(), { hits: 0, misses: 0, savedSeconds: 0 })
  })

  it("evaluates a call", async () => {
    const memory = new Memory(stores[1]!.make())
    const add = (a: number, b: number): number => a + b
    assert.equal(await memory.eval(add, 1, 2), 3)
    assert.equal(await memory.eval(add, 1, 2), 3)
    assert.equal(memory.stats().hits, 1)
  })

  it("says of a result what it was made of, without what is ignored", async () => {
    const memory = new Memory(stores[1]!.make())
    const seen: string[] = []
    const use = memory.cache((a: unknown, secret: string, b?: unknown) => [a, secret, b].length, {
      ignore: ["secret"],
      validate: ({ args }) => seen.push(args) > 0,
    })
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]))
    for (const a of [{ x: [1, { y: 2 }] }, new Float64Array(100), many]) {
      await use(a, "password", "b")
      await use(a, "password", "b")
    }
    assert.deepEqual(seen, [
      "{ x: [Array] }, 'ignored', 'b'",
      "Float64Array(100) [ 0, 0, 0, 0, 0, 0, ... 94 more items ], 'ignored', 'b'",
      "{ 100 keys }, 'ignored', 'b'",
    ])
  })

  it("says which options it knows", () => {
    assert.throws(() => new Memory(null, { byteLimit: 1 } as never), { name: "OptionError", message: /bytesLimit/ })
    assert.throws(() => new Memory(null, { bytesLimit: -1 }), { name: "OptionError" })
    assert.throws(() => new Memory(null, { ageLimit: "soon" }), { name: "OptionError" })
    assert.throws(() => new Memory(null).cache((x: number) => x, { ignores: [] } as never), { message: /ignore/ })
    assert.throws(() => new Memory(null).cache(3 as never), { name: "OptionError" })
    for (const place of ["", " ", "\n"]) {
      const refused = {
        name: "OptionError",
        message: /must be the name of a folder, got ".*" \(string\)\n {2}hint: name one/,
      }
      assert.throws(() => new Memory(place), refused)
      assert.throws(() => new CacheFolder(place), refused)
    }
    assert.throws(() => new CacheFolder(5 as never), { name: "OptionError", message: /`path` must be the name/ })
  })

  it("says which events it knows", () => {
    const memory = new Memory(null)
    // @ts-expect-error: there is no such event
    assert.throws(() => memory.on("unkpt", () => {}), { name: "OptionError", message: /did you mean "unkept"\?/ })
    assert.throws(() => memory.on("hit", undefined as never), { name: "OptionError", message: /`listener` must be/ })
  })

  it("says which limits a folder knows", async () => {
    const cache = new CacheFolder(folder())
    await assert.rejects(cache.over({ byteLimit: 1 } as never), { name: "OptionError", message: /`bytesLimit`/ })
    await assert.rejects(cache.over({ foo: 1 } as never), { name: "OptionError" })
    assert.deepEqual(await cache.over({ itemsLimit: 0 }), [])
  })

  it("refuses what cannot be told from another", async () => {
    const memory = new Memory(stores[1]!.make())
    const use = memory.cache((socket: unknown) => socket)
    await assert.rejects(use({ socket: process.stdin }), { name: "UnhashableError", path: "args[0].socket" })
    await assert.rejects(use(Promise.resolve(1)), { name: "UnhashableError", path: "args[0]" })
  })

  it("never loses an answer where its place fails", async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" })
    const fails = (): never => {
      throw full
    }
    const store = stores[1]!.make()
    const memory = new Memory(store, { itemsLimit: 3 })
    const told: string[] = []
    memory.on("storage", ({ while: what, error }) => {
      assert.equal(error, full)
      told.push(what)
    })
    const square = memory.cache((x: number) => x * x)
    store.put = async () => fails()
    assert.equal(await square(2), 4)
    assert.equal(await square(2), 4)
    store.tryClaim = fails
    assert.equal(await square(3), 9)
    store.open = fails
    assert.equal(await square(4), 16)
    assert.equal(await square.has(4), false)
    assert.deepEqual(told, ["writing", "writing", "locking", "writing", "reading", "locking", "writing", "reading"])
    assert.equal(await (await square.callAndShelve(5)).get(), 25)
    const other = stores[1]!.make()
    other.list = fails
    const trimmed = new Memory(other, { itemsLimit: 1 })
    trimmed.on("storage", ({ while: what }) => told.push(what))
    told.length = 0
    assert.equal(await trimmed.cache((x: number) => x)(1), 1)
    assert.deepEqual(told, ["trimming"])
  })

  it("tells what it does as joblib does", async (t) => {
    const lines: string[] = []
    t.mock.method(console, "log", (line: string) => lines.push(line))
    const memory = new Memory(stores[1]!.make(), { verbose: 11 })
    const square = memory.cache(function square(x: number) {
      return x * x
    })
    await square(3)
    await square(3)
    assert.equal(lines.length, 3)
    assert.equal(lines[0], `${"_".repeat(80)}\n[Memory] Calling square...\nsquare(3)`)
    assert.match(lines[1]!, /^_+square - \d\.\ds, 0\.0min$/)
    assert.equal(lines[1]!.length, 80)
    assert.match(lines[2]!, /^\[Memory\] 0\.0s, 0\.0min: loading square from square\//)
  })
})
