import { hash } from "node:crypto"
import { readFileSync, readlinkSync, statSync } from "node:fs"
import { hostname } from "node:os"

/** A thread of a program, so that nobody takes another one for it. */
export interface Owner {
  readonly host: string
  /** Of the system's start and of what numbers of processes mean there; "" where the system does not say. */
  readonly boot: string
  readonly pid: number
  /** The thread's number, and when it started; "" where the system does not say. */
  readonly thread: string
  readonly started: string
}

let own: Owner | undefined

/** This thread. */
export function thisOwner(): Owner {
  return (own ??= found())
}

function found(): Owner {
  const thread = link("/proc/thread-self").split("/task/")[1] ?? ""
  return { host: hostname(), boot: bootOf(), pid: process.pid, thread, started: startOf(process.pid, thread) }
}

let names = 0

/** A part of a file's name that no other thread of any program uses, and from which `isLeftBehind` tells its owner. */
export function uniqueName(): string {
  const { pid, thread } = thisOwner()
  return `${hereName()}-${pid}-${thread}-${++names}.tmp`
}

const unique = /\.([\da-f]{8})-(\d+)-(\d*)-\d+\.tmp$/
/** What another host has begun and not finished after so long will not be finished, in ms. */
const longest = 86_400_000

/** Does a file or folder have a name from `uniqueName`, whose owner has died? */
export function isLeftBehind(path: string): boolean {
  const [, here, pid] = unique.exec(path) ?? []
  if (pid === undefined) return false
  if (here === hereName()) return !isRunning(Number(pid))
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > longest
}

/** The system that counts processes here. */
function hereName(): string {
  const { host, boot } = thisOwner()
  return hash("sha256", `${host} ${boot}`, "hex").slice(0, 8)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

/** Has it ended? undefined: that cannot be known here. */
export function isDead(owner: Owner): boolean | undefined {
  const here = thisOwner()
  if (owner.host !== here.host) return undefined
  if (owner.boot !== here.boot) return sameNumbers(owner, here) ? true : undefined
  return owner.thread === "" ? !isRunning(owner.pid) : startOf(owner.pid, owner.thread) !== owner.started
}

/** Do both count processes alike? Then another start of the system has ended all. */
function sameNumbers(a: Owner, b: Owner): boolean {
  return a.boot.split(" ")[1] === b.boot.split(" ")[1]
}

function bootOf(): string {
  return `${read("/proc/sys/kernel/random/boot_id").trim()} ${link("/proc/self/ns/pid")}`.trim()
}

/** Field 22 of proc_pid_stat(5): when it started, in ticks since the system did. "" where there is no such thread. */
function startOf(pid: number, thread: string): string {
  if (thread === "") return ""
  const text = read(`/proc/${pid}/task/${thread}/stat`)
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  // A zombie runs no more.
  return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? "")
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ""
  }
}
