import assert from "node:assert/strict"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { pathToFileURL } from "node:url"
import { inspect } from "node:util"
import { runInThisContext } from "node:vm"
import { Pool } from "../../src/index.ts"
import { CacheFolder, hash, InMemoryStore, Memory } from "../../src/memory/index.ts"
import { folder } from "../memory/stores.ts"

const square = (x: number): number => x ** 2

/** The files of all entries in a folder. */
const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".entry"))
    .map((name) => join(root, name))

describe("a folder of results", () => {
  it("may be removed under a Memory, which goes on", async () => {
    for (const compress of [false, true]) {
      const root = join(folder(), "cache")
      const memory = new Memory(root, { compress })
      const cached = memory.cache(square)
      await cached(1)
      rmSync(root, { recursive: true })
      assert.equal(await cached(1), 1)
      assert.equal(await cached.has(1), true)
      rmSync(root, { recursive: true })
      await cached.clear()
      await memory.clear()
      assert.deepEqual(await memory.reduceSize({ itemsLimit: 0 }), { items: 0, bytes: 0 })
      assert.equal(await memory.eval(square, 2), 4)
      assert.equal(await cached.has(2), true)
    }
  })

  it("that a Memory makes is kept out of version control, one that was there is left as it is", async () => {
    const root = folder()
    await new Memory(join(root, "new")).eval(square, 1)
    assert.equal(readFileSync(join(root, "new", ".gitignore"), "utf8"), "# Results of functions, made by heddle.\n*\n")
    await new Memory(root).eval(square, 1)
    assert.deepEqual(readdirSync(root).toSorted(), ["new", "square"])
    writeFileSync(join(root, ".gitignore"), "mine")
    await new Memory(root).eval(square, 2)
    assert.equal(readFileSync(join(root, ".gitignore"), "utf8"), "mine")
  })

  it("is cleared of results, and of nothing else", async () => {
    const root = folder()
    mkdirSync(join(root, "src", "deep"), { recursive: true })
    writeFileSync(join(root, "src", "main.ts"), "1")
    writeFileSync(join(root, "src", "deep", "part.entry"), "2")
    mkdirSync(join(root, "empty"))
    const memory = new Memory(root)
    const cached = memory.cache(square)
    await Promise.all([cached(1), cached(2)])
    writeFileSync(join(root, "square", "notes"), "3")
    await memory.clear()
    assert.deepEqual([await cached.has(1), await cached.has(2)], [false, false])
    assert.deepEqual(readdirSync(join(root, "square")), ["notes"])
    assert.deepEqual(readdirSync(root).toSorted(), ["empty", "square", "src"])
    assert.deepEqual(readdirSync(join(root, "src")).toSorted(), ["deep", "main.ts"])
    assert.equal(readFileSync(join(root, "src", "deep", "part.entry"), "utf8"), "2")
  })

  it("has an entry for each call, whose size and last use it tells", async () => {
    const root = folder()
    const cached = new Memory(root).cache((n: number) => "a".repeat(1000 * n))
    const before = Date.now()
    const shelved = await Promise.all([1, 2, 3].map((n) => cached.callAndShelve(n)))
    const items = await Array.fromAsync(new CacheFolder(root).items())
    assert.deepEqual(items.map(({ key }) => key).toSorted(), shelved.map(({ key }) => key).toSorted())
    for (const { key, bytes, usedAt } of items) {
      assert.equal(bytes, readFileSync(join(root, `${key}.entry`)).length)
      // Clocks of files are a little behind.
      assert.ok(usedAt > before - 10_000 && usedAt < Date.now() + 10_000)
    }
  })
})

