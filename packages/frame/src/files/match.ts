const meaning = /[*?[]/

export function hasGlob(text: string): boolean {
  return meaning.test(text)
}

/**
 * What says whether a name is of a pattern without slashes, as DuckDB does it: by bytes, `*`, `?`, `[abc]`, `[a-z]`,
 * `[!abc]`. A bracket that is not closed matches nothing.
 */
export function matcher(pattern: string): (name: string) => boolean {
  const source = toRegExp(bytesOf(pattern))
  if (source === undefined) return () => false
  const whole = new RegExp(`^${source}$`, "s")
  return (name) => whole.test(bytesOf(name))
}

/** A character for each byte of the text's UTF-8. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString("latin1")
}

function toRegExp(pattern: string): string | undefined {
  let source = ""
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!
    if (char === "*") {
      if (pattern[at - 1] !== "*") source += ".*"
    } else if (char === "?") {
      source += "."
    } else if (char === "[") {
      const bracket = readBracket(pattern, at + 1)
      if (bracket === undefined) return undefined
      source += bracket.source
      at = bracket.end
    } else {
      source += escape(char)
    }
  }
  return source
}

/** The class that begins at `at`, and where its `]` stands. A `]` that comes first is a character like others. */
function readBracket(pattern: string, at: number): { source: string; end: number } | undefined {
  const not = pattern[at] === "!"
  const first = not ? at + 1 : at
  let classes = ""
  for (let i = first; i + 1 < pattern.length || pattern[i] === "]";) {
    const low = pattern[i]!
    if (low === "]" && i > first) return { source: not ? `[^${classes}]` : `[${classes}]`, end: i }
    if (pattern[i + 1] === "-") {
      const high = pattern[i + 2]
      if (high === undefined) return undefined
      if (low <= high) classes += `${escape(low)}-${escape(high)}`
      i += 3
    } else {
      classes += escape(low)
      i++
    }
  }
  return undefined
}

function escape(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`
}
