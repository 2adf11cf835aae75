import type { ChildProcess } from "node:child_process"
import type { Socket } from "node:net"
import { decodeError, encodeError } from "../../wire/index.ts"
import type { Lane, LaneEnd, LaneSink, Run, WorkerSpec } from "../backend.ts"
import type { FromWorker, ToWorker } from "../protocol.ts"
import { Meter, passOn } from "../reports.ts"
import { nextItem } from "../threads/control.ts"
import { Outbox } from "../threads/outbox.ts"
import { ChildWord } from "./control-file.ts"
import type { Claims } from "./claims.ts"
import { heapLimitMb, pipe, startChild } from "./child.ts"
import { FrameKind, FrameReader, messageFrame, readMessage } from "./frames.ts"
import { childInit } from "./init.ts"
import { takerFor } from "../threads/ring.ts"
import type { RingTaker } from "../threads/ring.ts"
import { RawOutput } from "./raw-output.ts"
import { Results } from "./results.ts"
import { spareProcesses } from "./spare-processes.ts"
import { startError } from "./start-error.ts"
import { FromWatchdog, PieceReader, ToWatchdog, piece } from "./watchdog-protocol.ts"

/** A process that was told to end and has not this long after, in ms, is killed. */
const endWithin = 2000

/** How long the last words of a process that is gone may take to arrive, in ms. */
const explainWithin = 500
/** How V8 ends a process that has no memory left. */
const aborts = new Set(["SIGABRT", "SIGTRAP", "SIGILL"])

/** One child process. Frames go over its pipes, claims and small results through its control file. */
export class ProcessLane implements Lane {
  threadId = 0
  readonly #sink: LaneSink
  readonly #spec: WorkerSpec
  readonly #outbox = new Outbox()
  readonly #raw: RawOutput
  readonly #taker: RingTaker
  readonly #claims: Claims | undefined
  readonly #results: Results | undefined
  #child: ChildProcess | undefined
  #frames: Socket | undefined
  #watchdog: Socket | undefined
  #handles: { ref(): void; unref(): void }[] = []
  #next = 0
  readonly #meter = new Meter()
  #ready = false
  #closing = false
  #ending = false
  #why: Partial<LaneEnd> | undefined
  #initializerError: { readonly error: unknown } | undefined
  #exit: { readonly code: number | null; readonly signal: string | null } | undefined
  /** Descriptors that are not read to their ends. */
  readonly #open = new Set<number>()
  #ended = false
  #timer: NodeJS.Timeout | undefined
  /** Who waits for its attendant. */
  readonly #awaiting: (() => void)[] = []

  constructor(spec: WorkerSpec, sink: LaneSink) {
    this.#spec = spec
    this.#sink = sink
    this.#raw = new RawOutput((output) => sink.output(output))
    this.#taker = takerFor(sink)
    try {
      const { child, claims } = spareProcesses.take(spec) ?? startChild(spec)
      this.#claims = claims
      this.#results = new Results(claims)
      this.#start(child)
    } catch (error) {
      this.#child?.kill("SIGKILL")
      process.nextTick(() => this.#finish(startError(error)))
    }
  }

  #start(child: ChildProcess): void {
    this.#child = child
    child.on("error", (error) => {
      if (child.pid === undefined) this.#finish(startError(error))
    })
    if (child.pid === undefined) return
    this.#listen(child)
    this.#frames!.write(messageFrame(childInit(this.#spec)))
    child.on("exit", (code, signal) => {
      clearTimeout(this.#timer)
      this.#exit = { code, signal }
      // Its standard error says why it did not start, or aborted. A child of its own may hold that open for ever.
      const explains = !this.#ready || (signal !== null && aborts.has(signal))
      if (explains) this.#timer = setTimeout(() => this.#unheard(), explainWithin)
      else this.#open.delete(2)
      this.#settleEnd()
    })
  }

  #unheard(): void {
    this.#open.delete(2)
    this.#settleEnd()
  }

