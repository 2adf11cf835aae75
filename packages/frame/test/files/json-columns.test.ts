import assert from "node:assert/strict"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import { jsonColumns } from "../../src/files/index.ts"
import type { Column } from "../../src/schema/index.ts"

const home = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-frame-json-"))
const instance = await DuckDBInstance.create(":memory:")
const connection = await instance.connect()
after(() => {
  connection.closeSync()
  instance.closeSync()
  fs.rmSync(home, { recursive: true, force: true })
})

async function described(files: readonly string[]): Promise<Column[]> {
  const names = files.map((file) => `'${file}'`).join(", ")
  const reader = await connection.runAndReadAll(`describe from read_json_auto([${names}])`)
  return reader.getRows().map(([name, type]) => ({ name: name as string, type: type as string }))
}

function write(...texts: string[]): string[] {
  return texts.map((text, i) => {
    const file = path.join(home, `${i}.json`)
    fs.writeFileSync(file, text)
    return file
  })
}

test("names come in the order of their first row, with DuckDB's types", async () => {
  const files = write('{"b": 1, "a": "x"}\n{"a": null, "c": 1.5}\n\n{"d": true, "c": 2}\n')
  assert.deepEqual(jsonColumns(files), [
    { name: "b", type: "BIGINT" },
    { name: "a", type: "VARCHAR" },
    { name: "c", type: "DOUBLE" },
    { name: "d", type: "BOOLEAN" },
  ])
  assert.deepEqual(jsonColumns(files), await described(files))
  assert.equal(jsonColumns(files, { format: "array" }), undefined)
})

test("an array of objects, and several files", async () => {
  for (const texts of [
    ['[{"a": 1}, {"a": 2, "b": "y"}]'],
    ['{"a": 1}', '[{"b": "x", "a": 2.5}]'],
    [' [ {"a":1}\n] '],
  ]) {
    const files = write(...texts)
    assert.deepEqual(jsonColumns(files), await described(files), texts.join())
  }
})

test("what is in doubt gives undefined", () => {
  for (const text of [
    '{"a": "2020-01-01"}',
    '{"a": "12:00:00"}',
    '{"a": "infinity"}',
    '{"a": null}',
    '{"a": 1}\n{"a": "x"}',
    '{"a": [1]}',
    '{"a": {"b": 1}}',
    '{"a": 12345678901234567890}',
    '{"a": 1, "A": 2}',
    '{"a": 1',
    "[1, 2]",
    "[]",
    "",
    "{}",
    `[${"0,".repeat(600_000)}0]`,
  ]) {
    assert.equal(jsonColumns(write(text)), undefined, text.slice(0, 50))
  }
  assert.equal(jsonColumns(write('{"a": 1}'), { maximum_depth: 1 } as never), undefined)
  assert.equal(jsonColumns([path.join(home, "none.json")]), undefined)
})

test("where there are columns, they are DuckDB's", async () => {
  const values = ["1", "-7", "0", "-0", "1.5", "1.0", "2e3", "123456789012345678", "true", "false", "null"]
  values.push('"x"', '""', '"5 apples"', '"2020-01-01"', '"epoch"', '"abcdef01"', '"Jan 5"', '"deadbeef-0"')
  let state = 7
  const random = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below
  let both = 0
  for (let i = 0; i < 600; i++) {
    const pool = Array.from({ length: 1 + random(3) }, () => values[random(values.length)]!)
    const row = () => {
      const names = ["b", "a", "c d", "é"].slice(0, 1 + random(4))
      return `{${names.map((name) => `"${name}": ${pool[random(pool.length)]}`).join(", ")}}`
    }
    const rows = Array.from({ length: 1 + random(6) }, row)
    const files = write(random(2) === 0 ? rows.join("\n") : `[${rows.join(", ")}]`)
    const found = jsonColumns(files)
    if (found === undefined) continue
    assert.deepEqual(found, await described(files), rows.join("\n"))
    both++
  }
  assert.ok(both > 150, `${both}`)
})
