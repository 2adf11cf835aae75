import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import test, { after, describe } from "node:test"
import { loadProfile, timeline } from "heddle/monitor"
import type { HeddleEvent, ProfileReport } from "heddle/monitor"
import { cpuProfile } from "./recorded.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-test-"))
after(() => rmSync(folder, { recursive: true }))

function load(text: string): ProfileReport {
  const file = join(folder, "work.cpuprofile")
  writeFileSync(file, text)
  return loadProfile(file)
}

const tree = [
  ["main", 1, ["fib", 5, ["fib", 5, ["fib", 5]], ["nodeRead", 9, ["nodeOpen", 12]]], ["other", 20]],
  ["(idle)", 0],
  ["(garbage collector)", 0],
] as const
const samples = [
  "main",
  "main fib",
  "main fib fib",
  "main fib fib fib",
  "main fib nodeRead nodeOpen",
  "main other",
  "(idle)",
  "(idle)",
  "(garbage collector)",
]
const rowsOf = (report: ProfileReport): unknown[] =>
  report.top(20, { print: false }).map(({ name, self, cumulative, samples: count }) => [name, self, cumulative, count])

describe("a report", () => {
  const report = load(cpuProfile(tree, samples))

  test("counts recursion once, folds Node's functions, keeps idle time and garbage collection apart", () => {
    assert.deepEqual(rowsOf(report), [
      ["main", 1, 6, 1],
      ["fib", 3, 4, 3],
      ["(node)", 1, 1, 1],
      ["other", 1, 1, 1],
    ])
    const { busy, idle, gc } = report.totals
    assert.deepEqual({ busy, idle, gc }, { busy: 6, idle: 2, gc: 1 })
    assert.equal(report.top(1, { print: false })[0]!.cumulativeShare, 1)
  })

  test("shows each function of Node when asked", () => {
    const names = report.top(20, { internals: true, print: false }).map(({ name }) => name)
    assert.deepEqual(names, ["main", "fib", "nodeOpen", "other", "nodeRead"])
  })

  test("is put in order, filtered and cut as pstats does", () => {
    const names = (rows: readonly { readonly name: string }[]): string[] => rows.map(({ name }) => name)
    assert.deepEqual(names(report.top(1, { sort: "self", print: false })), ["fib"])
    assert.deepEqual(names(report.top(9, { sort: "name", print: false })), ["(node)", "fib", "main", "other"])
    assert.deepEqual(names(report.top(9, { filter: "work.ts:5", print: false })), ["fib"])
    assert.deepEqual(names(report.top(9, { filter: /^o/, print: false })), ["other"])
    assert.throws(() => report.top(9, { sort: "calls" as "self" }), { code: "HEDDLE_OPTION" })
    assert.throws(() => report.top(-1), { code: "HEDDLE_OPTION", option: "count" })
    assert.throws(() => report.top(9, { filter: 5 as never }), { code: "HEDDLE_OPTION", option: "filter" })
    assert.throws(() => report.top(9, { print: 5 as never }), { code: "HEDDLE_OPTION", option: "print" })
  })

  test("knows who calls whom", () => {
    const [fib] = report.callers(/^fib$/, { print: false })
    assert.deepEqual(
      fib!.with.map(({ row, ms }) => [row.name, ms]),
      [
        ["main", 4],
        ["fib", 2],
      ],
    )
    const [main] = report.callees("main", { print: false })
    assert.deepEqual(
      main!.with.map(({ row, ms }) => [row.name, ms]),
      [
        ["fib", 4],
        ["other", 1],
      ],
    )
  })

  test("prints a table", () => {
    const text = String(report)
    assert.match(
      text,
      /^9 samples of 1 thread in 9\.0 ms, one each 1\.0 ms: 6\.0 ms busy, 1\.0 ms garbage collection, 2\.0 ms idle\n/,
    )
    assert.match(text, /\n {3}3\.0 ms {2}50\.0 % {6}4\.0 ms {2}66\.7 % {7}1 {2}fib {2}\/app\/work\.ts:5\n/)
  })
})

