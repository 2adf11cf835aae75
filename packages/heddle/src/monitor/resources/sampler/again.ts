import { closeSync, openSync, readSync } from "node:fs"

const buffer = Buffer.allocUnsafeSlow(16_384)

/** A small file of the kernel's that is read again and again: to keep it open saves three quarters of the time. */
export class FileAgain {
  readonly #fd: number | undefined

  constructor(path: string) {
    try {
      this.#fd = openSync(path, "r")
    } catch {
      this.#fd = undefined
    }
  }

  /** Its beginning, up to 16 KB; undefined where it is not, or is gone. */
  read(): string | undefined {
    if (this.#fd === undefined) return undefined
    try {
      return buffer.toString("latin1", 0, readSync(this.#fd, buffer, 0, buffer.length, 0))
    } catch {
      return undefined
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
  }
}

/** The number behind a name in lines of names and numbers. */
export function numberOf(text: string, name: string): number | undefined {
  const at = text.startsWith(name) ? 0 : text.indexOf(`\n${name}`) + 1
  if (at === 0 && !text.startsWith(name)) return undefined
  const found = Number.parseInt(text.slice(at + name.length).replace(/^[:\s]+/, ""), 10)
  return Number.isNaN(found) ? undefined : found
}
