import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { familyOf, ownTicks } from "../other-programs.ts"
import { rayPython } from "./sides.ts"

const programs = fileURLToPath(new URL("../programs", import.meta.url))

/** What each runs: a program that prints the first result of a task, then that of an actor's call, and waits. */
export function wholePrograms(): Readonly<Record<"threads" | "processes" | "ray", readonly string[]>> {
  return {
    threads: [process.execPath, `${programs}/remote-idle.mjs`, "threads"],
    processes: [process.execPath, `${programs}/remote-idle.mjs`, "processes"],
    ray: [rayPython(), `${programs}/remote_idle.py`],
  }
}

/** Node with nothing to do. */
export const bareNode: readonly string[] = [
  process.execPath,
  "-e",
  "console.log(1); console.log(1); process.stdin.resume()",
]

export interface Whole {
  /** From the start of the program to the first line that it printed, in ms. */
  readonly first: number
  /** The proportional size of it and of all that it started, some time after its second line, in MB. */
  readonly pss: number
  /** How many processes these are. */
  readonly count: number
}

/** Runs a program from its start to its end, and looks at it `idle` ms after its second line. */
export async function runWhole([command, ...args]: readonly string[], idle: number): Promise<Whole> {
  const start = performance.now()
  const child = spawn(command!, args, { stdio: ["pipe", "pipe", "inherit"] })
  const ended = once(child, "exit")
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<void> => {
    if ((await lines.next()).done === true) throw new Error(`${command} ${args.join(" ")} ended too soon`)
  }
  await line()
  const first = performance.now() - start
  await line()
  await setTimeout(idle)
  const size = pssOf(child.pid!)
  ownTicks()
  child.stdin.end()
  await ended
  ownTicks()
  return { first, ...size }
}

/** The proportional size of a process and of all that it started, in MB: what several map counts once. */
export function pssOf(pid: number): { pss: number; count: number } {
  const family = familyOf(pid)
  let kilobytes = 0
  for (const { pid } of family) {
    kilobytes += Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))![1])
  }
  return { pss: (kilobytes * 1024) / 1e6, count: family.length }
}
