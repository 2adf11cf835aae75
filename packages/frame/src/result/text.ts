import { inspect } from "node:util"
import { isNumeric } from "../schema/index.ts"
import { reader } from "./columns.ts"
import type { Columns } from "./columns.ts"

/** Of more rows, the first and the last half of these are shown. */
const mostRows = 20
const widestCell = 40
const gap = 2

/** What `util.inspect` gives, for colors. */
export interface Style {
  stylize(text: string, kind: string): string
}

interface Shown {
  readonly cells: readonly string[]
  readonly isRight: boolean
  readonly width: number
}

/**
 * A table as text: a line of names, the rows, and how many there are. Columns that do not fit stand as `…`.
 *
 * @param style what `util.inspect` gives, for colors; without it there are none
 */
export function tableText(columns: Columns, style?: Style): string {
  const { names, types, rowCount } = columns
  const isCut = rowCount > mostRows
  const ranges = isCut
    ? [[0, mostRows / 2] as const, [rowCount - mostRows / 2, mostRows / 2] as const]
    : [[0, rowCount] as const]
  const all = names.map((name, i): Shown => {
    const { type } = types[i]!
    const read = reader(columns.stores[i]!)
    const shown = ranges.map(([start, count]) => {
      const values: unknown[] = []
      read(start, count, values)
      return values.slice(0, count).map((value) => clip(cellText(value, type)))
    })
    const cells = [clip(plain(name)), ...shown.flatMap((part, at) => (at === 0 ? part : ["…", ...part]))]
    return { cells, isRight: isNumeric(type), width: Math.max(...cells.map(widthOf)) }
  })
  const fitting = fit(all, process.stdout.columns ?? 100)
  const lines = (fitting[0]?.cells ?? []).map((_, row) => {
    const line = fitting.map(({ cells, isRight, width }) => pad(cells[row]!, width, isRight)).join(" ".repeat(gap))
    return row === 0 && style !== undefined ? style.stylize(line.trimEnd(), "name") : line.trimEnd()
  })
  const count = (n: number, what: string) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`
  const size = `${isCut ? "… " : ""}${count(rowCount, "row")} x ${count(names.length, "column")}`
  return [...lines, style === undefined ? size : style.stylize(size, "undefined")].join("\n")
}

/** As many columns from both ends as the line has room for. */
function fit(columns: readonly Shown[], room: number): readonly Shown[] {
  const total = columns.reduce((sum, { width }) => sum + width + gap, -gap)
  if (total <= room || columns.length < 3) return columns
  const [left, right]: [Shown[], Shown[]] = [[columns[0]!], []]
  let rest = room - columns[0]!.width - gap - 1
  let [from, to] = [1, columns.length - 1]
  while (from <= to) {
    const isRight = right.length < left.length
    const next = columns[isRight ? to : from]!
    rest -= next.width + gap
    if (rest < 0) break
    if (isRight) right.unshift(columns[to--]!)
    else left.push(columns[from++]!)
  }
  const more: Shown = { cells: columns[0]!.cells.map(() => "…"), isRight: false, width: 1 }
  return [...left, more, ...right]
}

function cellText(value: unknown, type: string): string {
  if (value === null || value === undefined) return "null"
  if (typeof value === "string") return plain(value)
  if (typeof value === "number" && (type === "DOUBLE" || type === "FLOAT")) return numberText(value)
  if (value instanceof Date) {
    const [day, time] = value.toISOString().split("T") as [string, string]
    return type === "DATE" ? day : `${day} ${time.replace(/(\.000)?Z$/, "")}`
  }
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === "object")
    return plain(inspect(value, { breakLength: Infinity, compact: true, maxArrayLength: 10 }))
  return (value as number | bigint | boolean).toString()
}

function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(7)))
}

/** Control characters would move the cursor. */
function plain(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- it is what is meant
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) => JSON.stringify(char).slice(1, -1))
}

const graphemes = new Intl.Segmenter()

function clip(text: string): string {
  if (text.length <= widestCell / 2 || widthOf(text) <= widestCell) return text
  let clipped = ""
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment)
    if (width >= widestCell) break
    clipped += segment
  }
  return `${clipped}…`
}

const narrow = /^[\u0020-\u007e\u00a0-\u02ff]*$/
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u

/** How many columns of a terminal a text takes, in simple form: East Asian letters and emoji take two. */
function widthOf(text: string): number {
  if (narrow.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

function pad(text: string, width: number, isRight: boolean): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)))
  return isRight ? space + text : text + space
}
