import type { CacheFolder, FolderEntry, Item } from "../../memory/index.ts"
import { onOneLine, sizeText, span, tookText } from "../words.ts"
import type { CacheOptions, SortKey } from "./options.ts"
import type { Out } from "./out.ts"

type ListOptions = Extract<CacheOptions, { what: "ls" }>

const longestName = 40

/** Prints a line for each entry. What entries say of themselves is read as they are printed, and not kept. */
export async function list(folder: CacheFolder, options: ListOptions, out: Out): Promise<number> {
  const items = await sorted(folder, options)
  const names = items.reduce((width, { key }) => Math.max(width, key.indexOf("/")), 8)
  const line = options.json ? jsonLine : tableLine(Math.min(names, longestName), out.columns, Date.now())
  if (!options.json && items.length > 0) await out.line(headLine(Math.min(names, longestName)))
  for (const item of items) {
    if (out.isGone) break
    const entry = folder.entry(item)
    if (entry !== undefined) await out.line(line(item, entry))
  }
  return 0
}

async function sorted(folder: CacheFolder, { name, sort }: ListOptions): Promise<readonly Item[]> {
  const items = await Array.fromAsync(folder.items(name))
  if (sort !== "took") return items.toSorted(orders[sort])
  const timed = items.map((item) => ({ item, took: folder.entry(item)?.about?.took ?? 0 }))
  return timed.toSorted((a, b) => b.took - a.took || byKey(a.item, b.item)).map(({ item }) => item)
}

const byKey = (a: Item, b: Item): number => (a.key < b.key ? -1 : 1)

const orders: Readonly<Record<Exclude<SortKey, "took">, (a: Item, b: Item) => number>> = {
  name(a, b) {
    const [one, other] = [a, b].map(({ key }) => key.slice(0, key.indexOf("/")))
    return one === other ? b.usedAt - a.usedAt || byKey(a, b) : one! < other! ? -1 : 1
  },
  size: (a, b) => b.bytes - a.bytes || byKey(a, b),
  age: (a, b) => a.usedAt - b.usedAt || byKey(a, b),
}

/** One entry as JSON. Times are ms, sizes bytes. */
function jsonLine({ key, bytes, usedAt }: Item, { name, about, damage }: FolderEntry): string {
  return JSON.stringify({ key, name, bytes, usedAt: Math.round(usedAt), ...about, damage })
}

function headLine(names: number): string {
  return `${"FUNCTION".padEnd(names)}  ${"SIZE".padStart(5)}  ${"UNUSED".padStart(6)}  ${"TOOK".padStart(7)}  CALLED WITH`
}

function tableLine(names: number, columns: number | undefined, now: number) {
  return ({ bytes, usedAt }: Item, { name, about, damage }: FolderEntry): string => {
    const [size, unused] = [sizeText(bytes), span(Math.max(0, Math.floor((now - usedAt) / 1000)))]
    const took = about === undefined ? "" : tookText(about.took)
    const text = about === undefined ? `damaged: ${damage}` : about.args
    const line = `${onOneLine(name).padEnd(names)}  ${size.padStart(5)}  ${unused.padStart(6)}  ${took.padStart(7)}  ${onOneLine(text)}`
    return columns === undefined || line.length <= columns ? line.trimEnd() : `${line.slice(0, columns - 1)}…`
  }
}
