import { MessageChannel, receiveMessageOnPort } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { heapMemory } from "../../heap/index.ts"
import { agents, bury, enlist } from "../../task/index.ts"
import { decodeError, encodeError } from "../../wire/index.ts"
import type { Lane, LaneEnd, LaneSink, Run, WorkerSpec } from "../backend.ts"
import type { FromWorker, RunMessage, RunsMessage, ToWorker } from "../protocol.ts"
import { Meter, passOn } from "../reports.ts"
import { Word, controlBytes, itemsBetween, nextItem, noItem, sharedMicros } from "./control.ts"
import { workerExecArgv } from "./exec-argv.ts"
import { RunWriter, inboxBytes } from "./inbox.ts"
import { Lookout } from "./lookout.ts"
import { Outbox, callMessage } from "./outbox.ts"
import { RingReader, takerFor, threadRingBytes } from "./ring.ts"
import type { RingTaker } from "./ring.ts"
import { RunningItems, runningBytes } from "./running-items.ts"
import { supervision } from "./supervision.ts"
import type { Supervision } from "./supervision.ts"
import type { FromSupervisor } from "./supervisor-protocol.ts"

/** A moment near now: shared clocks count from it, so that they stay small integers. */
const epoch = performance.timeOrigin - 1

/** How long the event loop is asked for the result of a tiny task, in ms. */
const lookFor = 0.1
/** What runs for less, in microseconds, is such a task. */
const tinyMicros = 100
/** For a single one that runs for less, even a turn of the event loop is too long: we stay for a moment, in ms. */
const atOnceMicros = 10
const stayFor = 0.02
/** A program that awaits one such call after the other still has a turn of its event loop so often, in ms. */
const turnEvery = 1
/** When there was one, as far as looking out has seen, in ms. */
let lastTurn = 0

/** The items of a run from number `from` on. */
function laterPart(run: RunMessage, from: number): RunMessage {
  // Which of them are to be decoded, and what they are written into, forbids the inbox.
  return { ...run, count: run.count - from, id: run.id + from, data: run.data.slice(from) }
}

/** One worker thread. Data goes over its port and its ring; its life is in the supervisor's hands. */
export class ThreadLane implements Lane {
  threadId = 0
  readonly #id: number
  readonly #agent: number = enlist()
  readonly #supervisor: Supervision
  readonly #sink: LaneSink
  readonly #port: MessagePort
  readonly #control: Int32Array
  readonly #ring: RingReader
  readonly #inbox: RunWriter
  readonly #outbox = new Outbox()
  readonly #taker: RingTaker
  #next = 0
  readonly #meter = new Meter()
  /** Asks an item to stop that nobody can hear any more. */
  readonly #stop: (seq: number, error: unknown) => void
  #closing = false
  /** It was told to end. */
  #ending = false
  #initializerError: { readonly error: unknown } | undefined
  #ended = false
  #looking = false
  readonly #lookout = new Lookout()
  /** It waits to be woken for results. */
  #waiting = false

