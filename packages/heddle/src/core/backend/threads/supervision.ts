import { Worker } from "node:worker_threads"
import type { Transferable } from "node:worker_threads"
import type { FromSupervisor, ToSupervisor } from "./supervisor-protocol.ts"
import { threadFile } from "./thread-file.ts"

type Listener = (message: FromSupervisor) => void

/** This thread's supervisor: one for all its pools, started by the first, gone with the program. */
export class Supervision {
  readonly #worker: Worker
  readonly #asleep = new Int32Array(new SharedArrayBuffer(4))
  readonly #listeners = new Map<number, Listener>()
  readonly #held = new Set<number>()
  #lastId = 0

  constructor() {
    this.#worker = new Worker(threadFile("threads/supervisor"), {
      name: "heddle supervisor",
      workerData: this.#asleep.buffer,
      execArgv: [],
      argv: [],
    })
    this.#worker.on("message", (message: FromSupervisor) => {
      this.#listeners.get(message.id)?.(message)
      if (message.t === "ended") this.#forget(message.id)
    })
    this.#worker.on("error", (error) => this.#lost(error as Error))
    // Last: a listener for messages makes Node hold the program open again.
    this.#worker.unref()
  }

  /** A number for a new worker. `listener` hears of it until it has ended. */
  register(listener: Listener): number {
    const id = ++this.#lastId
    this.#listeners.set(id, listener)
    return id
  }

  tell(message: ToSupervisor, transfer?: readonly Transferable[]): void {
    this.#worker.postMessage(message, transfer as [] | undefined)
  }

  /**
   * Keeps the program alive for a worker, or not. The supervisor's own handle does it: a worker's port closes with its
   * thread, before its end is told, and the program must not end in between.
   */
  hold(id: number, pending: boolean): void {
    if (pending && this.#listeners.has(id)) {
      this.#held.add(id)
      if (this.#held.size === 1) this.#worker.ref()
    } else if (!pending && this.#held.delete(id) && this.#held.size === 0) this.#worker.unref()
  }

  #forget(id: number): void {
    this.#listeners.delete(id)
    this.hold(id, false)
  }

  /** Call it when a worker was given tasks. Costs one load while the supervisor is awake. */
  watch(): void {
    if (Atomics.load(this.#asleep, 0) === 1) this.tell({ t: "watch" })
  }

  /** The supervisor itself failed (Node refused to start a thread): no worker of its is left. */
  #lost(error: Error & { code?: string }): void {
    if (current === this) current = undefined
    const described = { name: error.name, message: error.message, stack: error.stack ?? "", code: error.code }
    for (const [id, listener] of this.#listeners) {
      listener({ t: "ended", id, why: "exit", exitCode: 1, error: described, usedMb: 0, limitMb: 0 })
    }
    this.#listeners.clear()
  }
}

let current: Supervision | undefined

/** Starts the supervisor if it does not run yet. */
export function supervision(): Supervision {
  return (current ??= new Supervision())
}
