import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

/**
 * When a process was started, as text without `-`; undefined if there is no such process. With its pid it names one
 * process for ever: pids are given out again.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === "linux") return startFromProc(pid)
  if (!isThere(pid)) return undefined
  return process.platform === "win32" ? "0" : startFromPs(pid)
}

/** This process, as names of leftovers carry it: `<pid>-<start>`. */
export function ownIdentity(): string {
  return (own ??= `${process.pid}-${startOf(process.pid) ?? "0"}`)
}

let own: string | undefined

let whole: string | undefined

/** In a child: it is a part of this program, and what it makes may outlive it. */
export function bePartOf(program: string): void {
  whole = program
}

/** Is this process a part of another one's program? */
export function isPart(): boolean {
  return whole !== undefined
}

/** The program that this process is, or is a part of: `<pid>-<start>`. */
export function program(): string {
  return whole ?? ownIdentity()
}

/** Does the process that a leftover's name carries still run? */
export function isAlive(pid: number, start: string): boolean {
  return startOf(pid) === start
}

/** Field 22 of /proc/<pid>/stat; the second field is a name that may hold anything, in parentheses. */
function startFromProc(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1")
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
    const isZombie = fields[0] === "Z" || fields[0] === "X"
    return isZombie ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim()
    return text === "" ? undefined : String(Date.parse(text) / 1000)
  } catch {
    return undefined
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === "EPERM"
  }
}
