import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { OptionError, compute, cpuCount, delayed, parallel, parallelConfig } from "heddle"
import { evaluate } from "../../src/parallel/expression.ts"

const same = delayed((x: number) => x)

describe("parallelConfig", () => {
  it("gives defaults to what it encloses; a call's own options come first, then the innermost scope", async () => {
    await parallelConfig({ nJobs: 3, backend: "threads" }, async () => {
      assert.equal(parallel().nJobs, 3)
      assert.equal(parallel({ nJobs: 2 }).nJobs, 2)
      await parallelConfig({ nJobs: 5 }, async () => {
        await Promise.resolve()
        assert.equal(parallel().nJobs, 5)
      })
      parallelConfig({ verbose: 0 }, () => assert.equal(parallel().nJobs, 3))
      assert.equal(parallel({ nJobs: undefined }).nJobs, 3)
    })
    assert.equal(parallel().nJobs, cpuCount())
  })

  it("gives what its function gives, and ends when that throws", () => {
    assert.equal(
      parallelConfig({ nJobs: 2 }, () => 7),
      7,
    )
    assert.throws(() => parallelConfig({ nJobs: 4 }, () => assert.fail("thrown")), /thrown/)
    assert.equal(parallel().nJobs, cpuCount())
  })

  it("does not leak into what runs beside it", async () => {
    let inside!: () => void
    const entered = new Promise<void>((resolve) => (inside = resolve))
    let leave!: () => void
    const left = new Promise<void>((resolve) => (leave = resolve))
    const scope = parallelConfig({ nJobs: 7 }, async () => {
      inside()
      await left
      return parallel().nJobs
    })
    await entered
    assert.equal(parallel().nJobs, cpuCount())
    leave()
    assert.equal(await scope, 7)
  })

  it("says where calls run, also those of compute", async () => {
    const here = delayed(() => (globalThis as { mark?: number }).mark)
    Object.assign(globalThis, { mark: 9 })
    await parallelConfig({ backend: "sequential" }, async () => {
      assert.deepEqual(await parallel()([here()]), [9])
      assert.deepEqual(await compute(here(), [here()]), [9, [9]])
    })
    assert.deepEqual(await parallelConfig({ nJobs: 2 }, () => parallel()([here()])), [undefined])
    assert.deepEqual(await parallelConfig({ nJobs: 2 }, () => compute(here())), [undefined])
  })

  it("refuses what is no option, at once", () => {
    assert.throws(() => parallelConfig({ n_jobs: 2 } as never, () => 1), /did you mean `nJobs`/)
    assert.throws(() => parallelConfig({ returnAs: "array" } as never, () => 1), OptionError)
    assert.throws(() => parallelConfig({ nJobs: 2 }, 5 as never), OptionError)
  })
})

describe("options", () => {
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{ nJobs: 0 }, /`nJobs` must be other than 0/],
    [{ nJobs: 0.5 }, /`nJobs` must be other than 0/],
    [{ nJobs: "2.3" }, /`nJobs` must be/],
    [{ nJobs: "invalid" }, /`nJobs` must be/],
    [{ backend: "unit-testing" }, /`backend` must be one of/],
    [{ batchSize: 0 }, /`batchSize` must be a positive integer or "auto", got 0/],
    [{ batchSize: -1 }, /batchSize/],
    [{ batchSize: 1.42 }, /batchSize/],
    [{ preDispatch: 0 }, /preDispatch/],
    [{ preDispatch: "process.exit()" }, /preDispatch/],
    [{ preDispatch: "2 *" }, /preDispatch/],
    [{ returnAs: "list" }, /returnAs/],
    [{ return_as: "array" }, /did you mean `returnAs`/],
    [{ prefer: "gpu" }, /prefer/],
    [{ require: "sharedmem", backend: "processes" }, /shared memory/],
    [{ require: "sharedmem", prefer: "processes" }, /shared memory/],
    [{ verbose: -1 }, /verbose/],
    [{ timeout: "soon" }, /timeout/],
    [{ retries: -1 }, /retries/],
    [{ signal: {} }, /signal/],
    [{ pool: {} }, /pool/],
  ]
  for (const [options, message] of refused) {
    it(`${JSON.stringify(options)} is refused before anything starts`, () => {
      assert.throws(
        () => parallel(options as never),
        (error) => error instanceof OptionError && message.test(error.message),
      )
    })
  }

  it("numbers of jobs are joblib's", () => {
    const all = cpuCount()
    for (const [nJobs, expected] of [
      [-1, all],
      [-2, Math.max(1, all - 1)],
      [-1000, 1],
      [3, 3],
      [2.7, 2],
      ["4", 4],
    ] as const) {
      assert.equal(parallel({ nJobs }).nJobs, expected)
    }
    assert.equal(parallel().nJobs, all)
    assert.equal(parallel({ nJobs: 5, backend: "inline" }).nJobs, 1)
  })

  it("expressions are read, with Python's precedence, and not run", () => {
    const values: readonly (readonly [string, number])[] = [
      ["2 * n_jobs", 8],
      ["2*nJobs", 8],
      ["n_jobs", 4],
      ["1.5 * nJobs + 1", 7],
      ["(1 + nJobs) * 2", 10],
      ["7 // 2", 3],
      ["-7 // 2", -4],
      ["-7 % 3", 2],
      ["2 ** 3 ** 2", 512],
      ["-2 ** 2", -4],
      ["2 ** -1", 0.5],
      [".5 + 1.", 1.5],
      ["- - 3", 3],
    ]
    for (const [text, value] of values) assert.equal(evaluate("preDispatch", text, 4), value, text)
    for (const text of [
      "",
      "n",
      "2 n_jobs",
      "(1",
      "1)",
      "1 / 0",
      "9 ** 9 ** 9",
      "2e3",
      "a.b",
      "1;1",
      `${"1+".repeat(20)}1`,
    ]) {
      assert.throws(() => evaluate("preDispatch", text, 4), OptionError, text)
    }
  })
})

it("a call that was not made is refused outside of delayed and parallel, with the fix", async () => {
  const { Pool } = await import("heddle")
  await using pool = new Pool({ workers: 1 })
  await assert.rejects(
    pool.submit((x: unknown) => x, same(1)),
    /await its compute\(\) first/,
  )
})
