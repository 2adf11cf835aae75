import { isUtf8 } from "node:buffer"
import { fstatSync, readSync } from "node:fs"
import type { Dialect } from "../options.ts"

/** The lines of a file that begin in a range of its bytes. */
export interface Range {
  readonly file: string
  readonly begin: number
  readonly end: number
  /** Does a line begin at `begin`? Else the range begins with the first line after a line feed. */
  readonly exact: boolean
}

const [lineFeed, quoteless] = [10, -1]
const blockBytes = 1 << 20
/** One for all ranges of a worker, with room for a line end that the file lacks, and for the parser's last quote. */
let buffer: Buffer | undefined

/** A range, read in blocks that fit in the cache. */
export class Blocks {
  readonly bytes: Buffer = (buffer ??= Buffer.allocUnsafeSlow(blockBytes + 3))
  /** Where the next line begins. */
  at = 0
  /** Where whole lines end. */
  end = 0
  /** Where lines begin that are not of this range. At most `end`. */
  stop = 0
  readonly #file: number
  readonly #range: Range
  readonly #size: number
  readonly #lineEnd: string
  /** Where in the file the bytes begin. */
  #base = 0
  #length = 0

  constructor(file: number, range: Range, newline: string) {
    this.#file = file
    this.#range = range
    this.#size = fstatSync(file).size
    this.#lineEnd = newline
  }

  /** Where the next line begins in the file. */
  get offset(): number {
    return Math.min(this.#base + this.at, this.#size)
  }

  get done(): boolean {
    return this.#base + this.at >= Math.min(this.#range.end, this.#size)
  }

  /** Goes to the first line of the range; behind the header at the begin of a file. False: it is not where it should be. */
  start(dialect: Dialect): boolean {
    const { begin, exact } = this.#range
    if (begin > 0) {
      this.#base = exact ? begin : begin - 1
      if (!this.fill()) return false
      if (!exact) this.#pass(this.bytes.indexOf(lineFeed) + 1 || this.#length)
      return this.at <= this.end
    }
    if (this.#size === 0) return true
    if (!this.fill()) return false
    const { bytes } = this
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#pass(3)
    for (let i = 0; i < dialect.skip; i++) if (!this.#passLine(quoteless)) return false
    if (!dialect.hasHeader) return true
    const isBlank = bytes[this.at] === lineFeed || bytes[this.at] === 13
    return !isBlank && this.#passLine(dialect.quote.charCodeAt(0))
  }

  #pass(at: number): void {
    this.at = at
  }

  #passLine(quote: number): boolean {
    let open = false
    for (let at = this.at; at < this.end; at++) {
      const code = this.bytes[at]
      if (code === quote) open = !open
      if (code !== lineFeed || open) continue
      this.at = at + 1
      return true
    }
    return false
  }

  /** Reads on behind `at`. False: there is no more, a line is too long, or the bytes are no UTF-8. */
  fill(): boolean {
    const { bytes } = this
    bytes.copyWithin(0, this.at, this.#length)
    this.#length -= this.at
    this.#base += this.at
    this.at = 0
    const from = this.#base + this.#length
    const read = readSync(this.#file, bytes, this.#length, Math.min(blockBytes - this.#length, this.#size - from), from)
    if (read === 0) return false
    this.#length += read
    const isLast = from + read >= this.#size
    this.end = isLast ? this.#length : bytes.lastIndexOf(lineFeed, this.#length - 1) + 1
    if (isLast && bytes[this.#length - 1] !== lineFeed) this.end += bytes.write(this.#lineEnd, this.#length, "latin1")
    this.stop = Math.min(this.end, this.#range.end - this.#base)
    return this.end > 0 && isUtf8(bytes.subarray(0, this.end))
  }
}
