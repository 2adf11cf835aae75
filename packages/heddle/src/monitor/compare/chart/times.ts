import { tickText, timeText } from "../report/index.ts"
import { linear } from "./scale.ts"
import { round, rule, sheet, text } from "./sheet.ts"

/** Of whom, all times, and their median; ms. */
export interface Timed {
  readonly name: string
  readonly times: readonly number[]
  readonly median: number
}

const width = 760
const right = width - 96
const top = 62
const rowHeight = 44

/** A bar to the median for each, with a dot for each time. */
export function drawTimes(rows: readonly Timed[], title: string): string {
  const left = 36 + Math.min(200, Math.max(...rows.map(({ name }) => name.length)) * 7)
  const scale = linear(Math.max(...rows.flatMap(({ times }) => times)))
  const bottom = top + rows.length * rowHeight
  const at = (ms: number): number => left + scale.at(ms) * (right - left)
  const axis = scale.ticks.flatMap((tick) => [
    rule(at(tick), top - 4, at(tick), bottom, tick === 0 ? "axis" : "grid"),
    text(at(tick), bottom + 18, tickText(tick), "dim middle"),
  ])
  const bars = rows.map(({ name, times, median }, i) => {
    const y = top + (i + 0.5) * rowHeight
    const color = i === 0 ? "c" : i % 2 === 1 ? "a" : "b"
    const dots = times.map(
      (time, k) => `<circle cx="${round(at(time))}" cy="${round(y + spread(k))}" r="2.5" class="${color} dot"/>`,
    )
    return [
      text(left - 10, y + 4, name, "end"),
      `<rect x="${round(left)}" y="${round(y - 13)}" width="${round(at(median) - left)}" height="26" rx="3" class="${color} bar"/>`,
      ...dots,
      `<line x1="${round(at(median))}" y1="${round(y - 13)}" x2="${round(at(median))}" y2="${round(y + 13)}" class="line ${color}"/>`,
      text(width - 12, y + 4, timeText(median), "head end"),
    ].join("")
  })
  return sheet(width, bottom + 34, title, [text(20, 30, title, "title"), ...axis, ...bars])
}

/** Dots one beside the other, the same each time. */
function spread(k: number): number {
  return (((k * 0.618) % 1) - 0.5) * 18
}
