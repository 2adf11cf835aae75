import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after, suite } from "node:test"

const folder = mkdtempSync(path.join(tmpdir(), "frame-leftovers-"))
after(() => rmSync(folder, { recursive: true, force: true }))

const flags = ["-C", "@heddle/source", "--input-type=module"]
/** It has data in memory, a persisted frame, parts of a function and a sort that goes to files. */
const program = `
  import { config, fromColumns, sql } from "@heddle/frame"
  config({ spillFolder: ${JSON.stringify(folder)}, memoryLimit: "60M", threads: 2 })
  const frame = fromColumns({ a: new Float64Array([1, 2, 3]) })
  const kept = await frame.mapPartitions(({ a }) => ({ b: a.map((x) => 2 * x) })).persist()
  const wide = await frame.select({ h: (c) => c.a.astype("HUGEINT") }).persist()
  const rows = sql\`SELECT range AS i, hash(range)::VARCHAR AS h FROM range(1_500_000)\`.sortValues("h")[Symbol.asyncIterator]()
  await rows.next()
  const sums = [(await kept.sum().compute())[0].b, (await wide.sum().compute())[0].h]
`

function run(more: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [...flags, "-e", program + more], { cwd: import.meta.dirname, encoding: "utf8" })
}

suite("the folder for what does not fit in memory", () => {
  test("is empty when a program is over", () => {
    const { status, stdout, stderr } = run("console.log(sums.join())")
    assert.equal(stderr, "")
    assert.equal(stdout, "12,6\n")
    assert.equal(status, 0)
    assert.deepEqual(readdirSync(folder), [])
  })
  test("is empty when a program throws", () => {
    const { status, stderr } = run("throw new Error('mine')")
    assert.match(stderr, /mine/)
    assert.equal(status, 1)
    assert.deepEqual(readdirSync(folder), [])
  })
  test("is empty when a program exits at once", () => {
    assert.equal(run("process.exit(3)").status, 3)
    assert.deepEqual(readdirSync(folder), [])
  })
  test("has what a killed program left, until another one takes it away", async () => {
    const child = spawn(
      process.execPath,
      [...flags, "-e", `${program}\nconsole.log("ready"); setInterval(() => {}, 1e6)`],
      {
        cwd: import.meta.dirname,
        stdio: ["ignore", "pipe", "inherit"],
      },
    )
    await once(child.stdout, "data")
    assert.ok(readdirSync(folder).length >= 3)
    const before = readdirSync(folder)
    // A program that runs keeps its own.
    assert.equal(run("").status, 0)
    assert.deepEqual(readdirSync(folder), before)
    child.kill("SIGKILL")
    await once(child, "close")
    assert.ok(readdirSync(folder).length >= 3)
    assert.equal(run("").status, 0)
    assert.deepEqual(readdirSync(folder), [])
  })
})
