import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, suite, test } from "node:test"
import { heddle, results } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-map-failures-"))
after(() => rmSync(folder, { recursive: true }))

const map = (args: string, stdin?: string) => heddle(folder, ["map", ...args.split(" ")], stdin)

writeFileSync(
  join(folder, "work.ts"),
  `import { appendFileSync, existsSync } from "node:fs"
   import { setTimeout as sleep } from "node:timers/promises"
   const spin = () => { for (;;); }
   export const spinAt3 = (n: number) => n === 3 ? spin() : n
   export const hangAt5 = async (n: number) => { await (n === 5 ? new Promise(() => setInterval(() => {}, 1000)) : sleep(400)); return n }
   export const exitAt3 = (n: number) => n === 3 ? process.exit(7) : n
   export function secondTry(n: number) {
     if (n === 3 && !existsSync("tried")) { appendFileSync("tried", "x"); throw new Error("not yet") }
     return n
   }
   export function failing(n: number) { appendFileSync("calls-" + n, "x"); throw new Error("always") }
   export const failAt5 = async (n: number) => { if (n === 5) throw new Error("five"); await sleep(n > 5 ? 50 : 0); return n }
   export const greedyAt3 = (n: number) => { const kept: unknown[] = []; while (n === 3) kept.push(new Array(1000).fill(Math.random())); return n }`,
)

const failed = (stdout: string) => results(stdout).filter(({ ok }) => !ok)

suite("heddle map: failures", { concurrency: 2 }, () => {
  test("an input that runs over --timeout is ended and named, though it never looks up; the others are done", async () => {
    const { code, stdout } = await map("work.ts#spinAt3 --range 8 --timeout 1.5 -j 2 --joblog timeout.tsv")
    assert.equal(code, 1)
    assert.equal(results(stdout).length, 8)
    assert.deepEqual(
      failed(stdout).map(({ input, error }) => [input, error!.name, error!.code]),
      [[3, "TaskTimeoutError", "HEDDLE_TASK_TIMEOUT"]],
    )
    const row = readFileSync(join(folder, "timeout.tsv"), "utf8")
      .split("\n")
      .find((line) => line.startsWith("4\t"))
    assert.equal(row!.split("\t")[6], "-1")
  })

  test("--timeout 200% ends what takes more than twice the median", async () => {
    const { code, stdout } = await map("work.ts#hangAt5 --range 8 --timeout 200% -j 2")
    assert.equal(code, 1)
    assert.equal(results(stdout).length, 8)
    assert.deepEqual(
      failed(stdout).map(({ input, error }) => [input, error!.code]),
      [[5, "HEDDLE_TASK_TIMEOUT"]],
    )
  })

  test("an input whose worker exits is named, the others are done", async () => {
    const { code, stdout } = await map("work.ts#exitAt3 --range 8 -j 2 --joblog exit.tsv")
    assert.equal(code, 1)
    assert.equal(results(stdout).length, 8)
    assert.deepEqual(
      failed(stdout).map(({ input, error }) => [input, error!.code]),
      [[3, "HEDDLE_WORKER_DIED"]],
    )
    const row = readFileSync(join(folder, "exit.tsv"), "utf8")
      .split("\n")
      .find((line) => line.startsWith("4\t"))
    assert.equal(row!.split("\t")[6], "7")
  })

  test("an input that uses more than --memory is named, the others are done", async () => {
    const { code, stdout } = await map("work.ts#greedyAt3 --range 8 -j 2 --memory 64M")
    assert.equal(code, 1)
    assert.equal(results(stdout).length, 8)
    assert.deepEqual(
      failed(stdout).map(({ input, error }) => [input, error!.code]),
      [[3, "HEDDLE_WORKER_OUT_OF_MEMORY"]],
    )
  })

  test("--retries tries again, and says which attempt it was", async () => {
    const { code, stdout, stderr } = await map("work.ts#secondTry --range 5 --retries 2")
    assert.equal(code, 0)
    assert.deepEqual(
      results(stdout).map(({ attempt }) => attempt),
      [1, 1, 1, 2, 1],
    )
    assert.match(stderr, /5 done in [\d.]+s, 0 failed, 1 retried\n$/)
  })

  test("after the last retry the input has failed", async () => {
    const { code, stdout } = await map("work.ts#failing --range 1 --retries 2")
    assert.equal(code, 1)
    assert.deepEqual([results(stdout)[0]!.attempt, readFileSync(join(folder, "calls-0"), "utf8")], [3, "xxx"])
  })

  test("--halt now,fail=1 ends the run at the first failure", async () => {
    const { code, stdout } = await map("work.ts#failAt5 --range 100000 -j 2 --halt now,fail=1")
    assert.equal(code, 1)
    assert.deepEqual(
      failed(stdout).map(({ input }) => input),
      [5],
    )
    assert.ok(results(stdout).length < 1000)
  })

  test("--halt soon,fail=1 lets what runs finish", async () => {
    const { code, stdout } = await map("work.ts#failAt5 --range 100000 -j 2 --halt soon,fail=1")
    assert.equal(code, 1)
    assert.equal(failed(stdout).length, 1)
    assert.ok(results(stdout).length < 1000)
  })

  test("--halt now,success=1 is a success", async () => {
    const { code, stdout } = await map("work.ts#failAt5 --range 100000 -j 1 --halt now,success=1")
    assert.equal(code, 0)
    assert.ok(results(stdout).length < 1000)
  })
})
