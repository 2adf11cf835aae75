import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { TestContext } from "node:test"

/** A folder for the files of a test, which is removed after it. */
export function folder(t: unknown): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-array-"))
  ;(t as TestContext).after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}
