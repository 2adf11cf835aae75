import type { CacheFolder, Item } from "../../memory/index.ts"
import { counted, sizeText } from "../words.ts"
import type { CacheOptions } from "./options.ts"
import type { Out } from "./out.ts"

/** Removes what is over the limits, and prints the names of those entries. */
export async function remove(
  folder: CacheFolder,
  { name, limits, dryRun }: Extract<CacheOptions, { what: "rm" }>,
  out: Out,
): Promise<number> {
  const victims = await folder.over(limits, name)
  if (!dryRun) {
    await folder.remove(victims)
    await folder.sweep()
  }
  for (const { key } of victims) {
    if (out.isGone) break
    await out.line(key)
  }
  out.tell(`${dryRun ? "would remove" : "removed"} ${summary(victims)}`)
  return 0
}

/** `3 entries (1.2M)` */
export function summary(items: readonly Item[]): string {
  const size = items.reduce((sum, { bytes }) => sum + bytes, 0)
  return `${counted(items.length, "entry", "entries")} (${sizeText(size)})`
}
