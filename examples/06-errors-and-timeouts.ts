/**
 * When tasks fail, hang, or kill their worker: each future settles by itself, and the others go on.
 */
import assert from "node:assert/strict"
import { setTimeout as sleep } from "node:timers/promises"
import { Pool, TaskTimeoutError, WorkerDiedError, asCompleted, currentTask, range } from "heddle"

function calcStuff(parameter: number): number {
  if (parameter === 30) throw new RangeError(`no answer for ${parameter}`)
  return Math.sqrt(parameter)
}

await using pool = new Pool({ workers: 2 })

// robust_parallel: take results as they come, say what failed, keep the rest.
async function robustParallel(offset: number): Promise<number[]> {
  const futures = [...range(10)].map((j) => pool.submit(calcStuff, j * offset))
  const results: number[] = []
  for await (const future of asCompleted(futures)) {
    try {
      results.push(await future)
    } catch (error) {
      // It is the error that was thrown there: class, message, and a stack that points into calcStuff.
      assert(error instanceof RangeError)
      console.log(`task execution failed: ${error.message}`)
    }
  }
  return results.toSorted((a, b) => a - b)
}
const results = await robustParallel(10)
assert.equal(results.length, 9)
console.log(`the other ${results.length} are ${results.map((root) => root.toFixed(2)).join(" ")}`)

// With map, `onError: "settle"` says of each input how it went.
const settled = await pool.map(calcStuff, [16, 30, 25], { onError: "settle" })
assert.deepEqual(
  settled.map(({ status }) => status),
  ["fulfilled", "rejected", "fulfilled"],
)

// A task that spins for ever is stopped, and its worker replaced.
const spins = pool.with({ timeout: "200ms" }).submit(() => {
  for (;;);
})
await assert.rejects(spins, TaskTimeoutError)
console.log("a task that spins was stopped after 200 ms")

// A task that takes its worker with it fails alone.
const exits = pool.submit(() => process.exit(3))
await assert.rejects(exits, (error) => error instanceof WorkerDiedError && error.exitCode === 3)
console.log("a task that exits fails alone")

// What may be run twice can be tried again; the task knows which attempt it is.
const flaky = pool.with({ retries: 2 }).submit(async () => {
  await sleep(1)
  const { attempt } = currentTask()
  if (attempt < 3) throw new Error("not yet")
  return attempt
})
assert.equal(await flaky, 3)
console.log("the third attempt worked")

// The pool is as good as new.
assert.deepEqual(await pool.map(calcStuff, [4, 9]), [2, 3])
