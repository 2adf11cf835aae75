import { spawn } from "node:child_process"
import { join } from "node:path"

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that takes this long, in ms, hangs. */
const limit = 60_000

/** Runs one of the programs of a file in `sources`, in a process of its own. */
export function runProgram(
  file: string,
  name: string,
  flags: readonly string[] = [],
  ...rest: readonly string[]
): Promise<Ended> {
  const path = join(import.meta.dirname, "sources", file)
  const child = spawn(process.execPath, ["-C", "@heddle/source", ...flags, path, name, ...rest], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limit,
    killSignal: "SIGKILL",
  })
  const printed = { stdout: "", stderr: "" }
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text))
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, ...printed }))
  })
}
