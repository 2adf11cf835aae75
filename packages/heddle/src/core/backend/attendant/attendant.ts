import { childrenOf } from "./address.ts"
import { ask } from "./ask.ts"
import { listen } from "./listen.ts"
import { look } from "./look.ts"
import { parentsNote, removeNote, writeNote } from "./note.ts"
import { Recorder } from "./recorder.ts"
import type { AttendReply, AttendRequest, Work } from "./protocol.ts"

/** Ours answers later than a thread of its own may. */
const childWithin = 12_000

/** What the thread that has an attendant says of its process. */
export interface Attended {
  /** The main thread, if it is a pool's worker; else undefined. */
  readonly main: string | undefined
  /** Does Node let this program use its inspector? */
  readonly mayInspect: boolean
  /** What a worker has done. */
  workOf(threadId: number): Work | undefined
  /** Profiles are recorded, or not any more. */
  profiled(on: boolean): void
}

type Start = Extract<AttendRequest, { do: "start" }>

/** Answers, in a thread that runs no code of the user's, what others ask of its process. See README.md. */
export class Attendant {
  readonly #of: Attended
  #recorder: Recorder | undefined
  /** Requests are answered one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(of: Attended) {
    this.#of = of
  }

  /** Opens the process's socket. A parent that is being profiled has its children profiled from their start. */
  async open(): Promise<void> {
    await listen((request) => this.answer(request))
    const asked = parentsNote()
    if (asked !== undefined) await this.answer(asked)
  }

  answer(request: AttendRequest): Promise<AttendReply> {
    const reply = this.#last.then(() => this.#answer(request))
    this.#last = reply
    return reply
  }

  async #answer(request: AttendRequest): Promise<AttendReply> {
    if (!this.#of.mayInspect) return { error: "Node's permissions deny the inspector" }
    try {
      if (request.do === "start") return await this.#start(request)
      if (request.do === "stop") return await this.#stop()
      return await look(this.#of)
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }

  async #start(request: Start): Promise<AttendReply> {
    // A child finds its parent's note, and is asked beside.
    if (this.#recorder?.folder === request.folder) return { done: true }
    if (this.#recorder !== undefined) return { error: "a profile is being recorded already" }
    const recorder = new Recorder(request.interval, request.folder, this.#of.main ?? "main")
    if (!(await recorder.start())) {
      void recorder.stop()
      return { error: "the main thread does not answer: it is in native code" }
    }
    this.#recorder = recorder
    this.#of.profiled(true)
    // First the note: a child that is not asked will read it.
    writeNote(request)
    await this.#tellChildren(request)
    return { done: true }
  }

  async #stop(): Promise<AttendReply> {
    if (this.#recorder === undefined) return { error: "no profile is being recorded" }
    removeNote()
    await Promise.all([this.#recorder.stop(), this.#tellChildren({ do: "stop" })])
    this.#recorder = undefined
    this.#of.profiled(false)
    return { done: true }
  }

  async #tellChildren(request: AttendRequest): Promise<void> {
    await Promise.all(childrenOf(process.pid).map((child) => ask(child, request, childWithin)))
  }

  /** Takes the profile of a thread that is about to be ended; undefined: there is none to be taken. */
  take(threadId: number): Promise<void> | undefined {
    return this.#recorder?.take(threadId)
  }
}
