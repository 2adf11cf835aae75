import type { SampleEvent, WorkerSample } from "../../../core/events/index.ts"
import { percent, sized } from "../figures.ts"
import type { ResourceSummary, WorkerSummary } from "../summary.ts"
import type { Bucket } from "./buckets.ts"
import { stepArea } from "./curves.ts"
import type { Step } from "./curves.ts"
import type { Frame } from "./panel.ts"
import type { Scale } from "./scale.ts"
import { clipped, escaped, px, words } from "./svg.ts"

/** A row of the picture: how busy something was, as far as it was there. */
export interface Lane {
  readonly name: string
  readonly style: "busy" | "loop"
  readonly busy: number
  readonly figure: string
  /** What is told where the pointer is. */
  readonly told: string
  /** From 0 to 1 in a sample; undefined: it was not there. */
  at(sample: SampleEvent): number | undefined
}

/** More workers than these are shown by their pools, more pools than these together. */
const mostLanes = 16

/** The main thread, and each worker; or each pool, where there are many workers. */
export function lanesOf(summary: ResourceSummary): readonly Lane[] {
  const main: Lane = {
    name: "main thread",
    style: "loop",
    busy: summary.loop.mean,
    figure: "event loop",
    told: `The main thread's event loop was busy ${percent(summary.loop.mean)} of the time.`,
    at: ({ loop }) => loop,
  }
  return [main, ...foldedLanes(summary.workers)]
}

function foldedLanes(workers: readonly WorkerSummary[]): Lane[] {
  if (workers.length <= mostLanes) return workers.map(workerLane)
  const pools = Map.groupBy(workers, ({ pool }) => pool)
  if (pools.size <= mostLanes) return [...pools].map(([pool, all]) => groupLane(pool, all))
  const [shown, rest] = [[...pools].slice(0, mostLanes - 1), [...pools].slice(mostLanes - 1)]
  const others = groupLane(
    `${rest.length} more pools`,
    rest.flatMap(([, all]) => all),
  )
  return [...shown.map(([pool, all]) => groupLane(pool, all)), others]
}

function workerLane(worker: WorkerSummary): Lane {
  const { memoryPeak, heapPeak } = worker
  const figure = memoryPeak === undefined ? "" : `memory ${sized(memoryPeak)}`
  const inside = heapPeak === undefined ? "" : `, heap ${sized(heapPeak)}`
  return {
    name: worker.worker,
    style: "busy",
    busy: worker.busy,
    figure,
    told: `${worker.worker} used a processor ${percent(worker.busy)} of its time${figure === "" ? "" : `, ${figure}${inside} at most`}.`,
    at: ({ workers }) => workers.find((one) => isOf(one, worker))?.cpu,
  }
}

function isOf(sample: WorkerSample, { pool, worker, threadId }: WorkerSummary): boolean {
  return sample.threadId === threadId && sample.worker === worker && sample.pool === pool
}

/** Several workers in one lane: the mean of those that are there. */
function groupLane(name: string, workers: readonly WorkerSummary[]): Lane {
  const pools = new Set(workers.map(({ pool }) => pool))
  const time = workers.reduce((sum, { ms }) => sum + ms, 0)
  const busy = workers.reduce((sum, worker) => sum + worker.busy * worker.ms, 0) / (time || 1)
  return {
    name,
    style: "busy",
    busy,
    figure: `${workers.length} workers`,
    told: `The ${workers.length} workers of ${name} used a processor ${percent(busy)} of their time.`,
    at(sample) {
      const there = sample.workers.filter(({ pool }: WorkerSample) => pools.has(pool))
      return there.length === 0 ? undefined : there.reduce((sum, { cpu }) => sum + cpu, 0) / there.length
    },
  }
}

/** How high a lane is: few are higher. */
export function laneHeight(count: number): number {
  return count <= 5 ? 32 : count <= 9 ? 25 : 19
}

const gap = 5

export function drawLanes(lanes: readonly Lane[], buckets: readonly Bucket[], time: Scale, frame: Frame): string {
  const height = laneHeight(lanes.length)
  return lanes
    .map((lane, i) =>
      drawLane(lane, buckets, time, {
        ...frame,
        top: frame.top + i * height,
        bottom: frame.top + (i + 1) * height - gap,
      }),
    )
    .join("\n")
}

function drawLane(lane: Lane, buckets: readonly Bucket[], time: Scale, { left, right, top, bottom }: Frame): string {
  const steps = buckets.flatMap((bucket): Step[] => {
    const busy = meanOf(lane, bucket)
    if (busy === undefined) return []
    const y = bottom - (bottom - top) * Math.min(1, Math.max(0, busy))
    return [{ from: time.at(bucket.from), to: time.at(bucket.to), y }]
  })
  const middle = (top + bottom) / 2 + 4
  return `<g><title>${escaped(lane.told)}</title><rect class="track" x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}"/><path class="${lane.style}" d="${stepArea(steps, bottom)}"/>${words("end", left - 8, middle, clipped(lane.name, 15))}<text class="end head" x="${px(right + 52)}" y="${px(middle)}">${percent(lane.busy)}</text>${words("quiet", right + 62, middle, lane.figure)}</g>`
}

function meanOf(lane: Lane, bucket: Bucket): number | undefined {
  let [sum, ms] = [0, 0]
  for (const sample of bucket.samples) {
    const busy = lane.at(sample)
    if (busy === undefined) continue
    sum += busy * sample.ms
    ms += sample.ms
  }
  return ms === 0 ? undefined : sum / ms
}
