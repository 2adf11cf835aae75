import assert from "node:assert/strict"
import { Writable } from "node:stream"
import { test } from "node:test"
import { LineWriter } from "../../src/cli/line-writer.ts"
import { InputFeed } from "../../src/cli/map/input-feed.ts"
import { failureLine, InOrder, joblogRow, lineRest, rawLine, resultLine } from "../../src/cli/map/output/index.ts"
import type { Outcome } from "../../src/cli/map/outcome.ts"

const success: Outcome = {
  input: { index: 7, value: "a.jpg" },
  result: { ok: true, json: '{"w":1}' },
  attempt: 2,
  started: 1_767_225_600_123,
  ms: 1.23456,
}
const error = { name: "TypeError", message: "bad\nworse", stack: "TypeError: bad" }
const failure: Outcome = { ...success, result: { ok: false, error, exit: 1 } }

function line(outcome: Outcome, file?: string): string {
  return resultLine(outcome.input, outcome.result.ok, lineRest(outcome, file))
}

test("a result is one JSON line", () => {
  assert.equal(line(success), '{"index":7,"input":"a.jpg","ok":true,"value":{"w":1},"ms":1.235,"attempt":2}\n')
  assert.deepEqual(JSON.parse(line(failure)), { index: 7, input: "a.jpg", ok: false, error, ms: 1.235, attempt: 2 })
  assert.deepEqual(JSON.parse(line(success, "000007.bin")).file, "000007.bin")
  const none = { ...success, result: { ok: true, json: undefined } } as const
  assert.equal("value" in JSON.parse(line(none)), false)
})

test("a raw line is the value alone: strings as they are, nothing for undefined, and none for a failure", () => {
  const raw = (json: string | undefined): string => rawLine(true, lineRest({ ...success, result: { ok: true, json } }))
  assert.equal(raw('"two words"'), "two words\n")
  assert.equal(raw('{"a":[1]}'), '{"a":[1]}\n')
  assert.equal(raw("null"), "null\n")
  assert.equal(raw(undefined), "\n")
  assert.equal(rawLine(false, lineRest(failure)), "")
  assert.equal(failureLine(failure.input, error), 'input 7 "a.jpg": TypeError: bad')
})

test("a row of the joblog has GNU parallel's nine columns", () => {
  assert.deepEqual(joblogRow(success, "f.ts#default").trimEnd().split("\t"), [
    "8",
    ":",
    "1767225600.123",
    "     0.001",
    "0",
    "7",
    "0",
    "0",
    "f.ts#default a.jpg",
  ])
  const tabs = { ...failure, input: { index: 0, value: "a\tb\nc" } }
  const columns = joblogRow(tabs, "f.ts#default").trimEnd().split("\t")
  assert.equal(columns.length, 9)
  assert.deepEqual([columns[6], columns[8]], ["1", String.raw`f.ts#default a\tb\nc`])
})

test("what comes early waits for its turn, and a gap is no reason to keep it at the end", () => {
  const given: string[] = []
  const order = new InOrder<string>((item) => given.push(item))
  order.push(2, "c")
  order.push(1, undefined)
  assert.deepEqual([given, order.next], [[], 0])
  order.push(0, "a")
  assert.deepEqual([given, order.next], [["a", "c"], 3])
  order.push(5, "f")
  order.push(4, "e")
  order.flush()
  assert.deepEqual(given, ["a", "c", "e", "f"])
})

test("a writer says when the reader is behind, and when it has caught up", async () => {
  const taken: (() => void)[] = []
  const slow = new Writable({
    highWaterMark: 4,
    decodeStrings: false,
    write: (_chunk, _encoding, done) => void taken.push(done),
  })
  const writer = new LineWriter(slow, assert.fail)
  writer.write("one\n")
  writer.write("two\n")
  assert.equal(taken.length, 0)
  writer.flush()
  assert.equal(taken.length, 1)
  const { blocked } = writer
  assert.ok(blocked instanceof Promise)
  taken.shift()!()
  await blocked
  assert.equal(writer.blocked, undefined)
})

test("a reader that has gone is no error, and is told once", async () => {
  const calls: unknown[] = []
  const pipe = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
  })
  const writer = new LineWriter(pipe, (cause) => calls.push(cause))
  writer.write("one\n")
  await writer.end()
  writer.write("two\n")
  await writer.end()
  assert.deepEqual(calls, [undefined])
})

test("a full disk is an error", async () => {
  const calls: unknown[] = []
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" })
  const file = new Writable({ write: (_chunk, _encoding, done) => done(full) })
  const writer = new LineWriter(file, (cause) => calls.push(cause))
  writer.write("one\n")
  await writer.end()
  assert.deepEqual(calls, [full])
})

test("a feed pulls one input at a time, waits for room, and ends at once when it is stopped", async () => {
  let pulled = 0
  const never = Promise.withResolvers<never>()
  async function* source() {
    yield { index: pulled, value: pulled++ }
    yield { index: pulled, value: pulled++ }
    await never.promise
  }
  const feed = new InputFeed(source())
  assert.equal((await feed.next())?.index, 0)
  assert.equal(pulled, 1)
  let room = false
  const waiting = feed.until(() => room)
  feed.poke()
  room = true
  feed.poke()
  await waiting
  assert.equal((await feed.next())?.index, 1)
  const last = feed.next()
  feed.poke()
  feed.stop()
  assert.equal(await last, undefined)
  assert.equal(await feed.next(), undefined)
  await feed.until(() => false)
})
