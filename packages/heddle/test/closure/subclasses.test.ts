import assert from "node:assert/strict"
import { test } from "node:test"
import { Thread } from "heddle/multiprocessing"
import { debuggerEnables } from "../../src/core/closure/capture/index.ts"

test("a subclass of one of heddle's classes is captured with a few looks at V8's scripts, not one a file", async () => {
  class Job extends Thread {
    readonly by = 2
    override run(): number {
      return this.by
    }
  }
  const before = debuggerEnables()
  const job = new Job()
  job.start()
  const looks = debuggerEnables() - before
  await job.join()
  assert.ok(looks <= 8, `${looks} looks`)
})
