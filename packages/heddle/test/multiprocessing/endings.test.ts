import assert from "node:assert/strict"
import { once } from "node:events"
import { createInterface } from "node:readline"
import test from "node:test"
import { runProgram, startProgram } from "./run-program.ts"
import { until } from "./until.ts"

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test("a program waits for its children at its end", async () => {
  const { code, stdout } = await runProgram(["waits"])
  assert.deepEqual([code, stdout], [0, "main\nchild\n"])
})

for (const program of ["leavesDaemon", "leavesSpinningDaemon"]) {
  test(`daemons are ended with the program: ${program}`, async () => {
    const { code, stdout } = await runProgram([program])
    assert.equal(code, 0)
    await until(() => !isRunning(Number(stdout)))
  })
}

test("process.exit() ends children too", async () => {
  const { code, stdout } = await runProgram(["exitsBeforeChild"])
  assert.equal(code, 3)
  await until(() => !isRunning(Number(stdout)))
})

test("a program that is killed leaves no child behind, whatever the child is doing", async () => {
  const program = startProgram(["isKilled"])
  const pids: number[] = []
  for await (const line of createInterface(program.stdout!)) {
    if (line === "ready") break
    pids.push(Number(line))
  }
  assert.equal(pids.length, 3)
  assert.deepEqual(pids.map(isRunning), [true, true, true])
  program.kill("SIGKILL")
  if (program.exitCode === null && program.signalCode === null) await once(program, "exit")
  await until(() => !pids.some(isRunning))
})

test("what a child throws is on stderr, with the child's name and its cause", async () => {
  const { code, stdout, stderr } = await runProgram(["throws"])
  assert.deepEqual([code, stdout], [0, "1\n"])
  assert.match(stderr, /^Process Process-1:\nTypeError: the child's own\n {4}at .*programs\.ts:\d+:\d+/)
  assert.match(stderr, /\[cause\]: 'why'/)
})

test("served objects do not keep a program", async () => {
  const { code, stdout } = await runProgram(["queueLeftOpen"])
  assert.deepEqual([code, stdout], [0, "1\n"])
})

test("a wait that nobody else could end does not keep a program", async () => {
  assert.equal((await runProgram(["waitsForNobody"])).code, 13)
})

test("a child whose objects are in use is waited for", async () => {
  const { code, stdout } = await runProgram(["objectsOfOthers"])
  assert.deepEqual([code, stdout], [0, "set\n"])
})

test("a program waits for its threads, and not for daemonic ones", async () => {
  const { code, stdout } = await runProgram(["thread"])
  assert.deepEqual([code, stdout], [0, "main\nthread\n"])
})
