import type { Worker } from "node:worker_threads"
import type { Work } from "../attendant/index.ts"
import { bury } from "../../task/index.ts"
import { Word, controlBytes, noItem, sharedNow } from "./control.ts"
import { RunningItems } from "./running-items.ts"
import { spareThreads, startThread } from "./spare-threads.ts"
import type { Open } from "./spare-threads.ts"
import type { FromSupervisor, MeasuredThread } from "./supervisor-protocol.ts"

type Ended = Extract<FromSupervisor, { t: "ended" }>

/** A thread that does not end this long after it was told to, in ms, is left behind: it is in native code. */
const abandonAfter = 2000

/** What others do at the turns of a worker's life. */
interface Life {
  gone(): void
  /** It will be ended: when what this gives has settled. */
  ending(threadId: number): Promise<void> | undefined
}

/** One worker thread as its supervisor sees it. */
export class SupervisedWorker implements MeasuredThread {
  readonly #open: Open
  readonly #worker: Worker
  readonly #control: Int32Array
  readonly #items: RunningItems
  readonly #tell: (message: FromSupervisor) => void
  readonly #life: Life
  #why: Ended["why"] = "exit"
  #error: Ended["error"]
  #ended = false
  #ready = false
  #asked = false
  #limit: number | undefined
  #used = 0
  #timedOut: number = noItem
  /** What ran at the last look. */
  #seen: number = noItem

  constructor(open: Open, tell: (message: FromSupervisor) => void, life: Life) {
    this.#open = open
    this.#tell = tell
    this.#life = life
    this.#control = new Int32Array(open.init.control)
    this.#items = new RunningItems(open.init.control, controlBytes)
    this.#limit = open.memoryLimit
    this.#worker = spareThreads.take(open) ?? startThread(open)
    this.#worker.on("error", (error: Error & { code?: string }) => this.#failed(error))
    this.#worker.on("exit", (code) => this.#finish(code))
    this.#worker.postMessage({ port: open.port, init: open.init, epoch: open.epoch }, [open.port])
  }

  get name(): string {
    return this.#open.options.name
  }

  get worker(): Worker {
    return this.#worker
  }

  get osThread(): number {
    return Atomics.load(this.#control, Word.osThread)
  }

  /** Checks time and memory. True while a task runs, or is about to. */
  look(): boolean {
    const control = this.#control
    const due = Atomics.load(control, Word.deadline)
    if (due !== 0 && sharedNow(this.#open.epoch) > due) this.#overTime(Atomics.load(control, Word.deadlineItem))
    const busy = Atomics.load(control, Word.busy) === 1
    if (busy && !this.#asked) this.#measure()
    if (!this.#ready && this.#hasBegun()) {
      this.#ready = true
      spareThreads.ready(this.#open)
    }
    this.#tellNews()
    return busy || due !== 0 || Atomics.load(control, Word.next) !== Atomics.load(control, Word.posted)
  }

  /** It is busy until it is ready, and then claims what it is given. */
  #hasBegun(): boolean {
    return Atomics.load(this.#control, Word.busy) === 0 || Atomics.load(this.#control, Word.next) > 0
  }

  /** A worker tells of its results now and then; one that is in a long task does not get to it. */
  #tellNews(): void {
    const control = this.#control
    const current = Atomics.load(control, Word.current)
    const same = current === this.#seen
    this.#seen = current
    if (!same || Atomics.load(control, Word.write) === Atomics.load(control, Word.read)) return
    if (Atomics.exchange(control, Word.signalled, 1) === 0) this.#tell({ t: "news", id: this.#open.id })
  }

  #overTime(seq: number): void {
    if (seq === noItem || seq === this.#timedOut) return
    this.#timedOut = seq
    Atomics.store(this.#control, Word.abort, seq)
    this.#tell({ t: "timeout", id: this.#open.id, seq })
    this.doom(seq, Atomics.load(this.#control, Word.grace), "timeout")
  }

  /** The heap, as V8 answers for a busy thread too, within milliseconds. */
  #measure(): void {
    this.#asked = true
    this.#worker.getHeapStatistics().then(
      (heap) => {
        this.#asked = false
        // What it uses while it is being ended is not what it was ended for.
        if (this.#why !== "exit") return
        this.#used = heap.used_heap_size + (this.#open.memoryLimit === undefined ? 0 : heap.external_memory)
        this.#limit ??= heap.heap_size_limit / 2
        if (this.#used > this.#limit) this.end("out-of-memory")
      },
      () => {
        this.#asked = false
      },
    )
  }

  /** Ends the worker if the item still runs after `grace` ms. */
  doom(seq: number, grace: number, why: Ended["why"]): void {
    setTimeout(() => {
      if (this.#items.has(seq)) this.end(why)
    }, grace)
  }

  end(why: Ended["why"]): void {
    if (this.#ended || this.#why !== "exit") return
    this.#why = why
    // What uses too much memory is not asked for anything more.
    const last = why === "out-of-memory" ? undefined : this.#life.ending(this.threadId)
    if (last === undefined) this.#terminate()
    else void last.finally(() => this.#terminate())
  }

  #terminate(): void {
    void this.#worker.terminate()
    setTimeout(() => this.#finish(null), abandonAfter)
  }

  /** -1 once it is gone. */
  get threadId(): number {
    return this.#worker.threadId
  }

  get work(): Work {
    const read = (word: number): number => Atomics.load(this.#control, word)
    return { busy: read(Word.busy) === 1, tasks: read(Word.finished) >>> 0, micros: read(Word.micros) >>> 0 }
  }

  #failed(error: Error & { code?: string }): void {
    if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.#why = "out-of-memory"
    this.#error = { name: error.name, message: error.message, stack: error.stack ?? "", code: error.code }
  }

  #finish(exitCode: number | null): void {
    if (this.#ended) return
    this.#ended = true
    bury(this.#open.init.agent, new Int32Array(this.#open.init.census))
    this.#life.gone()
    if (this.#hasBegun() && this.#why !== "killed") spareThreads.lost(this.#open)
    this.#tell({
      t: "ended",
      id: this.#open.id,
      why: this.#why,
      exitCode,
      error: this.#error,
      usedMb: Math.round(this.#used / 2 ** 20),
      limitMb: Math.round((this.#limit ?? 0) / 2 ** 20),
    })
  }
}
