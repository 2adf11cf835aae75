import { stripVTControlCharacters } from "node:util"

/** A terminal, as much of one as lines of progress need: what stands on it, and where the cursor is. */
export class Terminal {
  readonly isTTY: boolean
  columns: number
  rows = 24
  readonly written: string[] = []
  #lines: string[] = [""]
  #row = 0
  #column = 0

  constructor(isTTY: boolean = true, columns: number = 80) {
    this.isTTY = isTTY
    this.columns = columns
  }

  write(text: string): void {
    this.written.push(text)
    for (const [part] of text.matchAll(/\p{Cc}\[(\d*)([A-Za-z])|[\s\S]/gu)) this.#take(part)
  }

  /** What is to be seen, without what is empty at the end. */
  get shown(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd())
    while (lines.at(-1) === "") lines.pop()
    return lines
  }

  get cursor(): readonly [row: number, column: number] {
    return [this.#row, this.#column]
  }

  #take(part: string): void {
    const [, count = "", command] = /^\p{Cc}\[(\d*)([A-Za-z])$/u.exec(part) ?? []
    const line = this.#lines[this.#row]!
    if (command === "A") this.#row = Math.max(0, this.#row - Number(count || 1))
    else if (command === "K") this.#lines[this.#row] = line.slice(0, this.#column)
    else if (command === "J") this.#lines.splice(this.#row, Infinity, line.slice(0, this.#column))
    else if (command !== undefined) return
    else if (part === "\r") this.#column = 0
    else if (part === "\n") [this.#row, this.#column] = [this.#row + 1, 0]
    else {
      this.#lines[this.#row] = line.slice(0, this.#column).padEnd(this.#column) + part + line.slice(this.#column + 1)
      this.#column++
    }
    while (this.#lines.length <= this.#row) this.#lines.push("")
  }
}

export const plain: (text: string) => string = stripVTControlCharacters
