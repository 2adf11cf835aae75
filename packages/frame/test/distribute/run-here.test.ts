import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test from "node:test"
import type { TestContext } from "node:test"
import { AbortError } from "heddle"
import { config, Frame, fromColumns, QueryError, readJson, registerFunction, sql } from "@heddle/frame"
import { planOf, runHere } from "../../src/distribute/index.ts"
import { assertSame } from "./compare.ts"

const frame = fromColumns({ k: [1, 2, 1, 3, 2, 1], v: [1, 2, 3, 4, 5, 6] })
const grouped = frame.groupby("k").agg({ v: "median" })

/** A folder for what is written, which is empty again where nothing is left behind. */
function scratch(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-run-here-"))
  const before = config({ spillFolder: folder })
  t.after(() => {
    config(before)
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** The folders in which stages are. */
function stagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((entry) => /stage-\d+$/.test(entry))
}

void test("tasks may run at the same time", async () => {
  using planned = await planOf(grouped.node, { partitions: 6, broadcastLimit: 0 })
  const made = new Frame(await runHere(planned.plan, { atOnce: 4 }))
  assert.deepEqual([...(await made.sortValues("k").compute())], [...(await grouped.compute())])
})

void test("stages go as soon as nobody reads them any more", async (t) => {
  const folder = scratch(t)
  using planned = await planOf(grouped.node, { partitions: 3 })
  assert.ok(planned.plan.stages.length > 1)
  const made = await runHere(planned.plan)
  assert.deepEqual(
    stagesIn(folder).map((entry) => path.basename(entry)),
    [`stage-${planned.plan.stages.length - 1}`],
  )
  assert.equal(await new Frame(made).len(), 3)
})

void test("a run that fails leaves nothing behind, and says what was wrong", async (t) => {
  const folder = scratch(t)
  registerFunction("fails_at_four", (v: bigint) => (v === 4n ? fail() : v), {
    arguments: ["BIGINT"],
    returns: "BIGINT",
  })
  const bad = frame
    .filter(sql`fails_at_four(v) > 0`)
    .groupby("k")
    .median()
  using planned = await planOf(bad.node, { partitions: 6 })
  await assert.rejects(runHere(planned.plan, { atOnce: 3 }), { name: "RangeError", message: "four" })
  assert.deepEqual(stagesIn(folder), [])
})

function fail(): never {
  throw new RangeError("four")
}

void test("a signal ends it", async (t) => {
  const folder = scratch(t)
  using planned = await planOf(grouped.node, { partitions: 3 })
  await assert.rejects(runHere(planned.plan, { signal: AbortSignal.abort() }), AbortError)
  assert.deepEqual(stagesIn(folder), [])
})

void test("what DuckDB refuses is refused before anything runs", async () => {
  await assert.rejects(planOf(sql`SELECT no_such_function(k) FROM ${frame}`.node, { partitions: 2 }), QueryError)
})

void test("JSON files are divided, with the types that all have together", async (t) => {
  const folder = scratch(t)
  writeFileSync(path.join(folder, "a.json"), '{"k": 1, "v": 1}\n{"k": 2, "v": 2}\n')
  writeFileSync(path.join(folder, "b.json"), '{"k": 1, "v": 1.5}\n')
  const read = readJson(path.join(folder, "*.json"))
  await assertSame(read, { partitions: 2 }, { isOrdered: true })
  await assertSame(read.groupby("k").sum(), { partitions: 2 })
})
