import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { Pool } from "heddle"
import { compare } from "heddle/monitor"

test("a loop against a pool: rows, a speedup, and every form of file", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "heddle-compare-"))
  t.after(() => rmSync(folder, { recursive: true }))
  await using pool = new Pool({ workers: 2 })
  const numbers = [1, 2, 3, 4, 5]
  const square = (x: number): number => x * x
  const comparison = await compare(
    { 'the "serial" <loop>': () => numbers.map(square), parallel: () => pool.map(square, numbers) },
    { runs: 3, print: false },
  )
  assert.deepEqual(
    comparison.rows.map(({ name, times }) => [name, times.length]),
    [
      ['the "serial" <loop>', 3],
      ["parallel", 3],
    ],
  )
  assert.ok(comparison.speedup > 0 && comparison.efficiency === comparison.speedup / comparison.cores)
  const saved = async (name: string): Promise<string> => {
    await comparison.save(join(folder, name))
    return readFileSync(join(folder, name), "utf8")
  }
  const json = JSON.parse(await saved("x.json")) as typeof comparison
  assert.deepEqual(json.rows[0]!.times, comparison.rows[0]!.times)
  assert.equal(json.speedup, comparison.speedup)
  assert.match(await saved("x.csv"), /^name,mean,stddev,.*\n"the ""serial"" <loop>",/)
  assert.match(await saved("x.md"), /^\| {2}\| mean ± σ .*\n\| --- \| ---: /)
  const svg = await saved("x.svg")
  assert.match(svg, /^<svg .*>/)
  assert.ok(svg.includes("the &quot;serial&quot; &lt;loop&gt;") && svg.includes("prefers-color-scheme: dark"))
  await assert.rejects(saved("x.png"), {
    code: "HEDDLE_OPTION",
    message: /`file` must be a path that ends in \.json, \.csv, \.md, \.svg, got/,
  })
})

test("what is no pair of functions, and a wrong option, are refused before anything runs", async () => {
  const never = (): never => assert.fail("it ran")
  await assert.rejects(compare({ a: never }), /`contestants` must be two functions or more, got 1/)
  await assert.rejects(compare(never as never), /write compare\(\{ serial/)
  await assert.rejects(compare({ a: never, b: 5 as never }), /`contestants\.b` must be a function, got 5/)
  await assert.rejects(compare({ a: never, b: never }, { runs: 0 }), /`runs` must be a positive integer/)
  await assert.rejects(compare({ a: never, b: never }, { warmups: 1 } as never), /did you mean `warmup`/)
  await assert.rejects(compare({ a: never, b: never }, { equal: "deep" as never }), /`equal` must be/)
})
