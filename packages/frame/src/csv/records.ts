/** Records of a text, each a list of fields without their quotes. Lines with nothing in them are left out. */
export interface Records {
  readonly rows: readonly (readonly string[])[]
  /** Quotes stand where they have no certain meaning. */
  readonly odd: boolean
  /** The last record is not in `rows`: its quotes are not closed. */
  readonly cut: boolean
}

export interface Splitting {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly comment?: string | undefined
}

/** The first records, `most` of them. */
export function splitRecords(text: string, how: Splitting, most: number = Infinity): Records {
  const { delimiter, quote, comment } = how
  if (text.includes(quote)) return splitQuoted(text, how, most)
  const rows: string[][] = []
  for (const whole of text.split("\n", Math.min(most * 2, 0xffff_ffff))) {
    const line = whole.endsWith("\r") ? whole.slice(0, -1) : whole
    if (line === "" || (comment !== undefined && line.startsWith(comment))) continue
    if (rows.push(line.split(delimiter)) >= most) break
  }
  return { rows, odd: false, cut: false }
}

function splitQuoted(text: string, how: Splitting, most: number): Records {
  const { delimiter, quote, comment } = how
  const rows: string[][] = []
  let odd = false
  for (let at = 0; at < text.length && rows.length < most;) {
    let lineEnd = endOfLine(text, at)
    if (lineEnd.from === at || (comment !== undefined && text.startsWith(comment, at))) {
      at = lineEnd.to
      continue
    }
    const row: string[] = []
    for (let more = true; more;) {
      if (text[at] === quote) {
        const field = unquote(text, at, how)
        if (field === undefined) return { rows, odd, cut: true }
        row.push(field.value)
        lineEnd = endOfLine(text, field.end)
        more = text[field.end] === delimiter
        if (!more && lineEnd.from !== field.end) return { rows, odd: true, cut: false }
        at = field.end + 1
      } else {
        const next = text.indexOf(delimiter, at)
        more = next !== -1 && next < lineEnd.from
        const field = text.slice(at, more ? next : lineEnd.from)
        odd ||= field.trimStart().startsWith(quote)
        row.push(field)
        at = next + 1
      }
    }
    rows.push(row)
    at = lineEnd.to
  }
  return { rows, odd, cut: false }
}

/** Where a line ends, and where the next one begins. */
function endOfLine(text: string, at: number): { from: number; to: number } {
  const found = text.indexOf("\n", at)
  const end = found === -1 ? text.length : found
  return { from: end > at && text[end - 1] === "\r" ? end - 1 : end, to: end + 1 }
}

/** The field whose first quote is at `at`, and where it ends; undefined: the text ends before. */
function unquote(text: string, at: number, { quote, escape }: Splitting): { value: string; end: number } | undefined {
  let value = ""
  let from = at + 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === escape && (text[i + 1] === quote || (escape !== quote && text[i + 1] === escape))) {
      value += text.slice(from, i) + text[i + 1]!
      from = i + 2
      i++
    } else if (text[i] === quote) return { value: value + text.slice(from, i), end: i + 1 }
  }
  return undefined
}
