import assert from "node:assert/strict"
import { hash } from "node:crypto"
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { DigestTable, InputKeys, Journal, journalledIn } from "../../src/cli/map/journal/index.ts"
import type { InputKey } from "../../src/cli/map/journal/index.ts"
import { StartError } from "../../src/cli/start-error.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-journal-"))
after(() => rmSync(folder, { recursive: true }))

const identity = { name: "work.ts#default", export: "default", sha256: hash("sha256", "code") }
let files = 0
const newFile = (): string => join(folder, `${++files}.journal`)

function keysOf(...identities: string[]): InputKey[] {
  const keys = new InputKeys()
  return identities.map((text) => keys.next(text))
}

async function written(path: string, entries: readonly [string, boolean, string][]): Promise<void> {
  const journal = await Journal.open(path, identity)
  const keys = keysOf(...entries.map(([input]) => input))
  for (const [index, [, ok, rest]] of entries.entries()) journal.append({ key: keys[index]!, index, ok, rest })
  journal.close()
}

test("a journal has the inputs that were done, with what came out, and not those that failed", async () => {
  const path = newFile()
  await written(path, [
    ["a", true, '"value":1,"ms":2,"attempt":1'],
    ["b", false, '"error":{"name":"Error"},"ms":2,"attempt":1'],
  ])
  const journal = await Journal.open(path, identity)
  const [a, b, c] = keysOf("a", "b", "c")
  assert.deepEqual([journal.has(a!), journal.has(b!), journal.has(c!), journal.done], [true, false, false, 1])
  assert.equal(journal.find(a!), '"value":1,"ms":2,"attempt":1')
  assert.equal(journal.find(b!), undefined)
  journal.close()
})

test("equal inputs are told apart by their number", async () => {
  const path = newFile()
  await written(path, [
    ["a", true, '"value":"first"'],
    ["a", true, '"value":"second"'],
  ])
  const journal = await Journal.open(path, identity)
  assert.deepEqual(
    keysOf("a", "a", "a").map((key) => journal.find(key)),
    ['"value":"first"', '"value":"second"', undefined],
  )
  journal.close()
})

test("a failed input that was done later is done", async () => {
  const path = newFile()
  await written(path, [["a", false, '"error":{}']])
  await written(path, [["a", true, '"value":1']])
  const journal = await Journal.open(path, identity)
  assert.equal(journal.find(keysOf("a")[0]!), '"value":1')
  journal.close()
})

test("wherever a kill tears the last line, it is dropped, the lines before it stay, and new ones follow them whole", async () => {
  const path = newFile()
  const entries: [string, boolean, string][] = [
    ["a", true, '"value":"ä"'],
    ["b", true, `"value":${JSON.stringify("é".repeat(40_000))}`],
  ]
  await written(path, entries)
  const whole = readFileSync(path)
  const headerEnd = whole.indexOf(10) + 1
  const firstEnd = whole.indexOf(10, headerEnd) + 1
  const [a, b] = keysOf("a", "b")
  for (const cut of [headerEnd, headerEnd + 1, firstEnd - 1, firstEnd, firstEnd + 1, firstEnd + 50, whole.length - 1]) {
    writeFileSync(path, whole)
    truncateSync(path, cut)
    const journal = await Journal.open(path, identity)
    assert.deepEqual([journal.has(a!), journal.has(b!)], [cut >= firstEnd, false])
    journal.append({ key: b!, index: 1, ok: true, rest: '"value":"again"' })
    journal.close()
    for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) JSON.parse(line)
    const next = await Journal.open(path, identity)
    assert.equal(next.find(b!), '"value":"again"')
    next.close()
  }
})

test("a header that was torn is written anew", async () => {
  const path = newFile()
  await written(path, [])
  truncateSync(path, 40)
  await written(path, [["a", true, '"value":1']])
  assert.equal(JSON.parse(readFileSync(path, "utf8").split("\n")[0]!).function.name, identity.name)
})

test("a long result comes back whole", async () => {
  const path = newFile()
  const rest = `"value":${JSON.stringify("x\n€".repeat(50_000))}`
  await written(path, [
    ["a", true, rest],
    ["b", true, '"value":2'],
  ])
  const journal = await Journal.open(path, identity)
  const [a, b] = keysOf("a", "b")
  assert.equal(journal.find(a!), rest)
  assert.equal(journal.find(b!), '"value":2')
  journal.close()
})

test("another function's journal is refused, and so is a file that is no journal; both are left as they are", async () => {
  const path = newFile()
  await written(path, [["a", true, '"value":1']])
  const edited = { ...identity, sha256: hash("sha256", "other code") }
  await assert.rejects(Journal.open(path, edited), (error: Error) => {
    assert.ok(error instanceof StartError)
    assert.match(error.message, /is of work\.ts#default as it was before it was edited/)
    return true
  })
  await assert.rejects(Journal.open(path, { ...identity, name: "work.ts#b", export: "b" }), /not of work\.ts#b/)
  const text = newFile()
  writeFileSync(text, "my diary, no line end")
  await assert.rejects(Journal.open(text, identity), /is not a journal of heddle map/)
  assert.equal(readFileSync(text, "utf8"), "my diary, no line end")
})

test("a journal can be asked without being touched", async () => {
  const path = newFile()
  await written(path, [["a", true, '"value":1']])
  appendFileSync(path, '{"key":"torn')
  const before = readFileSync(path, "utf8")
  const isDone = await journalledIn(path, identity)
  assert.deepEqual(keysOf("a", "b").map(isDone), [true, false])
  assert.equal(readFileSync(path, "utf8"), before)
  assert.deepEqual(keysOf("a").map(await journalledIn(newFile(), identity)), [false])
})

test("what is flushed is in the file at once", async () => {
  const path = newFile()
  const journal = await Journal.open(path, identity)
  journal.append({ key: keysOf("a")[0]!, index: 0, ok: true, rest: '"value":1' })
  journal.flush()
  assert.match(readFileSync(path, "utf8"), /"ok":true,"value":1\}\n$/)
  journal.close()
})

test("the table of digests keeps a hundred thousand apart", () => {
  const table = new DigestTable()
  const digest = (i: number): Buffer => hash("sha256", String(i), "buffer")
  for (let i = 0; i < 100_000; i++) table.set(digest(i), i)
  assert.equal(table.size, 100_000)
  for (let i = 0; i < 100_000; i += 37) assert.equal(table.get(digest(i)), i)
  for (let i = 100_000; i < 110_000; i++) assert.equal(table.get(digest(i)), undefined)
  table.set(digest(5), -1)
  assert.deepEqual([table.get(digest(5)), table.size], [-1, 100_000])
})
