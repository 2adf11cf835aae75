import type { SampleEvent } from "../../../core/events/index.ts"
import { lasting, sized } from "../figures.ts"
import type { Machine } from "../machine.ts"
import { summarise } from "../summary.ts"
import { bucketsOf } from "./buckets.ts"
import { drawLanes, laneHeight, lanesOf } from "./lanes.ts"
import { panel } from "./panel.ts"
import { timeScale } from "./scale.ts"
import { escaped, px, shortened, words, wrapped } from "./svg.ts"
import { styleOf } from "./theme.ts"
import type { Theme } from "./theme.ts"

/** What is drawn. */
export interface PlotInput {
  readonly samples: readonly SampleEvent[]
  readonly machine: Machine
  readonly title: string
  readonly theme?: Theme
}

const width = 920
const left = 124
const right = 734
const margin = 24

/** The picture of what a program used, as an SVG: processors and memory, below each other the main thread and the workers. */
export function plot({ samples, machine, title, theme = "auto" }: PlotInput): string {
  const summary = summarise(samples, machine)
  const buckets = bucketsOf(samples)
  const time = timeScale(buckets.at(-1)?.to ?? 1000, left, right)
  const lanes = lanesOf(summary)
  const lines = wrapped(summary.sentence, 124, 2)
  const top = 84 + 16 * lines.length
  const bottom = top + 210
  const first = bottom + 42
  const last = first + lanes.length * laneHeight(lanes.length)
  const height = last + 66
  const place = (what: "cpu" | "memory"): string => (machine.limited.includes(what) ? "container" : "machine")
  const body = [
    words("title", margin, 36, shortened(title, 90)),
    ...lines.map((line, i) => words("quiet", margin, 58 + 16 * i, line)),
    words("head", margin, top - 14, "Processors and memory"),
    words("quiet end", right, top - 14, "percent of what may be used"),
    ...time.ticks.map(({ at }) => `<path class="grid" d="M${px(at)} ${px(top)}V${px(bottom)}"/>`),
    panel(buckets, summary, time, { left, right, top, bottom }, place),
    words("head", margin, first - 10, "Busy"),
    words("quiet end", right, first - 10, lanes.length > 1 ? "share of one processor" : "share of the time"),
    drawLanes(lanes, buckets, time, { left, right, top: first, bottom: last }),
    `<path class="axis" d="M${px(left)} ${px(last + 1)}H${px(right)}${time.ticks.map(({ at }) => `M${px(at)} ${px(last + 1)}v4`).join("")}"/>`,
    ...time.ticks.map(({ at, label }) => words("tick x", at, last + 18, label)),
    words("unit small", right + 24, last + 18, `time, ${time.unit}`),
    words("quiet small", margin, last + 46, caption(samples, machine)),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(summary.sentence)}</desc>
${styleOf(theme)}
<rect class="paper" width="${width}" height="${height}"/>
${body.filter((part) => part !== "").join("\n")}
</svg>
`
}

function caption(samples: readonly SampleEvent[], machine: Machine): string {
  const { cores, memory, limited, model, system, node } = machine
  const by = (what: "cpu" | "memory"): string => (limited.includes(what) ? " by the container's limit" : "")
  const parts = [
    `${Number(cores.toFixed(2))} x ${shortened(model, 40)}${by("cpu")}`,
    `${sized(memory)}${by("memory")}`,
    `Node ${node}, ${system}`,
  ]
  if (samples.length > 0) {
    const each = samples.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)]!
    parts.push(`${samples.length} ${samples.length === 1 ? "sample" : `samples, one every ${lasting(each)}`}`)
  }
  return parts.join(" · ")
}
