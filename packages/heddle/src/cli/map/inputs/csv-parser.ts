/** One record of a CSV text. */
export interface CsvRecord {
  readonly fields: readonly string[]
  /** The line of the text on which it starts, from 1. */
  readonly line: number
  /** The text ended within its quotes. */
  readonly torn: boolean
}

const quote = 34
const comma = 44
const lineFeed = 10
const carriageReturn = 13

/**
 * CSV as RFC 4180 and Python's `csv` read it, fed in pieces: quoted fields with commas, doubled quotes and line ends in
 * them; `\n`, `\r\n` and `\r` between records; blank lines skipped. A quote within an unquoted field is a character.
 *
 * @example
 * ```ts
 * const parser = new CsvParser()
 * parser.push('a,"b ""c"""\n').map((record) => record.fields) // [["a", 'b "c"']]
 * parser.end() // []
 * ```
 */
export class CsvParser {
  /** `closing`: a quote was read within quotes; it ends the field unless another follows. */
  #state: "start" | "plain" | "quoted" | "closing" = "start"
  #field = ""
  #fields: string[] = []
  #line = 1
  #startLine = 1
  #afterReturn = false
  #records: CsvRecord[] = []

  /** The records that this piece completes. */
  push(text: string): CsvRecord[] {
    let from = 0
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      const secondHalf = this.#afterReturn && c === lineFeed
      this.#afterReturn = false
      if (secondHalf) continue
      if (this.#state === "quoted") {
        if (c === lineFeed) this.#line++
        if (c !== quote) continue
        this.#field += text.slice(from, i)
        this.#state = "closing"
      } else if (c === quote && this.#state !== "plain") {
        if (this.#state === "closing") this.#field += '"'
        this.#state = "quoted"
        from = i + 1
      } else if (c === comma || c === lineFeed || c === carriageReturn) {
        if (this.#state === "plain") this.#field += text.slice(from, i)
        if (c === comma) this.#endField()
        else this.#endLine(c)
      } else if (this.#state !== "plain") {
        this.#state = "plain"
        from = i
      }
    }
    if (this.#state === "plain" || this.#state === "quoted") this.#field += text.slice(from)
    return this.#take()
  }

  /** The record that the end of the text completes, if there is one. */
  end(): CsvRecord[] {
    if (this.#state !== "start" || this.#fields.length > 0) this.#endRecord()
    return this.#take()
  }

  #endField(): void {
    this.#fields.push(this.#field)
    this.#field = ""
    this.#state = "start"
  }

  #endLine(c: number): void {
    if (this.#state !== "start" || this.#fields.length > 0) this.#endRecord()
    this.#line++
    this.#startLine = this.#line
    this.#afterReturn = c === carriageReturn
  }

  #endRecord(): void {
    const torn = this.#state === "quoted"
    this.#endField()
    this.#records.push({ fields: this.#fields, line: this.#startLine, torn })
    this.#fields = []
  }

  #take(): CsvRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }
}
