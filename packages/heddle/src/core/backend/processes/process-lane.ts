import { decodeError, encodeError } from "../../wire/index.ts"
import type { Lane, LaneEnd, LaneSink, Run, WorkerSpec } from "../backend.ts"
import type { FromWorker, ToWorker } from "../protocol.ts"
import { Meter, passOn } from "../reports.ts"
import { nextItem } from "../threads/control.ts"
import { Outbox } from "../threads/outbox.ts"
import { takerFor } from "../threads/ring.ts"
import type { RingTaker } from "../threads/ring.ts"
import { ChildHost } from "./child-host.ts"
import type { Claims } from "./claims.ts"
import { ChildWord } from "./control-file.ts"
import { messageFrame, readMessage } from "./frames.ts"
import { childInit } from "./init.ts"
import { Results } from "./results.ts"

/** One child process. Frames go over its pipes, claims and small results through its control file. */
export class ProcessLane implements Lane {
  threadId = 0
  readonly #sink: LaneSink
  readonly #spec: WorkerSpec
  readonly #outbox = new Outbox()
  readonly #taker: RingTaker
  readonly #host: ChildHost
  readonly #claims: Claims | undefined
  readonly #results: Results | undefined
  #next = 0
  readonly #meter = new Meter()
  #initializerError: { readonly error: unknown } | undefined
  /** Who waits for its attendant. */
  readonly #awaiting: (() => void)[] = []

  constructor(spec: WorkerSpec, sink: LaneSink) {
    this.#spec = spec
    this.#sink = sink
    this.#taker = takerFor(sink)
    this.#host = new ChildHost(spec, () => messageFrame(childInit(spec)), {
      ready: (pid) => {
        this.threadId = pid
        sink.ready()
      },
      message: (body) => this.#receive(readMessage(body) as FromWorker),
      news: () => this.#collect(),
      output: (output) => sink.output(output),
      timedOut: (seq) => sink.timedOut(seq),
      attended: () => this.#answers(),
      ended: (end) => this.#end(end),
    })
    this.#claims = this.#host.claims
    this.#results = this.#claims && new Results(this.#claims)
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
    if (this.#host.ended) return
    this.#host.doom(seq, grace)
    this.#send({ t: "abort", seq, reason: encodeError(reason, { shared: false }) })
  }

  credit(seq: number, count: number): void {
    this.#send({ t: "credit", seq, count })
  }

  mail(data: unknown): void {
    this.#send({ t: "mail", data })
  }

  close(): void {
    this.#host.close(messageFrame({ t: "close" } satisfies ToWorker))
  }

  kill(): void {
    this.#host.kill()
  }

  attended(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#host.ended) return Promise.resolve()
    this.#awaiting.push(resolve)
    this.#host.attend()
    return promise
  }

  #answers(): void {
    for (const resolve of this.#awaiting.splice(0)) resolve()
  }

  hold(pending: boolean): void {
    this.#host.hold(pending)
  }

  #send(message: ToWorker): void {
    if (!this.#host.ended) this.#host.write(messageFrame(message))
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
    if (message.t === "initializer") this.#initializerError = { error: decodeError(message.error) }
    else if (message.t !== "ready" && message.t !== "closed") {
      if (message.t === "value" || message.t === "error") this.#measure(this.#claims!.child())
      passOn(message, this.#sink, (seq, error) => this.abort(seq, error, this.#spec.grace))
    }
  }

  /** Passes on what the worker measured since the last time. */
  #measure(child: Int32Array): void {
    const { finished, micros, packing } = ChildWord
    this.#meter.read(child[finished]!, child[micros]!, child[packing]!, 0, this.#sink)
  }

  #end(end: LaneEnd): void {
    this.#answers()
    this.#sink.ended(end.reason === "initializer" ? { ...end, ...this.#initializerError } : end)
  }
}
