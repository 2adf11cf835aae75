import { writeSync } from "node:fs"
import type { FromWorker } from "../protocol.ts"
import { ChildWord, ParentWord, Place, Record, State, backOff, isRevoked } from "../processes/control-file.ts"
import { FrameKind, messageFrame, newsFrame } from "../processes/frames.ts"
import { ChildState, childStateBytes } from "../processes/watchdog-protocol.ts"
import { Word, nextItem, noItem, setDeadline, sharedNow } from "../threads/control.ts"
import { RingWriter, ringBytes } from "../threads/ring.ts"
import { RunningItems } from "../threads/running-items.ts"
import type { Channel } from "./channel.ts"
import type { Watched } from "./watched.ts"

const messagesFd = 4
const fileFd = 6
const news = newsFrame()

/** A child process's way to its scheduler: a pipe, a file for what must outlive it, memory shared with its watchdog. */
export class ProcessChannel implements Channel {
  readonly shares = false
  readonly #control: Int32Array
  readonly #items: RunningItems
  readonly #epoch: number
  readonly #watched: Watched
  readonly #own = new Record(fileFd, Place.child)
  readonly #parent = new Record(fileFd, Place.parent)
  readonly #bytes: Uint8Array
  readonly #ring: RingWriter
  /** How far the file has what the ring has. */
  #written = 0
  #stored = false
  #told = 0

  constructor(watched: Watched) {
    this.#watched = watched
    this.#control = watched.control
    this.#items = new RunningItems(watched.memory, childStateBytes)
    this.#epoch = watched.epoch
    const memory = new SharedArrayBuffer(ringBytes)
    this.#bytes = new Uint8Array(memory)
    this.#ring = new RingWriter(this.#control, memory)
  }

  post(message: FromWorker): void {
    const { t } = message
    const kind = t === "ready" || t === "initializer" || t === "closed" ? FrameKind[t] : FrameKind.message
    const frame = messageFrame(message, kind)
    const due = Atomics.load(this.#control, Word.deadline)
    if (due === 0) return writeAll(frame)
    // While the parent is too busy to read, the task's time stands still.
    const from = sharedNow(this.#epoch)
    Atomics.store(this.#control, Word.deadline, 0)
    writeAll(frame)
    Atomics.store(this.#control, Word.deadline, due + sharedNow(this.#epoch) - from)
  }

  /** Says that it claims, then looks whether that was too late. README.md of `processes` tells why this is safe. */
  claim(seq: number): boolean {
    this.#own.words[ChildWord.claim] = nextItem(seq, 1)
    this.#own.write()
    let parent = this.#parent.read()
    for (let tries = 0; parent[ParentWord.state] === State.revoking; tries++) {
      backOff(tries)
      parent = this.#parent.read()
    }
    if (isRevoked(parent, seq)) return false
    Atomics.store(this.#control, Word.read, parent[ParentWord.read]!)
    Atomics.store(this.#control, Word.current, seq)
    this.#items.begin(seq)
    return true
  }

  store(seq: number, value: unknown): boolean {
    if (typeof value === "number") return this.number(seq, value, 1)
    const stored = this.#ring.value(seq, value)
    if (stored) this.#append()
    return stored
  }

  number(seq: number, value: number, following: number): boolean {
    const stored = this.#ring.number(seq, value, following)
    if (stored) this.#append()
    return stored
  }

  /** Copies what the ring got to the file: it is published with the next record. */
  #append(): void {
    const to = Atomics.load(this.#control, Word.write)
    const from = this.#written
    if (to < from) {
      // It wrapped, and said so in a header at the old place, if there was room for one.
      if (from < ringBytes) this.#copy(from, from + 8)
      this.#copy(0, to)
    } else this.#copy(from, to)
    this.#written = to
    this.#own.words[ChildWord.write] = to
    this.#stored = true
    Atomics.store(this.#control, ChildState.untold, 1)
  }

  #copy(from: number, to: number): void {
    writeSync(fileFd, this.#bytes, from, to - from, Place.ring + from)
  }

  report(count: number, micros: number, packing: number): void {
    const { words } = this.#own
    if (count === 0 && !this.#stored) return
    words[ChildWord.finished] = (words[ChildWord.finished]! + count) | 0
    words[ChildWord.micros] = (words[ChildWord.micros]! + Math.round(micros)) | 0
    words[ChildWord.packing] = (words[ChildWord.packing]! + Math.round(packing)) | 0
    this.#own.write()
    if (!this.#stored) return
    this.#stored = false
    Atomics.store(this.#control, ChildState.untold, 0)
    const parent = this.#parent.read()
    Atomics.store(this.#control, Word.read, parent[ParentWord.read]!)
    if (parent[ParentWord.heard] !== this.#told) return
    this.#told = (this.#told + 1) | 0
    writeAll(news)
  }

  deadline(seq: number, inMs: number, grace: number): void {
    setDeadline(this.#control, this.#epoch, seq, inMs, grace)
  }

  busy(busy: boolean): void {
    Atomics.store(this.#control, Word.busy, busy ? 1 : 0)
    if (busy && Atomics.load(this.#control, ChildState.asleep) === 1) this.#watched.wake()
  }

  aborted(seq: number): boolean {
    return Atomics.load(this.#control, Word.abort) === seq
  }

  ended(seq: number): void {
    this.#items.end(seq)
    if (this.aborted(seq)) Atomics.compareExchange(this.#control, Word.abort, seq, noItem)
  }
}

/** Blocks while the pipe is full: what was written outlives this process. */
function writeAll(frame: Uint8Array): void {
  for (let at = 0, tries = 0; at < frame.length;) {
    try {
      at += writeSync(messagesFd, frame, at)
      tries = 0
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Nobody is there any more.
      if (code === "EPIPE" || code === "ECONNRESET") process.kill(process.pid, "SIGKILL")
      if (code !== "EAGAIN") throw error
      backOff(200 + ++tries)
    }
  }
}