describe("a cached function", () => {
  it("of text that was compiled while the program ran is one like others", async () => {
    const memory = new Memory(folder())
    const one = memory.cache(runInThisContext("(x) => x") as (x: number) => number)
    const other = memory.cache(runInThisContext("eval('(x) => x + 1')") as (x: number) => number)
    for (let i = 0; i < 2; i++) assert.deepEqual([await one(1), await other(1)], [1, 2])
    assert.equal(memory.stats().hits, 2)
  })

  it("shares no results with another one of its name", async () => {
    const memory = new Memory(folder())
    const make = (by: number) => {
      const name = (x: number): number => x + by
      return memory.cache(name)
    }
    const [a, b, c] = [make(1), make(2), memory.cache((x: number) => x)]
    for (let i = 0; i < 2; i++) assert.deepEqual([await a(1), await b(1), await c(1)], [2, 3, 1])
    assert.deepEqual(memory.stats().hits, 3)
  })

  it("of a function with some arguments fixed has them in its key", async () => {
    const memory = new Memory(folder())
    let runs = 0
    const add = (x: number, y: number): number => {
      runs++
      return x + y
    }
    const cached = [1, 2].map((x) => memory.cache((y: number) => add(x, y), { ignore: ["add"] }))
    for (let i = 0; i < 2; i++) assert.deepEqual(await Promise.all(cached.map((each) => each(1))), [2, 3])
    assert.equal(runs, 2)
  })

  it("takes no count of what a wrapped function gets and ignores", async () => {
    const memory = new Memory(folder())
    const runs: number[] = []
    const decorated =
      (fn: (x: number, y: number) => number) =>
      (x: number, y: number): number =>
        fn(x, y)
    const cached = memory.cache(
      decorated((x) => runs.push(x)),
      { ignore: ["y", "fn"] },
    )
    assert.deepEqual([await cached(0, 1), await cached(0, 1), await cached(0, 2)], [1, 1, 1])
    assert.deepEqual(runs, [0])
  })

  it("shelves a result that is there without reading it", async () => {
    const root = folder()
    const memory = new Memory(root)
    const hits: string[] = []
    memory.on("hit", ({ key }) => hits.push(key))
    const cached = memory.cache((n: number) => new Float64Array(n).fill(1))
    await cached(10_000)
    const [file] = filesIn(root)
    const bytes = readFileSync(file!)
    bytes[bytes.length - 1000] = 7
    writeFileSync(file!, bytes)
    const damaged: string[] = []
    memory.on("damaged", ({ reason }) => damaged.push(reason))
    const shelved = await cached.callAndShelve(10_000)
    assert.deepEqual([hits, damaged], [[shelved.key], []])
    await assert.rejects(shelved.get(), { name: "NotKeptError" })
    assert.match(damaged[0]!, /have changed$/)
    await shelved.clear()
    await shelved.clear()
  })

  it("has nothing on a shelf that was cleared, kept or not", async () => {
    for (const place of [folder(), null]) {
      const shelved = await new Memory(place).cache(square).callAndShelve(2)
      assert.equal(await shelved.get(), 4)
      await shelved.clear()
      await assert.rejects(shelved.get(), { name: "NotKeptError" })
      await shelved.clear()
    }
  })

  it("shelves what the arguments were when it was called", async () => {
    const memory = new Memory(new InMemoryStore())
    const cached = memory.cache((list: number[]) => list.length, { validate: ({ took }) => took < 0 })
    const list = [1]
    const first = cached.callAndShelve(list)
    list.push(2)
    assert.equal(await (await first).get(), 1)
  })

  it("is held against a validation that is a function", async () => {
    const memory = new Memory(folder())
    assert.throws(() => memory.cache(square, { validate: true as never }), {
      name: "OptionError",
      message: /^`validate` must be a function, got true \(boolean\)/,
    })
    for (const isGood of [true, false]) {
      const cached = memory.cache((x: number) => x + 1, { validate: () => isGood, version: String(isGood) })
      assert.equal(await cached.has(2), false)
      assert.equal(await cached(2), 3)
      assert.equal(await cached.has(2), isGood)
    }
  })

  it("may keep only what took long; who has the shelf of a result has it all the same", async () => {
    const memory = new Memory(folder())
    const run = memory.cache((until: number) => until, { validate: ({ took }) => took > 1e9 })
    await run(1)
    await run(1)
    const shelved = await run.callAndShelve(1)
    assert.deepEqual([memory.stats().hits, memory.stats().misses], [0, 3])
    assert.equal(await shelved.get(), 1)
  })

  it("reads a result again that was given as an argument", async () => {
    const memory = new Memory(folder())
    const same = memory.cache((given: unknown) => given)
    const names = Array.from({ length: 13 }, (_, i) => `#s${(i * 7919) % 13}`)
    for (const value of [Object.fromEntries(names.map((name) => [name, [33]])), new Set(names)]) {
      const first = await same(value)
      const again = await same(first)
      assert.equal(hash(again), hash(value))
      assert.equal((await same.callAndShelve(value)).key, (await same.callAndShelve(again)).key)
    }
    assert.equal(memory.stats().misses, 2)
  })

  it("runs once more after an edit and a reload, not after an edit beside it", async () => {
    const file = join(folder(), "edited.mjs")
    const memory = new Memory(folder())
    const text = "export function f(x) {\n  return [x]\n}\n"
    let loads = 0
    const load = async (source: string): Promise<(x: number) => Promise<number[]>> => {
      writeFileSync(file, source)
      const module = (await import(`${pathToFileURL(file).href}?${++loads}`)) as { f: (x: number) => number[] }
      return memory.cache(module.f)
    }
    let f = await load(text)
    for (const x of [1, 2, 1]) await f(x)
    assert.equal(memory.stats().misses, 2)
    f = await load(`const beside = 1\n\n${text}export { beside }\n`)
    for (const x of [1, 1]) await f(x)
    writeFileSync(file, text.replace("[x]", "[x, x]"))
    assert.deepEqual(await f(1), [1])
    assert.equal(memory.stats().misses, 2)
    f = await load(text.replace("[x]", "[x, x]"))
    for (let i = 0; i < 2; i++) assert.deepEqual(await f(1), [1, 1])
    assert.equal(memory.stats().misses, 3)
    // The old results are there yet.
    assert.deepEqual(await (await load(text))(1), [1])
    assert.equal(memory.stats().misses, 3)
  })

  it("that calls a method has the instance in its key, by its contents", async () => {
    class Klass {
      readonly #by: number
      constructor(by: number) {
        this.#by = by
      }
      times(x: number): number {
        return this.#by * x
      }
    }
    const memory = new Memory(folder())
    const times = memory.cache((klass: Klass, x: number) => klass.times(x))
    assert.deepEqual(
      [await times(new Klass(2), 3), await times(new Klass(2), 3), await times(new Klass(4), 3)],
      [6, 6, 12],
    )
    assert.equal(memory.stats().misses, 2)
    const klass = new Klass(5)
    assert.throws(() => memory.cache(klass.times.bind(klass)), {
      name: "OptionError",
      message: /not a native or bound one/,
    })
  })

  it("leaves its arguments as they are, whatever it ignores", async () => {
    const cached = new Memory(folder()).cache((options: { size: number; verbose?: boolean }) => options.size, {
      ignore: ["options.verbose"],
    })
    const options = { size: 1, verbose: true }
    await cached(options)
    assert.deepEqual(options, { size: 1, verbose: true })
    assert.equal(await cached.has({ size: 1 }), true)
  })

  it("has a folder inside that of the Memory, whatever it is called", async () => {
    const root = folder()
    const memory = new Memory(join(root, "cache"))
    const names = ["../../up", "C:\\foo\\bar", "a/b:<c>!", "", "x".repeat(300), ".", "ä"]
    for (const [i, name] of names.entries()) {
      const fn = Object.defineProperty((x: number) => x, "name", { value: name })
      const cached = memory.cache(fn, { version: i })
      for (let call = 0; call < 2; call++) assert.equal(await cached(i), i)
    }
    assert.equal(memory.stats().hits, names.length)
    assert.deepEqual(readdirSync(root), ["cache"])
    assert.ok(readdirSync(join(root, "cache")).every((name) => /^[\w$-]{1,64}$|^\.gitignore$/.test(name)))
  })

  it("tells of long arguments by their beginnings", async (t) => {
    const root = folder()
    const lines: string[] = []
    t.mock.method(console, "log", (line: string) => lines.push(line))
    const memory = new Memory(root, { verbose: 1 })
    await memory.cache((...all: unknown[]) => all.length)("a".repeat(1500), ["b".repeat(1500)], { c: "c".repeat(1500) })
    assert.ok(lines[0]!.length < 3 * 800)
    const contents = new CacheFolder(root)
    for await (const item of contents.items()) assert.ok(contents.entry(item)!.about!.args.length <= 500)
  })

  it("shows what it is of, as its Memory and its shelves do", async () => {
    const root = folder()
    const memory = new Memory(root)
    const cached = memory.cache(square)
    assert.equal(cached.name, "square")
    assert.match(inspect(cached), /^\[Function: square\]/)
    assert.equal(inspect(memory), `Memory { location: ${inspect(root)} }`)
    const shelved = await cached.callAndShelve(4)
    assert.match(inspect(shelved), /^Shelved \{\s+key: 'square\/.*'\s+\}$/)
  })
})

