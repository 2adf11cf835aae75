import type { CacheFolder } from "../../memory/index.ts"
import { counted, onOneLine, sizeText, span, tookText } from "../words.ts"
import type { CacheOptions } from "./options.ts"
import type { Out } from "./out.ts"

interface Sums {
  entries: number
  bytes: number
  damaged: number
  /** What the functions ran for, in ms. */
  took: number
  /** When one was last used, in ms since 1970. */
  oldest: number
  newest: number
}

/** Prints what there is in all, and of each function. */
export async function stats(
  folder: CacheFolder,
  { name, json }: Extract<CacheOptions, { what: "stats" }>,
  out: Out,
): Promise<number> {
  const all = none()
  const functions = new Map<string, Sums>()
  for await (const item of folder.items(name)) {
    const entry = folder.entry(item)
    if (entry === undefined) continue
    let own = functions.get(entry.name)
    if (own === undefined) functions.set(entry.name, (own = none()))
    for (const sums of [all, own]) {
      sums.entries++
      sums.bytes += item.bytes
      sums.took += entry.about?.took ?? 0
      sums.damaged += entry.damage === undefined ? 0 : 1
      sums.oldest = Math.min(sums.oldest, item.usedAt)
      sums.newest = Math.max(sums.newest, item.usedAt)
    }
  }
  const list = [...functions].toSorted(([a, one], [b, other]) => other.bytes - one.bytes || (a < b ? -1 : 1))
  if (json) {
    const rows = list.map(([name, sums]) => ({ name, ...asJson(sums) }))
    await out.line(JSON.stringify({ ...asJson(all), functions: rows }))
  } else {
    for (const line of [...total(all), ...table(list)]) await out.line(line)
  }
  return 0
}

function none(): Sums {
  return { entries: 0, bytes: 0, damaged: 0, took: 0, oldest: Infinity, newest: -Infinity }
}

function asJson({ entries, bytes, damaged, took, oldest, newest }: Sums): object {
  const times = entries === 0 ? {} : { oldestUse: Math.round(oldest), newestUse: Math.round(newest) }
  return { entries, bytes, damaged, workSeconds: took / 1000, ...times }
}

function total({ entries, bytes, damaged, took, oldest, newest }: Sums): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["entries", entries.toLocaleString("en")],
    ["bytes", `${sizeText(bytes)} (${bytes.toLocaleString("en")})`],
    ["work kept", tookText(took)],
    ...(entries === 0 ? [] : ([["used", `between ${ago(oldest)} and ${ago(newest)}`]] as const)),
    ...(damaged === 0
      ? []
      : ([["damaged", `${counted(damaged, "entry", "entries")}: see heddle cache verify`]] as const)),
  ]
  return rows.map(([label, text]) => `${label.padEnd(9)}  ${text}`)
}

function table(list: readonly (readonly [string, Sums])[]): readonly string[] {
  if (list.length === 0) return []
  const width = list.reduce((most, [name]) => Math.max(most, name.length), 8)
  const row = (...[name, entries, size, work, used]: readonly string[]): string =>
    `${name!.padEnd(width)}  ${entries!.padStart(9)}  ${size!.padStart(5)}  ${work!.padStart(9)}  ${used!.padStart(9)}`
  return [
    "",
    row("FUNCTION", "ENTRIES", "SIZE", "WORK KEPT", "LAST USED"),
    ...list.map(([name, { entries, bytes, took, newest }]) =>
      row(onOneLine(name), entries.toLocaleString("en"), sizeText(bytes), tookText(took), ago(newest)),
    ),
  ]
}

function ago(time: number): string {
  return `${span(Math.max(0, Math.floor((Date.now() - time) / 1000)))} ago`
}
