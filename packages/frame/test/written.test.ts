import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { gunzipSync, zstdDecompressSync } from "node:zlib"
import { fromRows, readCsv, readJson } from "@heddle/frame"

const folder = mkdtempSync(path.join(tmpdir(), "frame-written-"))
after(() => rmSync(folder, { recursive: true, force: true }))

const frame = fromRows([{ a: 1, b: "x" }])

test("a file is compressed as its name says, and read back", async () => {
  for (const [ending, open] of [
    [".gz", gunzipSync],
    [".zst", zstdDecompressSync],
  ] as const) {
    const [csv, json] = [path.join(folder, `a.csv${ending}`), path.join(folder, `a.json${ending}`)]
    await frame.toCsv(csv)
    await frame.toJson(json)
    assert.equal(open(readFileSync(csv)).toString(), "a,b\n1,x\n")
    assert.equal(open(readFileSync(json)).toString(), '{"a":1,"b":"x"}\n')
    assert.deepEqual([...(await readCsv(csv).compute())], [{ a: 1, b: "x" }])
    assert.deepEqual([...(await readJson(json).compute())], [{ a: 1, b: "x" }])
  }
  const plain = path.join(folder, "plain.csv.gz")
  await frame.toCsv(plain, { compression: "none" })
  assert.equal(readFileSync(plain, "utf8"), "a,b\n1,x\n")
})

test("a folder that is not there is named by its own name", async () => {
  const files = readdirSync(folder)
  for (const write of ["toCsv", "toJson", "toParquet"] as const) {
    await assert.rejects(frame[write](path.join(folder, "none", "a.csv")), {
      code: "HEDDLE_OPTION",
      option: "path",
      message: /in a folder that is there: .*none is none/,
    })
  }
  assert.deepEqual(readdirSync(folder), files)
})
