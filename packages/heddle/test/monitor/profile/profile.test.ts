import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import test, { describe } from "node:test"
import { fileURLToPath } from "node:url"
import { Pool } from "heddle"
import { profile, startProfile } from "heddle/monitor"
import type { ProfileReport } from "heddle/monitor"

const here = fileURLToPath(import.meta.url)
const file = relative("", here)
const lines = readFileSync(here, "utf8").split("\n")

/** The line that a function is declared on, from one. */
function lineOf(declaration: string): number {
  return lines.findIndex((line) => line.startsWith(declaration)) + 1
}

function hot(rounds: number): number {
  let sum = 0
  for (let i = 0; i < rounds; i++) sum += Math.sqrt(i) * Math.sin(i)
  return sum
}

function outer(rounds: number): number {
  return hot(rounds) + 1
}

const rounds = 5e6

/** The samples of each row of this file. */
function samplesHere(report: ProfileReport): { readonly name: string; readonly samples: number }[] {
  return report.top(Number.POSITIVE_INFINITY, { print: false }).filter((row) => row.file === file)
}

describe("profile", () => {
  test("gives at least 95 % of the samples of what runs to the function that runs, one row for all threads and processes", async () => {
    const report = await profile(async () => {
      await using threads = new Pool({ workers: 2 })
      await using processes = new Pool({ workers: 1, backend: "processes" })
      await Promise.all([threads.broadcast(outer, 2 * rounds), processes.map(outer, [rounds, rounds])])
      outer(rounds)
    })
    assert.deepEqual(report.lost, [])
    const own = samplesHere(report)
    const all = own.reduce((sum, { samples }) => sum + samples, 0)
    const rows = report
      .top(Number.POSITIVE_INFINITY, { filter: "hot", print: false })
      .filter((row) => row.file === file)
    assert.equal(rows.length, 1)
    const [row] = rows
    assert.equal(row?.line, lineOf("function hot"))
    assert.ok(row.samples >= 0.95 * all, `${row.samples} of ${all}`)
    assert.equal(Object.keys(row.threads).length, 4, Object.keys(row.threads).join())
    // Its caller has its time, in each of them.
    const [caller] = report.callers(/^hot$/, { print: false })[0]!.with
    assert.deepEqual([caller?.row.name, caller?.row.line], ["outer", lineOf("function outer")])
  })

  test("samples workers that are busy from before its start until after its end", async () => {
    await using pool = new Pool({ workers: 2 })
    // V8 has optimised it before anybody looks.
    await pool.map(hot, [rounds, rounds], { chunkSize: 1 })
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const spins = pool.submit((flag: Int32Array) => {
      Atomics.store(flag, 0, 1)
      Atomics.notify(flag, 0)
      while (Atomics.load(flag, 0) === 1);
      return "stopped"
    }, stop)
    await Atomics.waitAsync(stop, 0, 0).value
    const running = await startProfile()
    await pool.submit(hot, 2 * rounds)
    const report = await running.stop()
    Atomics.store(stop, 0, 2)
    assert.equal(await spins, "stopped")
    const busy = report.threads.filter(({ name }) => name !== "main")
    assert.equal(busy.length, 2)
    assert.equal(Object.keys(report.top(1, { filter: /in submit/, print: false })[0]!.threads).length, 1)
    assert.equal(Object.keys(report.top(1, { filter: /^hot$/, print: false })[0]!.threads).length, 1)
  })

  test("a closure is found where it was written, by the name that it was given", async () => {
    const report = await profile(async () => {
      await using pool = new Pool({ workers: 1 })
      const factor = 3
      const scaled = (n: number): number => {
        let sum = 0
        for (let i = 0; i < n; i++) sum += Math.sqrt(i * factor)
        return sum
      }
      await pool.map(scaled, [rounds, rounds])
    })
    const [row] = report.top(1, { filter: /^scaled$/, print: false })
    assert.equal(row?.file, file)
    assert.equal(row.line, lineOf("      const scaled"))
  })

  test("a process whose task calls process.exit() gives its profile; one that is killed loses it, and the report says so", async () => {
    const report = await profile(async () => {
      await using pool = new Pool({ workers: 1, backend: "processes", name: "leaving" })
      await assert.rejects(pool.submit((n: number) => process.exit(hot(n) > 0 ? 3 : 4), rounds))
      await using other = new Pool({ workers: 1, backend: "processes", name: "killed" })
      await assert.rejects(other.submit(() => process.kill(process.pid, "SIGKILL")))
    })
    const [row] = report.top(1, { filter: /^hot$/, print: false })
    assert.ok(Object.keys(row!.threads).some((name) => name.startsWith("leaving")))
    assert.equal(report.lost.length, 1)
    assert.match(report.lost[0]!, /^killed.* ended .* before it could give its profile$/)
  })

  test("rejects with what the function throws, and the next one is recorded", async () => {
    await assert.rejects(
      profile(() => {
        throw new RangeError("no")
      }),
      RangeError,
    )
    const report = await profile(() => hot(rounds))
    assert.ok(samplesHere(report).some(({ name }) => name === "hot"))
  })

  test("only one is recorded at a time, and stopping twice gives the same report", async () => {
    await using running = await startProfile()
    await assert.rejects(startProfile(), { code: "HEDDLE_PROFILE" })
    const report = await running.stop()
    assert.equal(await running.stop(), report)
  })

  test("is refused where Node has no inspector", () => {
    const monitor = new URL("../../../src/monitor/index.ts", import.meta.url).href
    const text = `import { profile } from "${monitor}"; await profile(() => 1).catch(({ message }) => console.log(message))`
    const flags = ["--permission", "--allow-fs-read=*", "--allow-fs-write=*", "--allow-worker", "-C", "@heddle/source"]
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, "--input-type=module", "--eval", text], {
      encoding: "utf8",
    })
    assert.equal(status, 0, stderr)
    assert.equal(
      stdout,
      "no profile: Node's permissions deny the inspector\n  hint: start Node with --allow-inspector\n",
    )
  })

  test("options are checked", async () => {
    await assert.rejects(startProfile({ interval: 0.01 }), { code: "HEDDLE_OPTION", option: "interval" })
    await assert.rejects(startProfile({ intervall: 1 } as object), /interval/)
    await assert.rejects(profile(5 as never), { code: "HEDDLE_OPTION", option: "fn" })
  })
})
