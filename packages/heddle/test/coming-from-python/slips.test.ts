import assert from "node:assert/strict"
import { test } from "node:test"
import { OptionError, Pool, asCompleted, wait } from "heddle"
import { TaskGroup, createTask, gather, timeout } from "heddle/async"
import { Condition, Event, Lock } from "heddle/sync"

/** What somebody writes who thinks in Python, in JavaScript or past the compiler: an error that tells the fix. */
async function slips(fn: () => unknown, hint: RegExp): Promise<void> {
  await assert.rejects(
    async () => await fn(),
    (error) => {
      assert.ok(error instanceof OptionError, String(error))
      assert.match(String(error.hint), hint)
      return true
    },
  )
}
const untyped = (value: unknown): never => value as never

test("a timeout by position is told how it is written", async () => {
  await slips(() => new Event().wait(untyped(5)), /\{ timeout: 5 \}: a number is milliseconds/)
  await slips(() => wait([], untyped(5)), /\{ timeout: 5 \}/)
  await slips(() => asCompleted([], untyped(5)), /\{ timeout: 5 \}/)
  const condition = new Condition()
  using held = await condition.hold()
  assert.ok(held)
  await slips(() => condition.waitFor(() => false, untyped(5)), /\{ timeout: 5 \}/)
  assert.throws(() => condition.waitForSync(() => false, untyped(5)), OptionError)
})

test("`blocking` by position is told what to write", async () => {
  const lock = new Lock()
  await slips(() => lock.acquire(untyped(false)), /\{ timeout: 0 \}/)
  await slips(() => lock.acquire(untyped(true)), /leave it out/)
  assert.equal(lock.locked(), false)
})

test("a chunk size by position is told how it is written", async () => {
  await using pool = new Pool({ workers: 1, backend: "inline" })
  await slips(() => pool.map((x) => x, [1], untyped(10)), /\{ chunkSize: 10 \}/)
  await slips(() => Array.fromAsync(pool.imap((x) => x, [1], untyped(10))), /\{ chunkSize: 10 \}/)
})

test("keyword arguments of applyAsync are refused, and not dropped", async () => {
  await using pool = new Pool({ workers: 1, backend: "inline" })
  await slips(() => pool.applyAsync((x: number) => x, [1], untyped({ error_callback: () => {} })), /`errorCallback`/)
  await slips(
    () => pool.applyAsync((x: number) => x, [1], untyped({ base: 2 })),
    /the options are callback, errorCallback/,
  )
})

test("a promise where a task is to begin is told to be a function", async () => {
  const work = Promise.resolve(1)
  await slips(() => createTask(untyped(work)), /give `\(\) => work\(\)`, not `work\(\)`/)
  await slips(() => timeout(5, untyped(work)), /not `work\(\)`/)
  await slips(() => TaskGroup.run(untyped(work)), /not `work\(\)`/)
})

test("a list given to gather is told to be spread", async () => {
  await slips(() => gather(untyped([() => 1, () => 2])), /gather\(\.\.\.items\)/)
})
