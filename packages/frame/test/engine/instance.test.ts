import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test from "node:test"
import { config, fromColumns } from "@heddle/frame"

test("queries that begin at once behind a change of the spill folder share the instance that is opened", async (t) => {
  const frame = fromColumns({ a: [1, 2, 3] })
  assert.equal(await frame.len(), 3)
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-instance-"))
  const before = config({ spillFolder: folder })
  t.after(() => {
    config(before)
    rmSync(folder, { recursive: true })
  })
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(async () => frame.len())), [3, 3, 3, 3])
})
