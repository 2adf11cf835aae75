import { closeSync, createReadStream, openSync, writeSync } from "node:fs"
import { createInterface } from "node:readline"
import type { EventKind, HeddleEvent } from "../../core/events/index.ts"
import { HeddleError } from "../../core/errors/index.ts"
import { knownKeys } from "../../core/options/index.ts"
import { kindsOption } from "./kinds.ts"
import { on } from "./on.ts"

export interface RecordOptions {
  /** Which kinds. @default all */
  readonly kinds?: readonly EventKind[]
}

/** Lines wait this long at most, in ms, and not more than so many characters of them. */
const writeEvery = 200
const mostWaiting = 1 << 18

/** A file that events are written to. */
export class EventFile implements Disposable {
  readonly file: string
  readonly #fd: number
  readonly #ends: (() => void)[]
  readonly #atExit = (): void => this.close()
  #lines = ""
  #timer: NodeJS.Timeout | undefined
  #isOpen = true
  #count = 0

  /** @internal */
  constructor(file: string, kinds: readonly EventKind[]) {
    this.file = file
    this.#fd = openSync(file, "w")
    this.#ends = kinds.map((kind) => on(kind, (event) => this.#add(event)))
    process.once("exit", this.#atExit)
  }

  /** How many events it has. */
  get count(): number {
    return this.#count
  }

  #add(event: HeddleEvent): void {
    this.#lines += `${JSON.stringify(event)}\n`
    this.#count++
    if (this.#lines.length >= mostWaiting) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), writeEvery).unref()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const bytes = Buffer.from(this.#lines)
    this.#lines = ""
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at)
    } catch (error) {
      // The program goes on, on a full disk too.
      process.emitWarning(
        `events are not written to ${this.file} any more: ${(error as Error).message}`,
        "HeddleWarning",
      )
      this.#end()
    }
  }

  #end(): void {
    this.#isOpen = false
    for (const end of this.#ends) end()
    process.removeListener("exit", this.#atExit)
    closeSync(this.#fd)
  }

  /** Writes what is left. Happens by itself when the program ends. */
  close(): void {
    if (!this.#isOpen) return
    this.#write()
    if (this.#isOpen) this.#end()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/**
 * Writes events to a file from now on, one JSON object a line (NDJSON), in the order in which they are told. What is there
 * of the file is overwritten. Throws as `fs.openSync` does.
 *
 * @example
 * ```ts
 * import { rmSync } from "node:fs"
 * import { Pool } from "heddle"
 * import { readEvents, record } from "heddle/monitor"
 * const recording = record("events.ndjson", { kinds: ["task", "worker"] })
 * const pool = new Pool({ workers: 1 })
 * await pool.submit(() => 42)
 * await pool.close()
 * recording.close()
 * const kinds: string[] = []
 * for await (const { kind } of readEvents("events.ndjson")) kinds.push(kind)
 * rmSync("events.ndjson")
 * kinds // => ["worker", "task", "worker"]
 * ```
 */
export function record(file: string, options: RecordOptions = {}): EventFile {
  knownKeys(options, ["kinds"])
  return new EventFile(file, kindsOption(options.kinds))
}

/**
 * The events that `record` wrote to a file. A last line that is not whole, of a program that was killed, is left out.
 *
 * @throws HeddleError where another line is no event
 */
export async function* readEvents(file: string): AsyncGenerator<HeddleEvent, void, undefined> {
  let number = 0
  let last: string | undefined
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (last !== undefined) yield eventOf(last, `${file}:${number}`)
    last = line
    number++
  }
  if (last === undefined || last === "") return
  let event: HeddleEvent
  try {
    event = eventOf(last, file)
  } catch {
    // It was being written.
    return
  }
  yield event
}

function eventOf(line: string, place: string): HeddleEvent {
  try {
    return JSON.parse(line) as HeddleEvent
  } catch (cause) {
    throw new HeddleError(`${place} is no event: ${line.slice(0, 80)}`, { cause })
  }
}