describe("files", () => {
  const report = load(cpuProfile(tree, samples))

  for (const end of ["cpuprofile", "speedscope.json"]) {
    test(`${end} is read again as what it was`, () => {
      const file = join(folder, `saved.${end}`)
      report.save(file)
      const again = loadProfile(file)
      assert.deepEqual(rowsOf(again), rowsOf(report))
      assert.deepEqual(again.threads, report.threads)
      assert.deepEqual(again.totals, report.totals)
    })
  }

  test("several threads are read again, each with its own samples", () => {
    const at = 1_700_000_000_000
    const both = mkdtempSync(join(folder, "threads-"))
    const one = JSON.parse(cpuProfile([["a", 1]], ["a", "a"])) as object
    const two = JSON.parse(cpuProfile([["a", 1, ["b", 2]]], ["a", "a b", "a b"])) as object
    writeFileSync(join(both, "7-0.json"), JSON.stringify({ pid: 7, threadId: 0, name: "main", at, profile: one }))
    writeFileSync(join(both, "7-2.json"), JSON.stringify({ pid: 7, threadId: 2, name: "pool 1 1", at, profile: two }))
    const merged = loadProfile(both)
    assert.deepEqual(rowsOf(merged), [
      ["a", 3, 5, 3],
      ["b", 2, 2, 2],
    ])
    for (const end of ["cpuprofile", "speedscope.json"]) {
      const file = join(folder, `both.${end}`)
      merged.save(file)
      assert.deepEqual(loadProfile(file).threads, merged.threads, end)
      assert.deepEqual(rowsOf(loadProfile(file)), rowsOf(merged), end)
    }
  })

  test("the page has all it needs in it, and no text of the profile can become markup", () => {
    const evil = load(cpuProfile([["</script><b>", 1]], ["</script><b>"]))
    const file = join(folder, "page.html")
    evil.save(file)
    const page = readFileSync(file, "utf8")
    assert.ok(!page.includes("</script><b>"))
    assert.deepEqual(page.match(/<\/script>/g)?.length, 2)
    assert.ok(!/(?:src|href)=|https?:/.test(page))
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!
    assert.deepEqual((JSON.parse(data) as { frames: unknown }).frames, [["</script><b>", "/app/work.ts:1", "program"]])
  })

  test("another ending is refused, and what is no profile too", () => {
    assert.throws(() => report.save(join(folder, "x.svg")), { code: "HEDDLE_OPTION" })
    writeFileSync(join(folder, "no.json"), "{}")
    assert.throws(() => loadProfile(join(folder, "no.json")), { code: "HEDDLE_PROFILE" })
  })
})

const events: readonly HeddleEvent[] = [
  { kind: "worker", at: 1000, pool: "pool 1", worker: "pool 1 1", backend: "threads", threadId: 2, change: "started" },
  { kind: "sent", at: 1001, pool: "pool 1", worker: "pool 1 1", name: "square", id: 4, count: 3 },
  { kind: "task", at: 1002, pool: "pool 1", worker: "pool 1 1", name: "square", id: 4, count: 3, ms: 2, failed: 0 },
  { kind: "stage", at: 1010, of: "array", label: "sum", change: "ended", computation: 1, number: 1, stages: 1, ms: 8 },
  {
    kind: "sample",
    at: 1011,
    ms: 100,
    cpu: 0.5,
    systemCpu: 0.75,
    rss: 10,
    heap: 5,
    memoryUsed: 1,
    memoryTotal: 2,
    loop: 0,
    workers: [],
  },
]

test("a timeline has spans of tasks, arrows from where they were sent, stages, counters, and names for all rows", () => {
  const file = join(folder, "timeline.json")
  timeline(file, events)
  const { traceEvents } = JSON.parse(readFileSync(file, "utf8")) as { traceEvents: Record<string, unknown>[] }
  const shown = traceEvents.map(({ ph, name, ts, dur, tid }) => [ph, name, tid, ts, dur])
  assert.deepEqual(shown, [
    ["M", "process_name", 0, undefined, undefined],
    ["M", "thread_name", 0, undefined, undefined],
    ["M", "thread_name", 1, undefined, undefined],
    ["i", "started", 1, 0, undefined],
    ["s", "square", 0, 1000, undefined],
    ["X", "square ×3", 1, 2000, 2000],
    ["f", "square", 1, 2000, undefined],
    ["X", "sum", 0, 2000, 8000],
    ["C", "processors", 0, 11000, undefined],
    ["C", "memory", 0, 11000, undefined],
  ])
})

test("a timeline is made of a file of events too, whose last line may be torn", () => {
  const lines = join(folder, "events.ndjson")
  writeFileSync(lines, `${events.map((event) => JSON.stringify(event)).join("\n")}\n{"kind":"ta`)
  const [a, b] = [join(folder, "a.json"), join(folder, "b.json")]
  timeline(a, events)
  timeline(b, lines)
  assert.equal(readFileSync(b, "utf8"), readFileSync(a, "utf8"))
})
