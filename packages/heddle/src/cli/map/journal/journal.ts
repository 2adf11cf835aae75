import { closeSync, fsync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs"
import { StartError } from "../../start-error.ts"
import type { DigestTable } from "./digest-table.ts"
import { keyDigest, keyText } from "./input-keys.ts"
import type { InputKey } from "./input-keys.ts"
import { readJournal } from "./read-journal.ts"

/** Which function the results of a journal are of: another one's are no use. */
export interface FunctionIdentity {
  /** For people: `resize.ts#default`. */
  readonly name: string
  /** The function's export. */
  readonly export: string
  /** Of the file's bytes. What the file imports is not part of it. */
  readonly sha256: string
}

/** What a journal keeps of an input that is done. */
export interface JournalEntry {
  readonly key: InputKey
  readonly index: number
  readonly ok: boolean
  /** The rest of the result line, from its `value`, `file` or `error` on, as `"value":…,"ms":…,"attempt":…`. */
  readonly rest: string
}

/** At most this often is the disk asked to keep what was written. */
const syncInterval = 1000

/**
 * The file of `--resume`: one JSON line for the function, then one for each input that is done. A line is written before
 * its result counts as done, and reaches the disk within a second. A line that a kill tore is dropped when the file is
 * opened; an input that failed is not done.
 */
export class Journal {
  readonly #fd: number
  /** Where the line of each input that is done begins. */
  readonly #offsets: DigestTable
  #pending = ""
  #dirty = false
  #timer: NodeJS.Timeout | undefined

  private constructor(fd: number, offsets: DigestTable) {
    this.#fd = fd
    this.#offsets = offsets
  }

  /** Opens or makes the file. A file that is no journal, or another function's, is a StartError and is left as it is. */
  static async open(path: string, identity: FunctionIdentity): Promise<Journal> {
    const { offsets, end, empty } = await readJournal(path, identity)
    const journal = new Journal(open(path), offsets)
    ftruncateSync(journal.#fd, end)
    if (empty) journal.#write(`${JSON.stringify({ journal: "heddle map", version: 1, function: identity })}\n`)
    return journal
  }

  /** How many inputs were done when it was opened. */
  get done(): number {
    return this.#offsets.size
  }

  /** The end of the result line of an input that was done when the journal was opened, else undefined. */
  find(key: InputKey): string | undefined {
    const offset = this.#offsets.get(keyDigest(keyText(key)))
    return offset === undefined ? undefined : lineRest(readLine(this.#fd, offset))
  }

  /** Was it done when the journal was opened? */
  has(key: InputKey): boolean {
    return this.#offsets.get(keyDigest(keyText(key))) !== undefined
  }

  /** Adds a line, to be written by `flush`. */
  append({ key, index, ok, rest }: JournalEntry): void {
    this.#pending += `{"key":"${keyText(key)}","index":${index},"ok":${ok},${rest}}\n`
  }

  /** Writes the lines that were added. After this, a kill of this process loses none of them. */
  flush(): void {
    if (this.#pending === "") return
    this.#write(this.#pending)
    this.#pending = ""
    this.#dirty = true
    this.#timer ??= setTimeout(() => this.#sync(), syncInterval).unref()
  }

  close(): void {
    this.flush()
    clearTimeout(this.#timer)
    if (this.#dirty) fsyncSync(this.#fd)
    closeSync(this.#fd)
  }

  #sync(): void {
    this.#timer = undefined
    this.#dirty = false
    fsync(this.#fd, () => {})
  }

  #write(text: string): void {
    const bytes = Buffer.from(text)
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done)
  }
}

function open(path: string): number {
  try {
    return openSync(path, "a+")
  } catch (error) {
    throw new StartError(`cannot open the journal ${path}: ${(error as Error).message}`)
  }
}

function readLine(fd: number, offset: number): string {
  const chunks: Buffer[] = []
  for (let at = offset; ;) {
    const chunk = Buffer.allocUnsafe(16_384)
    const length = readSync(fd, chunk, 0, chunk.length, at)
    const end = chunk.subarray(0, length).indexOf(10)
    chunks.push(chunk.subarray(0, end === -1 ? length : end))
    if (end !== -1 || length === 0) return Buffer.concat(chunks).toString()
    at += length
  }
}

/** What `append` was given as `rest`. */
function lineRest(line: string): string {
  const before = ',"ok":true,'
  return line.slice(line.indexOf(before) + before.length, -1)
}
