/**
 * What the script's process loads before the script: it is profiled from here to its end, whichever way it ends.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { isMainThread } from "node:worker_threads"
import { attend, attendAtExit } from "../../core/backend/index.ts"
import { eventKinds, listen } from "../../core/events/index.ts"
import type { HeddleEvent } from "../../core/events/index.ts"
import { files, variable } from "./start.ts"
import type { ProfileStart } from "./start.ts"

/** How long the end of the program waits for the profiles, in ms. */
const endWithin = 15_000
const mostEvents = 500_000

const asked = process.env[variable]
if (isMainThread && asked !== undefined) await begin(JSON.parse(asked) as ProfileStart)

async function begin({ folder, interval, preload }: ProfileStart): Promise<void> {
  // What the script starts is no program to be profiled by its own.
  delete process.env[variable]
  const at = process.execArgv.indexOf(preload)
  if (at > 0) process.execArgv.splice(at - 1, 2)

  const events: HeddleEvent[] = []
  for (const kind of eventKinds) listen(kind, (event) => void (events.length < mostEvents && events.push(event)))
  const reply = await attend({ do: "start", interval, folder })
  if ("error" in reply) {
    const hint = /permi/i.test(reply.error) ? "\n  hint: add --allow-inspector" : ""
    process.stderr.write(`heddle profile: ${reply.error}${hint}\n`)
    process.exit(2)
  }
  writeFileSync(join(folder, files.program), JSON.stringify({ pid: process.pid }))
  process.on("exit", () => {
    attendAtExit({ do: "stop" }, endWithin)
    writeFileSync(join(folder, files.events), events.map((event) => `${JSON.stringify(event)}\n`).join(""))
  })
  onSignal("SIGINT", 130)
  onSignal("SIGTERM", 143)

  function onSignal(signal: "SIGINT" | "SIGTERM", status: number): void {
    process.on(signal, () => {
      writeFileSync(join(folder, files.heard), "")
      // The script may have listeners of its own: then it decides.
      if (process.listenerCount(signal) === 1) process.exit(status)
    })
  }
}
