import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const Op = { add: 0, set: 1 } as const
const recordBytes = 16

/**
 * Words that processes share: each is a file to which every change is appended, which is atomic. The sum of what is in
 * it is the word; a record of one's own in it tells what the word was before.
 */
export class FileGates {
  readonly path: string
  readonly length: number
  constructor(path: string, length: number) {
    this.path = path
    this.length = length
  }

  get(index: number): number {
    return fold(contentOf(fileOf(this, index)))
  }

  set(index: number, value: number): void {
    appendFileSync(fileOf(this, index), record(Op.set, value, 0))
  }

  /** Returns what it was before. */
  add(index: number, by: number): number {
    const token = Math.random()
    appendFileSync(fileOf(this, index), record(Op.add, by, token))
    return fold(readFileSync(fileOf(this, index)), token)
  }

  /** Resolves when the word has got to `count`: the file system tells of each change. */
  async reached(index: number, count: number): Promise<void> {
    let look = (): void => {}
    appendFileSync(fileOf(this, index), "")
    const watcher = watch(fileOf(this, index), () => look())
    try {
      await new Promise<void>((resolve) => {
        look = (): void => void (this.get(index) >= count && resolve())
        look()
      })
    } finally {
      watcher.close()
    }
  }
}

function fileOf({ path }: FileGates, index: number): string {
  return `${path}.${index}`
}

/** A word that nobody has touched has no file yet. */
function contentOf(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
}

function record(op: number, value: number, token: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(recordBytes))
  bytes.setInt32(0, op)
  bytes.setInt32(4, value)
  bytes.setFloat64(8, token)
  return new Uint8Array(bytes.buffer)
}

/** The word after all records, or before the one with the token. */
function fold(file: Buffer, before?: number): number {
  let word = 0
  for (let at = 0; at + recordBytes <= file.length; at += recordBytes) {
    if (before !== undefined && file.readDoubleBE(at + 8) === before) break
    const value = file.readInt32BE(at + 4)
    word = file.readInt32BE(at) === Op.set ? value : word + value
  }
  return word
}

let folder: string | undefined
let made = 0

export function fileGates(count: number): FileGates {
  if (folder === undefined) {
    const mine = (folder = mkdtempSync(join(tmpdir(), "heddle-gates-")))
    process.on("exit", () => rmSync(mine, { recursive: true }))
  }
  return new FileGates(join(folder, `${++made}`), count)
}
