import type { ChildProcess } from "node:child_process"
import type { Socket } from "node:net"
import type { LaneEnd } from "../backend.ts"
import type { TaskOutput } from "../protocol.ts"
import { heapLimitMb, pipe, startChild } from "./child.ts"
import type { ChildSpec } from "./child.ts"
import type { Claims } from "./claims.ts"
import { FrameKind, FrameReader } from "./frames.ts"
import { RawOutput } from "./raw-output.ts"
import { spareProcesses } from "./spare-processes.ts"
import { startError } from "./start-error.ts"
import { FromWatchdog, PieceReader, ToWatchdog, piece } from "./watchdog-protocol.ts"

/** A process that was told to end and has not this long after, in ms, is killed. */
const endWithin = 2000

/** How long the last words of a process that is gone may take to arrive, in ms. */
const explainWithin = 500
/** How V8 ends a process that has no memory left. */
const aborts = new Set(["SIGABRT", "SIGTRAP", "SIGILL"])

/** What a host tells of its child. */
export interface ChildSink {
  /** The worker is there. */
  ready(pid: number): void
  /** What the worker says, a message of the protocol as V8 wrote it; what its initializer threw among them. */
  message(body: Uint8Array): void
  /** There may be new results in the file of `claims`; `last`: the last ones, as its process has ended. */
  news(last: boolean): void
  output(output: TaskOutput): void
  /** The item ran over its limit. */
  timedOut(seq: number): void
  /** It answers what its threads do. */
  attended(): void
  /** Told once, and nothing after it. */
  ended(end: LaneEnd): void
}

/**
 * A worker's process, from its start to its end, and the pipes to it. What goes over them it passes on unread: its user may be in
 * another program, on another machine.
 */
export class ChildHost {
  /** What the child has started, and its results. Undefined: there is none. */
  readonly claims: Claims | undefined
  readonly #sink: ChildSink
  readonly #spec: ChildSpec
  readonly #raw: RawOutput
  #child: ChildProcess | undefined
  #frames: Socket | undefined
  #watchdog: Socket | undefined
  #handles: { ref(): void; unref(): void }[] = []
  #ready = false
  #closing = false
  #ending = false
  #why: Partial<LaneEnd> | undefined
  #exit: { readonly code: number | null; readonly signal: string | null } | undefined
  /** Descriptors that are not read to their ends. */
  readonly #open = new Set<number>()
  #ended = false
  #timer: NodeJS.Timeout | undefined

  /** `init` makes the frame of `ChildInit`, the first that the child reads. */
  constructor(spec: ChildSpec, init: () => Uint8Array, sink: ChildSink) {
    this.#spec = spec
    this.#sink = sink
    this.#raw = new RawOutput((output) => sink.output(output))
    try {
      const { child, claims } = spareProcesses.take(spec) ?? startChild(spec)
      this.claims = claims
      this.#start(child, init)
    } catch (error) {
      this.#child?.kill("SIGKILL")
      process.nextTick(() => this.#finish(startError(error)))
    }
  }

  #start(child: ChildProcess, init: () => Uint8Array): void {
    this.#child = child
    child.on("error", (error) => {
      if (child.pid === undefined) this.#finish(startError(error))
    })
    if (child.pid === undefined) return
    this.#listen(child)
    this.#frames!.write(init())
    child.on("exit", (code, signal) => {
      clearTimeout(this.#timer)
      this.#exit = { code, signal }
      // What is left in its pipes is little, and nobody hears of its end before it is read.
      this.flow(true)
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

  get ended(): boolean {
    return this.#ended
  }

  /** A frame of a message to the worker. */
  write(frame: Uint8Array): void {
    if (!this.#ended) this.#frames?.write(frame)
  }

  /** Ends the process if the item still runs after `grace` ms. */
  doom(seq: number, grace: number): void {
    this.#watchdog?.write(piece(ToWatchdog.doom, seq, Math.min(grace, 0x7fffffff)))
  }

  attend(): void {
    this.#watchdog?.write(piece(ToWatchdog.attend))
  }

  /** The worker ends by itself when it is done; `frame` tells it. */
  close(frame: Uint8Array): void {
    this.#closing = true
    this.#ending = true
    this.hold(true)
    this.write(frame)
  }

  kill(): void {
    if (this.#ended) return
    this.#ending = true
    this.hold(true)
    this.#why ??= { reason: "killed" }
    this.#child?.kill("SIGKILL")
  }

  /** While closed, nothing that the worker says is read, but its end and its limits. */
  flow(open: boolean): void {
    for (const fd of [1, 2, 4]) {
      const socket = this.#child?.stdio[fd] as Socket | null | undefined
      if (open) socket?.resume()
      else socket?.pause()
    }
  }

  /** Keeps the program alive while true. */
  hold(pending: boolean): void {
    // Somebody waits for the end of a worker that was told to end, whatever it still reports.
    const held = pending || this.#ending
    for (const handle of this.#handles) {
      if (held) handle.ref()
      else handle.unref()
    }
  }

  #frame(kind: number, body: Uint8Array): void {
    switch (kind) {
      case FrameKind.news:
        this.claims!.heard()
        this.#sink.news(false)
        break
      case FrameKind.ready:
        this.#ready = true
        this.#raw.ready()
        this.#sink.ready(this.#child!.pid!)
        this.#spareSuccessor()
        break
      case FrameKind.initializer:
        this.#sink.message(body)
        this.#why = { reason: "initializer" }
        this.kill()
        break
      case FrameKind.closed:
        // It ends by itself, with its `exit` listeners.
        this.#why ??= { reason: "closed" }
        this.#timer ??= setTimeout(() => this.kill(), endWithin)
        break
      default:
        this.#sink.message(body)
    }
  }

  #spareSuccessor(): void {
    try {
      spareProcesses.ready(this.#spec)
    } catch {
      // Whoever needs a worker is told why there is none.
    }
  }

  #told(kind: number, b: number, c: number): void {
    if (kind === FromWatchdog.timeout) this.#sink.timedOut(b)
    else if (kind === FromWatchdog.news) this.#sink.news(false)
    else if (kind === FromWatchdog.attended) this.#sink.attended()
    else if (kind === FromWatchdog["out-of-memory"]) this.#why = { reason: "out-of-memory", usedMb: b, limitMb: c }
    else this.#why ??= { reason: kind === FromWatchdog.late ? "timeout" : "killed" }
  }

  #settleEnd(): void {
    if (this.#exit === undefined || this.#open.size > 0 || this.#ended) return
    this.#sink.news(true)
    this.#finish(this.#describe(this.#exit))
  }

  #finish(end: LaneEnd): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    if (this.#ready && end.reason !== "out-of-memory") this.#raw.release()
    this.claims?.close()
    this.#frames?.destroy()
    this.#sink.ended(end)
    if (this.#ready && !this.#ending) spareProcesses.lost(this.#spec)
  }

  #describe({ code, signal }: { readonly code: number | null; readonly signal: string | null }): LaneEnd {
    const how = { exitCode: code, signal }
    if (this.#why?.reason === "initializer") return { ...how, reason: "initializer" }
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
