import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { setTimeout as delay } from "node:timers/promises"
import { ownIdentity, startOf } from "heddle/extend"
import { CommandError } from "./command-error.ts"

/** How long the broker of a killed `up` may take to end, in ms. */
const endsWithin = 5000

/** What runs in a folder. Processes are named by number and start, for numbers are given out again. */
interface Running {
  readonly up: string
  readonly broker?: string
  readonly url?: string
}

/** The file by which a `heddle cluster up` knows of another one in the same folder. */
export class UpRecord {
  readonly #file: string

  /** `file` is written. Throws a `CommandError` if another one runs; the broker of one that was killed is ended. */
  static async take(file: string, tell: (line: string) => void): Promise<UpRecord> {
    const record = new UpRecord(file)
    while (!record.#create()) {
      const there = record.#read()
      if (there === undefined) continue
      const pid = pidIfRunning(there.up)
      if (pid !== undefined) {
        throw new CommandError(
          `one runs in this folder already: process ${pid}${there.url === undefined ? "" : `, ${there.url}`}`,
          "use that one, end it with Ctrl-C, or name another folder with --dir",
        )
      }
      await endLeftover(there, tell)
      rmSync(file, { force: true })
    }
    return record
  }

  private constructor(file: string) {
    this.#file = file
  }

  /** False if there is one: it appears as a whole, or not at all. */
  #create(): boolean {
    const own = this.#temporary({ up: ownIdentity() })
    try {
      linkSync(own, this.#file)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
      throw error
    } finally {
      rmSync(own)
    }
  }

  #temporary(running: Running): string {
    const file = `${this.#file}.${process.pid}`
    writeFileSync(file, `${JSON.stringify(running)}\n`, { mode: 0o600 })
    return file
  }

  /** Undefined: it has just gone. */
  #read(): Running | undefined {
    try {
      return JSON.parse(readFileSync(this.#file, "utf8")) as Running
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
      if (error instanceof SyntaxError) return { up: "" }
      throw error
    }
  }

  update(brokerPid: number | undefined, url?: string): void {
    const broker = brokerPid === undefined ? undefined : `${brokerPid}-${startOf(brokerPid)}`
    const running = { up: ownIdentity(), ...(broker !== undefined && { broker }), ...(url !== undefined && { url }) }
    renameSync(this.#temporary(running), this.#file)
  }

  remove(): void {
    rmSync(this.#file, { force: true })
  }
}

async function endLeftover({ broker }: Running, tell: (line: string) => void): Promise<void> {
  const pid = pidIfRunning(broker)
  if (pid === undefined) return
  tell(`an earlier one was killed: its broker, process ${pid}, is ended`)
  process.kill(pid, "SIGKILL")
  for (let waited = 0; pidIfRunning(broker) !== undefined && waited < endsWithin; waited += 20) await delay(20)
}

/** The number of a process that still is the one that was written down. */
function pidIfRunning(identity: string | undefined): number | undefined {
  const [, number, start] = /^(\d+)-(.+)$/.exec(identity ?? "") ?? []
  return number !== undefined && startOf(Number(number)) === start ? Number(number) : undefined
}
