import type { CacheFolder, Item } from "../../memory/index.ts"
import { counted, onOneLine, sizeText } from "../words.ts"
import type { CacheOptions } from "./options.ts"
import type { Out } from "./out.ts"
import { summary } from "./remove.ts"

/** Reads all entries whole, and prints those that are not as they were written. Resolves with 1 if there are some. */
export async function verify(
  folder: CacheFolder,
  { name, remove }: Extract<CacheOptions, { what: "verify" }>,
  out: Out,
): Promise<number> {
  const damaged: Item[] = []
  const read = { entries: 0, bytes: 0 }
  for await (const item of folder.items(name)) {
    read.entries++
    read.bytes += item.bytes
    const damage = await folder.damage(item)
    if (damage === undefined) continue
    damaged.push(item)
    await out.line(`${item.key}\t${onOneLine(damage)}`)
  }
  if (remove) await folder.remove(damaged)
  const found = damaged.length === 0 ? "none is damaged" : `${damaged.length.toLocaleString("en")} damaged`
  out.tell(`read ${counted(read.entries, "entry", "entries")} (${sizeText(read.bytes)}): ${found}`)
  if (remove && damaged.length > 0) out.tell(`removed ${summary(damaged)}`)
  return damaged.length > 0 ? 1 : 0
}
