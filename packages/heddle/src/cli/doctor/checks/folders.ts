import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
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

/** What programs left that were killed: shared memory is removed at once, files of arrays are named. */
export function leftovers(folder: string, sweep: () => readonly string[] = sweepLeftovers): Finding {
  const removed = sweep()
  const files = readdirSync(folder).filter(isForgotten)
  const bytes = files.reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  const swept =
    removed.length === 0 ? "" : `${counted(removed.length, "leftover", "leftovers")} of killed programs removed`
  if (files.length === 0) return ok("leftovers", swept === "" ? "none" : swept)
  return warn(
    "leftovers",
    `${swept === "" ? "" : `${swept}; `}${counted(files.length, "file", "files")} of arrays whose programs are gone, ${sizeText(bytes)}`,
    `rm ${join(folder, files[0]!)}${files.length > 1 ? " …" : ""}`,
  )
}

function isForgotten(name: string): boolean {
  const [, pid] = /^heddle-array-(\d+)-\d+\.npy$/.exec(name) ?? []
  if (pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH"
  }
}
