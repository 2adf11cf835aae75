import { closeSync, fstatSync, openSync, writeSync } from "node:fs"
import { StartError } from "../../start-error.ts"
import type { Outcome } from "../outcome.ts"

const header = "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n"

/**
 * The row of one input in GNU parallel's joblog, nine columns: its number from 1, the host (`:` is this one), the start
 * in seconds since 1970, the run time in seconds, bytes sent and received (0 and the result's), the exit value (0, 1,
 * the worker's exit code, or -1 for a timeout), the signal (0), and the call, with tabs and line ends as `\t` and `\n`.
 */
export function joblogRow({ input, result, started, ms }: Outcome, functionName: string): string {
  const argument = typeof input.value === "string" ? input.value : JSON.stringify(input.value)
  const escaped = argument
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
  const received = result.ok ? (result.bytes?.length ?? Buffer.byteLength(result.json ?? "")) : 0
  const seconds = (ms / 1000).toFixed(3).padStart(10)
  const exit = result.ok ? 0 : result.exit
  return `${input.index + 1}\t:\t${(started / 1000).toFixed(3)}\t${seconds}\t0\t${received}\t${exit}\t0\t${functionName} ${escaped}\n`
}

/** The file of `--joblog`. Rows are written by `flush`. */
export class Joblog {
  readonly #fd: number
  readonly #functionName: string
  #pending = ""

  /** @param append keep the rows that are there, of a run that is being resumed */
  constructor(path: string, functionName: string, append: boolean) {
    this.#functionName = functionName
    try {
      this.#fd = openSync(path, append ? "a" : "w")
    } catch (error) {
      throw new StartError(`cannot open the joblog ${path}: ${(error as Error).message}`)
    }
    if (fstatSync(this.#fd).size === 0) this.#pending = header
    this.flush()
  }

  add(outcome: Outcome): void {
    this.#pending += joblogRow(outcome, this.#functionName)
  }

  flush(): void {
    if (this.#pending !== "") writeSync(this.#fd, this.#pending)
    this.#pending = ""
  }

  close(): void {
    this.flush()
    closeSync(this.#fd)
  }
}
