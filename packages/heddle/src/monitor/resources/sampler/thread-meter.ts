import type { MeasuredThread } from "../../../core/backend/index.ts"
import type { WorkerSample } from "../../../core/events/index.ts"
import { FileAgain } from "./again.ts"
import { Rate } from "./growth.ts"

/** What is asked of a worker thread, as far as this Node has it. */
interface Asked {
  readonly threadId: number
  getHeapStatistics(): Promise<{ readonly used_heap_size: number; readonly external_memory: number }>
  /** From Node 22.19 and 24.6 on. */
  cpuUsage?(): Promise<{ readonly user: number; readonly system: number }>
  readonly performance: { eventLoopUtilization(): { readonly active: number } }
}

/** What a thread runs for to answer for its heap, in ms, at most. */
const anAnswer = 1

/**
 * What one worker thread uses. On Linux the kernel says how long it has run, in ns (/proc/PID/task/TID/schedstat), and the
 * thread is not disturbed. Elsewhere the thread itself is asked; on a Node that cannot do that, the time that its event loop was
 * not idle counts. V8 answers for its heap while JavaScript runs, but not while the thread is in native code or waits for a
 * lock: then it is what it was.
 */
export class ThreadMeter {
  readonly #thread: MeasuredThread
  readonly #asked: Asked
  readonly #rate = new Rate()
  #file: FileAgain | undefined
  #waits = false
  #cpuWaits = false
  #cpu = 0
  #ranAtAnswer = 0
  #heap: { readonly heap: number; readonly external: number } | undefined

  /** `before`: a moment at which the thread was not there; undefined: it may have run for long. */
  constructor(thread: MeasuredThread, before: number | undefined) {
    this.#thread = thread
    this.#asked = thread.worker
    if (before !== undefined) this.#rate.since(0, before)
  }

  /**
   * Notes what is known at once, and asks for the rest; the promises never reject. `at` is the sample's moment, for all that it
   * has: so what all samples say adds up to what was used.
   */
  read(at: number): readonly Promise<void>[] {
    if (this.#thread.osThread === 0) return []
    const ran = this.#ran()
    if (ran !== undefined) this.#cpu = this.#rate.since(ran, at)
    const asked: Promise<void>[] = []
    if (ran === undefined && !this.#cpuWaits) asked.push(this.#askCpu())
    if (!this.#waits && (ran === undefined || this.#hasRun(ran))) asked.push(this.#askHeap())
    return asked
  }

  /** Undefined as long as it has not started, or when it has ended. */
  sample(): WorkerSample | undefined {
    const { threadId } = this.#asked
    if (threadId < 0 || this.#thread.osThread === 0) return undefined
    const worker = this.#thread.name
    return { pool: worker.replace(/ \d+$/, ""), worker, threadId, cpu: this.#cpu, ...this.#heap }
  }

  close(): void {
    this.#file?.close()
  }

  /** To be asked wakes an idle thread, which costs more than all the rest; its heap is what it was. */
  #hasRun(ran: number): boolean {
    if (this.#heap !== undefined && ran - this.#ranAtAnswer < anAnswer) return false
    this.#ranAtAnswer = ran
    return true
  }

  /** ms that it has run; undefined: it must be asked. */
  #ran(): number | undefined {
    const { osThread } = this.#thread
    if (osThread > 0) {
      this.#file ??= new FileAgain(`/proc/self/task/${osThread}/schedstat`)
      const ns = Number.parseInt(this.#file.read() ?? "", 10)
      if (!Number.isNaN(ns)) return ns / 1e6
    }
    return this.#asked.cpuUsage === undefined ? this.#asked.performance.eventLoopUtilization().active : undefined
  }

  async #askCpu(): Promise<void> {
    this.#cpuWaits = true
    try {
      const { user, system } = await this.#asked.cpuUsage!()
      this.#cpu = this.#rate.since((user + system) / 1000, performance.now())
    } catch {
      // It has ended.
    }
    this.#cpuWaits = false
  }

  async #askHeap(): Promise<void> {
    this.#waits = true
    try {
      const { used_heap_size, external_memory } = await this.#asked.getHeapStatistics()
      this.#heap = { heap: used_heap_size, external: external_memory }
    } catch {
      // It has ended.
    }
    this.#waits = false
  }
}
