import { closing, masked, quotedNames } from "./scan.ts"

/** Functions that do not look at the order of rows. */
const unordered = new Set(["sum", "avg", "count", "min", "max", "stddev_samp", "var_samp", "bool_or", "bool_and"])

/**
 * The columns such that each window of some SQL lies within the rows that are equal in them. `[]`: there are none, or it
 * depends on the order of all rows. undefined: there is no window.
 */
export function windowKeys(texts: readonly string[]): string[] | undefined {
  let keys: string[] | undefined
  for (const text of texts) {
    const mask = masked(text)
    for (const found of mask.matchAll(/\bOVER\b\s*/gi)) {
      const own = keysOf(text, mask, found.index, found.index + found[0].length)
      keys = keys === undefined ? own : keys.filter((name) => own.includes(name))
    }
  }
  return keys
}

function keysOf(text: string, mask: string, over: number, begin: number): string[] {
  const end = mask[begin] === "(" ? closing(mask, begin) : -1
  if (end < 0) return []
  const inner = text.slice(begin + 1, end)
  const rest = masked(inner)
  const until = /\s(ORDER BY|ROWS|RANGE|GROUPS)\b/.exec(rest)?.index ?? inner.length
  const names = inner.startsWith("PARTITION BY ") ? quotedNames(inner.slice("PARTITION BY ".length, until)) : undefined
  if (names === undefined) return []
  return /\bORDER BY\b/.test(rest) || (!/\bROWS\b/.test(rest) && isUnordered(mask, over)) ? names : []
}

function isUnordered(mask: string, over: number): boolean {
  const before = mask.slice(0, over).trimEnd()
  if (!before.endsWith(")")) return false
  for (let at = before.lastIndexOf("("); at >= 0; at = before.lastIndexOf("(", at - 1)) {
    if (closing(before, at) !== before.length - 1) continue
    return unordered.has(/(\w*)$/.exec(before.slice(0, at))![1]!.toLowerCase())
  }
  return false
}
