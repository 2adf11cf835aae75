import { closeSync, fstatSync, read, readSync } from "node:fs"
import { availableParallelism } from "node:os"
import { promisify } from "node:util"
import { advice } from "../../core/heap/index.ts"
import type { Source } from "../entry/index.ts"
import { mapped } from "./mapped.ts"
import { openFiles } from "./open-files.ts"

const readAsync = promisify(read)
/** Pieces of this size and more are read side by side: a copy out of the page cache is as fast as one core. */
const piece = 4_194_304
const side = Math.min(4, availableParallelism())

/** What is no longer is read at once. */
const small = 16_384

/** A file; one that is small is closed by the time that it is here. */
export class FileSource implements Source {
  readonly size: number
  readonly usedAt: number
  readonly #fd: number
  #holdsFile = true
  /** All of a small one. */
  readonly #bytes: Buffer | undefined

  constructor(fd: number) {
    this.#fd = fd
    openFiles.opened()
    try {
      const { size, mtimeMs } = fstatSync(fd)
      this.size = size
      this.usedAt = mtimeMs
      if (size > small) return
      this.#bytes = this.read(0, size)
    } catch (error) {
      this.close()
      throw error
    }
    this.close()
  }

  get holdsFile(): boolean {
    return this.#holdsFile
  }

  read(at: number, size: number): Buffer {
    if (this.#bytes !== undefined) return this.#bytes.subarray(at, at + size)
    const bytes = Buffer.allocUnsafe(size)
    let got = 0
    while (got < size) {
      const more = readSync(this.#fd, bytes, got, size - got, at + got)
      if (more === 0) break
      got += more
    }
    return bytes.subarray(0, got)
  }

  async readLarge(at: number, size: number): Promise<ArrayBuffer> {
    if (this.#bytes !== undefined) return new Uint8Array(this.#bytes.subarray(at, at + size)).buffer
    const bytes = Buffer.allocUnsafeSlow(size)
    if (size >= worthHuge) allowHuge(bytes)
    const pieces = Math.max(1, Math.min(side, Math.floor(size / piece)))
    const step = Math.ceil(size / pieces / 4096) * 4096
    await Promise.all(
      Array.from({ length: pieces }, (_, i) => this.#fill(bytes, at, i * step, Math.min(size, (i + 1) * step))),
    )
    return bytes.buffer
  }

  map(at: number, size: number): ArrayBuffer | undefined {
    return this.#holdsFile ? mapped(this.#fd, at, size) : undefined
  }

  close(): void {
    if (!this.#holdsFile) return
    this.#holdsFile = false
    try {
      closeSync(this.#fd)
    } finally {
      openFiles.closed()
    }
  }

  async #fill(bytes: Buffer, at: number, from: number, to: number): Promise<void> {
    for (let got = from; got < to;) {
      const { bytesRead } = await readAsync(this.#fd, bytes, got, to - got, at + got)
      if (bytesRead === 0) return
      got += bytesRead
    }
  }
}

/** New pages cost more than the bytes that come to lie on them, but for huge ones. */
const worthHuge = 8_388_608
const page = 4096

/** With the package koffi: lets the system take huge pages for what is about to be read. */
function allowHuge({ buffer, length }: Buffer): void {
  const system = advice()
  if (system === undefined) return
  const at = system.addressOf(buffer)
  const from = Math.ceil(at / page) * page
  system.allowHuge(from, Math.floor((at + length) / page) * page - from)
}
