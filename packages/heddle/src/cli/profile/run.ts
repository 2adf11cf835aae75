import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { constants, tmpdir } from "node:os"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { addresses, ask } from "../../core/backend/index.ts"
import { ownIdentity } from "../../core/leftovers/index.ts"
import { loadProfile } from "../../monitor/index.ts"
import type { ProfileReport } from "../../monitor/index.ts"
import { StartError } from "../start-error.ts"
import type { ProfileCommandOptions } from "./options.ts"
import { files, variable } from "./start.ts"
import type { ProfileStart } from "./start.ts"

/** A script that takes no notice of Ctrl-C for so long, in ms, spins: it is ended from outside. */
const noticeWithin = 1000
/** How long its threads may take to give their profiles then, in ms. */
const giveWithin = 15_000

/** Runs the script to its end, tells where its time went, gives its exit status. */
export async function runProfiled(options: ProfileCommandOptions): Promise<number> {
  if (!existsSync(options.script)) throw new StartError(`there is no file ${options.script}`)
  const folder = mkdtempSync(path.join(tmpdir(), `heddle-profile-${ownIdentity()}-`))
  try {
    const status = await runScript(options, folder)
    if (existsSync(path.join(folder, files.program))) tell(loadProfile(folder), options)
    return status
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tell(report: ProfileReport, { out, top, sort, filter, internals }: ProfileCommandOptions): void {
  if (report.threads.length === 0) {
    process.stderr.write("heddle profile: the script was killed, and its profile with it\n")
    return
  }
  const which = filter === undefined ? {} : { filter }
  process.stderr.write("\n")
  if (top > 0) report.top(top, { sort, internals, print: process.stderr, ...which })
  for (const file of out) {
    report.save(file)
    process.stderr.write(`heddle profile: wrote ${file}\n`)
  }
}

async function runScript({ script, args, interval }: ProfileCommandOptions, folder: string): Promise<number> {
  const preload = preloadFor(script)
  const start: ProfileStart = { folder, interval, preload }
  const child = spawn(process.execPath, [...process.execArgv, "--import", preload, script, ...args], {
    stdio: "inherit",
    env: { ...process.env, [variable]: JSON.stringify(start) },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject)
    child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]))
  })
  const passed = passOnSignals(child, folder)
  try {
    const status = await ended
    return passed.status ?? status
  } finally {
    passed.end()
  }
}

/** The file that the script's process loads first: of the heddle that the script itself uses, so that both are one. */
function preloadFor(script: string): string {
  const own = new URL(import.meta.url.endsWith(".ts") ? "./preload.ts" : "./preload.js", import.meta.url).href
  if (own.endsWith(".ts")) return own
  try {
    const theirs = createRequire(path.resolve(script)).resolve("heddle/package.json")
    const file = path.join(path.dirname(theirs), "dist/cli/profile/preload.js")
    return existsSync(file) ? pathToFileURL(file).href : own
  } catch {
    return own
  }
}

/** A terminal sends Ctrl-C to the script too; others send their signals to us alone. */
function passOnSignals(child: ChildProcess, folder: string): { status: number | undefined; end(): void } {
  let timer: NodeJS.Timeout | undefined
  const listen = (signal: "SIGINT" | "SIGTERM", status: number): (() => void) => {
    const listener = (): void => {
      if (signal === "SIGTERM" || !process.stdin.isTTY) child.kill(signal)
      timer ??= setTimeout(() => void endSpinning(status), noticeWithin)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  }
  const removers = [listen("SIGINT", 130), listen("SIGTERM", 143)]
  const state = {
    status: undefined as number | undefined,
    end(): void {
      clearTimeout(timer)
      for (const remove of removers) remove()
    },
  }
  /** Its main thread does not get to look at signals: its attendant gives what it has, then it is killed, as it would have been. */
  async function endSpinning(status: number): Promise<void> {
    if (existsSync(path.join(folder, files.heard))) return
    const address = addresses().find(({ pid }) => pid === child.pid)
    if (address !== undefined) await ask(address, { do: "stop" }, giveWithin)
    state.status = status
    child.kill("SIGKILL")
  }
  return state
}
