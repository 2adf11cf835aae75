import assert from "node:assert/strict"
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { serialize } from "node:v8"
import { Memory } from "../../src/memory/index.ts"
import { Random } from "../scheduler/random.ts"
import { folder } from "./stores.ts"

const entryIn = (root: string): string =>
  join(root, String(readdirSync(root, { recursive: true }).find((name) => String(name).endsWith(".entry"))))

/** A memory with one result in it, and the file where that is. */
async function kept<R>(fn: (x: number) => R): Promise<{
  readonly call: () => Promise<Awaited<R>>
  readonly file: string
  readonly reasons: string[]
  readonly memory: Memory
}> {
  const root = folder()
  const memory = new Memory(root)
  const cached = memory.cache(fn)
  await cached(3)
  const reasons: string[] = []
  memory.on("damaged", ({ reason }) => reasons.push(reason))
  return { call: () => cached(3), file: entryIn(root), reasons, memory }
}

const value = (x: number): { text: string; list: Float64Array } => ({
  text: "abc".repeat(x),
  list: new Float64Array(20_000).map((_, i) => i * x),
})

describe("an entry that is not as it was written", () => {
  it("is made anew, wherever it was cut off", async () => {
    const { call, file, reasons } = await kept(value)
    const whole = readFileSync(file)
    const random = new Random(3)
    const sizes = [0, 1, 27, 28, 100, 4096, whole.length - 17, whole.length - 16, whole.length - 1]
    for (const size of [...sizes, ...Array.from({ length: 20 }, () => random.below(whole.length))]) {
      reasons.length = 0
      truncateSync(file, size)
      assert.deepEqual(await call(), value(3), `${size}`)
      assert.equal(reasons.length, 1, `${size}`)
      assert.deepEqual(readFileSync(file).length, whole.length)
    }
  })

  it("is made anew where a byte of it has changed", async () => {
    const { call, file, reasons } = await kept(value)
    const whole = readFileSync(file)
    const random = new Random(4)
    let seen = 0
    for (let round = 0; round < 200; round++) {
      const changed = Buffer.from(whole)
      const at = round < 60 ? round : random.below(whole.length)
      changed[at] = changed[at]! ^ (1 + random.below(255))
      writeFileSync(file, changed)
      reasons.length = 0
      assert.deepEqual(await call(), value(3), `${at}`)
      seen += reasons.length
      writeFileSync(file, whole)
    }
    // All but those between two sections, which nobody reads.
    assert.ok(seen > 190, `${seen}`)
  })

  it("is made anew where it is another file", async () => {
    const { call, file, reasons } = await kept(value)
    const texts = [
      Buffer.from("hello"),
      Buffer.alloc(10_000),
      serialize({ a: 1 }),
      Buffer.from(JSON.stringify({ a: 1 })),
    ]
    for (const text of texts) {
      writeFileSync(file, text)
      assert.deepEqual(await call(), value(3))
    }
    assert.deepEqual(new Set(reasons), new Set(["it is no entry"]))
  })

  it("is made anew where it is another call's", async () => {
    const root = folder()
    const memory = new Memory(root)
    const square = memory.cache((x: number) => x * x)
    await square(2)
    const two = entryIn(root)
    const text = readFileSync(two)
    await memory.clear()
    await square(3)
    const reasons: string[] = []
    memory.on("damaged", ({ reason }) => reasons.push(reason))
    writeFileSync(entryIn(root), text)
    assert.equal(await square(3), 9)
    assert.match(reasons[0]!, /^it is that of anonymous\//)
  })

  it("that is shelved is an error", async () => {
    const root = folder()
    const memory = new Memory(root)
    const shelved = await memory.cache(value).callAndShelve(3)
    writeFileSync(entryIn(root), "")
    memory.on("damaged", () => {})
    await assert.rejects(shelved.get(), { name: "NotKeptError" })
  })

  it("warns if nobody listens", async (t) => {
    const warned = t.mock.method(process, "emitWarning", () => {})
    const root = folder()
    const memory = new Memory(root)
    const cached = memory.cache(value)
    await cached(3)
    writeFileSync(entryIn(root), "")
    await cached(3)
    const [text, kind] = warned.mock.calls[0]!.arguments as unknown as [string, string]
    assert.match(text, /^the entry value\/\S+ of `value` is not used: it is no entry$/)
    assert.equal(kind, "HeddleWarning")
  })
})

describe("what is in a file", () => {
  it("runs no code", async () => {
    const { Entry, writeEntry } = await import("../../src/memory/entry/index.ts")
    const { InMemoryStore } = await import("../../src/memory/index.ts")
    const classes = { idOf: (): string => "x", classOf: () => undefined }
    const about = { name: "f", file: "", key: "k", createdAt: 0, took: 0, args: "", node: "" }
    const rows: readonly unknown[] = [
      { t: "reduce", fn: [1], args: ["globalThis.broken = true"] },
      { t: "global", path: ["eval"] },
      { t: "builtin", path: ["child_process", "execSync"] },
      { t: "bound", fn: [1], self: null, args: [] },
      { t: "handle", tag: "heddle.memory", data: ["/tmp", {}] },
      { t: "fn:export", url: "data:text/javascript,globalThis.broken=true", name: "default" },
      { t: "fn:value", code: "x" },
      { t: "poison", message: "x" },
      { t: "reduce", fn: "Unknown@x", args: [] },
      { t: "inst", cls: "Unknown@x", k: [], v: [] },
    ]
    for (const row of rows) {
      const store = new InMemoryStore()
      // As if it were data: then the word that says it is a table.
      const parts = writeEntry(
        about,
        { v: 1, nodes: [row, { t: "global", path: ["eval"] }], root: [0] },
        { classes, compress: false },
      )
      const bytes = Buffer.concat(parts)
      const at = bytes.lastIndexOf("graph")
      assert.equal(bytes[at + 5], "F".charCodeAt(0))
      bytes[at + 5] = "T".charCodeAt(0)
      await store.put("k", [withCrc(bytes)])
      await assert.rejects(
        new Entry(store.open("k")!).value(classes),
        (error: Error) => ["DamagedError", "UnsendableError"].includes(error.name),
        JSON.stringify(row),
      )
    }
    assert.equal("broken" in globalThis, false)
  })
})

/** With checksums that hold. */
function withCrc(bytes: Buffer): Buffer {
  const { crc32 } = process.getBuiltinModule("node:zlib")
  const length = bytes.readUInt32LE(16)
  const header = JSON.parse(bytes.toString("utf8", 28, 28 + length)) as {
    value: { at: number; size: number; crc: number }
  }
  const { at, size } = header.value
  header.value.crc = crc32(bytes.subarray(at, at + size))
  const text = JSON.stringify(header)
  assert.ok(text.length <= length)
  bytes.write(text.padEnd(length), 28)
  bytes.writeUInt32LE(crc32(bytes.subarray(28, 28 + length)), 12)
  return bytes
}