  constructor(spec: WorkerSpec, sink: LaneSink) {
    this.#sink = sink
    this.#stop = (seq, error) => this.abort(seq, error, spec.grace)
    this.#taker = takerFor(sink)
    const control = new SharedArrayBuffer(controlBytes + runningBytes(spec.tasksPerWorker + spec.aside))
    const ring = new SharedArrayBuffer(threadRingBytes)
    const inbox = new SharedArrayBuffer(inboxBytes)
    this.#control = new Int32Array(control)
    // Until it is ready: what it does to start, with the user's initializer, is looked at too.
    this.#control[Word.busy] = 1
    this.#control[Word.abort] = noItem
    this.#control[Word.deadlineItem] = noItem
    new RunningItems(control, controlBytes).clear()
    this.#ring = new RingReader(this.#control, ring)
    this.#inbox = new RunWriter(this.#control, inbox)
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.on("message", (message: FromWorker) => this.#receive(message))
    // The supervisor holds the program for the worker.
    port1.unref()
    const supervisor = supervision()
    this.#supervisor = supervisor
    this.#id = supervisor.register((message) => this.#supervised(message))
    supervisor.tell(
      {
        t: "open",
        id: this.#id,
        port: port2,
        init: {
          control,
          ring,
          inbox,
          tasksPerWorker: spec.tasksPerWorker,
          aside: spec.aside,
          mail: spec.mail,
          census: agents().buffer,
          agent: this.#agent,
          heap: heapMemory(),
          budget: spec.budget,
          initializer: spec.initializer && callMessage(spec.initializer),
          finalizer: spec.finalizer && callMessage(spec.finalizer),
        },
        epoch,
        memoryLimit: spec.memoryLimit,
        options: {
          name: spec.name,
          env: { ...(spec.env ?? process.env) },
          argv: spec.argv && [...spec.argv],
          execArgv: spec.execArgv === undefined ? workerExecArgv() : [...spec.execArgv],
          workerData: spec.workerData,
          resourceLimits: spec.resourceLimits && { ...spec.resourceLimits },
        },
      },
      [port2],
    )
    this.#wait()
  }

  post(runs: readonly Run[]): number {
    const seq = this.#next
    const { message, transfer } = this.#outbox.pack(seq, runs)
    for (const run of runs) this.#next = nextItem(this.#next, run.count)
    const rest = transfer.length === 0 ? this.#write(message) : message
    if (rest !== undefined) {
      const from = performance.now()
      this.#port.postMessage(rest, transfer as ArrayBuffer[])
      Atomics.store(this.#control, Word.sentAt, sharedMicros(epoch))
      this.#sink.sent(performance.now() - from)
    }
    Atomics.store(this.#control, Word.posted, this.#next)
    // A message wakes it by itself.
    const asleep = rest === undefined && Atomics.exchange(this.#control, Word.parked, 0) === 1
    if (asleep) Atomics.notify(this.#control, Word.posted)
    else if (runs.length === 1) this.#lookOut(runs[0]!.call.fn.cost.micros, runs[0]!.count)
    this.#supervisor.watch()
    return seq
  }

  /** Puts what needs nothing but itself into the worker's inbox. What is left goes by message. */
  #write(message: RunsMessage): RunsMessage | undefined {
    const { seq, codes, fns, drop, watch, runs } = message
    const run = runs[0]!
    const written = (codes ?? fns ?? drop ?? watch) === undefined && runs.length === 1 ? this.#inbox.write(seq, run) : 0
    if (written === 0) return message
    return written === run.count
      ? undefined
      : { ...message, seq: nextItem(seq, written), runs: [laterPart(run, written)] }
  }

  /** A result that comes at once is taken at once: to be woken for it takes longer than such a task. */
  #lookOut(micros: number, count: number): void {
    // NaN: nothing is known of it.
    const tiny = micros < tinyMicros
    if (!tiny || this.#looking || !this.#lookout.isWorthIt) return
    this.#looking = true
    // Nobody has to wake us.
    Atomics.store(this.#control, Word.signalled, 1)
    const now = performance.now()
    const until = now + lookFor
    const look = (): void => {
      lastTurn = performance.now()
      if (this.#ended || this.#found(lastTurn >= until)) return
      setImmediate(look)
    }
    if (count > 1 || micros >= atOnceMicros || now - lastTurn > turnEvery) return void setImmediate(look)
    // After what is to be done in this turn.
    queueMicrotask(() => {
      const atMost = performance.now() + stayFor
      let waits = true
      while (waits && performance.now() < atMost) waits = !this.#ended && !this.#found(false)
      if (waits) setImmediate(look)
    })
  }

  /** Is what it looks out for there? Then it is taken; at `last` whatever is. */
  #found(last: boolean): boolean {
    const there = Atomics.load(this.#control, Word.write) !== Atomics.load(this.#control, Word.read)
    if (!there && !last) return false
    this.#looking = false
    this.#lookout.tell(there)
    this.#collect()
    return true
  }

  /** Takes what is there, and waits for more. */
  #collect(): void {
    if (!this.#looking) Atomics.store(this.#control, Word.signalled, 0)
    // That it is ready was said before its first result.
    if (this.threadId === 0) this.#receiveAll()
    const from = performance.now()
    this.#measure()
    this.#ring.drain(this.#taker)
    this.#sink.collected(performance.now() - from, 0)
    if (Atomics.exchange(this.#control, Word.full, 0) === 1) Atomics.notify(this.#control, Word.read)
    this.#wait()
  }

  #wait(): void {
    if (this.#waiting || this.#looking || this.#ended) return
    const { async, value } = Atomics.waitAsync(this.#control, Word.signalled, 0)
    if (!async) return void setImmediate(() => this.#collect())
    this.#waiting = true
    void value.then(() => {
      this.#waiting = false
      if (!this.#ended) this.#collect()
    })
  }

  started(seq: number): boolean {
    const ahead = itemsBetween(seq, Atomics.load(this.#control, Word.next))
    return ahead > 0 && ahead < 2 ** 30
  }

  revoke(): number {
    return Atomics.exchange(this.#control, Word.next, this.#next)
  }

  abort(seq: number, reason: unknown, grace: number): void {
    if (this.#ended) return
    // What waits behind the one that runs is told by message.
    if (this.started(seq)) Atomics.store(this.#control, Word.abort, seq)
    this.#send({ t: "abort", seq, reason: encodeError(reason) })
    this.#supervisor.tell({ t: "doom", id: this.#id, seq, grace })
  }

  credit(seq: number, count: number): void {
    this.#send({ t: "credit", seq, count })
  }

  mail(data: unknown): void {
    this.#send({ t: "mail", data })
  }

  close(): void {
    this.#closing = true
    this.#ending = true
    this.hold(true)
    this.#send({ t: "close" })
  }

  kill(): void {
    if (this.#ended) return
    this.#ending = true
    this.hold(true)
    this.#supervisor.tell({ t: "kill", id: this.#id })
  }

  hold(pending: boolean): void {
    // Somebody waits for the end of a worker that was told to end, whatever it still reports.
    this.#supervisor.hold(this.#id, pending || this.#ending)
  }

  #send(message: ToWorker): void {
    if (!this.#ended) this.#port.postMessage(message)
  }

  #receiveAll(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#receive(next.message as FromWorker)
    }
  }

  #receive(message: FromWorker): void {
    switch (message.t) {
      case "ready":
        this.threadId = message.threadId
        this.#sink.ready()
        break
      case "initializer":
        this.#initializerError = { error: decodeError(message.error) }
        this.kill()
        break
      case "closed":
        this.kill()
        break
      default:
        if (message.t === "value" || message.t === "error") this.#measure()
        passOn(message, this.#sink, this.#stop)
    }
  }

  /** Passes on what the worker measured since the last time. */
  #measure(): void {
    const control = this.#control
    const read = (word: number): number => Atomics.load(control, word)
    this.#meter.read(read(Word.finished), read(Word.micros), read(Word.packing), read(Word.arriving), this.#sink)
  }

  #supervised(message: FromSupervisor): void {
    if (message.t === "timeout") this.#sink.timedOut(message.seq)
    else if (message.t === "news") this.#collect()
    else this.#end(message)
  }

  #end(message: Extract<FromSupervisor, { t: "ended" }>): void {
    // Everything that the worker sent before it ended is here already, but may not have been read.
    this.#receiveAll()
    this.#ring.drain(this.#taker)
    this.#ended = true
    // The supervisor has done it, unless it failed itself.
    bury(this.#agent)
    this.#port.close()
    // Nobody else will.
    Atomics.notify(this.#control, Word.signalled)
    this.#sink.ended(this.#describe(message))
  }

  #describe({ why, exitCode, error, usedMb, limitMb }: Extract<FromSupervisor, { t: "ended" }>): LaneEnd {
    const how = { exitCode, signal: null }
    if (this.#initializerError !== undefined) return { ...how, reason: "initializer", ...this.#initializerError }
    if (why === "out-of-memory") return { ...how, reason: "out-of-memory", usedMb, limitMb }
    if (this.#closing && why === "killed") return { ...how, reason: "closed" }
    if (why !== "exit") return { ...how, reason: why }
    const thrown =
      error &&
      Object.assign(
        new Error(error.message),
        { name: error.name, stack: error.stack },
        error.code === undefined ? {} : { code: error.code },
      )
    if (this.threadId === 0) return { ...how, reason: "start-failed", error: thrown }
    return { ...how, reason: "exit", error: thrown }
  }
}
