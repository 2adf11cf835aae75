import assert from "node:assert/strict"
import { describe, it, mock } from "node:test"
import { delayed, parallel } from "heddle"
import type { ParallelOptions } from "heddle"

const same = delayed((x: number) => x)

/** What a run prints, with the times left out. */
async function printed(
  stream: "stderr" | "stdout",
  options: ParallelOptions,
  calls: Iterable<ReturnType<typeof same>>,
): Promise<string[]> {
  let text = ""
  const write = process[stream].write.bind(process[stream])
  const spy = mock.method(process[stream], "write", (chunk: string) => {
    if (!chunk.startsWith("[Parallel")) return write(chunk)
    text += chunk
    return true
  })
  try {
    await parallel(options)(calls)
  } finally {
    spy.mock.restore()
  }
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.replaceAll(/(elapsed|remaining): .{5}\ds/g, "$1: TIME"))
}

const list = (count: number): ReturnType<typeof same>[] => Array.from({ length: count }, (_, i) => same(i))
const done = (nJobs: number, of: readonly string[]): string[] => of.map((line) => `[Parallel(nJobs=${nJobs})]: ${line}`)

// What joblib 1.6 prints for the same.
describe("verbose prints joblib's lines", () => {
  it("none without it", async () => {
    assert.deepEqual(await printed("stderr", { nJobs: 1 }, list(44)), [""])
    assert.deepEqual(await printed("stderr", { nJobs: 2, verbose: false }, list(44)), [""])
  })

  it("5: a line now and then, of an input whose length nobody knows", async () => {
    const lines = ["Done  17 tasks      | elapsed: TIME", "Done  44 out of  44 | elapsed: TIME finished"]
    assert.deepEqual(await printed("stderr", { nJobs: 1, verbose: 5 }, list(44).values()), done(1, lines))
  })

  it("10: lines that get rarer with the square of their number", async () => {
    const at = [1, 4, 7, 12, 17, 24, 31, 40].map((n) => `Done ${String(n).padStart(2)} out of 44 | elapsed: TIME`)
    const lines = [...at, "Done 44 out of 44 | elapsed: TIME finished"]
    assert.deepEqual(await printed("stderr", { nJobs: 1, verbose: 10 }, list(44)), done(1, lines))
  })

  it("11 and more: a line for each call; true is 1", async () => {
    const lines = await printed("stderr", { nJobs: 1, verbose: 11 }, list(3))
    const each = [1, 2, 3].map((n) => `Done ${n} out of 3 | elapsed: TIME`)
    assert.deepEqual(lines, done(1, [...each, "Done 3 out of 3 | elapsed: TIME finished"]))
    const one = await printed("stderr", { nJobs: 1, verbose: true }, list(3))
    assert.deepEqual(one, done(1, ["Done 3 out of 3 | elapsed: TIME finished"]))
  })

  it("50 and more: to stdout", async () => {
    const lines = await printed("stdout", { nJobs: 1, verbose: 50 }, list(1))
    assert.deepEqual(lines, done(1, ["Done 1 out of 1 | elapsed: TIME", "Done 1 out of 1 | elapsed: TIME finished"]))
  })

  it("with workers: first the backend, last that it is finished", async () => {
    const lines = await printed("stderr", { nJobs: 2, verbose: 1 }, list(44))
    assert.equal(lines[0], "[Parallel(nJobs=2)]: Using backend ThreadsBackend with 2 concurrent workers.")
    assert.equal(lines.at(-1), "[Parallel(nJobs=2)]: Done 44 out of 44 | elapsed: TIME finished")
    const [first] = await printed("stderr", { nJobs: -1, verbose: 1, backend: "async" }, list(4))
    assert.equal(first, "[Parallel(nJobs=-1)]: Using backend AsyncBackend with 100 concurrent workers.")
  })

  it("with workers: how long the rest will take, once the input has ended", async () => {
    const lines = await printed("stderr", { nJobs: 2, verbose: 11, batchSize: 1, preDispatch: "all" }, list(10))
    assert.ok(
      lines.some((line) => /Done +\d+ out of 10 \| elapsed: TIME remaining: TIME$/.test(line)),
      lines.join("\n"),
    )
  })
})
