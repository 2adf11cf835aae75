import { styleText } from "node:util"
import type { ProfileRow } from "./rows.ts"
import type { Relation } from "./relations.ts"

/** What the head of a table says of a whole profile. Times are milliseconds. */
export interface Totals {
  /** From the first sample to the last. */
  readonly wall: number
  /** Of all threads together. */
  readonly busy: number
  readonly idle: number
  readonly gc: number
  readonly threads: number
  readonly samples: number
  /** Between two samples. */
  readonly interval: number
}

type Style = "bold" | "dim" | "cyan" | "yellow"
/** Text in a style, where it goes to a terminal. */
export type Paint = (style: Style, text: string) => string

/** Without a stream nothing has colours. */
export function painter(stream: NodeJS.WritableStream | undefined): Paint {
  return (style, text) => (stream === undefined ? text : styleText(style, text, { stream }))
}

export function timeText(ms: number): string {
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`
}

function share(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}

export function headOf({ wall, busy, idle, gc, threads, samples, interval }: Totals): string {
  const seen = `${samples.toLocaleString("en")} samples of ${threads} ${threads === 1 ? "thread" : "threads"} in ${timeText(wall)}`
  return `${seen}, one each ${timeText(interval)}: ${timeText(busy)} busy, ${timeText(gc)} garbage collection, ${timeText(idle)} idle`
}

const heads = ["SELF", "%", "CUMULATIVE", "%", "THREADS"] as const
const widths = [9, 7, 11, 7, 7] as const

/** The rows under one another, as `pstats` prints them. */
export function table(rows: readonly ProfileRow[], paint: Paint): string {
  const head = `${heads.map((text, i) => text.padStart(widths[i]!)).join(" ")}  FUNCTION`
  return [paint("bold", head), ...rows.map((row) => lineOf(row, paint))].join("\n")
}

function lineOf(row: ProfileRow, paint: Paint): string {
  const { self, selfShare, cumulative, cumulativeShare, threads } = row
  const texts = [timeText(self), share(selfShare), timeText(cumulative), share(cumulativeShare)]
  const cells = [...texts, String(Object.keys(threads).length)].map((text, i) => text.padStart(widths[i]!))
  return `${cells.join(" ")}  ${nameOf(row, paint)}`
}

function nameOf({ name, file, line }: ProfileRow, paint: Paint): string {
  return file === "" ? paint("yellow", name) : `${paint("cyan", name)}  ${paint("dim", `${file}:${line}`)}`
}

/** Each function with its callers, or those that it calls, below it. */
export function relationTable(relations: readonly Relation[], which: "callers" | "callees", paint: Paint): string {
  const arrow = which === "callers" ? "<-" : "->"
  return relations
    .map(({ of, with: others }) => {
      const lines = others.map(({ row, ms }) => `${timeText(ms).padStart(widths[0])}  ${arrow} ${nameOf(row, paint)}`)
      const none = which === "callers" ? "nobody: it is called by the thread itself" : "it calls nothing that was seen"
      return [
        `${paint("bold", of.name)}  ${paint("dim", `${of.file}:${of.line}`)}`,
        ...(lines.length > 0 ? lines : [`  ${none}`]),
      ].join("\n")
    })
    .join("\n\n")
}
