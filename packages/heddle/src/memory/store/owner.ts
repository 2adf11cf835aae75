import { hash } from "node:crypto"
import { readFileSync, readlinkSync, statSync } from "node:fs"
import { hostname } from "node:os"
import { isRunning, startOf } from "../../core/task/index.ts"

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
  return { host: hostname(), boot: bootOf(), pid: process.pid, thread, started: startOfThread(process.pid, thread) }
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

/** Does a file or folder have a name from `uniqueName`? */
export function isUnfinished(path: string): boolean {
  return unique.test(path)
}

/** Does a file or folder have a name from `uniqueName`, whose owner has died? */
export function isLeftBehind(path: string): boolean {
  const [, where, pid] = unique.exec(path) ?? []
  if (pid === undefined) return false
  if (where === hereName()) return !isRunning(Number(pid))
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > longest
}

let here: string | undefined

/** The system that counts processes here. */
function hereName(): string {
  const { host, boot } = thisOwner()
  return (here ??= hash("sha256", `${host} ${boot}`, "hex").slice(0, 8))
}

/** Has it ended? undefined: that cannot be known here. */
export function isDead(owner: Owner): boolean | undefined {
  const here = thisOwner()
  if (owner.host !== here.host) return undefined
  if (owner.boot !== here.boot) return sameNumbers(owner, here) ? true : undefined
  return owner.thread === "" ? !isRunning(owner.pid) : startOfThread(owner.pid, owner.thread) !== owner.started
}

/** Do both count processes alike? Then another start of the system has ended all. */
function sameNumbers(a: Owner, b: Owner): boolean {
  return a.boot.split(" ")[1] === b.boot.split(" ")[1]
}

function bootOf(): string {
  return `${read("/proc/sys/kernel/random/boot_id").trim()} ${link("/proc/self/ns/pid")}`.trim()
}

/** "" where the system does not tell threads apart. */
function startOfThread(pid: number, thread: string): string {
  return thread === "" ? "" : (startOf(pid, thread) ?? "")
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