describe("a Memory, its functions and its shelves", () => {
  for (const backend of ["threads", "processes"] as const) {
    it(`work in ${backend}`, async () => {
      const memory = new Memory(folder(), { compress: false })
      const cached = memory.cache(square, { ignore: [], expiresIn: "1d" })
      const [shelved, unkept] = [await cached.callAndShelve(4), await new Memory(null).cache(square).callAndShelve(5)]
      await using pool = new Pool({ workers: 1, backend })
      const found = await pool.submit(
        async (own: Memory, fn: typeof cached, shelf: typeof shelved, other: typeof unkept) => ({
          location: own.location,
          there: await fn.has(4),
          value: await shelf.get(),
          unkept: await other.get(),
          key: shelf.key,
          made: await fn(6),
        }),
        memory,
        cached,
        shelved,
        unkept,
      )
      assert.deepEqual(found, {
        location: memory.location,
        there: true,
        value: 16,
        unkept: 25,
        key: shelved.key,
        made: 36,
      })
      assert.equal(await cached.has(6), true)
      await pool.submit((shelf: typeof shelved) => shelf.clear(), shelved)
      await assert.rejects(shelved.get(), { name: "NotKeptError" })
    })
  }

  it("may be arguments of cached functions", async () => {
    const memory = new Memory(folder())
    const cached = memory.cache(square)
    const get = memory.cache(async (shelf: { get(): Promise<number> }) => (await shelf.get()) + 1)
    for (let i = 0; i < 2; i++) assert.equal(await get(await cached.callAndShelve(3)), 10)
    assert.equal(await get(await cached.callAndShelve(4)), 17)
    assert.equal(memory.stats().misses, 4)
  })
})

