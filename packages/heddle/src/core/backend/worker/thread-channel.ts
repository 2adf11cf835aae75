import type { MessagePort } from "node:worker_threads"
import type { Transferable } from "../../wire/index.ts"
import type { FromWorker, WorkerInit } from "../protocol.ts"
import { Word, controlBytes, nextItem, noItem, setDeadline } from "../threads/control.ts"
import { RingWriter, fittingText } from "../threads/ring.ts"
import { RunningItems } from "../threads/running-items.ts"
import type { Channel } from "./channel.ts"

/** How long results may wait for room in the ring before they go by message, in ms. */
const roomWithin = 2

/** A worker thread's way to its scheduler: a port, and shared memory for what must outlive the thread. */
export class ThreadChannel implements Channel {
  readonly shares = true
  readonly #port: MessagePort
  readonly #control: Int32Array
  readonly #items: RunningItems
  readonly #ring: RingWriter
  readonly #epoch: number
  #stored = false
  /** It has waited for room in vain. */
  #waited = false

  constructor(port: MessagePort, init: WorkerInit, epoch: number) {
    this.#port = port
    this.#control = new Int32Array(init.control)
    this.#items = new RunningItems(init.control, controlBytes)
    this.#ring = new RingWriter(this.#control, init.ring)
    this.#epoch = epoch
  }

  post(message: FromWorker, transfer?: readonly Transferable[]): void {
    if (transfer === undefined) this.#port.postMessage(message)
    else this.#port.postMessage(message, transfer as ArrayBuffer[])
  }

  claim(seq: number): boolean {
    if (Atomics.compareExchange(this.#control, Word.next, seq, nextItem(seq, 1)) !== seq) return false
    // No one waits for it, and the next claim makes it seen.
    this.#control[Word.current] = seq
    this.#items.begin(seq)
    return true
  }

  store(seq: number, value: unknown): boolean {
    this.#stored = true
    if (typeof value === "number") return this.#ring.number(seq, value, 1)
    if (this.#ring.value(seq, value)) {
      this.#waited = false
      return true
    }
    const isFull = typeof value === "string" && value.length <= fittingText
    return isFull && this.#waitForRoom() && this.#ring.value(seq, value, true)
  }

  number(seq: number, value: number, following: number): boolean {
    this.#stored = true
    if (this.#ring.number(seq, value, following)) {
      this.#waited = false
      return true
    }
    return this.#waitForRoom() && this.#ring.number(seq, value, following)
  }

  /** The scheduler's thread takes results much faster than messages: it is given a moment for it, once, if it does not come. */
  #waitForRoom(): boolean {
    if (this.#waited) return false
    this.#waited = true
    const control = this.#control
    const read = Atomics.load(control, Word.read)
    Atomics.store(control, Word.full, 1)
    this.#ringBell()
    return Atomics.wait(control, Word.read, read, roomWithin) !== "timed-out"
  }

  #ringBell(): void {
    if (Atomics.exchange(this.#control, Word.signalled, 1) === 0) Atomics.notify(this.#control, Word.signalled)
  }

  report(count: number, micros: number, packing: number, arriving: number): void {
    const control = this.#control
    if (packing > 0) Atomics.add(control, Word.packing, Math.round(packing))
    if (arriving > 0) Atomics.add(control, Word.arriving, Math.round(arriving))
    Atomics.add(control, Word.micros, Math.round(micros))
    Atomics.add(control, Word.finished, count)
    if (!this.#stored) return
    this.#stored = false
    this.#ringBell()
  }

  deadline(seq: number, inMs: number, grace: number): void {
    setDeadline(this.#control, this.#epoch, seq, inMs, grace)
  }

  /** Nothing runs and nothing waits here. */
  get resting(): boolean {
    return Atomics.load(this.#control, Word.busy) === 0
  }

  busy(busy: boolean): void {
    Atomics.store(this.#control, Word.busy, busy ? 1 : 0)
  }

  aborted(seq: number): boolean {
    return Atomics.load(this.#control, Word.abort) === seq
  }

  ended(seq: number): void {
    this.#items.end(seq)
    if (this.aborted(seq)) Atomics.compareExchange(this.#control, Word.abort, seq, noItem)
  }
}
