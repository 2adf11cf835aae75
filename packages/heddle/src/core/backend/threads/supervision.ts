import { MessageChannel, Worker, isMainThread, receiveMessageOnPort } from "node:worker_threads"
import type { Transferable } from "node:worker_threads"
import type { AttendReply, AttendRequest } from "../attendant/index.ts"
import { mayInspect } from "../attendant/may-inspect.ts"
import type { FromSupervisor, SupervisorStart, ToSupervisor } from "./supervisor-protocol.ts"
import { threadFile } from "./thread-file.ts"

/** In ms. */
const letGoWithin = 20

type Listener = (message: FromSupervisor) => void

/** This thread's supervisor: one for all its pools, started by the first, gone with the program. */
export class Supervision {
  readonly #worker: Worker
  readonly #asleep = new Int32Array(new SharedArrayBuffer(12))
  readonly #listeners = new Map<number, Listener>()
  readonly #held = new Set<number>()
  #lastId = 0

  constructor() {
    this.#worker = new Worker(threadFile("threads/supervisor"), {
      name: "heddle supervisor",
      workerData: { words: this.#asleep, isMain: isMainThread, mayInspect: mayInspect() } satisfies SupervisorStart,
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

  /** What this program's own attendant answers. */
  async attend(request: AttendRequest): Promise<AttendReply> {
    const { port1, port2 } = new MessageChannel()
    const answered = new Promise<AttendReply>((resolve) => {
      port1.once("message", resolve)
      port1.once("close", () => resolve({ error: "the supervisor has ended" }))
    })
    this.tell({ t: "attend", request, port: port2 }, [port2])
    const reply = await answered
    port1.close()
    return reply
  }

  /** Are profiles being recorded? */
  get isProfiled(): boolean {
    return Atomics.load(this.#asleep, 2) === 1
  }

  /** The same where nothing can be awaited any more: in a listener of `exit`. V8 answers the attendant while we wait. */
  attendAtExit(request: AttendRequest, within: number): AttendReply | undefined {
    const { port1, port2 } = new MessageChannel()
    const until = performance.now() + within
    let answers = Atomics.load(this.#asleep, 1)
    this.tell({ t: "attend", request, port: port2 }, [port2])
    for (;;) {
      const left = until - performance.now()
      if (left <= 0) return undefined
      Atomics.wait(this.#asleep, 1, answers, left)
      answers = Atomics.load(this.#asleep, 1)
      const answered = receiveMessageOnPort(port1)
      if (answered === undefined) continue
      // The inspector lets go a moment later; until it has, Node says that it waits for a debugger.
      Atomics.wait(this.#asleep, 1, answers, letGoWithin)
      return answered.message as AttendReply
    }
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
