import assert from "node:assert/strict"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import { NoFilesError } from "../../src/errors/index.ts"
import { filesOf } from "../../src/files/index.ts"

const home = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-frame-files-"))
const instance = await DuckDBInstance.create(":memory:")
const connection = await instance.connect()
after(() => {
  connection.closeSync()
  instance.closeSync()
  fs.rmSync(home, { recursive: true, force: true })
})

for (const file of [
  "x10.csv",
  "x2.csv",
  "X1.csv",
  "x-.csv",
  "z.csv",
  "é.csv",
  ".hidden.csv",
  "we[i]rd.csv",
  "a/p.csv",
  "a/X.csv",
  "b/q.csv",
  "b/c/r.csv",
  "b/.h/s.csv",
  "d/z.csv",
  "d/k.csv",
  "d/a/z.csv",
  "d/a/1.csv",
  "d/a/x/2.csv",
  "d/m/1.csv",
  "d/m/x/2.csv",
  "d/n/0.csv",
  "f/y!/0",
  "f/y/0",
  "f/y/a/5",
  "f/y/a/1",
  "f/z/b/0",
]) {
  fs.mkdirSync(path.join(home, path.dirname(file)), { recursive: true })
  fs.writeFileSync(path.join(home, file), "")
}
fs.symlinkSync("../a", path.join(home, "b/link"))
fs.symlinkSync("/nowhere", path.join(home, "b/broken"))

const patterns = [
  ..."*.csv|**/*.csv|**|*|x?.csv|?.csv|??.csv|[xz]*.csv|[!x]*.csv|[^x]*.csv|[a-z]*.csv|[]x]*.csv|[[]*|[x-]*.csv".split(
    "|",
  ),
  ..."x[-2].csv|x[.csv|x]*.csv|x[10]*.csv|we[i]rd.csv|we*rd.csv|x10.csv|x10.*|*.CSV|.*.csv|{x2,z}.csv|x1*|a/X.csv".split(
    "|",
  ),
  ..."b/*|b/**|b/*/*.csv|b/**/*.csv|b/**/r.csv|b//*.csv|b/../a/*.csv|b/**/c/*.csv|**/c/*|*/X.csv|a*/*.csv|**/r.csv".split(
    "|",
  ),
  ..."d/**|d/*/*|d/*/*/*|f/**|f/**/*|f/*/*|f/y/**|[b-d]/**/*.csv|d/[am]/*|d/?/1.csv|*/*/*/*|b/./*.csv".split("|"),
]

test("a pattern gives the files that DuckDB's glob gives, in its order", async () => {
  for (const pattern of patterns.flatMap((one) => [`${home}/${one}`, `file://${home}/${one}`])) {
    const { rows } = await glob(pattern)
    const found =
      rows.length === 0 ? assert.throws(() => filesOf(pattern, "readCsv"), NoFilesError) : filesOf(pattern, "readCsv")
    assert.deepEqual(found ?? [], rows, pattern)
  }
})

async function glob(pattern: string): Promise<{ rows: string[] }> {
  const reader = await connection.runAndReadAll("select file from glob(?)", [pattern])
  return { rows: reader.getRows().map(([file]) => file as string) }
}

test("relative patterns are DuckDB's too", async () => {
  const before = process.cwd()
  process.chdir(home)
  try {
    for (const pattern of ["*.csv", "**/*.csv", "./*.csv", "b/*", "x10.csv", "../*/x10.csv", "d/**", "**/r.csv"]) {
      assert.deepEqual(filesOf(pattern, "readCsv"), (await glob(pattern)).rows, pattern)
    }
  } finally {
    process.chdir(before)
  }
})

test("a list keeps its order and what it names twice", () => {
  const names = filesOf([`${home}/z.csv`, `${home}/a/*.csv`, `${home}/z.csv`], "readCsv")
  assert.deepEqual(
    names.map((file) => path.relative(home, file)),
    ["z.csv", "a/X.csv", "a/p.csv", "z.csv"],
  )
})

test("two ** in a pattern give each file once", () => {
  assert.deepEqual(
    filesOf(`${home}/**/d/**/1.csv`, "readCsv").map((file) => path.relative(home, file)),
    ["d/a/1.csv", "d/m/1.csv"],
  )
})

test("remote patterns are left to DuckDB", () => {
  for (const pattern of ["https://example.org/a.csv", "s3://bucket/*.parquet", "hf://datasets/x/y.csv"]) {
    assert.deepEqual(filesOf(pattern, "readCsv"), [])
  }
  assert.deepEqual(filesOf([`${home}/z.csv`, "s3://bucket/*.csv"], "readCsv"), [])
})

test("a pattern without files says what there is", () => {
  const hint = (pattern: string | readonly string[]): string => {
    try {
      filesOf(pattern, "readCsv")
    } catch (error) {
      assert.ok(error instanceof NoFilesError)
      return error.hint!.replaceAll(home, "HOME")
    }
    throw new Error("it has files")
  }
  assert.equal(hint(`${home}/bb/*.csv`), 'the folder "HOME/bb/" does not exist: did you mean "HOME/b/"?')
  assert.equal(hint(`${home}/nope/deeper/*.csv`), 'the folder "HOME/nope/" does not exist')
  assert.equal(hint(`${home}/x3.csv`), 'did you mean "HOME/X1.csv"?')
  assert.equal(hint(`${home}/f/y/a/*.csv`), 'the folder "HOME/f/y/a/" has 2 files, such as "1"')
  assert.equal(hint(`${home}/f/*.parquet`), 'the folder "HOME/f/" has no files')
  assert.equal(hint([`${home}/z.csv`, `${home}/f/y!/*.csv`]), 'the folder "HOME/f/y!/" has one file "0"')
  assert.equal(hint(`${home}/d`), 'it is a folder: readCsv("HOME/d/**/*.csv") reads the files in it')
  assert.match(hint("no-such-folder/*.csv"), /^the folder "no-such-folder\/" does not exist in /)
})

test("what is no path is refused", () => {
  for (const wrong of ["", [], [""], 3, null, {}] as never[]) {
    assert.throws(() => filesOf(wrong, "readCsv"), { code: "HEDDLE_OPTION" })
  }
})
