/**
 * A thread in each child process that runs no code of the user's. It ends the process when its parent is gone, when a
 * task goes on after its time and grace, or uses too much memory; all of that while the main thread spins.
 */
import { writeSync } from "node:fs"
import { Socket } from "node:net"
import { parentPort, workerData } from "node:worker_threads"
import { Word, noItem, sharedNow } from "../threads/control.ts"
import { parentMayBeProfiled } from "../attendant/folder.ts"
import type { Attendant } from "../attendant/index.ts"
import { RunningItems } from "../threads/running-items.ts"
import { ChildWord, Place, Record } from "./control-file.ts"
import { ChildState, FromWatchdog, PieceReader, ToWatchdog, childStateBytes, piece } from "./watchdog-protocol.ts"
import type { ToldByMain, WatchdogStart } from "./watchdog-protocol.ts"

/** How often a busy main thread is looked at, in ms. */
const watchEvery = 10
/** Looks at an idle one before the watchdog sleeps. */
const patience = 20
const controlFd = 5

const recordFd = 6

const { name, control: memory, epoch, memoryLimit, mayInspect } = workerData as WatchdogStart
const control = new Int32Array(memory)
const items = new RunningItems(memory, childStateBytes)
let timer: NodeJS.Timeout | undefined
let quiet = 0
let timedOut: number = noItem
/** What ran at the last look. */
let seen: number = noItem

const parent = new Socket({ fd: controlFd, readable: true, writable: false })
const pieces = new PieceReader((kind, seq, ms) => {
  if (kind === ToWatchdog.doom) stop(seq, ms)
  if (kind === ToWatchdog.attend) void attendant().then(() => tell(FromWatchdog.attended))
})
parent.on("data", (chunk: Buffer) => pieces.push(chunk))
parent.on("end", end)
parent.on("error", end)
parentPort!.on("message", (what: ToldByMain) => {
  if (what === "last") void last()
  else watch()
})
watch()

function end(): void {
  process.kill(process.pid, "SIGKILL")
}

/** Tells the parent why, and kills. What was told outlives the process. */
function endFor(why: number, used = 0, limit = 0): void {
  tell(why, used, limit)
  end()
}

function tell(kind: number, b = 0, c = 0): void {
  try {
    writeSync(controlFd, piece(kind, b, c))
  } catch {
    // The parent is gone, or does not read: it will see the end.
  }
}

function watch(): void {
  quiet = 0
  Atomics.store(control, ChildState.asleep, 0)
  timer ??= setInterval(look, watchEvery)
}

function look(): void {
  const due = Atomics.load(control, Word.deadline)
  if (due !== 0 && sharedNow(epoch) > due) overTime(Atomics.load(control, Word.deadlineItem))
  const busy = Atomics.load(control, Word.busy) === 1
  if (busy && memoryLimit !== undefined) measure(memoryLimit)
  tellNews()
  quiet = busy || due !== 0 ? 0 : quiet + 1
  if (quiet < patience) return
  clearInterval(timer)
  timer = undefined
  Atomics.store(control, ChildState.asleep, 1)
  // A task may have started between the look and the store.
  if (Atomics.load(control, Word.busy) === 1) watch()
}

/** The main thread tells of its results now and then; in a long task it does not get to it. */
function tellNews(): void {
  const current = Atomics.load(control, Word.current)
  const same = current === seen
  seen = current
  if (same && Atomics.compareExchange(control, ChildState.untold, 1, 0) === 1) tell(FromWatchdog.news)
}

function measure(limit: number): void {
  const baseline = Atomics.load(control, ChildState.baseline)
  if (baseline === 0) return
  const used = process.memoryUsage.rss() - baseline * 1024
  if (used > limit) endFor(FromWatchdog["out-of-memory"], Math.round(used / 2 ** 20), Math.round(limit / 2 ** 20))
}

function overTime(seq: number): void {
  if (seq === noItem || seq === timedOut) return
  timedOut = seq
  Atomics.store(control, Word.abort, seq)
  tell(FromWatchdog.timeout, seq)
  doom(seq, Atomics.load(control, Word.grace), FromWatchdog.late)
}

/** Asks an item to stop, in words that a loop can read. */
function stop(seq: number, ms: number): void {
  // What waits behind the one that runs is told by message.
  if (items.hasBegun(seq)) Atomics.store(control, Word.abort, seq)
  doom(seq, ms, FromWatchdog.stopped)
}

/** Ends the process if the item still runs after `ms`. */
function doom(seq: number, ms: number, why: number): void {
  setTimeout(() => {
    if (items.has(seq)) endFor(why)
  }, ms)
}

/** Loaded when the process is at work already, unless its parent is being profiled. */
const attendAfter = 100
let attending: Promise<Attendant> | undefined
setTimeout(() => void attendant(), parentMayBeProfiled() ? 0 : attendAfter).unref()

function attendant(): Promise<Attendant> {
  return (attending ??= openAttendant())
}

async function openAttendant(): Promise<Attendant> {
  const { Attendant } = await import("../attendant/index.ts")
  const record = new Record(recordFd, Place.child)
  const ours = new Attendant({
    main: name,
    mayInspect,
    workOf(threadId) {
      if (threadId !== 0) return undefined
      const words = record.read()
      const busy = Atomics.load(control, Word.busy) === 1
      return { busy, tasks: words[ChildWord.finished]! >>> 0, micros: words[ChildWord.micros]! >>> 0 }
    },
    profiled(on) {
      Atomics.store(control, ChildState.profiled, on ? 1 : 0)
      Atomics.notify(control, ChildState.profiled)
    },
  })
  await ours.open()
  return ours
}

/** The main thread ends, and waits for its profile to be taken. */
async function last(): Promise<void> {
  await (await attendant()).answer({ do: "stop" })
}
