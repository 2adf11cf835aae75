import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { CsvParser, csvSource } from "../../src/cli/map/inputs/index.ts"
import type { Input } from "../../src/cli/map/inputs/index.ts"

interface Case {
  readonly text: string
  readonly records: readonly (readonly string[])[]
}

const cases = JSON.parse(readFileSync(new URL("../fixtures/cli/csv-cases.json", import.meta.url), "utf8")) as Case[]

function parse(pieces: Iterable<string>): (readonly string[])[] {
  const parser = new CsvParser()
  const records = Array.from(pieces).flatMap((piece) => parser.push(piece))
  return [...records, ...parser.end()].map(({ fields }) => fields)
}

async function inputsOf(...files: string[]): Promise<Input[]> {
  const sources = files.map((text, i) => ({
    name: `${i}.csv`,
    async *open() {
      yield Buffer.from(text)
    },
  }))
  return await Array.fromAsync(csvSource(sources))
}

for (const { text, records } of cases) {
  test(`CSV reads ${JSON.stringify(text)} as Python does, whole and in pieces of one character`, () => {
    assert.deepEqual(parse([text]), records)
    assert.deepEqual(parse(text.split("")), records)
  })
}

test("any fields come back from a CSV text that quotes them, however it is cut", () => {
  const alphabet = ["a", ",", '"', "\n", "\r", "\r\n", " ", "é"]
  let seed = 1
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let round = 0; round < 300; round++) {
    const field = (): string => Array.from({ length: random(6) }, () => alphabet[random(alphabet.length)]).join("")
    const records = Array.from({ length: 1 + random(5) }, () => Array.from({ length: 1 + random(4) }, field))
    const lineEnd = ["\n", "\r\n", "\r"][random(3)]!
    const text = records.map((row) => row.map((f) => `"${f.replaceAll('"', '""')}"`).join(",") + lineEnd).join("")
    const pieces: string[] = []
    for (let at = 0; at < text.length;) {
      const size = 1 + random(7)
      pieces.push(text.slice(at, at + size))
      at += size
    }
    assert.deepEqual(parse(pieces), records, JSON.stringify(text))
  }
})

test("a row is an object by the header, a byte order mark is no part of it, and each file has its own header", async () => {
  const inputs = await inputsOf('\uFEFFname,age\nAda,36\n"Lovelace, A.",37\n', "city\nParis\n")
  assert.deepEqual(inputs, [
    { index: 0, value: { name: "Ada", age: "36" } },
    { index: 1, value: { name: "Lovelace, A.", age: "37" } },
    { index: 2, value: { city: "Paris" } },
  ])
})

test("a row that does not fit the header fails by itself, with file and line", async () => {
  const inputs = await inputsOf('a,b\n1,"2\n3"\n1\n5,6\n7,"8')
  assert.deepEqual(
    inputs.map(({ value, problem }) => [value, problem?.message]),
    [
      [{ a: "1", b: "2\n3" }, undefined],
      [["1"], "the row has 1 field, the header has 2 (0.csv, line 4)"],
      [{ a: "5", b: "6" }, undefined],
      [["7", "8"], "a quoted field is never closed (0.csv, line 6)"],
    ],
  )
})

test("a column named __proto__ is a column", async () => {
  const [input] = await inputsOf("__proto__,b\n1,2\n")
  assert.deepEqual(Object.entries(input!.value as object), [
    ["__proto__", "1"],
    ["b", "2"],
  ])
})
