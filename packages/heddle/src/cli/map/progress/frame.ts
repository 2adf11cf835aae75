import { styleText } from "node:util"
import { span } from "../../words.ts"

/** How far a run is. */
export interface ProgressState {
  readonly done: number
  readonly total: number | undefined
  readonly failed: number
  readonly retried: number
  /** Of those that are done, how many were done by an earlier run. */
  readonly resumed: number
  readonly workers: number
  /** How many of the workers are at work. */
  readonly busy: number
}

/** A state with what only time tells. */
export interface ProgressPicture extends ProgressState {
  /** Inputs a second. */
  readonly rate: number
  /** From 0 to 1, smoothed. */
  readonly busyShare: number
}

const widestBar = 30
const narrowestBar = 6

/**
 * One line for a terminal of `columns`:
 * `42% [=======>      ] 420/1000  8 workers 94% busy  118/s  ETA 4s  2 failed  1 retried`.
 * Where that is too wide the bar gets narrower, then goes, then the parts go that say least.
 */
export function frame(picture: ProgressPicture, columns: number, color: boolean): string {
  const { done, total, failed, retried, resumed, workers, busyShare, rate } = picture
  const share = total === undefined ? undefined : total === 0 ? 1 : Math.min(1, done / total)
  const head = share === undefined ? "" : `${Math.floor(share * 100)}%`
  const count = total === undefined ? `${done} done` : `${done}/${total}`
  // The later in this list, the sooner it goes
  const parts = [
    { at: 3, text: failed === 0 ? "" : `${failed} failed`, format: "red" },
    { at: 2, text: share === undefined || rate === 0 ? "" : `ETA ${span((total! - done) / rate)}` },
    { at: 1, text: rate === 0 ? "" : rateText(rate) },
    { at: 4, text: retried === 0 ? "" : `${retried} retried`, format: "yellow" },
    { at: 0, text: `${workers} ${workers === 1 ? "worker" : "workers"} ${Math.round(busyShare * 100)}% busy` },
    { at: 5, text: resumed === 0 ? "" : `${resumed} from the journal`, format: "dim" },
  ].filter(({ text }) => text !== "")
  const start = head === "" ? count : `${head} ${count}`
  const fitting = () => parts.reduce((width, { text }) => width + 2 + text.length, start.length)
  while (fitting() > columns && parts.length > 0) parts.pop()
  const room = Math.min(widestBar, columns - fitting() - 3)
  const bar = share === undefined || room < narrowestBar ? "" : `[${barText(share, room, color)}] `
  const shown = parts.toSorted((a, b) => a.at - b.at)
  const tail = shown.map(({ text, format }) => `  ${paint(text, format, color)}`).join("")
  if (tail === "" && bar === "") return start.slice(0, columns)
  return `${head}${head === "" ? "" : " "}${bar}${count}${tail}`
}

function barText(share: number, width: number, color: boolean): string {
  const filled = Math.floor(share * width)
  const bar = `${"=".repeat(filled)}${filled < width ? ">" : ""}`
  return paint(bar, "green", color) + " ".repeat(width - bar.length)
}

/** A line for a log: the same without bar and colour, and without what changes from moment to moment. */
export function plainLine(picture: ProgressPicture): string {
  const { done, total, failed, retried, rate } = picture
  const share = total === undefined || total === 0 ? "" : ` (${Math.floor((100 * done) / total)}%)`
  return [
    total === undefined ? `${done} done` : `${done} of ${total} done${share}`,
    ...(rate > 0 ? [rateText(rate)] : []),
    ...(total !== undefined && rate > 0 && done < total ? [`ETA ${span((total - done) / rate)}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(retried > 0 ? [`${retried} retried`] : []),
  ].join(", ")
}

/** `118/s`; below one a second `12/min`, below one a minute `5/h`. */
export function rateText(rate: number): string {
  if (rate >= 0.95) return `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s`
  return rate * 60 >= 0.95 ? `${Math.round(rate * 60)}/min` : `${Math.round(rate * 3600)}/h`
}

function paint(text: string, format: string | undefined, color: boolean): string {
  if (!color || format === undefined) return text
  return styleText(format as "red", text, { validateStream: false })
}
