/** What functions of the program's threw, which DuckDB takes only as a text. Of queries that nobody asks again the oldest go. */
const kept = new Map<string, unknown>()
const most = 100
let count = 0

/** Keeps it, and gives the text that stands for it. */
export function keepThrown(error: unknown): string {
  const token = `heddle:thrown:${++count};`
  kept.set(token, error)
  if (kept.size > most) kept.delete(kept.keys().next().value!)
  return `${token} ${String(error)}`
}

/** What a message of DuckDB's stands for. */
export function takeThrown(message: string): { readonly error: unknown } | undefined {
  const [token] = /heddle:thrown:\d+;/.exec(message) ?? []
  if (token === undefined || !kept.has(token)) return undefined
  const error = kept.get(token)
  kept.delete(token)
  return { error }
}
