import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import test from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { OptionError } from "heddle"
import { getNumThreads, jit, prange, setNumThreads } from "heddle/jit"
import { CallProgress, inPieces } from "../../src/jit/run/progress.ts"

const run = promisify(execFile)
const cwd = fileURLToPath(new URL("../..", import.meta.url))

test("work is done in pieces of about the same time, in order, of whole grains", () => {
  for (const [units, grain, cost] of [
    [1000, 1, 1],
    [1000, 8, 1],
    [100_000, 64, 0.01],
    [7, 1, 1000],
    [1000, 300, 10],
  ] as const) {
    let now = 0
    const pieces: (readonly [number, number])[] = []
    const told: number[] = []
    const work = (first: number, last: number): void => {
      pieces.push([first, last])
      now += cost * (last - first)
    }
    inPieces(
      3,
      units,
      grain,
      work,
      (done) => told.push(done),
      () => now,
    )
    assert.equal(pieces[0]![0], 3)
    assert.equal(pieces.at(-1)![1], units)
    for (const [i, [first]] of pieces.entries()) if (i > 0) assert.equal(first, pieces[i - 1]![1])
    for (const [first, last] of pieces.slice(0, -1)) assert.equal((last - first) % grain, 0)
    assert.deepEqual(
      told,
      pieces.map(([, last]) => last),
    )
    assert.ok(pieces.every(([first, last]) => last - first <= grain || cost * (last - first) <= 200))
  }
})

test("a kernel with one loop is as far as that; of others it is counted how many have run", () => {
  const [one, many] = [new CallProgress("one", true, () => 0), new CallProgress("", false, () => 0)]
  one.at(0.25)
  assert.deepEqual(one.state, { done: 0.25, total: 1, isShare: true })
  one.passed()
  assert.equal(one.state.done, 1)
  many.passed()
  many.at(0.5)
  assert.equal(many.state.done, 1)
  assert.equal(many.state.total, undefined)
})

test("results are the same with progress and without, on one thread and on all", () => {
  const sum = (n: number, out: Float64Array): number => {
    let s = 0
    for (const i of prange(n)) {
      out[i] = Math.sqrt(i)
      s += 1 / (i + 1)
    }
    return s
  }
  const [plain, telling] = [jit(sum), jit(sum, { progress: true })]
  const threads = getNumThreads()
  for (const count of [1, threads]) {
    setNumThreads(count)
    for (const n of [0, 1, 1000, 1_000_003]) {
      const [a, b] = [new Float64Array(n), new Float64Array(n)]
      assert.equal(plain(n, a), telling(n, b))
      assert.deepEqual(a, b)
    }
  }
  setNumThreads(threads)
})

test("a call that takes long has a line, which says that it is done; one that does not has none", async () => {
  const program = `
    import { jit, prange } from "heddle/jit"
    const slow = jit(function slow(n, until) {
      let s = 0
      for (const i of prange(n)) {
        let x = i
        for (let j = 0; j < until; j++) x = Math.sin(x) + 1
        s += x
      }
      return s
    }, { progress: true })
    slow(10, 10)
    // Until a call has taken so long that it must have shown itself.
    for (let n = 1000, took = 0; took < 1500; n *= 2) {
      const from = performance.now()
      slow(n, 1000)
      took = performance.now() - from
      if (took < 400) console.error("short")
    }
    console.error("then")
    await slow.async(10, 10)`
  const { stderr } = await run(process.execPath, ["-C", "@heddle/source", "--input-type=module", "-e", program], {
    cwd,
    env: { ...process.env, CI: "1" },
  })
  const lines = stderr.trim().split("\n")
  assert.match(stderr, /`slow`: 100% done/)
  assert.ok(lines[0] === "short" || /slow/.test(lines[0]!), stderr)
  assert.equal(lines.at(-1), "then")
})

test("what runs elsewhere does not tell", () => {
  for (const target of ["native", "gpu"] as const)
    assert.throws(() => jit((x: number) => x, { target: target as "wasm", progress: true }), OptionError)
  assert.throws(() => jit((x: number) => x, { progress: 1 as never }), OptionError)
})
