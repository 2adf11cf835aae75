import assert from "node:assert/strict"
import { test } from "node:test"
import { OptionError } from "../../src/core/errors/index.ts"
import { halts, parseHalt } from "../../src/cli/map/halt.ts"
import { mapHelp } from "../../src/cli/map/help.ts"
import { parseOptions } from "../../src/cli/map/options.ts"
import type { MapOptions } from "../../src/cli/map/options.ts"
import { RunTimes } from "../../src/cli/map/run-times.ts"
import { StartError } from "../../src/cli/start-error.ts"

function read(...args: string[]): MapOptions {
  const options = parseOptions(args)
  assert.notEqual(options, "help")
  return options as MapOptions
}

test("the first word is the function, the others are files", () => {
  const { target, inputs } = read("./resize.ts#thumb", "a.jpg", "b.jpg")
  assert.equal(target, "./resize.ts#thumb")
  assert.deepEqual(inputs, { kind: "files", paths: ["a.jpg", "b.jpg"], patterns: [] })
})

test("without files the inputs are the lines of standard input", () => {
  assert.deepEqual(read("f.ts").inputs, { kind: "lines", files: [] })
  assert.deepEqual(read("f.ts", "-").inputs, { kind: "lines", files: ["-"] })
})

test("--csv and --jsonl take a file, or files, or standard input, wherever they stand", () => {
  const csv = (...args: string[]): unknown[] => {
    const { target, inputs } = read(...args)
    return [target, inputs]
  }
  const file = ["f.ts", { kind: "csv", files: ["a.csv"] }]
  assert.deepEqual(csv("f.ts", "--csv", "a.csv"), file)
  assert.deepEqual(csv("f.ts", "--csv=a.csv"), file)
  assert.deepEqual(csv("--csv", "a.csv", "f.ts"), file)
  assert.deepEqual(csv("f.ts", "--csv", "-k", "a.csv"), file)
  assert.deepEqual(csv("f.ts", "--csv", "a.csv", "b.csv"), ["f.ts", { kind: "csv", files: ["a.csv", "b.csv"] }])
  const stdin = ["f.ts", { kind: "csv", files: [] }]
  assert.deepEqual(csv("f.ts", "--csv"), stdin)
  assert.deepEqual(csv("--csv", "f.ts"), stdin)
  assert.deepEqual(csv("f.ts", "--csv", "-j", "2"), stdin)
  assert.deepEqual(read("f.ts", "--jsonl", "-").inputs, { kind: "jsonl", files: ["-"] })
})

test("a value may begin with a minus where it is a number", () => {
  assert.equal(read("f.ts", "-j", "-400").workers, 1)
  assert.deepEqual(read("f.ts", "--range", "-3:4").inputs, { kind: "range", range: { start: -3, stop: 4, step: 1 } })
})

test("durations are seconds without a unit, a share of the median with a percent sign", () => {
  assert.deepEqual(read("f.ts", "--timeout", "10").timeout, { ms: 10_000 })
  assert.deepEqual(read("f.ts", "--timeout", "1.5").timeout, { ms: 1500 })
  assert.deepEqual(read("f.ts", "--timeout", "500ms").timeout, { ms: 500 })
  assert.deepEqual(read("f.ts", "--timeout", "200%").timeout, { percent: 200 })
  assert.equal(read("f.ts", "--memory", "512M").memory, 512 * 2 ** 20)
})

test("every option has its place", () => {
  const args = ["f.ts", "-k", "--raw", "--results", "out", "--joblog", "log", "--resume", "j", "--replay", "--dry-run"]
  const options = read(
    ...args,
    "--chunk",
    "10",
    "--retries",
    "3",
    "--halt",
    "now,fail=1",
    "--backend",
    "inline",
    "--no-progress",
  )
  assert.partialDeepStrictEqual(options, {
    keepOrder: true,
    raw: true,
    results: "out",
    joblog: "log",
    resume: "j",
    replay: true,
    dryRun: true,
    chunk: 10,
    retries: 3,
    halt: { when: "now", what: "fail", count: 1, percent: false },
    backend: "inline",
    progress: false,
  })
  assert.equal(parseOptions(["--help"]), "help")
})

