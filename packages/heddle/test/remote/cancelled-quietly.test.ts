import assert from "node:assert/strict"
import { once } from "node:events"
import { test } from "node:test"
import { Queue, cancel, get, init, put, remote, shutdown } from "heddle/remote"

test("what was cancelled is not told as a failure that nobody looked at; another is", async () => {
  const warnings: Error[] = []
  const listen = (warning: Error): void => void warnings.push(warning)
  process.on("warning", listen)
  init({ numCpus: 1 })
  const never = remote(() => new Promise(() => {}))
  const running = never.remote()
  const waiting = remote((x: unknown) => x).remote(running)
  cancel(running)
  cancel(waiting)
  // The call for the item that it waits for is cancelled with the task.
  const queue = new Queue()
  const waits = remote(async (from: typeof queue, arrived: ReturnType<typeof put<number>>) => {
    const item = from.get()
    await arrived
    return await item
  }).remote(queue, put(1))
  await queue.size()
  cancel(waits)
  const fails = remote(() => Promise.reject(new RangeError("unseen"))).remote()
  // Nobody may wait for it, which would be to look at it.
  while (!fails.done()) await get(remote(() => 1).remote())
  await shutdown()
  if (warnings.length === 0) await once(process, "warning")
  process.off("warning", listen)
  assert.equal(fails.done(), true)
  assert.equal(warnings.length, 1, warnings.join("\n"))
  assert.match(warnings[0]!.message, /RangeError: unseen/)
})
