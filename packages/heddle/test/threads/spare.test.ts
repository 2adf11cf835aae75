import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { Pool, WorkerDiedError } from "heddle"

const threads = (): number => readdirSync("/proc/self/task").length
const whoAmI = async (): Promise<number> => (await import("node:worker_threads")).threadId
const die = (): never => process.exit(1)

test(
  "when one worker has died, a thread waits for the next that does",
  { skip: process.platform !== "linux" },
  async () => {
    await using pool = new Pool({ workers: 1, name: "mortal" })
    const first = await pool.submit(whoAmI)
  const before = threads()
    await assert.rejects(pool.submit(die), WorkerDiedError)
    const second = await pool.submit(whoAmI)
    assert.notEqual(second, first)
    // Threads are numbered as they are made: one of ours, made after the spare, has a higher number than it.
    const before = threads()
    while (threads() === before) await turn()
    const ours = new Worker("0", { eval: true })
    await assert.rejects(pool.submit(die), WorkerDiedError)
    const third = await pool.submit(whoAmI)
    assert.ok(third > second && third < ours.threadId, `${second} < ${third} < ${ours.threadId}`)
    await new Promise((resolve) => ours.once("exit", resolve))
  },
)
