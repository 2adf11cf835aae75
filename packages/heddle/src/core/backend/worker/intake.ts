import { receiveMessageOnPort } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import type { ToWorker, WorkerInit } from "../protocol.ts"
import { Word, nextItem, sharedMicros } from "../threads/control.ts"
import { RunReader } from "../threads/inbox.ts"
import { Lookout } from "../threads/lookout.ts"
import type { Receiver } from "./serve.ts"

/** How long a worker that has nothing left to do looks out for more before it sleeps, in ms. To be woken takes as long. */
const spinFor = 0.1
/** What of a message's way is being woken for it; the rest is making its value. */
const wakeMicros = 100
/** How long it may go on without a turn of its event loop, in ms. */
const spinAtMost = 5

/**
 * What is sent to a worker thread, in order: by its inbox, by its port. Between two of them it looks out for a moment,
 * then sleeps in its event loop until it is notified or gets a message.
 */
export class Intake {
  readonly #port: MessagePort
  readonly #control: Int32Array
  readonly #inbox: RunReader
  readonly #receiver: Receiver
  /** The number of the first item that has not come. */
  #expected = 0
  #armed = false
  readonly #lookout = new Lookout()

  constructor(port: MessagePort, init: WorkerInit, epoch: number, receiver: Receiver) {
    this.#port = port
    this.#control = new Int32Array(init.control)
    this.#inbox = new RunReader(this.#control, init.inbox)
    this.#receiver = receiver
    port.on("message", (message: ToWorker) => {
      receiver.turned()
      if (this.#resting && this.#wasSent) {
        const took = (sharedMicros(epoch) - Atomics.load(this.#control, Word.sentAt)) & 0x7fffffff
        // Sent before the last one was: half of all that the clock can say.
        if (took > wakeMicros && took < 2 ** 30) receiver.arrived(took - wakeMicros)
      }
      this.#message(message)
      this.#serve()
    })
    this.#serve()
  }

  #message(message: ToWorker): void {
    if (message.t === "run") {
      while (message.seq !== this.#expected && this.#fromInbox());
      let seq = message.seq
      for (const run of message.runs) seq = nextItem(seq, run.count)
      this.#expected = seq
    } else while (this.#fromInbox());
    this.#receiver.take(message)
  }

  /** Takes a run from the inbox, if it is the next. Otherwise what comes before it is at the port. */
  #fromInbox(): boolean {
    if (this.#inbox.next !== this.#expected) return false
    const { seq, run } = this.#inbox.take()
    this.#expected = nextItem(seq, run.count)
    this.#receiver.take({
      t: "run",
      seq,
      runs: [run],
      codes: undefined,
      fns: undefined,
      drop: undefined,
      watch: undefined,
    })
    return true
  }

  get #wasSent(): boolean {
    return Atomics.load(this.#control, Word.posted) !== this.#expected
  }

  /** Nothing runs and nothing waits here. */
  get #resting(): boolean {
    return Atomics.load(this.#control, Word.busy) === 0
  }

  #drain(): void {
    while (this.#wasSent) {
      if (this.#fromInbox()) continue
      const next = receiveMessageOnPort(this.#port)
      if (next === undefined) return
      this.#message(next.message as ToWorker)
    }
  }

  #serve(): void {
    this.#drain()
    if (this.#resting && this.#lookout.isWorthIt) this.#spin()
    this.#park()
  }

  #spin(): void {
    let now = performance.now()
    const atMost = now + spinAtMost
    let came = false
    for (let until = now + spinFor; this.#resting && now < until && now < atMost; now = performance.now()) {
      if (!this.#wasSent) continue
      came = true
      this.#drain()
      until = performance.now() + spinFor
    }
    this.#lookout.tell(came)
  }

  #park(): void {
    if (this.#armed) return
    const wake = (): void => {
      this.#armed = false
      this.#receiver.turned()
      this.#serve()
    }
    this.#armed = true
    Atomics.store(this.#control, Word.parked, 1)
    const { async, value } = Atomics.waitAsync(this.#control, Word.posted, this.#expected)
    if (async) void value.then(wake)
    else setImmediate(wake)
  }
}