test("each option of the help is one that is read", () => {
  for (const [name] of mapHelp.matchAll(/--[a-z-]+/g)) {
    try {
      parseOptions(["f.ts", name])
    } catch (error) {
      assert.doesNotMatch((error as Error).message, /must be an option/, name)
    }
  }
})

test("a wrong name, type or range is an OptionError that says what would be right", () => {
  const refused: readonly [string[], RegExp][] = [
    [["--retrys", "3"], /`--retrys` must be an option of `heddle map`.*\n  hint: did you mean `--retries`\?/],
    [["-q"], /`-q` must be an option of `heddle map`/],
    [["--retries"], /`--retries` must be followed by a value/],
    [["--raw=1"], /`--raw` must be without a value/],
    [["--retries", "-1"], /`--retries` must be an integer, at least 0, got -1 \(number\)/],
    [["--retries", "many"], /`--retries` must be an integer, at least 0, got "many" \(string\)/],
    [["-j", "0"], /`--jobs` must be a positive integer, "auto", -1/],
    [["-j", "lots"], /`--jobs` must be/],
    [["--chunk", "0"], /`--chunk` must be a positive integer or "auto", got "0"/],
    [["--timeout", "soon"], /`--timeout` must be seconds or a duration like "1\.5s", "5m", more than 0, got "soon"/],
    [["--timeout", "0"], /`--timeout` must be/],
    [["--timeout", "0%"], /`--timeout` must be more than 0 % of the median run time/],
    [["--memory", "big"], /`--memory` must be a number of bytes or a size like "512M"/],
    [["--memory", "1"], /`--memory` must be .* at least 1048576/],
    [["--halt", "now"], /`--halt` must be like "now,fail=1"/],
    [["--halt", "now,fail=101%"], /`--halt` must be/],
    [["--backend", "thread"], /`--backend` must be one of .*hint: did you mean "threads"\?/s],
    [["--range", "1:2:0"], /`--range` must be STOP, START:STOP or START:STOP:STEP/],
    [["--csv", "a.csv", "--range", "5"], /`--range` must be without --csv/],
    [["--range", "5", "a.jpg"], /`--range` must be without files/],
    [["--replay"], /`--replay` must be given together with --resume FILE/],
  ]
  for (const [args, message] of refused) {
    assert.throws(
      () => parseOptions(["f.ts", ...args]),
      (error: unknown) => {
        assert.ok(error instanceof OptionError, String(error))
        assert.match(error.message, message)
        return true
      },
    )
  }
  assert.throws(() => parseOptions([]), StartError)
})

test("a halt counts failures, successes or all, in number or as a share once three have finished", () => {
  const rule = (text: string) => parseHalt(text)!
  assert.equal(parseHalt("never"), undefined)
  assert.equal(halts(rule("now,fail=2"), { ok: 9, failed: 1 }), false)
  assert.equal(halts(rule("now,fail=2"), { ok: 0, failed: 2 }), true)
  assert.equal(halts(rule("soon,success=1"), { ok: 1, failed: 5 }), true)
  assert.equal(halts(rule("soon,done=3"), { ok: 1, failed: 2 }), true)
  assert.equal(halts(rule("now,fail=50%"), { ok: 0, failed: 2 }), false)
  assert.equal(halts(rule("now,fail=50%"), { ok: 2, failed: 1 }), false)
  assert.equal(halts(rule("now,fail=50%"), { ok: 2, failed: 2 }), true)
})

test("the median of run times is right within 1 %, from microseconds to hours", () => {
  for (const scale of [0.01, 1, 1000, 3.6e6]) {
    const times = new RunTimes()
    for (let i = 1; i <= 101; i++) times.add(i * scale)
    assert.ok(Math.abs(times.median() / (51 * scale) - 1) < 0.02, String(times.median()))
    assert.equal(times.count, 101)
  }
  assert.equal(new RunTimes().median(), Number.NaN)
})
