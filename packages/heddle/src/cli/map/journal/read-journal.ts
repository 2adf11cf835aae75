import { createReadStream } from "node:fs"
import { StartError } from "../../start-error.ts"
import { DigestTable } from "./digest-table.ts"
import { keyDigest, keyText } from "./input-keys.ts"
import type { InputKey } from "./input-keys.ts"
import type { FunctionIdentity } from "./journal.ts"

/** What a journal file holds. */
export interface JournalContents {
  /** Where the line of each input that is done begins. */
  readonly offsets: DigestTable
  /** Where the last whole line ends: what follows was torn by a kill. */
  readonly end: number
  /** There is no header yet. */
  readonly empty: boolean
}

const lineStart = /^\{"key":"([0-9a-f]{64}:\d+)","index":\d+,"ok":(true|false),/

/** Reads a journal; a file that is not there is an empty one. What is not a journal of this function is a StartError. */
export async function readJournal(path: string, identity: FunctionIdentity): Promise<JournalContents> {
  const offsets = new DigestTable()
  let end = 0
  for await (const { line, offset, next, whole } of byteLines(path)) {
    if (end === 0) checkHeader(line, whole, path, identity)
    if (!whole) break
    const [, key, ok] = lineStart.exec(line) ?? []
    if (key !== undefined && ok === "true") offsets.set(keyDigest(key), offset)
    end = next
  }
  return { offsets, end, empty: end === 0 }
}

/** Tells which inputs a journal has as done, and leaves the file alone. */
export async function journalledIn(path: string, identity: FunctionIdentity): Promise<(key: InputKey) => boolean> {
  const { offsets } = await readJournal(path, identity)
  return (key) => offsets.get(keyDigest(keyText(key))) !== undefined
}

interface ByteLine {
  readonly line: string
  readonly offset: number
  readonly next: number
  /** It ends with a line end. */
  readonly whole: boolean
}

/** The lines of a file with their places in it. Of a long line only the start is read: the rest is a result. */
async function* byteLines(path: string): AsyncGenerator<ByteLine, void, undefined> {
  let start = ""
  let offset = 0
  let position = 0
  for await (const chunk of fileChunks(path)) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (start.length < 4096) start += chunk.toString("utf8", from, end)
      const next = position + end + 1
      yield { line: start, offset, next, whole: true }
      start = ""
      offset = next
      from = end + 1
    }
    if (start.length < 4096) start += chunk.toString("utf8", from)
    position += chunk.length
  }
  if (position > offset) yield { line: start, offset, next: position, whole: false }
}

async function* fileChunks(path: string): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return
    throw new StartError(`cannot read the journal ${path}: ${(error as Error).message}`)
  }
}

function checkHeader(line: string, whole: boolean, path: string, identity: FunctionIdentity): void {
  // The header itself was torn: nothing was journalled yet
  if (!whole && line.startsWith('{"journal":"heddle map"')) return
  const header = parseHeader(line)
  if (header === undefined) throw new StartError(`${path} is not a journal of heddle map; it is left as it is`)
  if (header.sha256 === identity.sha256 && header.export === identity.export) return
  const change = header.name === identity.name ? `${header.name} as it was before it was edited` : header.name
  throw new StartError(`the journal ${path} is of ${change}, not of ${identity.name}: name another file, or delete it`)
}

function parseHeader(line: string): FunctionIdentity | undefined {
  try {
    const { journal, function: identity } = JSON.parse(line) as { journal?: unknown; function?: FunctionIdentity }
    return journal === "heddle map" ? identity : undefined
  } catch {
    return undefined
  }
}
