import assert from "node:assert/strict"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Worker } from "node:worker_threads"
import { Memory } from "../../src/memory/index.ts"
import { DirectoryStore } from "../../src/memory/store/index.ts"
import { Random } from "../scheduler/random.ts"
import { start } from "./children.ts"
import type { Child } from "./children.ts"
import { folder } from "./stores.ts"

const linesOf = (path: string): readonly string[] => readFileSync(path, "utf8").split("\n").filter(Boolean)
const filesOf = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name !== ".gitignore")
    .map(({ name }) => name)

describe("programs that share a folder", () => {
  it("make a result once that eight of them need at the same time", async () => {
    const root = folder()
    mkdirSync(join(root, "arrived"))
    const children = Array.from({ length: 8 }, () => start("racer", root, "8"))
    const results = (await Promise.all(children.map((child) => child.rest()))).map(
      ([line]) => JSON.parse(line!) as { by: number; sum: number; hits: number; misses: number },
    )
    assert.equal(linesOf(join(root, "runs")).length, 1)
    assert.deepEqual(new Set(results.map(({ sum }) => sum)), new Set([700_000]))
    assert.equal(new Set(results.map(({ by }) => by)).size, 1)
    assert.equal(
      results.reduce((sum, { misses }) => sum + misses, 0),
      1,
    )
    assert.deepEqual(
      filesOf(join(root, "cache")).map((name) => name.slice(name.lastIndexOf("."))),
      [".entry"],
    )
  })

  it("go on where the one that makes it is killed", async () => {
    const root = folder()
    const first = start("owner", root, "hang")
    let others: readonly Child[] = []
    try {
      assert.deepEqual([await first.line(), await first.line()], ["calling", "running"])
      others = ["end", "end", "end"].map((mode) => start("owner", root, mode))
      for (const other of others) assert.equal(await other.line(), "calling")
    } finally {
      first.process.kill("SIGKILL")
    }
    const results = await Promise.all(others.map((other) => other.rest()))
    assert.deepEqual(
      results.map((lines) => lines.at(-1)),
      ["8", "8", "8"],
    )
    assert.equal(linesOf(join(root, "runs")).filter((line) => line === "end").length, 1)
    assert.deepEqual(
      filesOf(join(root, "cache")).map((name) => name.slice(name.lastIndexOf("."))),
      [".entry"],
    )
  })

  it("go on where a thread that makes it is ended", async () => {
    const root = folder()
    const url = JSON.stringify(new URL("../../src/memory/store/index.ts", import.meta.url).href)
    const text = `import { DirectoryStore } from ${url}
      import { parentPort, workerData } from "node:worker_threads"
      const claim = new DirectoryStore(workerData).tryClaim("f/a.b")
      parentPort.postMessage(claim !== undefined)
      parentPort.on("message", () => {})`
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`), {
      workerData: root,
      execArgv: ["-C", "@heddle/source"],
    })
    assert.deepEqual(await once(worker, "message"), [true])
    const store = new DirectoryStore(root)
    assert.equal(store.tryClaim("f/a.b"), undefined)
    const waiting = store.claim("f/a.b", () => false)
    await worker.terminate()
    const claim = await waiting
    assert.ok(claim !== undefined)
    claim.release()
    assert.deepEqual(filesOf(root), [])
  })

  it("see whole entries, wherever a writer is killed, and none of what it left stays", async () => {
    const root = folder()
    const random = new Random(Number(process.env["HEDDLE_SEED"] ?? 1))
    const memory = new Memory(root)
    const damaged: unknown[] = []
    memory.on("damaged", (event) => damaged.push(event))
    memory.on("storage", (event) => damaged.push(event))
    const store = new DirectoryStore(root)
    for (let round = 0; round < 12; round++) {
      const child = start("writer", root, String(round))
      for (let line = 1 + random.below(30); line > 0; line--) await child.line()
      child.process.kill("SIGKILL")
      await child.rest()
      let entries = 0
      for await (const { key } of store.list()) {
        const value = await entryOf(store, key)
        assert.equal(value.large.length, ((value.i * 7919) % 60_000) + 1)
        assert.ok(value.large.every((each) => each === value.i))
        assert.equal(value.small, `${value.i}`.repeat(value.i % 50))
        entries++
      }
      assert.ok(entries > 0)
      await memory.reduceSize({})
      assert.deepEqual(
        filesOf(root).filter((name) => !name.endsWith(".entry")),
        [],
      )
    }
    assert.deepEqual(damaged, [])
  })

  it("go on where others clear the folder that they write to", async () => {
    const root = folder()
    const roles = [
      ["clear", "150"],
      ["clear", "150"],
      ["reduce", "50"],
      ["make", "300"],
      ["make", "300"],
    ] as const
    const children = roles.map(([role, rounds]) => start("churn", root, role, rounds))
    const lines = await Promise.all(children.map((child) => child.rest()))
    assert.deepEqual(lines.flat(), [])
    await new Memory(root).reduceSize({ itemsLimit: 0 })
    assert.deepEqual(filesOf(root), [])
  })

  it("make a folder again that has gone while they wrote to it", async () => {
    const root = folder()
    const memory = new Memory(root)
    const told: unknown[] = []
    memory.on("storage", (event) => told.push(event))
    const make = memory.cache(
      function make(n: number) {
        rmSync(join(root, "make"), { recursive: true })
        return new Float64Array(n)
      },
      { ignore: ["root"], deps: [] },
    )
    await make(10)
    const large = make(100_000)
    // It is being written.
    rmSync(join(root, "make"), { recursive: true })
    await large
    assert.deepEqual([told, await make.has(10), await make.has(100_000)], [[], false, true])
  })

  it("read to its end what is removed meanwhile", async () => {
    const memory = new Memory(folder())
    const make = memory.cache((n: number) => new Float64Array(n).fill(3))
    await make(1_000_000)
    const reading = make(1_000_000)
    const cleared = memory.clear()
    const list = await reading
    await cleared
    assert.ok(list.length === 1_000_000 && list.every((each) => each === 3))
    assert.equal(memory.stats().hits, 1)
  })
})

interface Written {
  readonly i: number
  readonly small: string
  readonly large: Float64Array
}

async function entryOf(store: DirectoryStore, key: string): Promise<Written> {
  const { Entry } = await import("../../src/memory/entry/index.ts")
  const classes = { idOf: () => "", classOf: () => undefined }
  return (await new Entry(store.open(key)!).value(classes)) as Written
}

describe("a folder", () => {
  it("that is a file, or in one, is refused", () => {
    const root = folder()
    writeFileSync(join(root, "file"), "")
    for (const path of [join(root, "file"), join(root, "file", "deep")]) {
      assert.throws(() => new Memory(path), {
        name: "StorageError",
        code: "HEDDLE_STORAGE",
        message: /^cannot keep results in .*file.*\n {2}hint: name a folder that this program may write to$/,
      })
    }
  })

  it("may have other things in it, which no limit removes", async () => {
    const root = folder()
    const long = new Date(Date.now() - 1e9)
    const foreign = [
      "app/yarn.lock",
      "app/part.entry",
      "app/a.b.entry",
      "app/a.b.entry.lock",
      "app/x.tmp",
      "app/deep/x.lock",
    ]
    for (const name of foreign) {
      mkdirSync(join(root, name, ".."), { recursive: true })
      writeFileSync(join(root, name), "not JSON")
      utimesSync(join(root, name), long, long)
    }
    const memory = new Memory(root, { itemsLimit: 1 })
    const square = memory.cache(function square(x: number) {
      return x * x
    })
    for (let i = 0; i < 3; i++) await square(i)
    assert.ok((await memory.reduceSize({ itemsLimit: 0 })).items <= 1)
    await memory.clear()
    assert.deepEqual(
      foreign.filter((name) => !existsSync(join(root, name))),
      [],
    )
  })

  it("that goes away costs a run, not a result", async () => {
    const root = folder()
    const memory = new Memory(root)
    const square = memory.cache(function square(x: number) {
      return x * x
    })
    await square(1)
    assert.equal(await square(1), 1)
    // A file stands where the results of `square` were.
    await memory.clear()
    writeFileSync(join(root, "square"), "")
    const told: string[] = []
    memory.on("storage", ({ while: what, error }) => told.push(`${what}: ${(error as NodeJS.ErrnoException).code}`))
    assert.equal(await square(2), 4)
    assert.equal(await square(2), 4)
    assert.deepEqual(new Set(told), new Set(["locking: EEXIST", "writing: EEXIST"]))
    assert.equal(statSync(join(root, "square")).size, 0)
  })
})
