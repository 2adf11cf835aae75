import type { MessagePort } from "node:worker_threads"
import { WorkerDiedError } from "../../core/errors/index.ts"
import type { Arena } from "./arena.ts"
import type { Team } from "./team.ts"
import type { AnswerMessage, CallMessage, KernelMessage } from "./team-worker.ts"

/** A call that another thread is to run. */
export interface Call {
  readonly kernel: KernelMessage
  readonly args: readonly (number | bigint)[]
  /** On so many threads, the conductor among them. */
  readonly threads: number
  /** What the call has of the heap. */
  readonly arena: Arena
}

/** What came of it: a result, or where an index was outside. */
export type Answer = { readonly result: unknown } | { readonly site: number; readonly index: number }

interface Pending {
  readonly arena: Arena
  resolve(answer: Answer): void
  reject(error: unknown): void
  /** The heap had no room for what it asked for. */
  refused?: unknown
}

/** Bytes for partial results that a call has at once. */
const firstPartials = 65_536

/** One thread that runs whole kernels, one call after the other, so that this one is free; it leads the team's helpers. */
export class Conductor {
  readonly #team: Pick<Team, "start" | "crew" | "patience">
  readonly #granted = new SharedArrayBuffer(16)
  #known = new Set<number>()
  readonly #pending = new Map<number, Pending>()
  #port: MessagePort | undefined
  #calls = 0

  constructor(team: Pick<Team, "start" | "crew" | "patience">) {
    this.#team = team
  }

  /** The program stays open until all calls are over. */
  call({ kernel, args, threads, arena }: Call): Promise<Answer> {
    const port = (this.#port ??= this.#start())
    const call = ++this.#calls
    const message: CallMessage = {
      call,
      ...(!this.#known.has(kernel.id) && { kernel }),
      id: kernel.id,
      args,
      helpers: this.#team.crew(threads - 1, kernel),
      patience: this.#team.patience,
      partials: { at: arena.allocate(firstPartials), size: firstPartials },
    }
    this.#known.add(kernel.id)
    return new Promise((resolve, reject) => {
      this.#pending.set(call, { arena, resolve, reject })
      port.ref()
      port.postMessage(message)
    })
  }

  #start(): MessagePort {
    const port = this.#team.start({ scratch: 0, granted: this.#granted })
    port.on("message", (answer: AnswerMessage) => this.#answered(answer))
    port.on("close", () => this.#lost())
    port.unref()
    return port
  }

  #answered(answer: AnswerMessage): void {
    const pending = this.#pending.get(answer.call)!
    if ("ask" in answer) return this.#grant(answer.ask, pending)
    this.#pending.delete(answer.call)
    if (this.#pending.size === 0) this.#port!.unref()
    if ("error" in answer) pending.reject(pending.refused ?? answer.error)
    else pending.resolve(answer)
  }

  /** Its thread has ended, which only the system does to it. The next call has another. */
  #lost(): void {
    const lost = [...this.#pending.values()]
    this.#pending.clear()
    this.#port = undefined
    this.#known = new Set()
    const death = { exitCode: null, signal: null, phase: "running" } as const
    const hint = "call it again: another one will run it"
    for (const one of lost) one.reject(new WorkerDiedError(death, "the thread that ran the kernel has ended", { hint }))
  }

  #grant(bytes: number, pending: Pending): void {
    const granted = new Int32Array(this.#granted)
    let isThere = -1
    try {
      new Float64Array(this.#granted)[1] = pending.arena.allocate(bytes)
      isThere = 1
    } catch (error) {
      pending.refused = error
    }
    Atomics.store(granted, 0, isThere)
    Atomics.notify(granted, 0)
  }
}
