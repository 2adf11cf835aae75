import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ownIdentity, sweepFolder } from "../../core/leftovers/index.ts"

const prefix = "heddle-profile-"

/** A folder for the files of threads. What programs that were killed have left is removed. */
export function scratchFolder(): string {
  const folder = tmpdir()
  sweepFolder(folder, prefix, (entry) => rmSync(join(folder, entry), { recursive: true }))
  return mkdtempSync(join(folder, `${prefix}${ownIdentity()}-`))
}
