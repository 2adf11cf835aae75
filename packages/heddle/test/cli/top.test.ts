import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import test, { after, before, describe } from "node:test"
import { fitting, widthOf } from "../../src/cli/top/live.ts"
import { tableOf } from "../../src/cli/top/table.ts"
import { heddle } from "./heddle-process.ts"

const cwd = tmpdir()
const busy = join(import.meta.dirname, "programs/busy.ts")

describe("heddle top and heddle dump", { skip: process.platform === "win32" && "nobody can attach there" }, () => {
  const child = spawn(process.execPath, ["-C", "@heddle/source", busy, "main"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const pid = String(child.pid)
  before(async () => {
    await once(child.stdout, "data")
  })
  after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill("SIGKILL")
    await once(child, "exit")
  })

  test("dump shows the stack of each thread, of the main thread too, while all of them spin", async () => {
    const { code, stdout, stderr } = await heddle(cwd, ["dump", pid])
    assert.equal(code, 0, stderr)
    const [main, ...workers] = stdout.trimEnd().split("\n\n")
    assert.match(main!, new RegExp(String.raw`^main {2}process ${pid}\n {4}at mainSpins {2}.*busy\.ts:\d+:\d+\n`))
    assert.equal(workers.length, 2)
    for (const worker of workers)
      assert.match(worker, /^busy \d {2}process \d+, thread \d+\n {4}at workerSpins .*\n {4}… \d+ of Node and heddle$/)
  })

  test("dump --all shows the frames of heddle and Node too", async () => {
    const { stdout } = await heddle(cwd, ["top", pid, "--dump", "--all"])
    assert.match(stdout, /at .*node:internal/)
    assert.ok(!stdout.includes("of Node and heddle"))
  })

  test("top lists it, and shows what its workers do now", async () => {
    const list = await heddle(cwd, ["top"])
    assert.match(list.stdout, new RegExp(String.raw`^ +${pid} .*busy\.ts$`, "m"))
    const { code, stdout } = await heddle(cwd, ["top", pid, "--once"])
    assert.equal(code, 0)
    assert.match(stdout, /2 workers, 2 busy/)
    assert.match(stdout, /^main .* busy .* mainSpins {2}/m)
    assert.equal(stdout.match(/^busy \d .* busy .* workerSpins {2}/gm)?.length, 2)
  })

  test("--json gives all of it", async () => {
    const { stdout } = await heddle(cwd, ["top", pid, "--json"])
    const [look] = JSON.parse(stdout) as { pid: number; threads: { name: string; stack: string; heap: number }[] }[]
    assert.equal(look!.pid, child.pid)
    assert.deepEqual(look!.threads.map(({ name }) => name).toSorted(), ["busy 1", "busy 2", "main"])
    assert.ok(look!.threads.every(({ stack, heap }) => /Spins/.test(stack) && heap > 0))
  })

  test("a program that was killed is gone from the list, with what it left", async () => {
    child.kill("SIGKILL")
    await once(child, "exit")
    const { stdout } = await heddle(cwd, ["top"])
    assert.ok(!new RegExp(String.raw`^ +${pid} `, "m").test(stdout))
    assert.deepEqual(
      readdirSync(`/tmp/heddle-${process.getuid!()}`).filter((name) => name.startsWith(`${pid}-`)),
      [],
    )
  })

  test("says that a process cannot be looked at, and what is wrong with the arguments", async () => {
    const ended = await heddle(cwd, ["top", "1", "--once"])
    assert.equal(ended.code, 2)
    assert.match(ended.stderr, /process 1 cannot be looked at/)
    assert.equal((await heddle(cwd, ["dump"])).code, 2)
    assert.match((await heddle(cwd, ["top", "abc"])).stderr, /PID/)
  })
})

test("a table has the rows that a terminal has room for; one that does not know its size gets all of it", () => {
  assert.deepEqual(fitting("a\nb\nc\nd", 3), ["a", "b"])
  assert.deepEqual(fitting("a\nb\nc\nd", 0), ["a", "b", "c", "d"])
  assert.deepEqual([widthOf({ columns: 80 }), widthOf({ columns: 0 }), widthOf({})], [80, Infinity, Infinity])
})

test("no line is longer than the terminal is wide", () => {
  const stack = "    at countAll (file:///a/program.ts:3:25)"
  const work = { busy: true, tasks: 123_456, micros: 1 }
  const thread = { threadId: 2, name: "pool 1 1", stack, heap: 6e6, cpu: 1, work }
  const process = {
    pid: 4711,
    ppid: 1,
    program: "/a/program.ts",
    node: "v26.0.0",
    uptime: 1,
    rss: 1e8,
    threads: [thread],
  }
  const moment = { at: 1, looks: [process] }
  for (let columns = 1; columns < 130; columns++) {
    const shown = stripVTControlCharacters(tableOf(moment, undefined, columns, true))
    for (const line of shown.split("\n")) assert.ok(line.length <= columns, `${columns}: ${line}`)
  }
  assert.match(tableOf(moment, undefined, 130, false), /busy .*123,456 +countAll  .*program\.ts:3:25/)
})
