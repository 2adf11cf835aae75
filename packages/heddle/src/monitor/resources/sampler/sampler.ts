import type { MessagePort } from "node:worker_threads"
import type { MeasuredThread } from "../../../core/backend/index.ts"
import { moment } from "../../../core/events/index.ts"
import { Growth } from "./growth.ts"
import { ProcessMeters } from "./process-meters.ts"
import type { FromSampler, TakenSample, ToSampler } from "./protocol.ts"
import { SystemMeter } from "./system.ts"
import { ThreadMeter } from "./thread-meter.ts"

/** How long a sample waits for the answers of busy threads, in ms; no longer than half of its interval. */
const patience = 50

/** Loaded into the supervisor's thread: takes samples there and sends each over the port, where they wait for who is busy. */
export function measure(port: MessagePort, threads: () => Iterable<MeasuredThread>): void {
  const sampler = new Sampler(threads)
  let timer: NodeJS.Timeout | undefined
  let [every, due] = [0, 0]

  const next = (): void => {
    const now = performance.now()
    // On time, whatever the samples before took. Those that were missed are not made up for, and none is of a moment alone.
    due = Math.max(due + every, now + every / 2)
    timer = setTimeout(() => {
      take(Math.min(patience, every / 2))
      next()
    }, due - now)
  }

  // One after the other: they are sent in the order of their times.
  let last = Promise.resolve()
  const take = (atMost: number): void => {
    last = last.then(async () => port.postMessage({ sample: await sampler.take(atMost) } satisfies FromSampler))
  }

  port.on("message", (message: ToSampler) => {
    switch (message.t) {
      case "begin":
        sampler.begin(message.at - performance.timeOrigin, message.ran)
        break
      case "every":
        clearTimeout(timer)
        every = message.ms
        due = performance.now()
        next()
        break
      case "processes":
        sampler.processes.set(message.processes, performance.now())
        break
      case "now": {
        const bell = new Int32Array(message.bell)
        // Of a moment, a sample would say little.
        if (sampler.age > every / 4) take(patience)
        last = last.then(() => {
          port.postMessage({ answers: message.id } satisfies FromSampler)
          Atomics.store(bell, 0, 1)
          Atomics.notify(bell, 0)
        })
        break
      }
      case "end":
        port.close()
        break
    }
  })
  port.on("close", () => {
    clearTimeout(timer)
    sampler.close()
  })
}

/** One for all samplers of this thread, of which one runs at a time: its files stay open. */
let machine: SystemMeter | undefined

/** What the program, its workers and the machine use, since the sample before. */
class Sampler {
  readonly processes = new ProcessMeters()
  readonly #threads: () => Iterable<MeasuredThread>
  readonly #meters = new Map<MeasuredThread, ThreadMeter>()
  readonly #system = (machine ??= new SystemMeter())
  readonly #ran = new Growth()
  #at = performance.now()
  #isFirst = true

  constructor(threads: () => Iterable<MeasuredThread>) {
    this.#threads = threads
    this.#system.cpu(this.#at)
    for (const meter of this.#current(undefined)) void Promise.all(meter.read(this.#at))
  }

  /** It began before this thread had loaded it. */
  begin(at: number, ran: number): void {
    this.#at = at
    this.#ran.since(ran)
  }

  /** How long ago the last sample was, in ms; without end if there is none. */
  get age(): number {
    return this.#isFirst ? Number.POSITIVE_INFINITY : performance.now() - this.#at
  }

  /** Waits for those who must be asked, no longer than `atMost` ms. */
  async take(atMost: number): Promise<TakenSample> {
    const at = performance.now()
    const before = this.#at
    const ms = Math.max(at - before, 1e-3)
    this.#at = at
    this.#isFirst = false
    const [ran, systemCpu, memoryUsed] = [this.#ran.since(ranMs()), this.#system.cpu(at), this.#system.memoryUsed()]
    const rss = process.memoryUsage.rss()
    const meters = this.#current(before)
    await within(atMost, [...meters.flatMap((meter) => meter.read(at)), ...this.processes.ask()])
    const processes = this.processes.samples(at)
    const workers = [...meters.flatMap((meter) => meter.sample() ?? []), ...processes]
    const sum = (of: (worker: (typeof workers)[number]) => number): number => workers.reduce((s, w) => s + of(w), 0)
    const { cores, memory } = this.#system.limits
    // What processes used is counted in ticks of 10 ms: it can come out as more than there is, and below as less.
    const cpu = Math.min(1, (ran / ms + processes.reduce((total, process) => total + process.cpu, 0)) / cores)
    return {
      at: moment(at),
      ms,
      cpu,
      systemCpu: Math.min(1, Math.max(cpu, systemCpu)),
      rss: rss + sum((worker) => worker.rss ?? 0),
      heap: sum((worker) => worker.heap ?? 0),
      memoryUsed,
      memoryTotal: memory,
      workers,
    }
  }

  close(): void {
    for (const meter of this.#meters.values()) meter.close()
    this.processes.set([], 0)
  }

  /** Those that are there: new ones, which began after `before`, join, and ended ones leave. */
  #current(before: number | undefined): ThreadMeter[] {
    const threads = new Set(this.#threads())
    for (const [thread, meter] of this.#meters) {
      if (threads.has(thread)) continue
      this.#meters.delete(thread)
      meter.close()
    }
    for (const thread of threads) {
      if (!this.#meters.has(thread)) this.#meters.set(thread, new ThreadMeter(thread, before))
    }
    return [...this.#meters.values()]
  }
}

/** ms that all threads of this process have run. */
function ranMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function within(ms: number, asked: readonly Promise<void>[]): Promise<void> {
  if (asked.length === 0) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([Promise.all(asked), late])
  clearTimeout(timer)
}
