import { decodeError, encodeError } from "../../wire/index.ts"
import type { Lane, LaneEnd, LaneSink, Run, WorkerSpec } from "../backend.ts"
import { ChildWord, isBefore } from "../processes/control-file.ts"
import { messageFrame, readMessage } from "../processes/frames.ts"
import { childInit } from "../processes/init.ts"
import { RingCopy } from "../processes/ring-copy.ts"
import type { FromWorker, ToWorker } from "../protocol.ts"
import { Meter, passOn } from "../reports.ts"
import { nextItem } from "../threads/control.ts"
import { Outbox } from "../threads/outbox.ts"
import { takerFor } from "../threads/ring.ts"
import type { RingTaker } from "../threads/ring.ts"
import { FromHost, ToHost, word } from "./protocol.ts"
import type { FarEnd } from "./protocol.ts"

/** A host that was told to end its worker and has not said that it did this long after, in ms, is not waited for. */
const endWithin = 3000

/** What carries messages to the host, in order, none twice. */
export interface Carrier {
  send(...pieces: readonly Uint8Array[]): void
  /** Nothing more will be sent or heard. */
  drop(): void
  /** Keeps the program alive while true. */
  hold(pending: boolean): void
}

/**
 * A worker that a `FarHost` has. Until one does, what is posted waits here and can be taken back. From then on what it
 * has begun is a guess, until it has ended; what it has not is asked for, and comes back when the host has answered.
 */
export class FarLane implements Lane {
  threadId = 0
  readonly spec: WorkerSpec
  readonly #sink: LaneSink
  readonly #outbox = new Outbox()
  readonly #taker: RingTaker
  readonly #ring = new RingCopy()
  readonly #meter = new Meter()
  readonly #released: () => void
  #carrier: Carrier | undefined
  /** Runs that wait for a host. */
  #waiting: { readonly seq: number; readonly runs: readonly Run[] }[] = []
  #next = 0
  /** The first item that the worker has not begun, as far as it has said; when it has ended, exactly. */
  #claim = 0
  #isKnown = false
  #revoking = false
  #initializerError: { readonly error: unknown } | undefined
  #asked: "closed" | "killed" | undefined
  #ended = false
  #held = false
  #timer: NodeJS.Timeout | undefined
  readonly #awaiting: (() => void)[] = []

  /** `released`: it needs no host any more, if it has none yet. */
  constructor(spec: WorkerSpec, sink: LaneSink, released: () => void) {
    this.spec = spec
    this.#sink = sink
    this.#taker = takerFor(sink)
    this.#released = released
  }

  get ended(): boolean {
    return this.#ended
  }

