import type { SampleEvent, WorkerSample } from "../../core/events/index.ts"
import { counted, lasting, percent, sized } from "./figures.ts"
import type { Machine } from "./machine.ts"

/** The mean over time, and the most. */
export interface MeanAndPeak {
  readonly mean: number
  readonly peak: number
}

/** What one worker did while it was there. */
export interface WorkerSummary {
  readonly pool: string
  readonly worker: string
  readonly threadId: number
  /** How long it was seen, in ms. */
  readonly ms: number
  /** The share of that time in which it used a processor, from 0 to 1. */
  readonly busy: number
  /** Bytes at most: of a thread its heap with what that holds outside, as typed arrays; of a process its resident set. */
  readonly memoryPeak?: number
  /** Each of them at most. */
  readonly heapPeak?: number
  readonly externalPeak?: number
  readonly rssPeak?: number
}

/** What `monitor.summary()` says. Shares are from 0 to 1, of all processors that the program may use. */
export interface ResourceSummary {
  readonly samples: number
  /** How long was monitored. */
  readonly ms: number
  readonly cpu: MeanAndPeak
  readonly systemCpu: MeanAndPeak
  /** Bytes of the program with its worker processes. */
  readonly memory: MeanAndPeak
  readonly systemMemory: MeanAndPeak
  /** How busy the main thread's event loop was. */
  readonly loop: MeanAndPeak
  readonly workers: readonly WorkerSummary[]
  /** All of it in a sentence. */
  readonly sentence: string
}

const byNumber = new Intl.Collator("en", { numeric: true })

/** Each worker by what makes it one: names may come again. */
export function workerKey({ pool, worker, threadId }: WorkerSample): string {
  return `${pool}\n${worker}\n${threadId}`
}

export function summarise(samples: readonly SampleEvent[], machine: Machine): ResourceSummary {
  const ms = samples.reduce((sum, sample) => sum + sample.ms, 0)
  const of = (value: (sample: SampleEvent) => number): MeanAndPeak => ({
    mean: samples.reduce((sum, sample) => sum + value(sample) * sample.ms, 0) / (ms || 1),
    peak: samples.reduce((most, sample) => Math.max(most, value(sample)), 0),
  })
  const figures = {
    samples: samples.length,
    ms,
    cpu: of(({ cpu }) => cpu),
    systemCpu: of(({ systemCpu }) => systemCpu),
    memory: of(({ rss }) => rss),
    systemMemory: of(({ memoryUsed }) => memoryUsed),
    loop: of(({ loop }) => loop),
    workers: summariseWorkers(samples),
  }
  return { ...figures, sentence: sentenceOf(figures, machine) }
}

function summariseWorkers(samples: readonly SampleEvent[]): WorkerSummary[] {
  const found = new Map<string, { -readonly [K in keyof WorkerSummary]: WorkerSummary[K] }>()
  for (const { ms, workers } of samples) {
    for (const sample of workers) {
      const { pool, worker, threadId, cpu, heap, external, rss } = sample
      const key = workerKey(sample)
      let one = found.get(key)
      if (one === undefined) found.set(key, (one = { pool, worker, threadId, ms: 0, busy: 0 }))
      one.busy = (one.busy * one.ms + cpu * ms) / (one.ms + ms)
      one.ms += ms
      const memory = rss ?? (heap === undefined ? undefined : heap + (external ?? 0))
      if (memory !== undefined) one.memoryPeak = Math.max(memory, one.memoryPeak ?? 0)
      if (heap !== undefined) one.heapPeak = Math.max(heap, one.heapPeak ?? 0)
      if (external !== undefined) one.externalPeak = Math.max(external, one.externalPeak ?? 0)
      if (rss !== undefined) one.rssPeak = Math.max(rss, one.rssPeak ?? 0)
    }
  }
  // Pools as they came, and the workers of each by their numbers.
  return [...Map.groupBy(found.values(), ({ pool }) => pool).values()].flatMap((workers) =>
    workers.toSorted((a, b) => byNumber.compare(a.worker, b.worker)),
  )
}

function sentenceOf(
  { samples, ms, cpu, memory, loop, workers }: Omit<ResourceSummary, "sentence">,
  machine: Machine,
): string {
  if (samples === 0) return "Nothing was sampled."
  const processors = counted(Number(machine.cores.toFixed(2)), "processor")
  const program = `In ${lasting(ms)} the program used ${percent(cpu.mean)} of ${processors} (at most ${percent(cpu.peak)}) and ${sized(memory.peak)} of ${sized(machine.memory)} memory`
  if (workers.length === 0)
    return `${program}; its event loop was busy ${percent(loop.mean)} of the time, and it had no workers.`
  const time = workers.reduce((sum, worker) => sum + worker.ms, 0)
  const busy = workers.reduce((sum, worker) => sum + worker.busy * worker.ms, 0) / (time || 1)
  const were = workers.length === 1 ? "was" : "were"
  return `${program}; ${counted(workers.length, "worker")} ${were} busy ${percent(busy)} of ${workers.length === 1 ? "its" : "their"} time, the main thread's event loop ${percent(loop.mean)}.`
}