  #listen(child: ChildProcess): void {
    pipe(child, 1).on("data", (chunk: Buffer) => this.#raw.stdout(chunk))
    pipe(child, 2).on("data", (chunk: Buffer) => this.#raw.stderr(chunk))
    const reader = new FrameReader((kind, body) => this.#frame(kind, body))
    const pieces = new PieceReader((kind, b, c) => this.#told(kind, b, c))
    const news = pipe(child, 4).on("data", (chunk: Buffer) => reader.push(chunk))
    this.#watchdog = pipe(child, 5).on("data", (chunk: Buffer) => pieces.push(chunk))
    this.#frames = pipe(child, 3)
    // What a process wrote before it ended is read before its end is told.
    for (const [fd, socket] of [
      [2, pipe(child, 2)],
      [4, news],
      [5, this.#watchdog],
    ] as const) {
      if (socket.closed) continue
      this.#open.add(fd)
      socket.on("close", () => {
        this.#open.delete(fd)
        this.#settleEnd()
      })
    }
    // Somebody must read it, or its end is not noticed.
    this.#frames.resume()
    this.#handles = [child, news, this.#watchdog]
    for (const fd of [1, 2, 3] as const) pipe(child, fd).unref()
    for (const handle of this.#handles) handle.unref()
  }

  post(runs: readonly Run[]): number {
    const seq = this.#next
    const { message } = this.#outbox.pack(seq, runs)
    for (const run of runs) this.#next = nextItem(this.#next, run.count)
    this.#claims?.forget(this.#next)
    const from = performance.now()
    this.#send(message)
    this.#sink.sent(performance.now() - from)
    return seq
  }

  started(seq: number): boolean {
    return this.#claims?.started(seq) ?? false
  }

  revoke(): number {
    return this.#claims?.revoke(this.#next) ?? 0
  }

  abort(seq: number, reason: unknown, grace: number): void {
    if (this.#ended) return
    this.#watchdog?.write(piece(ToWatchdog.doom, seq, Math.min(grace, 0x7fffffff)))
    this.#send({ t: "abort", seq, reason: encodeError(reason, { shared: false }) })
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
    this.#why ??= { reason: "killed" }
    this.#child?.kill("SIGKILL")
  }

  attended(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#ended) return Promise.resolve()
    this.#awaiting.push(resolve)
    this.#watchdog?.write(piece(ToWatchdog.attend))
    return promise
  }

  #answers(): void {
    for (const resolve of this.#awaiting.splice(0)) resolve()
  }

  hold(pending: boolean): void {
    // Somebody waits for the end of a worker that was told to end, whatever it still reports.
    const held = pending || this.#ending
    for (const handle of this.#handles) {
      if (held) handle.ref()
      else handle.unref()
    }
  }

  #send(message: ToWorker): void {
    if (!this.#ended) this.#frames?.write(messageFrame(message))
  }

  #frame(kind: number, body: Uint8Array): void {
    if (kind === FrameKind.news) {
      this.#claims!.heard()
      this.#collect()
    } else this.#receive(readMessage(body) as FromWorker)
  }

  /** Takes the results that are in the file, and what the child measured. */
  #collect(): void {
    const from = performance.now()
    const child = this.#claims!.child()
    this.#measure(child)
    this.#results!.drain(child, this.#taker)
    this.#sink.collected(performance.now() - from, 0)
  }

  #receive(message: FromWorker): void {
    switch (message.t) {
      case "ready":
        this.threadId = this.#child!.pid!
        this.#ready = true
        this.#raw.ready()
        this.#sink.ready()
        this.#spareSuccessor()
        break
      case "initializer":
        this.#initializerError = { error: decodeError(message.error) }
        this.kill()
        break
      case "closed":
        // It ends by itself, with its `exit` listeners.
        this.#why ??= { reason: "closed" }
        this.#timer ??= setTimeout(() => this.kill(), endWithin)
        break
      default:
        if (message.t === "value" || message.t === "error") this.#measure(this.#claims!.child())
        passOn(message, this.#sink, (seq, error) => this.abort(seq, error, this.#spec.grace))
    }
  }

  #spareSuccessor(): void {
    try {
      spareProcesses.ready(this.#spec)
    } catch {
      // Whoever needs a worker is told why there is none.
    }
  }

  /** Passes on what the worker measured since the last time. */
  #measure(child: Int32Array): void {
    const { finished, micros, packing } = ChildWord
    this.#meter.read(child[finished]!, child[micros]!, child[packing]!, 0, this.#sink)
  }

  #told(kind: number, b: number, c: number): void {
    if (kind === FromWatchdog.timeout) this.#sink.timedOut(b)
    else if (kind === FromWatchdog.news) this.#collect()
    else if (kind === FromWatchdog.attended) this.#answers()
    else if (kind === FromWatchdog["out-of-memory"]) this.#why = { reason: "out-of-memory", usedMb: b, limitMb: c }
    else this.#why ??= { reason: kind === FromWatchdog.late ? "timeout" : "killed" }
  }

  #settleEnd(): void {
    if (this.#exit === undefined || this.#open.size > 0 || this.#ended) return
    this.#collect()
    this.#finish(this.#describe(this.#exit))
  }

  #finish(end: LaneEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#answers()
    clearTimeout(this.#timer)
    if (this.#ready && end.reason !== "out-of-memory") this.#raw.release()
    this.#claims?.close()
    this.#frames?.destroy()
    this.#sink.ended(end)
    if (this.#ready && !this.#ending) spareProcesses.lost(this.#spec)
  }

  #describe({ code, signal }: { readonly code: number | null; readonly signal: string | null }): LaneEnd {
    const how = { exitCode: code, signal }
    if (this.#initializerError !== undefined) return { ...how, reason: "initializer", ...this.#initializerError }
    if (this.#why?.reason === "out-of-memory") return { ...how, ...this.#why, reason: "out-of-memory" }
    if (code !== 0 && this.#raw.saysOutOfMemory) {
      const limitMb = heapLimitMb(this.#spec)
      return { ...how, reason: "out-of-memory", usedMb: limitMb, limitMb }
    }
    if (this.#closing && (this.#why?.reason === "closed" || this.#why?.reason === "killed"))
      return { ...how, reason: "closed" }
    if (this.#why?.reason !== undefined) return { ...how, reason: this.#why.reason }
    if (this.#ready) return { ...how, reason: "exit" }
    const said = this.#raw.held.trim()
    return { ...how, reason: "start-failed", ...(said !== "" && { error: new Error(said) }) }
  }
}
