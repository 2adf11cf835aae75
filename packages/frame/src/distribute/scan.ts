/** SQL in which quoted texts and names are blanks, so that what is found in it is SQL's own. Places stay the same. */
export function masked(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (found) => found[0]! + " ".repeat(found.length - 2) + found[0]!)
}

/** Where the parenthesis that opens at `at` closes; -1: nowhere. */
export function closing(mask: string, at: number): number {
  let depth = 0
  for (let i = at; i < mask.length; i++) {
    if (mask[i] === "(") depth++
    else if (mask[i] === ")" && --depth === 0) return i
  }
  return -1
}

/** Names of columns as SQL quotes them, with commas between; undefined: it is something else. */
export function quotedNames(list: string): string[] | undefined {
  if (!/^"(?:[^"]|"")+"(, "(?:[^"]|"")+")*$/.test(list)) return undefined
  return [...list.matchAll(/"((?:[^"]|"")+)"/g)].map(([, name]) => unquoted(name!))
}

export function unquoted(name: string): string {
  return name.replaceAll('""', '"')
}
