import type { SampleEvent } from "../../../core/events/index.ts"
import { percent, sized } from "../figures.ts"
import type { ResourceSummary } from "../summary.ts"
import { extentOf } from "./buckets.ts"
import type { Bucket } from "./buckets.ts"
import { pointLine, stepArea, stepBand, stepLine } from "./curves.ts"
import type { Step } from "./curves.ts"
import { shareScale, spread } from "./scale.ts"
import type { Scale } from "./scale.ts"
import { escaped, px, words } from "./svg.ts"

/** Where a part of the picture is. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Processors and memory of the program and of everything, in percent of what may be used. */
export function panel(
  buckets: readonly Bucket[],
  summary: ResourceSummary,
  time: Scale,
  frame: Frame,
  place: (what: "cpu" | "memory") => string,
): string {
  const memory = (of: "rss" | "memoryUsed") => (sample: SampleEvent) => sample[of] / sample.memoryTotal
  const cpus = buckets.map((bucket) => extentOf(bucket, ({ cpu }) => cpu))
  const all = buckets.map((bucket) => extentOf(bucket, ({ systemCpu }) => systemCpu))
  const [own, used] = (["rss", "memoryUsed"] as const).map((of) =>
    buckets.map((bucket) => extentOf(bucket, memory(of)).most),
  )
  const most = Math.max(0, ...cpus.map((cpu) => cpu.most), ...all.map((cpu) => cpu.mean), ...own!, ...used!)
  const share = shareScale(buckets.length === 0 ? 1 : most, frame.bottom, frame.top)

  const steps = (values: readonly number[]): Step[] =>
    buckets.map(({ from, to }, i) => ({ from: time.at(from), to: time.at(to), y: share.at(values[i]!) }))
  const points = (values: readonly number[]): string => {
    const rest = buckets.map(({ to }, i) => ({ x: time.at(to), y: share.at(values[i]!) }))
    return pointLine(rest.length === 0 ? [] : [{ x: time.at(0), y: rest[0]!.y }, ...rest])
  }
  const means = steps(cpus.map(({ mean }) => mean))
  const band = stepBand(steps(cpus.map((cpu) => cpu.most)), steps(cpus.map((cpu) => cpu.least)))
  const isBundled = buckets.some(({ samples }) => samples.length > 1)
  const ends = [
    { style: "cpu", name: "CPU", figure: `mean ${percent(summary.cpu.mean)}`, y: means.at(-1)?.y },
    { style: "memory", name: "memory", figure: `peak ${sized(summary.memory.peak)}`, y: yOf(own!, share) },
    {
      style: "machine",
      name: `${place("cpu")} CPU`,
      figure: percent(summary.systemCpu.mean),
      y: yOf(
        all.map(({ mean }) => mean),
        share,
      ),
    },
    {
      style: "machine",
      name: `${place("memory")} memory`,
      figure: sized(summary.systemMemory.peak),
      y: yOf(used!, share),
    },
  ]
  return [
    ...share.ticks.map(({ at }) => `<path class="grid" d="M${px(frame.left)} ${px(at)}H${px(frame.right)}"/>`),
    ...share.ticks.map(({ at, label }) => words("tick y", frame.left - 8, at + 4, label)),
    `<path class="machine" d="${stepArea(steps(all.map(({ mean }) => mean)), frame.bottom)}"/>`,
    `<path class="machine-memory" d="${points(used!)}"/>`,
    ...(isBundled ? [`<path class="cpu-band" d="${band}"/>`] : []),
    `<path class="cpu-area" d="${stepArea(means, frame.bottom)}"/>`,
    `<path class="memory" d="${points(own!)}"/>`,
    `<path class="cpu" d="${stepLine(means)}"/>`,
    buckets.length === 0 ? "" : labels(ends, frame),
  ].join("\n")
}

function yOf(values: readonly number[], share: Scale): number | undefined {
  const last = values.at(-1)
  return last === undefined ? undefined : share.at(last)
}

interface End {
  readonly style: string
  readonly name: string
  readonly figure: string
  readonly y: number | undefined
}

/** Each line's name at its end, moved so that none lies on another. */
function labels(ends: readonly End[], { right, top, bottom }: Frame): string {
  const wanted = ends.map(({ y }) => y ?? bottom)
  const places = spread(wanted, 17, top + 4, bottom - 2)
  return ends
    .map(({ style, name, figure }, i) => {
      const line = `<path class="to-${style}" d="M${px(right + 2)} ${px(wanted[i]!)}L${px(right + 12)} ${px(places[i]!)}"/>`
      return `${line}<text class="${style}-name" x="${px(right + 16)}" y="${px(places[i]! + 4)}">${escaped(name)} <tspan class="quiet" font-weight="400">${escaped(figure)}</tspan></text>`
    })
    .join("\n")
}
