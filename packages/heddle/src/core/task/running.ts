import { readFileSync } from "node:fs"

/**
 * When a process was started, or one of its threads, as text without `-`; undefined if there is none. With its number it names one
 * for ever: numbers are given out again. Threads are known on Linux alone.
 */
export function startOf(pid: number, thread?: string): string | undefined {
  if (process.platform === "linux") return startFromProc(thread === undefined ? `${pid}` : `${pid}/task/${thread}`)
  if (!isRunning(pid)) return undefined
  return process.platform === "win32" ? "0" : startFromPs(pid)
}

/** Is there a process of this number? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === "EPERM"
  }
}

/** Field 22 of /proc/<pid>/stat; the second field is a name that may hold anything, in parentheses. */
function startFromProc(of: string): string | undefined {
  try {
    const text = readFileSync(`/proc/${of}/stat`, "latin1")
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
    const isZombie = fields[0] === "Z" || fields[0] === "X"
    return isZombie ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function startFromPs(pid: number): string | undefined {
  // Every worker loads this file, and few need that module.
  const { execFileSync } = process.getBuiltinModule("node:child_process")
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim()
    return text === "" ? undefined : String(Date.parse(text) / 1000)
  } catch {
    return undefined
  }
}
