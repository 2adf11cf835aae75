import { spawn } from "node:child_process"
import { readFileSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { setTimeout as sleep } from "node:timers/promises"
import { stacksOf } from "./stacks.ts"

export const root: string = fileURLToPath(new URL("../..", import.meta.url))

/** How a process ended, and all that it printed. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly ms: number
  /** The stacks of every thread, when the watchdog had to end it. */
  readonly hung: string | undefined
  /** Processes that it started and left running. They have been ended. */
  readonly left: readonly string[]
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** The watchdog's time, in milliseconds: then every stack is printed and the process group killed. */
  readonly limit: number
}

const groups = new Set<number>()
process.on("exit", () => groups.forEach(killGroup))
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130))

/**
 * Runs a program in a process group of its own, so that whatever it leaves behind is found, reported and ended. The
 * watchdog needs nothing inside the program: it opens the inspector from outside, as a debugger would.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const start = performance.now()
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
  const { pid } = child
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text))
  }
  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("error", (error) => {
      output += error.message
      resolve({ code: 127, signal: null })
    })
    child.on("close", (code, signal) => resolve({ code, signal }))
    // A grandchild that holds the pipes open must not keep us waiting for "close".
    child.on("exit", (code, signal) => setTimeout(() => resolve({ code, signal }), 3000).unref())
  })
  if (pid === undefined) return { ...(await closed), output, ms: 0, hung: undefined, left: [] }

  groups.add(pid)
  let hung: string | undefined
  const watchdog = setTimeout(() => {
    void stacksOf(pid, () => output)
      .catch((error: unknown) => `no stacks: ${String(error)}`)
      .then((stacks) => {
        hung = stacks
        killGroup(pid)
      })
  }, options.limit)
  const { code, signal } = await closed
  clearTimeout(watchdog)
  const left = await leftovers(pid)
  killGroup(pid)
  if (left.length > 0) await leftovers(pid)
  groups.delete(pid)
  if (hung !== undefined) output = output.replace(/^(Debugger |For help, see).*\n/gm, "")
  return { code, signal, output, ms: performance.now() - start, hung, left }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // nothing is left of it
  }
}

/** What still runs in the group, after two seconds in which it may end by itself. */
async function leftovers(group: number): Promise<string[]> {
  const until = performance.now() + 2000
  for (;;) {
    const alive = members(group)
    if (alive.length === 0 || performance.now() > until) return alive
    await sleep(50)
  }
}

function members(group: number): string[] {
  if (process.platform !== "linux") return []
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
        const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
        if (Number(pgrp) !== group || state === "Z") return []
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()}`]
      } catch {
        return []
      }
    })
}
