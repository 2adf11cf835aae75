import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { sweepFolder } from "../../../core/leftovers/index.ts"
import { sweepLeftovers } from "../../../multiprocessing/index.ts"
import { counted, sizeText } from "../../words.ts"
import type { Finding } from "../check.ts"
import { fail, ok, warn } from "../check.ts"

/** Less than this is soon full where arrays and frames are written to disk. */
const little = 2 ** 30

/** Where arrays, frames and values go that do not fit in memory. */
export function temporaryFolder(folder: string): Finding {
  try {
    const own = mkdtempSync(join(folder, "heddle-doctor-"))
    try {
      writeFileSync(join(own, "x"), "x")
    } finally {
      rmSync(own, { recursive: true })
    }
  } catch (error) {
    return fail(
      "temporary folder",
      `${folder} cannot be written to: ${(error as Error).message}`,
      "set TMPDIR to a folder that can",
    )
  }
  const { bsize, bavail } = statfsSync(folder)
  const text = `${folder}, ${sizeText(bsize * bavail)} free`
  return bsize * bavail < little
    ? warn("temporary folder", text, "set TMPDIR, or spillFolder of heddle/array's config, to where there is more")
    : ok("temporary folder", text)
}

/** Removes what programs left that were killed: shared memory, and files of arrays and frames in `folder`. */
export function leftovers(folder: string, sweep: () => readonly string[] = sweepLeftovers): Finding {
  const files = ["heddle-array-", "heddle-frame-"].flatMap((prefix) =>
    sweepFolder(folder, prefix, (entry) => rmSync(join(folder, entry), { recursive: true })),
  )
  const { length } = [...sweep(), ...files]
  return ok(
    "leftovers",
    length === 0 ? "none" : `${counted(length, "leftover", "leftovers")} of killed programs removed`,
  )
}
