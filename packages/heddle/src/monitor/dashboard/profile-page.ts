import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { startProfile } from "../profile/index.ts"

/** A flame graph of what the program does in so many seconds, as one page. Rejects with a ProfileError where there can be none. */
export async function profilePage(seconds: number): Promise<string> {
  await using running = await startProfile()
  // The program may end meanwhile: nobody holds it for this.
  await setTimeout(seconds * 1000, undefined, { ref: false })
  const report = await running.stop()
  const folder = await mkdtemp(join(tmpdir(), "heddle-profile-"))
  try {
    const file = join(folder, "profile.html")
    report.save(file)
    return await readFile(file, "utf8")
  } finally {
    await rm(folder, { recursive: true })
  }
}
