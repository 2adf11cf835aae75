import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import type { WorkerSample } from "../../../core/events/index.ts"
import { FileAgain } from "./again.ts"
import { Rate } from "./growth.ts"
import type { ProcessName } from "./protocol.ts"

/** What a process has used: ms of processors, and bytes in memory. */
export interface ProcessUse {
  readonly ran: number
  readonly rss: number
}

/** Who reads what processes use. */
export interface ProcessReader {
  /** Begins to read, where that takes time. */
  ask(pids: readonly number[]): readonly Promise<void>[]
  read(pid: number): ProcessUse | undefined
  forget(pid: number): void
}

/** The kernel counts in ticks of 10 ms: in a shorter time, in ms, one of them would be several processors. */
const leastTime = 50

/** What the worker processes use. */
export class ProcessMeters {
  readonly #reader: ProcessReader
  readonly #meters = new Map<number, { readonly name: ProcessName; readonly rate: Rate }>()

  constructor(reader: ProcessReader = process.platform === "linux" ? new ProcReader() : new PsReader()) {
    this.#reader = reader
  }

  /** From now on these are there, and no others. */
  set(names: readonly ProcessName[], at: number): void {
    const there = new Set(names.map(({ pid }) => pid))
    for (const pid of this.#meters.keys()) {
      if (there.has(pid)) continue
      this.#meters.delete(pid)
      this.#reader.forget(pid)
    }
    for (const name of names) {
      if (this.#meters.has(name.pid)) continue
      const rate = new Rate(leastTime)
      this.#meters.set(name.pid, { name, rate })
      const use = this.#reader.read(name.pid)
      if (use !== undefined) rate.since(use.ran, at)
    }
  }

  ask(): readonly Promise<void>[] {
    return this.#meters.size === 0 ? [] : this.#reader.ask([...this.#meters.keys()])
  }

  samples(at: number): WorkerSample[] {
    return [...this.#meters].flatMap(([pid, { name, rate }]) => {
      const use = this.#reader.read(pid)
      if (use === undefined) return []
      const { pool, worker } = name
      return [{ pool, worker, threadId: pid, cpu: rate.since(use.ran, at), rss: use.rss }]
    })
  }
}

/** Linux: one small file a process, to be read at any moment. */
export class ProcReader implements ProcessReader {
  readonly #files = new Map<number, FileAgain>()
  readonly #units = kernelUnits()

  ask(): readonly Promise<void>[] {
    return []
  }

  read(pid: number): ProcessUse | undefined {
    let file = this.#files.get(pid)
    if (file === undefined) this.#files.set(pid, (file = new FileAgain(`/proc/${pid}/stat`)))
    return parseStat(file.read(), this.#units)
  }

  forget(pid: number): void {
    this.#files.get(pid)?.close()
    this.#files.delete(pid)
  }
}

/** Of /proc/PID/stat: its times in ticks of the clock, its resident set in pages. Its name, in brackets, may hold anything. */
export function parseStat(
  stat: string | undefined,
  { page, tick }: { readonly page: number; readonly tick: number },
): ProcessUse | undefined {
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")
  if (fields === undefined || fields.length < 22) return undefined
  return { ran: tick * (Number(fields[11]) + Number(fields[12])), rss: page * Number(fields[21]) }
}

/** Bytes of a page, and ms of a tick: the kernel tells a program when it starts (getauxval(3)). */
function kernelUnits(): { readonly page: number; readonly tick: number } {
  const found = new Map<number, number>()
  try {
    const words = new BigUint64Array(new Uint8Array(readFileSync("/proc/self/auxv")).buffer)
    for (let i = 0; i + 1 < words.length; i += 2) found.set(Number(words[i]), Number(words[i + 1]))
  } catch {
    // What almost all machines have.
  }
  const [pageSize, ticksPerSecond] = [6, 17]
  return { page: found.get(pageSize) ?? 4096, tick: 1000 / (found.get(ticksPerSecond) ?? 100) }
}

/** `ps` takes milliseconds: it is not asked more often than this, in ms. */
const psEvery = 500

/** macOS and the BSDs: what the program `ps` says. Windows has none: there processes are not measured. */
export class PsReader implements ProcessReader {
  readonly #known = new Map<number, ProcessUse>()
  #running: Promise<void> | undefined
  #askedAt = Number.NEGATIVE_INFINITY

  ask(pids: readonly number[]): readonly Promise<void>[] {
    if (this.#running !== undefined || performance.now() - this.#askedAt < psEvery) return []
    this.#askedAt = performance.now()
    this.#running = new Promise((resolve) => {
      execFile("ps", ["-o", "pid=,time=,rss=", "-p", pids.join(",")], (_, text) => {
        for (const [pid, use] of parsePs(text)) this.#known.set(pid, use)
        this.#running = undefined
        resolve()
      })
    })
    return [this.#running]
  }

  read(pid: number): ProcessUse | undefined {
    return this.#known.get(pid)
  }

  forget(pid: number): void {
    this.#known.delete(pid)
  }
}

/** Lines of a pid, `[[DD-]HH:]MM:SS[.ss]` and KB. */
export function parsePs(text: string): Map<number, ProcessUse> {
  const found = new Map<number, ProcessUse>()
  for (const line of text.split("\n")) {
    const [, pid, days, time, kb] = /^\s*(\d+)\s+(?:(\d+)-)?([\d:.]+)\s+(\d+)\s*$/.exec(line) ?? []
    if (pid === undefined || time === undefined) continue
    const seconds = time.split(":").reduce((sum, part) => 60 * sum + Number(part), 0)
    found.set(Number(pid), { ran: 1000 * (86_400 * Number(days ?? 0) + seconds), rss: 1024 * Number(kb) })
  }
  return found
}
