import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { parseOptions } from "../../src/cli/bench/options.ts"
import { heddle } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
writeFileSync(
  join(folder, "work.ts"),
  `const scale = 3
export default (x: number): number => {
  console.log("never seen", x)
  return scale * Math.sqrt(x)
}
export const words = (line: string, { signal }: { signal: AbortSignal }): number => (signal.aborted ? 0 : line.split(" ").length)
export const bad = (x: number): number => {
  throw new TypeError("no such number: " + x)
}
export const random = (): number => Math.random()
`,
)
const quick = ["--budget", "50ms", "--runs", "2", "-j", "2"]

test("a report in hyperfine's form is on standard output, with the sweep and the advice, and files are written", async () => {
  const files = ["x.json", "x.svg", "x.csv", "x.md"]
  const args = ["bench", "./work.ts", "--range", "100", ...quick, ...files.flatMap((file) => ["--export", file])]
  const { code, stdout, stderr } = await heddle(folder, args)
  assert.deepEqual([code, stderr], [0, ""])
  assert.match(stdout, /^\.\/work\.ts#default: 100 inputs/)
  assert.match(
    stdout,
    /\nBenchmark 1: serial\n {2}Time \(mean ± σ\): +\d.* ± .*\[cores busy: .*\]\n {2}Range \(min … max\): .* 2 runs\n/,
  )
  assert.match(stdout, /\nSummary\n {2}\S.* times as fast as /)
  assert.match(stdout, /\nSweep\n {2}technique +workers/)
  assert.equal(stdout.includes("never seen"), false)
  const [json, svg, csv, md] = files.map((file) => readFileSync(join(folder, file), "utf8"))
  const { comparison, tuning } = JSON.parse(json!) as { comparison: { speedup: number }; tuning: { advice: string } }
  assert.ok(comparison.speedup > 0 && stdout.includes(tuning.advice))
  assert.match(svg!, /^<svg /)
  assert.match(csv!, /^name,mean,/)
  assert.match(md!, /^\|/)
})

test("inputs come as those of heddle map: lines, with the context that the function asks for", async () => {
  const { code, stdout } = await heddle(folder, ["bench", "./work.ts#words", ...quick], "a b\nc d e\n")
  assert.equal(code, 0)
  assert.match(stdout, /^\.\/work\.ts#words: 2 inputs\n/)
})

test("what the function throws is told with its own frames, and the status is 1", async () => {
  const { code, stdout, stderr } = await heddle(folder, ["bench", "./work.ts#bad", "--range", "5", ...quick])
  assert.deepEqual([code, stdout], [1, ""])
  assert.match(stderr, /^heddle bench: TypeError: no such number: 0\n {4}at bad \(.*work\.ts:8:\d+\)\n/)
  assert.equal(stderr.includes("compare/tune"), false)
})

test("results that differ leave nothing but the loop, unless they are not checked", async () => {
  const { code, stdout } = await heddle(folder, ["bench", "./work.ts#random", "--range", "9", ...quick])
  assert.equal(code, 0)
  assert.match(stdout, /threads not tried: it gave another result than the loop/)
  assert.equal(stdout.includes("Benchmark"), false)
  const unchecked = await heddle(folder, ["bench", "./work.ts#random", "--range", "9", "--no-check", ...quick])
  assert.match(unchecked.stdout, /Benchmark 2: /)
})

test("what is wrong before anything starts ends with 2 and a line that says what would be right", async () => {
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await heddle(folder, ["bench", ...args])
    assert.deepEqual([code, stdout], [2, ""])
    return stderr
  }
  assert.match(await refused(), /name the file of a function \(see heddle bench --help\)/)
  assert.match(await refused("./none.ts", "--range", "3"), /there is no file \.\/none\.ts/)
  assert.match(await refused("./work.ts#none", "--range", "3"), /has no export none; it has/)
  assert.match(await refused("./work.ts", "--range", "0"), /there are no inputs/)
  writeFileSync(join(folder, "torn.jsonl"), '{"a":1}\n{torn\n')
  assert.match(
    await refused("./work.ts", "--jsonl", "torn.jsonl"),
    /^heddle bench: an input cannot be read: .*line 2\)\n$/,
  )
  assert.match(
    await refused("./work.ts", "--range", "3", "--export", "x.png"),
    /`--export` must be a file that ends in \.json, \.csv, \.md, \.svg/,
  )
  assert.match(await refused("./work.ts", "--rang", "3"), /did you mean `--range`/)
})

test("options are read as those of heddle map", () => {
  const options = parseOptions([
    "./work.ts",
    "--range",
    "5:9",
    "--budget",
    "2",
    "-j",
    "-1",
    "--runs",
    "4",
    "--no-check",
  ])
  assert.ok(options !== "help")
  assert.deepEqual(
    [options.budget, options.runs, options.check, options.inputs],
    [2000, 4, false, { kind: "range", range: { start: 5, stop: 9, step: 1 } }],
  )
  assert.throws(() => parseOptions(["./work.ts", "--runs", "0"]), /`--runs` must be a positive integer/)
  assert.equal(parseOptions(["--help"]), "help")
})
