import { createHistogram } from "node:perf_hooks"
import type { RecordableHistogram } from "node:perf_hooks"

/** Times of many tasks, in ms. */
export interface TimeSummary {
  readonly count: number
  readonly mean: number
  readonly stddev: number
  readonly min: number
  readonly max: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** What `recordTiming` records. */
export class Timings {
  readonly #run = createHistogram()
  readonly #wait = createHistogram()

  /** `count` tasks took `micros` together, measured in the worker. One by one for tasks of half a millisecond and more. */
  ran(count: number, micros: number): void {
    const each = nanoseconds(micros / count / 1000)
    for (let i = 0; i < count; i++) this.#run.record(each)
  }

  /** A call of submit waited for so many ms before it was sent to a worker. */
  waited(ms: number): void {
    this.#wait.record(nanoseconds(ms))
  }

  get summary(): { readonly runTime: TimeSummary; readonly waitTime: TimeSummary } {
    return { runTime: summaryOf(this.#run), waitTime: summaryOf(this.#wait) }
  }
}

/** Histograms take positive integers. */
function nanoseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1e6))
}

function summaryOf(histogram: RecordableHistogram): TimeSummary {
  const { count, mean, stddev, min, max } = histogram
  if (count === 0) return { count, mean: 0, stddev: 0, min: 0, max: 0, p50: 0, p95: 0, p99: 0 }
  const ms = (value: number): number => value / 1e6
  const at = (percentile: number): number => ms(histogram.percentile(percentile))
  return {
    count,
    mean: ms(mean),
    stddev: ms(stddev),
    min: ms(min),
    max: ms(max),
    p50: at(50),
    p95: at(95),
    p99: at(99),
  }
}
