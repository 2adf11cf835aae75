import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { after, test } from "node:test"
import { OptionError } from "../../src/core/errors/index.ts"
import { StartError } from "../../src/cli/start-error.ts"
import {
  byteSources,
  fileSource,
  jsonlSource,
  lines,
  lineSource,
  parseRange,
  rangeSource,
} from "../../src/cli/map/inputs/index.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-inputs-"))
after(() => rmSync(folder, { recursive: true }))

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  return await Array.fromAsync(lines(chunks.map((chunk) => Buffer.from(chunk))))
}

test("lines are without their ends, and the last one needs none", async () => {
  assert.deepEqual(await linesOf("a\nb\r\nc"), ["a", "b", "c"])
  assert.deepEqual(await linesOf("a\nb\n"), ["a", "b"])
  assert.deepEqual(await linesOf("\n\na\n\n"), ["", "", "a", ""])
  assert.deepEqual(await linesOf(""), [])
})

test("lines are put together across chunks, and characters too", async () => {
  const bytes = Buffer.from("\uFEFFgrüße\r\n😀 日本\r\nlast")
  const expected = ["grüße", "😀 日本", "last"]
  for (let size = 1; size < bytes.length; size++) {
    const chunks: Uint8Array[] = []
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
    assert.deepEqual(await linesOf(...chunks), expected)
  }
})

test("a line of JSON that is none fails by itself, blank lines are skipped", async () => {
  const [source] = byteSources([], Readable.from([Buffer.from('{"a":1}\n\n[1,\n"x"\n')]))
  const inputs = await Array.fromAsync(jsonlSource([source!]))
  assert.deepEqual(
    inputs.map(({ index, value }) => [index, value]),
    [
      [0, { a: 1 }],
      [1, "[1,"],
      [2, "x"],
    ],
  )
  assert.match(inputs[1]!.problem!.message, /\(stdin, line 3\)$/)
})

test("lines come from several files one after another, and - is standard input", async () => {
  const file = join(folder, "lines.txt")
  writeFileSync(file, "one\ntwo")
  const sources = byteSources([file, "-"], Readable.from([Buffer.from("three\n")]))
  const inputs = await Array.fromAsync(lineSource(sources))
  assert.deepEqual(inputs, [
    { index: 0, value: "one" },
    { index: 1, value: "two" },
    { index: 2, value: "three" },
  ])
})

test("standard input that is a terminal is no input", () => {
  const terminal = Object.assign(Readable.from([]), { isTTY: true })
  assert.throws(() => byteSources([], terminal), StartError)
})

test("a range counts as Python's does", async () => {
  const numbers = async (text: string): Promise<unknown[]> =>
    (await Array.fromAsync(rangeSource(parseRange(text)))).map(({ value }) => value)
  assert.deepEqual(await numbers("3"), [0, 1, 2])
  assert.deepEqual(await numbers("2:5"), [2, 3, 4])
  assert.deepEqual(await numbers("0:10:4"), [0, 4, 8])
  assert.deepEqual(await numbers("5:0:-2"), [5, 3, 1])
  assert.deepEqual(await numbers("-2:1"), [-2, -1, 0])
  assert.deepEqual(await numbers("0"), [])
  assert.equal(rangeSource(parseRange("1_000_000")).total, 1_000_000)
})

test("a range that is none is refused", () => {
  for (const bad of ["", "x", "1.5", "1:2:0", "1:2:3:4", "1:", "1e999"])
    assert.throws(() => parseRange(bad), OptionError)
})

test("files come as their paths: those named, then those of patterns in the order of their names", async () => {
  for (const name of ["b.jpg", "a.jpg", "c.png"]) writeFileSync(join(folder, name), name)
  mkdirSync(join(folder, "d.jpg"))
  const at = (name: string): string => join(folder, name)
  const source = await fileSource([at("c.png"), at("[ab].jpg")], [at("*.jpg")])
  const values = (await Array.fromAsync(source)).map(({ value }) => value)
  assert.deepEqual(values, [at("c.png"), at("a.jpg"), at("b.jpg"), at("a.jpg"), at("b.jpg")])
  assert.equal(source.total, 5)
})

test("a file that is not there, or a pattern that nothing matches, is named before anything starts", async () => {
  await assert.rejects(fileSource([join(folder, "none.jpg")], []), /there is no file .*none\.jpg/)
  await assert.rejects(fileSource([], [join(folder, "*.gif")]), /no file matches .*\*\.gif/)
})

test("a file is another input once it was written again", async () => {
  const file = join(folder, "changing.txt")
  writeFileSync(file, "one")
  const source = await fileSource([file], [])
  const input = { index: 0, value: file }
  const first = source.identity(input)
  assert.equal(source.identity(input), first)
  utimesSync(file, 1, 1)
  assert.notEqual(source.identity(input), first)
})
