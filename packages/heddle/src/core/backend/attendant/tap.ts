import type { Session } from "node:inspector"
import { threadId as ownThread } from "node:worker_threads"

interface Thread {
  readonly session: string
  readonly name: string
}

/** A thread of this process that a tap reaches. */
export interface TappedThread {
  readonly threadId: number
  readonly name: string
}

interface Notice {
  readonly params: {
    readonly sessionId: string
    readonly workerInfo: { readonly title: string }
    readonly message: string
  }
}

/** What runs for us alone. */
const ours = new Set(["heddle supervisor", "heddle watchdog"])

/**
 * The inspector of every thread of this process, held by a thread that runs no code of the user's. V8 answers at the next
 * loop or call of whatever runs, so a thread that spins answers too; one that is in native code does not.
 */
export class Tap {
  readonly #session: Session
  readonly #threads = new Map<number, Thread>()
  readonly #answers = new Map<number, { readonly threadId: number; readonly settle: (result: unknown) => void }>()
  readonly #attached: (thread: TappedThread) => void
  readonly #gone: (thread: TappedThread) => void
  #last = 0

  /** Throws where Node was told not to have an inspector. */
  constructor(attached: (thread: TappedThread) => void = () => {}, gone: (thread: TappedThread) => void = () => {}) {
    this.#attached = attached
    this.#gone = gone
    // Loaded when somebody asks, and not with each program.
    const inspector = process.getBuiltinModule("node:inspector")
    this.#session = new inspector.Session()
    this.#session.connectToMainThread()
    const on = (name: string, heard: (notice: Notice) => void): void => void this.#session.on(name, heard as () => void)
    on("NodeWorker.attachedToWorker", ({ params }) => this.#attach(params.sessionId, params.workerInfo.title))
    on("NodeWorker.detachedFromWorker", ({ params }) => this.#detach(params.sessionId))
    on("NodeWorker.receivedMessageFromWorker", ({ params }) => this.#receive(params.message))
  }

  /** Resolves when all threads are known; false: the main thread, by which the others are reached, does not answer. */
  async open(within: number): Promise<boolean> {
    return (await this.ask(0, "NodeWorker.enable", { waitForDebuggerOnStart: false }, within)) !== undefined
  }

  get threads(): readonly TappedThread[] {
    return [...this.#threads].map(([threadId, { name }]) => ({ threadId, name }))
  }

  /** What a thread answers to a message of the inspector's protocol; undefined: it refuses, has ended, or takes too long. */
  ask(threadId: number, method: string, params: object, within: number): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const id = ++this.#last
    const timer = setTimeout(() => settle(undefined), within)
    const settle = (result: unknown): void => {
      clearTimeout(timer)
      this.#answers.delete(id)
      resolve(result)
    }
    this.#answers.set(id, { threadId, settle })
    this.#send(id, threadId, method, params)
    return promise
  }

  #send(id: number, threadId: number, method: string, params: object): void {
    const settle = (result: unknown): void => this.#answers.get(id)?.settle(result)
    if (threadId === 0) {
      this.#session.post(method, params, (error, result) => settle(error === null ? (result ?? {}) : undefined))
      return
    }
    const session = this.#threads.get(threadId)?.session
    if (session === undefined) return settle(undefined)
    const message = JSON.stringify({ id, method, params })
    this.#session.post("NodeWorker.sendMessageToWorker", { sessionId: session, message }, (error) => {
      if (error !== null) settle(undefined)
    })
  }

  /** Must be called: Node does not end a program while an inspector is connected. */
  close(): void {
    for (const { settle } of this.#answers.values()) settle(undefined)
    this.#session.disconnect()
  }

  /** The title is `[worker 3] its name`, or `Worker 3`. */
  #attach(session: string, title: string): void {
    const [, bracketed, plain, rest = ""] = /^(?:\[worker (\d+)\]|Worker (\d+))\s*(.*)$/s.exec(title) ?? []
    const threadId = Number(bracketed ?? plain ?? 0)
    const name = rest === "" ? `thread ${threadId}` : rest
    if (threadId === 0 || threadId === ownThread || ours.has(name)) return
    this.#threads.set(threadId, { session, name })
    this.#attached({ threadId, name })
  }

  #detach(session: string): void {
    for (const [threadId, thread] of this.#threads) {
      if (thread.session !== session) continue
      this.#threads.delete(threadId)
      for (const answer of [...this.#answers.values()]) if (answer.threadId === threadId) answer.settle(undefined)
      this.#gone({ threadId, name: thread.name })
    }
  }

  #receive(message: string): void {
    const { id, result } = JSON.parse(message) as { readonly id?: number; readonly result?: unknown }
    if (id !== undefined) this.#answers.get(id)?.settle(result)
  }
}
