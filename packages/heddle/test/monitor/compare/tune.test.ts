import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { range } from "heddle"
import { tune } from "heddle/monitor"

const quick = { budget: 50, workers: 2, print: false } as const

test("numbers through a function: the loop, threads and the compiler are tried, and every form of file is written", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "heddle-tune-"))
  t.after(() => rmSync(folder, { recursive: true }))
  const tuning = await tune((x: number) => Math.sqrt(x) + 1, range(200), { ...quick, techniques: ["threads", "jit"] })
  const tried = new Set(tuning.table.map(({ technique }) => technique))
  assert.ok(tried.has("serial"))
  for (const technique of ["threads", "jit"] as const) {
    assert.ok(tried.has(technique) || tuning.skipped.some((one) => one.technique === technique), technique)
  }
  assert.ok(
    tuning.table.some(
      ({ technique, workers, chunkSize }) =>
        technique === tuning.technique && workers === tuning.workers && chunkSize === tuning.chunkSize,
    ),
  )
  assert.equal(tuning.facts.count, 200)
  const saved = async (name: string): Promise<string> => {
    await tuning.save(join(folder, name))
    return readFileSync(join(folder, name), "utf8")
  }
  assert.equal((JSON.parse(await saved("x.json")) as typeof tuning).advice, tuning.advice)
  assert.match(await saved("x.csv"), /^technique,workers,chunkSize,ms,passes,speedup\nserial,1,auto,/)
  assert.match(await saved("x.md"), /^\| technique \|[\s\S]*\n\n.*\.\n$/)
  assert.match(await saved("x.svg"), /^<svg /)
})

test("what it advises is measured against the loop, and the best pool", async () => {
  const tuning = await tune((x: number) => x + 1, [1, 2, 3, 4], { ...quick, techniques: ["threads"] })
  const { rows } = await tuning.compare({ runs: 2, print: false })
  assert.deepEqual(
    rows.map(({ name }) => name.split(",")[0]),
    ["serial", "threads"],
  )
  const alone = await tune((x: number) => x + 1, [1, 2], { ...quick, techniques: [] })
  await assert.rejects(alone.compare({ print: false }), /`contestants` must be two functions or more/)
})

test("what cannot be is told with its reason", async () => {
  const why = async (
    fn: (input: never) => unknown,
    inputs: readonly unknown[],
    technique: "jit" | "async" | "threads",
  ) => {
    const { skipped } = await tune(fn, inputs as never[], { ...quick, budget: 5000, techniques: [technique] })
    return skipped[0]?.why
  }
  assert.equal(await why((x: string) => x, ["a", "b"], "jit"), "the inputs are no numbers and no typed arrays")
  assert.equal(await why((x: number) => String(x), [1, 2], "jit"), "the results are no numbers")
  assert.match((await why((x: number) => parseInt("7", x), [8, 9], "jit"))!, /cannot compile/)
  assert.equal(await why((x: number) => x, [1, 2], "async"), "the function gives no promise")
  let calls = 0
  assert.match((await why(() => ++calls, [1, 2], "threads"))!, /^ClosureError: /)
})

test("a way that gives other results than the loop is not taken", async () => {
  const options = { ...quick, budget: 5000, techniques: ["threads"] } as const
  const { table, skipped, technique } = await tune(() => Math.random(), [1, 2, 3], options)
  const threads = table.filter((row) => row.technique === "threads")
  assert.deepEqual([threads, technique], [[], "serial"])
  assert.match(skipped[0]!.why, /^it gave another result than the loop: at \[0\]: /)
})

test("async inputs and functions are awaited", async () => {
  async function* inputs() {
    for (let i = 0; i < 20; i++) yield i
  }
  const { table, facts } = await tune(async (x: number) => (await setImmediate(), x), inputs(), {
    ...quick,
    techniques: [],
  })
  assert.deepEqual(
    table.map(({ technique }) => technique),
    ["serial"],
  )
  assert.deepEqual([facts.isAsync, facts.count], [true, 20])
})

test("what the function throws in the loop arrives as it was thrown; wrong options and inputs are refused", async () => {
  const failure = new RangeError("too large")
  await assert.rejects(
    tune(
      () => {
        throw failure
      },
      [1],
      quick,
    ),
    failure,
  )
  const never = (): never => assert.fail("it ran")
  await assert.rejects(tune(never, [], quick), /`inputs` must be at least one input/)
  await assert.rejects(tune(never, 5 as never, quick), /`inputs` must be an iterable/)
  await assert.rejects(tune(5 as never, [1], quick), /`fn` must be a function/)
  await assert.rejects(tune(never, [1], { techniques: ["thread" as never] }), /did you mean "threads"/)
  await assert.rejects(tune(never, [1], { budget: 0 }), /`budget` must be/)
  const stopped = { ...quick, signal: AbortSignal.abort() }
  await assert.rejects(
    tune((x: number) => x, [1, 2], stopped),
    { name: "AbortError" },
  )
})
