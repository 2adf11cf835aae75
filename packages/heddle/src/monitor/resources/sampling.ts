import { MessageChannel, receiveMessageOnPort } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { getHeapStatistics } from "node:v8"
import { supervision, threadFile } from "../../core/backend/index.ts"
import { isHeard, listen, moment, tell } from "../../core/events/index.ts"
import { liveCrews } from "../../core/scheduler/index.ts"
import { duration, knownKeys } from "../../core/options/index.ts"
import type { FromSampler, ProcessName, TakenSample, ToSampler } from "./sampler/index.ts"

/** How samples are taken. */
export interface SamplingOptions {
  /** How often, in ms or like "250ms". Default 1000, at least 10. */
  readonly interval?: number | string
}

/** Samples are taken as long as this is not stopped. */
export interface Sampling extends Disposable {
  /**
   * Takes one more sample now, unless there was one just before, and resolves when it has been told. Keeps the program alive
   * meanwhile.
   */
  sample(): Promise<void>
  /** The same for who cannot wait for promises, as at the end of a process: tells what was taken, and blocks for one more. */
  sampleSync(): void
  /** While true, the program is kept alive. */
  hold(held: boolean): void
  stop(): void
}

export const defaultInterval = 1000
/** More often than this makes no sense: the kernel counts some of it in ticks of 10 ms. */
export const leastInterval = 10
/** The longest that a timer of Node waits, in ms. */
const longestTimer = 2 ** 31 - 1
/** How long the end of a process waits for a last sample at most, in ms: its thread may just begin, on a busy machine. */
const lastWords = 2000

/** Those who want samples, and how often. */
const users = new Map<object, number>()
let sampler: SamplerLink | undefined

/**
 * Takes samples of what the program, its workers and the machine use, and tells each as a `sample` event, until it is
 * stopped. All who want samples share them: the finest interval counts, and the last one who stops ends it. They are
 * taken in a thread that runs no code of yours, also while this one is blocked; then they are told when it gets to it.
 *
 * @throws OptionError
 *
 * @example
 * ```ts
 * import { on, startSampling } from "heddle/monitor"
 * const seen: number[] = []
 * const off = on("sample", ({ cpu }) => seen.push(cpu))
 * using sampling = startSampling({ interval: "100ms" })
 * await sampling.sample()
 * off()
 * seen.length // => 1
 * ```
 */
export function startSampling(options: SamplingOptions = {}): Sampling {
  knownKeys(options, ["interval"])
  const { interval = defaultInterval } = options
  const ms = Math.min(duration("interval", interval, { min: leastInterval }), longestTimer)
  const link = (sampler ??= new SamplerLink())
  const user = {}
  users.set(user, ms)
  link.every(finest())
  const stop = (): void => {
    link.hold(user, false)
    if (!users.delete(user)) return
    if (users.size > 0) return link.every(finest())
    sampler = undefined
    link.end()
  }
  const use = (): SamplerLink | undefined => (users.has(user) ? link : undefined)
  return {
    sample: async () => use()?.sample(),
    sampleSync: () => use()?.sampleSync(),
    hold: (held) => use()?.hold(user, held),
    stop,
    [Symbol.dispose]: stop,
  }
}

function finest(): number {
  return Math.min(...users.values())
}

/** This thread's side of the sampler. */
class SamplerLink {
  readonly #port: MessagePort
  readonly #waiting = new Map<number, () => void>()
  readonly #holders = new Set<object>()
  readonly #off: () => void
  #last = 0
  #every = 0
  #processes = ""
  #idle: number = idleMs()
  #ended = false

  constructor() {
    const at = moment()
    const { user, system } = process.cpuUsage()
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.on("message", (message: FromSampler) => this.#hear(message))
    port1.on("close", () => this.#closed())
    port1.unref()
    const file = threadFile("../../monitor/resources/sampler/sampler").href
    supervision().tell({ t: "measure", file, port: port2 }, [port2])
    this.#send({ t: "begin", at, ran: (user + system) / 1000 })
    this.#nameProcesses()
    this.#off = listen("worker", () => this.#nameProcesses())
  }

  every(ms: number): void {
    if (ms === this.#every) return
    this.#every = ms
    this.#send({ t: "every", ms })
  }

  sample(): Promise<void> {
    if (this.#ended) return Promise.resolve()
    return new Promise((resolve) => {
      const id = this.#ask(new SharedArrayBuffer(4))
      const key = {}
      this.hold(key, true)
      this.#waiting.set(id, () => {
        this.hold(key, false)
        resolve()
      })
    })
  }

  sampleSync(): void {
    if (this.#ended) return
    const bell = new SharedArrayBuffer(4)
    this.#ask(bell)
    Atomics.wait(new Int32Array(bell), 0, 0, lastWords)
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#hear(next.message as FromSampler)
    }
  }

  hold(key: object, held: boolean): void {
    if (held) this.#holders.add(key)
    else this.#holders.delete(key)
    if (this.#holders.size > 0) this.#port.ref()
    else this.#port.unref()
  }

  end(): void {
    this.#ended = true
    this.#off()
    this.#send({ t: "end" })
  }

  #ask(bell: SharedArrayBuffer): number {
    const id = ++this.#last
    this.#send({ t: "now", id, bell })
    return id
  }

  #send(message: ToSampler): void {
    this.#port.postMessage(message)
  }

  /** Worker processes are known to this thread alone. */
  #nameProcesses(): void {
    const processes: ProcessName[] = []
    for (const [{ name, lane }, { backend, name: pool }] of liveCrews) {
      if (backend.name === "processes" && lane.threadId > 0) processes.push({ pool, worker: name, pid: lane.threadId })
    }
    const key = processes.map(({ pid }) => pid).join(" ")
    if (key === this.#processes) return
    this.#processes = key
    this.#send({ t: "processes", processes })
  }

  #hear({ sample, answers }: FromSampler): void {
    // What was under way when the last one stopped is nobody's.
    if (sample !== undefined && !this.#ended) this.#tell(sample)
    if (answers === undefined) return
    this.#waiting.get(answers)?.()
    this.#waiting.delete(answers)
  }

  #tell(sample: TakenSample): void {
    this.#nameProcesses()
    const loop = this.#busy(sample.ms)
    if (!isHeard("sample")) return
    const heap = sample.heap + getHeapStatistics().used_heap_size
    tell({ kind: "sample", ...sample, heap, loop })
  }

  /**
   * How much of a sample's time the event loop was busy. What it has idled since the sample before it did before this
   * one was taken: from then on, if it had idled, it would have told it. So samples that waited for it say 1.
   */
  #busy(ms: number): number {
    const idle = idleMs()
    const idled = idle - this.#idle
    this.#idle = idle
    return Math.min(1, Math.max(0, 1 - idled / ms))
  }

  /** The sampler has ended, or could not be loaded. */
  #closed(): void {
    if (!this.#ended) process.emitWarning("what the program uses is not sampled: its thread has ended", "HeddleWarning")
    this.#ended = true
    this.#off()
    for (const resolve of this.#waiting.values()) resolve()
    this.#waiting.clear()
    if (sampler === this) sampler = undefined
  }
}

/** ms that this thread's event loop has waited for something to do. */
function idleMs(): number {
  return performance.nodeTiming.idleTime
}
