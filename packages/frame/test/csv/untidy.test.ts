import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { CsvError, readCsv } from "@heddle/frame"
import type { Frame } from "@heddle/frame"

const folder = mkdtempSync(path.join(tmpdir(), "frame-untidy-"))
after(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function write(text: string | Uint8Array): string {
  const file = path.join(folder, `${++count}.csv`)
  writeFileSync(file, text)
  return file
}

const rows = async (frame: Frame): Promise<unknown[]> => [...(await frame.compute())]

const uneven = {
  "a line with too few fields": ["a,b,c\n1,2,3\n4,5\n", 3],
  "a line with too many fields": ["a,b\n1,2\n4,5,6\n7,8\n", 3],
  "a last line that is a note": ["a;b\n1;2\n3;4\n\ntotal\n", 5],
} as const

for (const [name, [text, line]] of Object.entries(uneven)) {
  test(`${name} is an error that names the line, and no table of one column`, async () => {
    const file = write(text)
    assert.deepEqual(readCsv(file).columns, text.split("\n")[0]!.split(/[,;]/))
    await assert.rejects(readCsv(file).compute(), (error: CsvError) => {
      assert.ok(error instanceof CsvError)
      assert.deepEqual([error.file, error.line], [file, line])
      assert.match(error.message, /Expected Number of Columns|Could not convert string "total"/)
      return true
    })
  })
}

test("lines of another length are left out where that is asked for", async () => {
  const file = write("a,b\n1,2\n4,5,6\n7,8\n")
  const kept = [
    { a: 1, b: 2 },
    { a: 7, b: 8 },
  ]
  assert.deepEqual(await rows(readCsv(file, { ignoreErrors: true })), kept)
  assert.deepEqual(await rows(readCsv(file, { ignoreErrors: true, delimiter: "," })), kept)
})

test("codes with leading zeros are texts, in whatever line the first one stands", () => {
  for (const text of ["zip\n00501\n10001\n", "zip\n10001\n00501\n", "zip\n1.5\n007\n"]) {
    assert.deepEqual(readCsv(write(text)).dtypes, { zip: "VARCHAR" })
  }
  assert.deepEqual(readCsv(write("x\n0\n0.5\n-0.5\n1e05\n")).dtypes, { x: "DOUBLE" })
})

test("lines may end in two ways", async () => {
  const expected = [
    { a: 1, b: "x" },
    { a: 2, b: "y" },
  ]
  assert.deepEqual(await rows(readCsv(write("a,b\n1,x\r\n2,y\n"))), expected)
  assert.deepEqual(await rows(readCsv(write("a,b\r\n1,x\n2,y\r\n"))), expected)
})

test("files that are not UTF-8 say so, and are read with their encoding", async () => {
  const expected = [{ a: 1, b: "é" }]
  for (const [encoding, written] of [
    ["latin-1", "latin1"],
    ["utf-16", "utf16le"],
  ] as const) {
    const file = write(Buffer.from("a,b\n1,é\n", written))
    await assert.rejects(readCsv(file).compute(), (error: CsvError) => {
      assert.ok(error instanceof CsvError)
      assert.match(`${error.message} ${error.hint}`, /not utf-8 encoded[^]*encoding: "latin-1"/)
      return true
    })
    assert.deepEqual(await rows(readCsv(file, { encoding })), expected)
  }
  assert.throws(() => readCsv(write("a\n1\n"), { encoding: "koi8-r" as never }), { option: "encoding" })
})

test("where nothing can be told of a file, the error names it and is short", async () => {
  const file = write('\u001fa\n"b"c"\n"')
  await assert.rejects(readCsv(file, { delimiter: ",", quote: '"', header: true }).compute(), (error: CsvError) => {
    assert.ok(error instanceof CsvError)
    assert.ok(error.message.startsWith(file) && error.message.split("\n").length < 4, error.message)
    return true
  })
})

test("options are named whole, and Python's names lead to them", () => {
  const file = write("a\n1\n")
  const given = (options: object) => () => readCsv(file, options)
  assert.throws(given({ sep: ";" }), { option: "sep", hint: "did you mean `delimiter`?" })
  assert.throws(given({ nonsense: 1 }), (error: Error & { hint: string }) => /types, ignoreErrors/.test(error.hint))
  assert.throws(given({ nullValues: "-" }), { option: "nullValues" })
})
