import { inspect } from "node:util"
import { LiveBoard } from "./live-board.ts"
import { checkOptions } from "./options.ts"
import type { DashboardOptions } from "./options.ts"
import { isLoopback, NodeServer } from "./serve/index.ts"

/** A dashboard that can be looked at. As text it is its address. */
export class DashboardLink implements AsyncDisposable {
  static {
    const print = function (this: DashboardLink): string {
      return this.url
    }
    Object.defineProperty(this.prototype, inspect.custom, { value: print })
  }
  /** Its address: `http://127.0.0.1:8787/`. */
  readonly url: string
  readonly port: number
  readonly #board: LiveBoard
  readonly #server: NodeServer
  #closed: Promise<void> | undefined
  static readonly #open: Set<DashboardLink> = new Set()

  /** The one that was opened first, of those that are open. */
  static get current(): DashboardLink | undefined {
    return DashboardLink.#open.values().next().value
  }

  /** @internal */
  constructor(board: LiveBoard, server: NodeServer) {
    this.#board = board
    this.#server = server
    this.url = server.url
    this.port = server.port
    DashboardLink.#open.add(this)
  }

  /** Writes the page with what it shows now into one HTML file, which needs nothing else: a report. */
  async save(file: string): Promise<void> {
    await this.#board.save(file)
  }

  /** The same, done when it returns: for listeners of `process.on("exit")`. */
  saveSync(file: string): void {
    this.#board.saveSync(file)
  }

  /** Ends the server and all its connections; the program is listened to no more. Once is enough. */
  close(): Promise<void> {
    return (this.#closed ??= this.#end())
  }

  async #end(): Promise<void> {
    DashboardLink.#open.delete(this)
    this.#board.close()
    await this.#server.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  toString(): string {
    return this.url
  }
}

/**
 * A page in the browser that shows the program while it runs: what each worker does, how far the tasks are, memory, errors.
 * Resolves when it can be opened; printed, it is its address. It shows what happens from then on, and keeps no program
 * alive. Only this machine can reach it, unless a `host` and a `token` are given. Rejects with an OptionError for wrong
 * options, and with a HeddleError where the port that was given is taken.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { dashboard } from "heddle/monitor"
 * await using link = await dashboard({ port: 0 })
 * console.log(`look at ${link}`) // look at http://127.0.0.1:40163/
 * await using pool = new Pool({ workers: 2 })
 * await pool.map((x: number) => x * x, [1, 2, 3])
 * await link.save("report.html")
 * ```
 */
export async function dashboard(options: DashboardOptions = {}): Promise<DashboardLink> {
  const { host, port, token, profile, signal } = checkOptions(options, ["port", "host", "token", "profile", "signal"])
  signal?.throwIfAborted()
  const board = new LiveBoard(token, profile)
  try {
    const server = await NodeServer.start(board.fetch, host, port, !isLoopback(host))
    board.port = server.port
    const link = new DashboardLink(board, server)
    signal?.addEventListener("abort", () => void link.close(), { once: true })
    if (signal?.aborted === true) await link.close()
    signal?.throwIfAborted()
    return link
  } catch (error) {
    board.close()
    throw error
  }
}
