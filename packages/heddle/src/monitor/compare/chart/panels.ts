import { exact, linear, logarithmic } from "./scale.ts"
import type { Scale } from "./scale.ts"
import { round, rule, sheet, text } from "./sheet.ts"

/** What is drawn in a panel in one colour. */
export interface Series {
  /** Empty: it has no place in the legend. */
  readonly label: string
  readonly points: readonly (readonly [number, number])[]
  readonly color: "a" | "b" | "c"
  readonly form: "dots" | "line" | "dashed"
}

/** A chart of x and y; y begins at 0. */
export interface Panel {
  readonly title: string
  readonly xLabel: string
  readonly x: "linear" | "log"
  readonly series: readonly Series[]
  /** Values of x that have a tick each. */
  readonly ticks?: readonly number[]
  readonly yText: (value: number) => string
  /** The point with a ring around it. */
  readonly best?: readonly [number, number]
}

const width = 380
const height = 300
const box = { left: 64, top: 62, right: 22, bottom: 46 }
const head = 38

/** Charts side by side under a title. */
export function drawPanels(title: string, panels: readonly Panel[]): string {
  const parts = panels.map((panel, i) => `<g transform="translate(${i * width} ${head})">${draw(panel)}</g>`)
  return sheet(Math.max(1, panels.length) * width, height + head, title, [text(20, 30, title, "title"), ...parts])
}

function draw({ title, xLabel, x: kind, series, ticks, yText, best }: Panel): string {
  const points = series.flatMap((one) => one.points)
  const xs = points.map(([x]) => x)
  const xScale = kind === "log" ? logarithmic(xs) : exact(ticks ?? xs)
  const yScale = linear(Math.max(...points.map(([, y]) => y)))
  const [right, bottom] = [width - box.right, height - box.bottom]
  const toX = (x: number): number => box.left + xScale.at(x) * (right - box.left)
  const toY = (y: number): number => bottom - yScale.at(y) * (bottom - box.top)
  const place = ([x, y]: readonly [number, number]): string => `${round(toX(x))} ${round(toY(y))}`
  return [
    text(box.left, 20, title, "head"),
    legend(series),
    ...yTicks(yScale, toY, yText, right),
    ...(ticks ?? xScale.ticks).map((x) => text(toX(x), bottom + 18, countText(x), "dim middle")),
    rule(box.left, bottom, right, bottom, "axis"),
    text((box.left + right) / 2, height - 8, xLabel, "dim middle"),
    ...series.map((one) => shape(one, place, toX, toY)),
    ...(best === undefined
      ? []
      : [`<circle cx="${round(toX(best[0]))}" cy="${round(toY(best[1]))}" r="8" class="a best"/>`]),
  ].join("\n")
}

function yTicks(scale: Scale, toY: (y: number) => number, yText: (y: number) => string, right: number): string[] {
  return scale.ticks.flatMap((y) => [
    ...(y === 0 ? [] : [rule(box.left, toY(y), right, toY(y), "grid")]),
    text(box.left - 8, toY(y) + 4, yText(y), "dim end"),
  ])
}

function shape(
  { points, color, form }: Series,
  place: (point: readonly [number, number]) => string,
  toX: (x: number) => number,
  toY: (y: number) => number,
): string {
  if (form !== "dots") {
    return `<path d="M${points.map(place).join("L")}" class="line ${color}${form === "dashed" ? " dashed" : ""}"/>`
  }
  return points.map(([x, y]) => `<circle cx="${round(toX(x))}" cy="${round(toY(y))}" r="4" class="${color}"/>`).join("")
}

/** A sample of each and its name, in one line. */
function legend(series: readonly Series[]): string {
  let x = box.left
  return series
    .filter(({ label }) => label !== "")
    .map(({ label, color, form }) => {
      const mark =
        form === "dots"
          ? `<circle cx="${round(x + 8)}" cy="38" r="4" class="${color}"/>`
          : rule(x, 38, x + 16, 38, `line ${color}${form === "dashed" ? " dashed" : ""}`)
      const drawn = mark + text(x + 22, 42, label, "dim")
      x += 22 + label.length * 6.4 + 18
      return drawn
    })
    .join("")
}

function countText(value: number): string {
  if (value >= 1 << 20) return `${Math.round(value / (1 << 20))}M`
  return value >= 8192 ? `${Math.round(value / 1024)}K` : String(value)
}
