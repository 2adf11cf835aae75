import { LineWriter } from "../line-writer.ts"

/** So many lines are written together. */
const batch = 256

/** Lines on standard output, no faster than they are read there. */
export class Out {
  /** The width of the terminal; undefined: there is none. */
  readonly columns: number | undefined = process.stdout.isTTY ? process.stdout.columns : undefined
  readonly #writer: LineWriter
  #lines = 0
  #isGone = false

  constructor() {
    this.#writer = new LineWriter(process.stdout, () => {
      this.#isGone = true
    })
  }

  /** Does nobody read any more? */
  get isGone(): boolean {
    return this.#isGone
  }

  async line(text: string): Promise<void> {
    this.#writer.write(`${text}\n`)
    if (++this.#lines % batch !== 0) return
    this.#writer.flush()
    await this.#writer.blocked
  }

  /** For people: on standard error. */
  tell(text: string): void {
    process.stderr.write(`heddle cache: ${text}\n`)
  }

  end(): Promise<void> {
    return this.#writer.end()
  }
}
