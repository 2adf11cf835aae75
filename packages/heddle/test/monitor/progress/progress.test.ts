import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { delayed, parallel, Pool, range } from "heddle"
import type { MapProgress } from "heddle"
import * as da from "heddle/array"
import { progress } from "heddle/monitor"

/** Runs a program of this package; gives what it wrote. */
function run(program: string) {
  const folder = mkdtempSync(join(import.meta.dirname, "../../../.progress-"))
  try {
    const file = join(folder, "program.ts")
    writeFileSync(file, program)
    const { NO_COLOR: _color, ...env } = process.env
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-C", "@heddle/source", file], {
      encoding: "utf8",
      env,
    })
    return { status, stdout, stderr, lines: stderr.split("\n").filter((line) => line !== "") }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test("progress: true of map, imap, parallel, compute and a loop is a line on stderr for each, and stdout is left alone", () => {
  const { status, stdout, lines } = run(`
    import { compute, delayed, parallel, parallelConfig, Pool, range } from "heddle"
    import * as da from "heddle/array"
    import { progress } from "heddle/monitor"
    const square = (x: number): number => x * x
    await using pool = new Pool({ workers: 1 })
    await pool.map(square, range(100), { progress: true })
    for await (const _ of pool.imap(square, [1, 2, 3], { progress: true }));
    for await (const _ of pool.imapUnordered(square, [1, 2, 3, 4], { progress: true }));
    const odd = (x: number): number => { if (x % 2 === 0) throw new Error("even"); return x }
    await pool.map(odd, range(10), { progress: true, onError: "settle" })
    const calls = [1, 2, 3, 4, 5].map((x) => delayed(square)(x))
    await parallel({ pool, progress: true })(calls)
    await parallel({ nJobs: 1, progress: true })(calls)
    await delayed((a: number, b: number) => a + b)(delayed(square)(2), delayed(square)(3)).compute({ pool, progress: true })
    await parallelConfig({ pool, progress: true }, () => compute(delayed(square)(2)))
    await da.ones([100, 100]).sum().compute({ progress: true })
    for (const _ of progress([1, 2], { name: "loop" }));
    for await (const _ of progress(Promise.resolve(1), { name: "kernel" }));
    console.log("results")
  `)
  assert.deepEqual([status, stdout], [0, "results\n"])
  const ends = lines.map((line) => line.replace(/, \S+\/(s|min|h)(?=,)/, "").replace(/, \d\d:\d\d passed/, ""))
  assert.deepEqual(ends, [
    "square: 100 of 100 done (100%)",
    "square: 3 of 3 done (100%)",
    "square: 4 of 4 done (100%)",
    "odd: 10 of 10 done (100%), 5 failed",
    "parallel: 5 of 5 done (100%)",
    "parallel: 5 of 5 done (100%)",
    "compute: 3 of 3 done (100%)",
    "compute: 1 of 1 done (100%)",
    "compute: 100% done",
    "loop: 2 of 2 done (100%)",
    "kernel: 00:00 passed",
  ])
})

test("what ends before its time has its line where it was", () => {
  const { lines } = run(`
    import { Pool, range } from "heddle"
    import { progress } from "heddle/monitor"
    await using pool = new Pool({ workers: 1 })
    for await (const x of progress(range(10), { name: "left" })) if (x === 3) break
    const bad = (x: number): number => { throw new Error("no " + x) }
    await pool.map(bad, [1, 2, 3], { progress: true, chunkSize: 1 }).catch(() => {})
  `)
  assert.match(lines[0]!, /^left: 3 of 10 done \(30%\)/)
  assert.match(lines[1]!, /^bad: 1 of 3 done \(33%\).*, 1 failed$/)
})

test("a listener of parallel and of compute hears of each call; what it throws ends the run", async () => {
  const told: MapProgress[] = []
  const listen = (p: MapProgress): void => void told.push(p)
  const calls = [1, 4, 9].map((x) => delayed(Math.sqrt)(x))
  for (const nJobs of [1, 2]) {
    told.length = 0
    assert.deepEqual(await parallel({ nJobs, progress: listen })(calls), [1, 2, 3])
    assert.deepEqual(
      told.map(({ done }) => done),
      [1, 2, 3],
    )
    assert.deepEqual(told.at(-1), { done: 3, total: 3, failed: 0, retried: 0 })
  }
  told.length = 0
  const graph = delayed((a: number, b: number) => a + b)(calls[0]!, calls[1]!)
  assert.equal(await graph.compute({ nJobs: 2, progress: listen }), 3)
  assert.deepEqual(told.at(-1), { done: 3, total: 3, failed: 0, retried: 0 })
  const failure = new Error("enough")
  const fail = (): never => {
    throw failure
  }
  for (const nJobs of [1, 2]) await assert.rejects(parallel({ nJobs, progress: fail })(calls), failure)
  await assert.rejects(graph.compute({ nJobs: 2, progress: fail }), failure)
  assert.throws(() => parallel({ progress: 1 as never })(calls), /`progress` must be true, or a function/)
})

test("map refuses what is neither true nor a function", async () => {
  await using pool = new Pool({ workers: 1 })
  await assert.rejects(
    pool.map(Math.sqrt, [1], { progress: 1 as never }),
    /`progress` must be true, or a function, got 1/,
  )
  assert.deepEqual(await pool.map(Math.sqrt, [1, 4], { progress: false }), [1, 2])
})

test("a loop gives what it is given, by for and for await, from arrays, sets, generators and async ones", async () => {
  const write = process.stderr.write
  process.stderr.write = () => true
  try {
    assert.deepEqual([...progress([1, 2])], [1, 2])
    assert.deepEqual([...progress(new Set("ab"))], ["a", "b"])
    assert.deepEqual(await Array.fromAsync(progress(range(3))), [0, 1, 2])
    const slow = progress(
      (async function* () {
        yield* [1, 2]
      })(),
    )
    assert.deepEqual(await Array.fromAsync(slow), [1, 2])
    assert.equal(Symbol.iterator in slow, false)
    const failing = progress(
      (function* () {
        yield 1
        throw new Error("broken")
      })(),
    )
    assert.throws(() => [...failing], /broken/)
  } finally {
    process.stderr.write = write
  }
})

test("what an option progress is told can be iterated over, to the promise's end", async () => {
  await using pool = new Pool({ workers: 1 })
  const seen: MapProgress[] = []
  for await (const p of progress((tell: (p: MapProgress) => void) =>
    pool.map(Math.sqrt, range(50), { progress: tell }),
  ))
    seen.push(p)
  assert.deepEqual(seen.at(-1), { done: 50, total: 50, failed: 0, retried: 0 })
  let last: readonly [number, string] | undefined
  for await (const p of progress((tell: (share: number, stage: string) => void) =>
    da.ones([10, 10]).sum().compute({ progress: tell }),
  ))
    last = p
  assert.equal(last![0], 1)
  const failing = progress(async (tell: (x: number) => void) => {
    tell(1)
    throw new Error("broken")
  })
  const heard: number[] = []
  await assert.rejects(async () => {
    for await (const x of failing) heard.push(x)
  }, /broken/)
  assert.deepEqual(heard, [1])
})

test("wrong options are refused", () => {
  assert.throws(() => progress(5 as never), /`items` must be an iterable, an async iterable, a promise/)
  assert.throws(() => progress([1], { desc: "x" } as never), /did you mean `name`/)
  assert.throws(() => progress([1], { total: -1 }), /`total` must be/)
})
