import type { MessagePort } from "node:worker_threads"
import type { Transferable } from "../../wire/index.ts"
import type { FromWorker, WorkerInit } from "../protocol.ts"
import { Word, nextItem, noItem, setDeadline } from "../threads/control.ts"
import { RingWriter } from "../threads/ring.ts"
import type { Channel } from "./channel.ts"

/** A worker thread's way to its scheduler: a port, and shared memory for what must outlive the thread. */
export class ThreadChannel implements Channel {
  readonly shares = true
  readonly #port: MessagePort
  readonly #control: Int32Array
  readonly #ring: RingWriter
  readonly #epoch: number
  #stored = false

  constructor(port: MessagePort, init: WorkerInit, epoch: number) {
    this.#port = port
    this.#control = new Int32Array(init.control)
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
    return true
  }

  store(seq: number, value: unknown): boolean {
    this.#stored = true
    return typeof value === "number" ? this.#ring.number(seq, value, 1) : this.#ring.value(seq, value)
  }

  number(seq: number, value: number, following: number): boolean {
    this.#stored = true
    return this.#ring.number(seq, value, following)
  }

  report(count: number, micros: number): void {
    const control = this.#control
    Atomics.add(control, Word.micros, Math.round(micros))
    Atomics.add(control, Word.finished, count)
    if (!this.#stored) return
    this.#stored = false
    if (Atomics.exchange(control, Word.signalled, 1) === 0) this.#port.postMessage(1)
  }

  deadline(seq: number, inMs: number, grace: number): void {
    setDeadline(this.#control, this.#epoch, seq, inMs, grace)
  }

  /** Nothing runs and nothing waits here. */
  get resting(): boolean {
    return Atomics.load(this.#control, Word.busy) === 0
  }

  /** Something was sent that has not been claimed. */
  get wasSent(): boolean {
    return Atomics.load(this.#control, Word.posted) !== Atomics.load(this.#control, Word.next)
  }

  busy(busy: boolean): void {
    Atomics.store(this.#control, Word.busy, busy ? 1 : 0)
  }

  aborted(seq: number): boolean {
    return Atomics.load(this.#control, Word.abort) === seq
  }

  ended(seq: number): void {
    if (this.aborted(seq)) Atomics.compareExchange(this.#control, Word.abort, seq, noItem)
  }
}
