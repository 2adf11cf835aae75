import { spawn } from "node:child_process"
import { HeddleError } from "../../core/errors/index.ts"
import { dashboard } from "../../monitor/index.ts"

/** What the command tells the program's process. */
export interface Told {
  readonly port: number | undefined
  readonly open: boolean
  /** Where the page goes at the end, whatever ends the program. */
  readonly report: string
}

/** Opens the dashboard in the program's process, before the program begins. */
export async function begin({ port, open, report }: Told): Promise<void> {
  const link = await dashboard({ port }).catch(refuse)
  process.stderr.write(`heddle dashboard: ${link.url}\n`)
  if (open) openInBrowser(link.url)
  process.once("exit", () => link.saveSync(report))
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      link.saveSync(report)
      // Who does not listen is ended by it.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof HeddleError)) throw error
  process.stderr.write(`heddle dashboard: ${error.message}\n`)
  process.exit(2)
}

function openInBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ["open"],
    win32: ["cmd", "/c", "start", ""],
  }
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"]
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true })
  child.on("error", () => process.stderr.write("heddle dashboard: there is no browser that can be opened from here\n"))
  child.unref()
}
