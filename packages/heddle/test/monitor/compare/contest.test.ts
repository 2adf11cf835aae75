import assert from "node:assert/strict"
import { test } from "node:test"
import { Comparison } from "../../../src/monitor/compare/comparison.ts"
import { contest } from "../../../src/monitor/compare/contest.ts"
import type { Clock } from "../../../src/monitor/compare/contest.ts"
import { compareSettings } from "../../../src/monitor/compare/options.ts"
import type { CompareOptions } from "../../../src/monitor/compare/options.ts"

/** Functions that take what their lists say, in ms, by a clock of their own; the last time stays. */
class Course {
  readonly order: string[] = []
  #now = 0
  readonly clock: Clock = { now: () => this.#now, cpu: () => 2 * this.#now }

  taking(name: string, ...times: number[]): [string, () => unknown] {
    let call = 0
    return [
      name,
      () => {
        this.order.push(name)
        this.#now += times[Math.min(call++, times.length - 1)]!
        return "same"
      },
    ]
  }

  async run(entries: readonly [string, () => unknown][], options: CompareOptions = {}): Promise<Comparison> {
    return new Comparison(await contest(entries, compareSettings(options), this.clock), 4)
  }
}

test("warm-ups are not counted, and runs take turns", async () => {
  const course = new Course()
  const { rows } = await course.run([course.taking("a", 99, 10), course.taking("b", 77, 5)], { runs: 3, warmup: 1 })
  assert.deepEqual(course.order, ["a", "b", "a", "b", "b", "a", "a", "b"])
  assert.deepEqual(
    rows.map(({ times }) => times),
    [
      [10, 10, 10],
      [5, 5, 5],
    ],
  )
})

test("speedup is the first over the second, efficiency its share of the cores, cpu what was used meanwhile", async () => {
  const course = new Course()
  const { speedup, efficiency, cores, rows } = await course.run(
    [course.taking("serial", 30), course.taking("parallel", 10)],
    { runs: 5 },
  )
  assert.deepEqual([speedup, efficiency, cores], [3, 0.75, 4])
  assert.deepEqual(rows[1]!.speedup, { ratio: 3, low: 3, high: 3 })
  assert.deepEqual(
    rows.map(({ cpu }) => cpu),
    [60, 20],
  )
})

test("there are ten runs, more until the time is over, fewer where that would take long, and three at least", async () => {
  const runs = async (ms: number, options: CompareOptions = {}): Promise<number> => {
    const course = new Course()
    return (await course.run([course.taking("a", ms), course.taking("b", ms)], options)).rows[0]!.times.length
  }
  assert.equal(await runs(200), 10)
  assert.equal(await runs(200, { minTime: "4s" }), 20)
  assert.equal(await runs(1000), 5)
  assert.equal(await runs(60_000), 3)
  assert.equal(await runs(60_000, { runs: 1 }), 1)
  assert.equal(await runs(200, { warmup: 0 }), 10)
})

test("what is too short to be measured is called several times a run", async () => {
  const course = new Course()
  const { rows } = await course.run([course.taking("short", 1 / 1024), course.taking("long", 4)], { runs: 2 })
  assert.deepEqual(
    rows.map(({ calls, times }) => [calls, times]),
    [
      [1024, [1 / 1024, 1 / 1024]],
      [1, [4, 4]],
    ],
  )
})

test("a throw says which contestant and which run, and keeps what was thrown", async () => {
  const course = new Course()
  const failure = new TypeError("no such row")
  const failing = (after: number): [string, () => unknown] => {
    let calls = 0
    return ["parallel", () => (calls++ === after ? Promise.reject(failure) : "same")]
  }
  const run = (after: number) => course.run([course.taking("serial", 5), failing(after)], { runs: 3 })
  await assert.rejects(run(0), { code: "HEDDLE_CONTESTANT_FAILED", contestant: "parallel", cause: failure })
  await assert.rejects(run(0), { message: "parallel threw in warm-up 1 of 1: TypeError: no such row" })
})

test("results that are not the first one's are refused, with the place", async () => {
  const run = (a: unknown, b: unknown, equal?: CompareOptions["equal"]) =>
    new Course().run(
      [
        ["a", () => a],
        ["b", async () => b],
      ],
      { runs: 1, warmup: 0, equal },
    )
  const message = (text: string) => ({
    code: "HEDDLE_RESULTS_DIFFER",
    contestant: "b",
    message: new RegExp(`^b gave another result than a: ${text}`),
  })
  await run([{ x: [1, 2] }], [{ x: [1, 2] }])
  await run(new Map([[1, new Set([2])]]), new Map([[1, new Set([2])]]))
  await assert.rejects(run([{ x: [1, 2] }], [{ x: [1, 3] }]), message(String.raw`at \[0\]\.x\[1\]: 3, not 2`))
  await assert.rejects(run([1, 2], [1]), message(String.raw`\[ 1 \], not \[ 1, 2 \]: 1 elements, not 2`))
  await assert.rejects(run({ "a b": 1 }, { "a b": "1" }), message(String.raw`at \["a b"\]: '1', not 1`))
  await assert.rejects(run(Float64Array.of(0.3), Float64Array.of(0.1 + 0.2)), message(String.raw`at \[0\]`))
  await run(Float64Array.of(0.3), Float64Array.of(0.1 + 0.2), 1e-9)
  await assert.rejects(run(Float64Array.of(0.3), Float64Array.of(0.31), 1e-9), message(String.raw`at \[0\]`))
  await run("a", "b", false)
  await run("a", "A", (a, b) => String(a).toLowerCase() === String(b).toLowerCase())
  await assert.rejects(
    run("a", "b", () => false),
    message("'b', not 'a'"),
  )
})

test("a signal ends it between two runs", async () => {
  const course = new Course()
  const stop = new AbortController()
  const [name, run] = course.taking("a", 5)
  const stopping = (): unknown => {
    if (course.order.length >= 4) stop.abort(new Error("enough"))
    return run()
  }
  await assert.rejects(course.run([[name, stopping], course.taking("b", 5)], { signal: stop.signal }), {
    name: "AbortError",
  })
  assert.ok(course.order.length <= 6)
})

test("warnings say what would help: more warm-up, a quiet machine, more runs, a longer task", async () => {
  const course = new Course()
  const spread = [10, 10.1, 9.9, 10.2, 9.8, 10, 10.1, 9.9]
  const a = course.taking("a", ...spread.with(0, 80))
  const b = course.taking("b", ...spread.toReversed().with(3, 40))
  const { warnings } = await course.run([a, b], { runs: 8, warmup: 0 })
  assert.deepEqual(warnings, [
    "a: the first run took 7.96 times as long as the median: raise `warmup`",
    "b: 1 of 8 runs is far from the others, up to 3.98 times the median: end what else uses the machine, or raise `runs`",
    "b and a differ by no more than their times spread: raise `runs` or `minTime`",
  ])
  const quick = new Course()
  const short = await quick.run([quick.taking("nothing", 2 ** -20), quick.taking("something", 1)], { runs: 2 })
  assert.deepEqual(short.warnings, [
    "nothing takes 0.954 ns, little more than a call: let it do more, or check that its result is used",
  ])
})

test("the table has a row for each, and a sentence that says which is faster", async () => {
  const course = new Course()
  const comparison = await course.run(
    [course.taking("serial", 300), course.taking("parallel", 100), course.taking("worse", 600)],
    { runs: 3 },
  )
  const lines = comparison.toString().split("\n")
  assert.match(lines[0]!, /^ +mean ± σ +median +min … max +runs +cores busy +speedup$/)
  assert.match(lines[2]!, /^parallel +100 ms ± 0 ms +100 ms +100 ms … 100 ms +3 +2\.0 +3\.00$/)
  assert.deepEqual(lines.slice(4), [
    "",
    "parallel ran 3.00 times as fast as serial (95 %: 3.00 … 3.00), 75 % of what 4 cores could do",
    "serial ran 2.00 times as fast as worse (95 %: 2.00 … 2.00)",
  ])
})
