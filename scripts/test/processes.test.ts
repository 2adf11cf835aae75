import assert from "node:assert/strict"
import test from "node:test"
import { run } from "./processes.ts"

const flags = ["--inspect-port=0", "--input-type=module", "--eval"]

test("a program that spins is ended, and the stacks of its threads are told", async () => {
  const program = `
    import { Worker } from "node:worker_threads"
    new Worker("function inWorker() { for (;;); } inWorker()", { eval: true })
    setTimeout(function inMain() { for (;;); }, 100)`
  const { hung, signal } = await run(process.execPath, [...flags, program], { limit: 1000 })
  assert.equal(signal, "SIGKILL")
  assert.match(hung!, /main thread:\n +at inMain/)
  assert.match(hung!, /thread 1 [^\n]*\n +at inWorker/)
})

test("a program that waits for ever is ended, and what keeps it alive is told", async () => {
  const { hung } = await run(process.execPath, [...flags, "setInterval(() => {}, 1000)"], { limit: 500 })
  assert.match(hung!, /no JavaScript runs/)
  assert.match(hung!, /event loop alive: .*Timeout/)
})

test(
  "a process that a program leaves behind is told",
  { skip: process.platform !== "linux" && "only Linux tells" },
  async () => {
    const program = `
    import { spawn } from "node:child_process"
    spawn("sleep", ["60"], { stdio: "ignore" }).unref()`
    const { code, left } = await run(process.execPath, [...flags, program], { limit: 60_000 })
    assert.equal(code, 0)
    assert.equal(left.length, 1)
    assert.match(left[0]!, /\d+ sleep 60/)
  },
)

test("a program that cannot be started fails with status 127", async () => {
  const { code, output } = await run("/no/such/program", [], { limit: 1000 })
  assert.equal(code, 127)
  assert.match(output, /ENOENT/)
})
