import { styleText } from "node:util"
import { clock, rateText } from "./words.ts"

/** Something else that is to be said of it. Those that stand first stay longest where there is little room. */
export interface Note {
  readonly text: string
  readonly color?: "red" | "yellow" | "dim"
}

/** How far something is. */
export interface LineState {
  readonly done: number
  /** Undefined: not known. */
  readonly total: number | undefined
  /** Of those that are done, how many were before it began. */
  readonly before?: number
  /** `done` is a share of 1, and nothing that is counted. */
  readonly isShare?: boolean
  readonly notes?: readonly Note[]
}

/** A state with what only time tells. */
export interface Picture extends LineState {
  readonly name: string
  /** A second. */
  readonly rate: number
  /** Seconds. */
  readonly elapsed: number
}

/** What a terminal can show. */
export interface Look {
  readonly color: boolean
  /** Eighths of a block. */
  readonly unicode: boolean
}

const longestName = 30
const widestBar = 40
const narrowestBar = 5
const eighths = " ▏▎▍▌▋▊▉"

/**
 * One line for a terminal of `columns`, as tqdm draws it: `resize  42%|████▏     | 420/1000 [00:03<00:04, 118/s, 2 failed]`. Where
 * there is little room the bar gets narrower, then goes, then notes go, those behind first, then the times, then the name.
 */
export function frame(picture: Picture, columns: number, look: Look): string {
  const { done, total, isShare, rate } = picture
  const share = shareOf(picture)
  const name = picture.name.slice(0, longestName)
  const percent = share === undefined ? "" : `${String(Math.floor(100 * share)).padStart(3)}%`
  const count = isShare === true ? "" : total === undefined ? String(done) : `${done}/${total}`
  const left = remaining(picture)
  const times = `${clock(picture.elapsed)}${left === undefined ? "" : `<${clock(left)}`}`
  const notes: Note[] = [
    ...(rate === 0 || isShare === true ? [] : [{ text: rateText(rate) }]),
    ...(picture.notes ?? []),
  ]
  const tail = (kept: readonly Note[], painted: boolean): string =>
    ` [${[times, ...kept.map((note) => (painted ? paint(note, look) : note.text))].join(", ")}]`
  const head = [name, percent].filter((part) => part !== "").join(" ")
  const start = [head, count].filter((part) => part !== "").join(" ")
  while (notes.length > 0 && start.length + tail(notes, false).length > columns) notes.pop()
  if (start.length + tail(notes, false).length > columns) {
    return (
      [start, [percent.trim(), count].join(" ").trim()].find((text) => text.length <= columns) ??
      start.slice(0, columns)
    )
  }
  const room = columns - head.length - count.length - tail(notes, false).length - 3
  if (share === undefined || room < narrowestBar) return start + tail(notes, true)
  const gap = count === "" ? "" : " "
  return `${head}|${bar(share, Math.min(widestBar, room), look)}|${gap}${count}${tail(notes, true)}`
}

/** A line for a log, without a bar. */
export function plainLine(picture: Picture): string {
  const { name, done, total, isShare, rate, notes = [] } = picture
  const share = shareOf(picture)
  const percent = share === undefined ? "" : `${Math.floor(100 * share)}%`
  const count = total === undefined ? `${done} done` : `${done} of ${total} done (${percent})`
  const left = remaining(picture)
  const parts = [
    ...(isShare === true ? (percent === "" ? [] : [`${percent} done`]) : [count]),
    ...(rate > 0 && isShare !== true ? [rateText(rate)] : []),
    left === undefined || left === 0 ? `${clock(picture.elapsed)} passed` : `${clock(left)} left`,
    ...notes.map(({ text }) => text),
  ]
  return `${name === "" ? "" : `${name}: `}${parts.join(", ")}`
}

/** From 0 to 1. */
export function shareOf({ done, total }: LineState): number | undefined {
  if (total === undefined) return undefined
  return total === 0 ? 1 : Math.min(1, done / total)
}

/** In seconds. */
function remaining({ done, total, isShare, rate, elapsed }: Picture): number | undefined {
  if (total === undefined) return undefined
  if (done >= total) return 0
  if (isShare === true) return done <= 0 ? undefined : (elapsed * (total - done)) / done
  return rate === 0 ? undefined : (total - done) / rate
}

function bar(share: number, width: number, { unicode, color }: Look): string {
  const parts = Math.floor(share * width * (unicode ? 8 : 1))
  const full = unicode ? Math.floor(parts / 8) : parts
  const partial = unicode && full < width ? eighths[parts % 8]!.trim() : ""
  const cells = (unicode ? "█" : "#").repeat(full) + partial
  return (
    (color ? styleText("green", cells, { validateStream: false }) : cells) + " ".repeat(width - full - partial.length)
  )
}

function paint({ text, color }: Note, look: Look): string {
  return color === undefined || !look.color ? text : styleText(color, text, { validateStream: false })
}
