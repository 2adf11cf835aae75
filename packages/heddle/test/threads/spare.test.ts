import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { Pool, WorkerDiedError } from "heddle"

const notHere = process.platform === "linux" ? false : "threads are counted in /proc"
const threads = (): number => readdirSync("/proc/self/task").length
const whoAmI = async (): Promise<number> => (await import("node:worker_threads")).threadId
const die = (): never => process.exit(1)

test("when one worker has died, a thread waits for the next that does", { skip: notHere }, async () => {
  await using pool = new Pool({ workers: 1 })
  const first = await pool.submit(whoAmI)
  const before = threads()
  await assert.rejects(pool.submit(die), WorkerDiedError)
  const second = await pool.submit(whoAmI)
  assert.notEqual(second, first)
  while (threads() <= before) await turn()
  // Threads are numbered as they are made: one of ours, made after the spare, has a higher number than it.
  const ours = new Worker("0", { eval: true })
  const { threadId } = ours
  await assert.rejects(pool.submit(die), WorkerDiedError)
  const third = await pool.submit(whoAmI)
  assert.ok(third > second && third < threadId, `${second} < ${third} < ${threadId}`)
  await new Promise((resolve) => (ours.threadId === -1 ? resolve(0) : ours.once("exit", resolve)))
})
