import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { constants, tmpdir } from "node:os"
import { extname, join } from "node:path"
import { StartError } from "../start-error.ts"
import type { Told } from "./begin.ts"
import type { DashboardRunOptions } from "./options.ts"
import { ReportServer } from "./report-server.ts"

const preload = new URL(`./preload${extname(import.meta.url)}`, import.meta.url).href

/**
 * Runs the program in a process of its own, which has the dashboard. That process leaves a report however it ends; this one
 * shows it at the same address until it is interrupted.
 */
export async function run(options: DashboardRunOptions): Promise<number> {
  if (statSync(options.script, { throwIfNoEntry: false })?.isFile() !== true)
    throw new StartError(`there is no file ${options.script}`)
  const folder = mkdtempSync(join(tmpdir(), "heddle-dashboard-"))
  const report = join(folder, "report.html")
  try {
    const interrupts = new Interrupts()
    const child = start(options, report)
    interrupts.reach(child, report)
    const status = interrupts.left(await ended(child))
    const isThere = existsSync(report)
    if (isThere && options.save !== undefined) save(report, options.save)
    if (!isThere) process.stderr.write("heddle dashboard: the program was killed, and has left no report\n")
    else if (!options.exit && status !== 2 && !interrupts.came) await show(readFileSync(report, "utf8"), interrupts)
    return status
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function start({ script, args, port, open }: DashboardRunOptions, report: string): ChildProcess {
  const told: Told = { port, open, report }
  // Of the file's path as it was given: the program sees it in process.argv.
  return spawn(process.execPath, [...process.execArgv, "--import", preload, script, ...args], {
    stdio: "inherit",
    env: { ...process.env, HEDDLE_DASHBOARD: JSON.stringify(told) },
  })
}

/** The exit status as shells have it: 128 and the signal's number for who was killed. */
async function ended(child: ChildProcess): Promise<number> {
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null]
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

function save(report: string, file: string): void {
  try {
    copyFileSync(report, file)
  } catch (error) {
    process.stderr.write(`heddle dashboard: cannot write ${file}: ${(error as Error).message}\n`)
  }
}

async function show(report: string, interrupts: Interrupts): Promise<void> {
  const port = Number(/"port":(\d+)/.exec(report)?.[1] ?? 0)
  await using server = new ReportServer(report)
  const url = await server.start(port)
  process.stderr.write(`heddle dashboard: the program has ended; its report stays at ${url} until Ctrl+C\n`)
  await interrupts.next()
}

/** A program that takes no notice of an interrupt for so long, in ms, spins: it is killed, as it would be without us. */
const noticeWithin = 1000

/** Interrupts are the program's too. This process outlives it, to save its report. */
class Interrupts {
  came = false
  readonly #next = Promise.withResolvers<void>()
  #heard: (signal: "SIGINT" | "SIGTERM") => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #killedBy: "SIGINT" | "SIGTERM" | undefined

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        this.came = true
        this.#next.resolve()
        this.#heard(signal)
      })
    }
  }

  /** A program that has heard of it has written its report, and decides itself. */
  reach(child: ChildProcess, report: string): void {
    this.#heard = (signal) => {
      // A terminal sends Ctrl-C to both of us.
      if (signal === "SIGTERM" || !process.stdin.isTTY) child.kill(signal)
      this.#timer ??= setTimeout(() => {
        if (existsSync(report)) return
        this.#killedBy = signal
        child.kill("SIGKILL")
      }, noticeWithin)
    }
  }

  /** The program has ended: gives its status, which is that of the interrupt if it had to be killed for it. */
  left(status: number): number {
    clearTimeout(this.#timer)
    this.#heard = () => {}
    return this.#killedBy === undefined ? status : 128 + constants.signals[this.#killedBy]
  }

  async next(): Promise<void> {
    if (!this.came) await this.#next.promise
  }
}
