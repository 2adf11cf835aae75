import { spawn } from "node:child_process"
import type { ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { accessSync, constants, statSync } from "node:fs"
import { delimiter, join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { CommandError } from "./command-error.ts"

/** What a server may take to end when it is asked to, in ms. */
const endsWithin = 5000

const lines = `Debian: apt-get install nats-server
        macOS:  brew install nats-server
        Go:     go install github.com/nats-io/nats-server/v2@latest`

/** The file of nats-server. Throws a `CommandError` that says how to install it. */
export function findServer(env: NodeJS.ProcessEnv = process.env): string {
  const named = env["NATS_SERVER"]
  if (named !== undefined && named !== "") {
    if (isProgram(named)) return named
    throw new CommandError(`NATS_SERVER is no program that can be run: ${named}`)
  }
  // Debian's is in /usr/sbin, which is not on everybody's PATH.
  const folders = [...(env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""), "/usr/sbin"]
  const file = process.platform === "win32" ? "nats-server.exe" : "nats-server"
  const found = folders.map((folder) => join(folder, file)).find(isProgram)
  if (found !== undefined) return found
  throw new CommandError(
    "there is no nats-server on the PATH",
    `install it, or name it with NATS_SERVER\n        ${lines}`,
  )
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** A nats-server that this process has started. */
export class Server {
  readonly #child: ChildProcessByStdio<null, null, Readable>
  readonly #said: string[] = []
  #isReady = false
  readonly #ready = Promise.withResolvers<number>()
  /** Fulfilled when it has ended, with what it said last. */
  readonly ended: Promise<string>

  constructor(file: string, config: string) {
    // Ctrl-C goes to all processes of a terminal's group: this one ends when its workers have.
    this.#child = spawn(file, ["-c", config], { stdio: ["ignore", "ignore", "pipe"], detached: true })
    process.once("exit", this.#endNow)
    this.ended = this.#end()
    this.#listen()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** The port that it listens at, when it does. Throws a `CommandError` with what it says if it ends before. */
  ready(): Promise<number> {
    return this.#ready.promise
  }

  #listen(): void {
    let port: number | undefined
    const reader = createInterface(this.#child.stderr)
    reader.on("line", (line) => {
      this.#said.push(line)
      if (this.#said.length > 20) this.#said.shift()
      if (this.#isReady) return
      const listening = /Listening for client connections on \S+:(\d+)$/.exec(line)
      if (listening !== null) port = Number(listening[1])
      this.#isReady = line.endsWith("Server is ready") && port !== undefined
      if (this.#isReady) this.#ready.resolve(port!)
    })
  }

  async #end(): Promise<string> {
    let failure: string | undefined
    this.#child.once("error", (error) => {
      failure = error.message
    })
    await once(this.#child, "close").catch(() => {})
    process.removeListener("exit", this.#endNow)
    const said = failure ?? this.#said.filter((line) => /\[(ERR|FTL)\]|nats-server:/.test(line)).join("\n")
    this.#ready.reject(new CommandError(`nats-server has ended${said === "" ? "" : `: ${said}`}`))
    return said
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM")
    const timer = setTimeout(this.#endNow, endsWithin)
    await this.ended
    clearTimeout(timer)
  }

  readonly #endNow = (): void => void this.#child.kill("SIGKILL")
}