  /** There is a host, which waits for what it is to run; `cpus` are what that may use. */
  attach(carrier: Carrier, cpus: number): void {
    if (this.#ended) return carrier.drop()
    this.#carrier = carrier
    carrier.hold(this.#held)
    try {
      const budget = { ...this.spec.budget, cpus }
      this.#tell(word(ToHost.frame), messageFrame(childInit({ ...this.spec, budget })))
    } catch (error) {
      return this.lost({ reason: "start-failed", exitCode: null, signal: null, error })
    }
    for (const { seq, runs } of this.#waiting.splice(0)) this.#post(seq, runs)
  }

  post(runs: readonly Run[]): number {
    const seq = this.#next
    for (const run of runs) this.#next = nextItem(this.#next, run.count)
    if (this.#carrier === undefined) this.#waiting.push({ seq, runs })
    else this.#post(seq, runs)
    return seq
  }

  #post(seq: number, runs: readonly Run[]): void {
    const from = performance.now()
    this.#send(this.#outbox.pack(seq, runs).message)
    this.#sink.sent(performance.now() - from)
  }

  started(seq: number): boolean {
    if (this.#ended) return !this.#isKnown || isBefore(seq, this.#claim)
    const waiting = this.#waiting[0]
    // It has said what ended, and begins with the next at once.
    const likely = nextItem(this.#claim, this.threadId === 0 ? 0 : this.spec.tasksPerWorker)
    return (waiting === undefined || isBefore(seq, waiting.seq)) && isBefore(seq, likely)
  }

  revoke(): number {
    const first = this.#waiting[0]?.seq ?? this.#next
    this.#waiting = []
    if (this.#carrier !== undefined && !this.#revoking && !this.#ended) {
      this.#revoking = true
      this.#tell(word(ToHost.revoke, this.#next))
    }
    return first
  }

  abort(seq: number, reason: unknown, grace: number): void {
    const told: ToWorker = { t: "abort", seq, reason: encodeError(reason, { shared: false }) }
    this.#tell(word(ToHost.abort, seq, Math.min(grace, 0x7fffffff)), messageFrame(told))
  }

  credit(seq: number, count: number): void {
    this.#send({ t: "credit", seq, count })
  }

  mail(data: unknown): void {
    this.#send({ t: "mail", data })
  }

  close(): void {
    this.#asked ??= "closed"
    if (this.#carrier === undefined) return this.#endUnattached()
    this.hold(true)
    this.#tell(word(ToHost.close), messageFrame({ t: "close" } satisfies ToWorker))
  }

  kill(): void {
    if (this.#ended) return
    this.#asked ??= "killed"
    if (this.#carrier === undefined) return this.#endUnattached()
    this.hold(true)
    this.#tell(word(ToHost.kill))
    this.#timer ??= setTimeout(() => this.lost({ reason: "killed", exitCode: null, signal: null }), endWithin)
  }

  attended(): Promise<void> {
    if (this.#ended || this.#carrier === undefined) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#awaiting.push(resolve)
    this.#tell(word(ToHost.attend))
    return promise
  }

  hold(pending: boolean): void {
    this.#held = pending || this.#asked !== undefined
    this.#carrier?.hold(this.#held)
  }

  #endUnattached(): void {
    this.#released()
    process.nextTick(() => {
      this.#isKnown = true
      this.#finish({ reason: this.#asked!, exitCode: null, signal: null })
    })
  }

  #send(message: ToWorker): void {
    this.#tell(word(ToHost.frame), messageFrame(message))
  }

  #tell(...pieces: readonly Uint8Array[]): void {
    if (!this.#ended) this.#carrier?.send(...pieces)
  }

  /** A message of the host's. */
  take(message: Buffer): void {
    if (this.#ended) return
    switch (message[0]!) {
      case FromHost.message:
        this.#receive(readMessage(message.subarray(1)) as FromWorker)
        break
      case FromHost.ready:
        this.threadId = message.readInt32LE(1)
        this.#sink.ready()
        break
      case FromHost.results:
        this.#results(message)
        break
      case FromHost.output:
        this.#sink.output({ fd: message.readInt32LE(1) as 1 | 2, text: message.subarray(5) })
        break
      case FromHost.timedOut:
        this.#sink.timedOut(message.readInt32LE(1))
        break
      case FromHost.revoked:
        this.#revoking = false
        this.#claim = message.readInt32LE(1)
        this.#sink.returned(this.#claim, message.readInt32LE(5))
        break
      case FromHost.attended:
        for (const resolve of this.#awaiting.splice(0)) resolve()
        break
      case FromHost.ended:
        this.#hostEnded(JSON.parse(message.toString("utf8", 1)) as FarEnd)
        break
    }
  }

  #receive(message: FromWorker): void {
    if (message.t === "initializer") this.#initializerError = { error: decodeError(message.error) }
    else if (message.t !== "ready" && message.t !== "closed") {
      passOn(message, this.#sink, (seq, error) => this.abort(seq, error, this.spec.grace))
    }
  }

  #results(message: Buffer): void {
    const from = performance.now()
    const wordAt = (i: number): number => message.readInt32LE(1 + 4 * i)
    const { claim, finished, micros, packing, write } = ChildWord
    this.#claim = wordAt(claim)
    this.#meter.read(wordAt(finished), wordAt(micros), wordAt(packing), 0, this.#sink)
    for (let at = 33; at < message.length;) {
      const [place, length] = [message.readInt32LE(at), message.readInt32LE(at + 4)]
      this.#ring.put(place, message.subarray(at + 8, at + 8 + length))
      at += 8 + length
    }
    this.#ring.drain(wordAt(write), this.#taker)
    this.#sink.collected(performance.now() - from, 0)
  }

  #hostEnded({ message, claim, ...how }: FarEnd): void {
    this.#isKnown = true
    this.#claim = claim ?? 0
    if (how.reason === "initializer") this.#finish({ ...how, ...this.#initializerError })
    else this.#finish({ ...how, ...(message !== undefined && { error: new Error(message) }) })
  }

  /** Nothing will come from the host any more: what was posted may have run or not. */
  lost(end: LaneEnd): void {
    if (this.#ended) return
    const asked = this.#asked === undefined ? end : { ...end, reason: this.#asked }
    this.#finish(asked)
  }

  #finish(end: LaneEnd): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    for (const resolve of this.#awaiting.splice(0)) resolve()
    this.#carrier?.drop()
    this.#sink.ended(end)
  }
}
