import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { join } from "node:path"

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that takes this long, in ms, hangs. */
const limit = 90_000

/** Starts one of the programs of `programs.ts`. */
export function startProgram(args: readonly string[], flags: readonly string[] = []): ChildProcess {
  return spawn(
    process.execPath,
    ["-C", "@heddle/source", ...flags, join(import.meta.dirname, "programs.ts"), ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limit,
      killSignal: "SIGKILL",
    },
  )
}

/** Runs one to its end. */
export function runProgram(args: readonly string[], flags: readonly string[] = []): Promise<Ended> {
  const child = startProgram(args, flags)
  const printed = { stdout: "", stderr: "" }
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text))
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text))
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, ...printed }))
  })
}
