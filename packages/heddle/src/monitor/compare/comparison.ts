import { styleText } from "node:util"
import { cpuCount } from "../../core/backend/index.ts"
import { drawTimes } from "./chart/index.ts"
import type { Measured } from "./contest.ts"
import { columns, csv, markdown, percentText, ratioText, saveAs, timeText } from "./report/index.ts"
import { outliers, ratioOf, summarize } from "./statistics/index.ts"
import type { Ratio, Summary } from "./statistics/index.ts"

/** What was measured of a contestant: times of one call, in ms. */
export interface ComparisonRow extends Measured, Summary {
  /** Which of `times` are far from all others. */
  readonly outliers: readonly number[]
  /** How many times as fast as the first contestant, with the interval that it is in with a confidence of 95 %. */
  readonly speedup: Ratio
}

/** Where a terminal's colours are asked for: the stream that it goes to. */
interface TextOptions {
  readonly color?: NodeJS.WritableStream | undefined
}

/** What `compare` found. */
export class Comparison {
  /** One for each contestant, in their order. */
  readonly rows: readonly ComparisonRow[]
  /** How many times as fast the second contestant is as the first, by their medians. */
  readonly speedup: number
  /** The same as a share of the cores that this program may use: 1 is all that they could do. */
  readonly efficiency: number
  readonly cores: number
  /** Which is how many times as fast as which, with a confidence of 95 %: a sentence for each but the first. */
  readonly verdicts: readonly string[]
  /** What makes the figures doubtful, and what would help. */
  readonly warnings: readonly string[]

  constructor(measured: readonly Measured[], cores: number = cpuCount()) {
    const [first] = measured
    this.rows = measured.map((one) => ({
      ...one,
      ...summarize(one.times),
      outliers: outliers(one.times),
      speedup: one === first ? { ratio: 1, low: 1, high: 1 } : ratioOf(first!.times, one.times),
    }))
    this.cores = cores
    this.speedup = this.rows[1]!.speedup.ratio
    this.efficiency = this.speedup / cores
    this.verdicts = this.rows.slice(1).map((row) => verdict(this.rows[0]!, row, cores))
    this.warnings = warningsOf(this.rows)
  }

  /** The table, what it means in a sentence for each contestant, and the warnings. */
  toString({ color }: TextOptions = {}): string {
    const paint = (format: "bold" | "dim" | "yellow", text: string): string =>
      color === undefined ? text : styleText(format, text, { stream: color })
    const [heads, ...lines] = columns(headsOfText, this.rows.map(cells))
    return [
      paint("dim", heads!),
      ...lines,
      "",
      ...this.verdicts.map((text) => paint("bold", text)),
      ...this.warnings.map((text) => `${paint("yellow", "warning:")} ${text}`),
    ].join("\n")
  }

  /** Writes it to a file: `.json` with every time, `.csv`, `.md`, or a picture, `.svg`. @throws OptionError for another name */
  save(file: string): Promise<void> {
    return saveAs(file, {
      ".json": () => `${JSON.stringify(this, undefined, 2)}\n`,
      ".csv": () => csv(headsOfCsv, this.rows.map(values)),
      ".md": () => markdown(headsOfText, this.rows.map(cells)),
      ".svg": () => drawTimes(this.rows, this.verdicts[0]!),
    })
  }
}

const headsOfText = ["", "mean ± σ", "median", "min … max", "runs", "cores busy", "speedup"]
const headsOfCsv = ["name", "mean", "stddev", "median", "min", "max", "runs", "calls", "cpu", "speedup", "low", "high"]

function cells(row: ComparisonRow): string[] {
  return [
    row.name,
    `${timeText(row.mean)} ± ${timeText(row.deviation)}`,
    timeText(row.median),
    `${timeText(row.min)} … ${timeText(row.max)}`,
    row.calls === 1 ? String(row.times.length) : `${row.times.length} × ${row.calls}`,
    (row.cpu / row.mean).toFixed(1),
    ratioText(row.speedup.ratio),
  ]
}

/** Times in ms. */
function values(row: ComparisonRow): (string | number)[] {
  const { name, mean, deviation, median, min, max, times, calls, cpu, speedup } = row
  const { ratio, low, high } = speedup
  return [name, mean, deviation, median, min, max, times.length, calls, cpu, ratio, low, high]
}

function verdict(first: ComparisonRow, row: ComparisonRow, cores: number): string {
  const { ratio, low, high } = row.speedup
  const names = ratio >= 1 ? [row.name, first.name] : [first.name, row.name]
  const [times, from, to] = ratio >= 1 ? [ratio, low, high] : [1 / ratio, 1 / high, 1 / low]
  const share = ratio > 1 ? `, ${percentText(ratio / cores)} of what ${cores} cores could do` : ""
  return `${names[0]} ran ${ratioText(times)} times as fast as ${names[1]} (95 %: ${ratioText(from)} … ${ratioText(to)})${ratio / cores <= 1 ? share : ""}`
}

/** From here on a call takes little longer than to call it, in ms. */
const tooShort = 1e-4

function warningsOf(rows: readonly ComparisonRow[]): string[] {
  const [first, ...others] = rows
  return [
    ...rows.flatMap(outlierWarning),
    ...rows
      .filter(({ median }) => median < tooShort)
      .map(
        ({ name, median }) =>
          `${name} takes ${timeText(median)}, little more than a call: let it do more, or check that its result is used`,
      ),
    ...others
      .filter(({ speedup: { low, high } }) => low < 1 && high > 1)
      .map(
        ({ name }) =>
          `${name} and ${first!.name} differ by no more than their times spread: raise \`runs\` or \`minTime\``,
      ),
  ]
}

function outlierWarning({ name, outliers: far, times, median }: ComparisonRow): string[] {
  if (far.length === 0) return []
  const longest = ratioText(Math.max(...far.map((i) => times[i]!)) / median)
  if (far.length === 1 && far[0] === 0) {
    return [`${name}: the first run took ${longest} times as long as the median: raise \`warmup\``]
  }
  return [
    `${name}: ${far.length} of ${times.length} runs ${far.length === 1 ? "is" : "are"} far from the others, up to ${longest} times the median: end what else uses the machine, or raise \`runs\``,
  ]
}