describe("a place", () => {
  it("may be a path or the URL of a file", async () => {
    const root = folder()
    await new Memory(root).eval(square, 3)
    const memory = new Memory(pathToFileURL(root))
    assert.equal(memory.location, root)
    assert.equal(await memory.eval(square, 3), 9)
    assert.equal(memory.stats().hits, 1)
  })

  it("that is none is refused, with what is missing", () => {
    assert.throws(() => new Memory(3 as never), {
      name: "OptionError",
      message: /^`place` must be a folder, null, or a store/,
    })
    assert.throws(() => new Memory({} as never), { name: "OptionError", message: /hint: it has no open$/ })
    const { open, put } = new InMemoryStore()
    assert.throws(() => new Memory({ open, put } as never), { message: /hint: it has no touch$/ })
  })
})

describe("limits", () => {
  it("that are misspelled, or negative, are refused before anything goes", async () => {
    const memory = new Memory(folder(), { verbose: 0 })
    const cached = memory.cache(square)
    await cached(1)
    for (const limits of [
      { byteLimit: 0 },
      { bytes_limit: 0 },
      { ageLimit: -1 },
      { itemsLimit: -1 },
      { bytesLimit: "-1K" },
    ]) {
      await assert.rejects(memory.reduceSize(limits), { name: "OptionError" }, inspect(limits))
    }
    assert.deepEqual(await memory.reduceSize(), { items: 0, bytes: 0 })
    assert.deepEqual(await memory.reduceSize({ itemsLimit: 10, bytesLimit: "1M", ageLimit: "1d" }), {
      items: 0,
      bytes: 0,
    })
    assert.equal(await cached.has(1), true)
    assert.equal((await memory.reduceSize({ bytesLimit: 100 })).items, 1)
  })
})

describe("hash", () => {
  it("stays the same from version to version", () => {
    const values = [
      "This is a string to hash",
      "C'est l'été",
      [123_456, 54_321, -98_765],
      { abcde: 123, sadfas: [-9999, 2, 3] },
    ]
    assert.deepEqual(values.map(hash), [
      "uzr75azdj67yknlfggegldetp4",
      "q4bz6yww62wzl5vatjwhs74sqq",
      "6g6pedbyheririolgvloxg7znu",
      "w6m2xweqht45p6nmugf4n7clbu",
    ])
  })

  it("is the same in each process", async () => {
    const values = [
      Float64Array.of(1, 2),
      { a: new Int32Array(20), b: [Float32Array.of(1)] },
      new Set(["a", 1]),
      "text",
    ]
    await using pool = new Pool({ workers: 2, backend: "processes" })
    assert.deepEqual(await pool.map((value: unknown) => hash(value), values), values.map(hash))
  })

  it("of methods is of what they are bound to", () => {
    const methods = { f: (x: number) => x }
    assert.equal(hash(methods.f.bind(methods)), hash(methods.f.bind({ ...methods })))
    assert.notEqual(hash(methods.f.bind(methods)), hash(methods.f.bind({ ...methods, other: 1 })))
  })
})
