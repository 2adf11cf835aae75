import { spawn } from "node:child_process"
import type { ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer, connect } from "node:net"
import type { AddressInfo, Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { natsLines, natsServer } from "../../../scripts/nats/index.ts"
import type { NatsVersion } from "../../../scripts/nats/index.ts"
import { brokerConfig } from "../src/broker/index.ts"
import type { BrokerConfig } from "../src/broker/index.ts"
import { createIdentity, writeCredentials } from "../src/identity/index.ts"

export type { NatsVersion } from "../../../scripts/nats/index.ts"

/** Why tests that need a broker are not run, as the tests' `skip` has it; false if they are. */
export async function notRun(version: NatsVersion = "2.9"): Promise<string | false> {
  return (await natsServer(version)) === undefined ? `not run: ${natsLines[version]}` : false
}

export interface BrokerOptions {
  readonly version?: NatsVersion
  /** Who is let in besides the submitter and the agent that have files. */
  readonly submitters?: BrokerConfig["submitters"]
  readonly agents?: BrokerConfig["agents"]
  readonly host?: string
  readonly tls?: BrokerConfig["tls"]
  /** The whole configuration instead of ours: for servers that are not as they should be. */
  readonly config?: (port: number) => string
}

/** Starts a nats-server of its own on a free port of loopback, which lets in one submitter and one agent. */
export async function startBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  const file = await natsServer(options.version ?? "2.9")
  if (file === undefined) throw new Error(`There is no nats-server: ${natsLines[options.version ?? "2.9"]}`)
  const folder = await mkdtemp(join(tmpdir(), "heddle-broker-"))
  const broker = new TestBroker(file, folder, options)
  try {
    await broker.start()
    return broker
  } catch (error) {
    await broker[Symbol.asyncDispose]()
    throw error
  }
}

export class TestBroker implements AsyncDisposable {
  /** A file of credentials. */
  readonly submitter: string
  /** A file of credentials. */
  readonly agent: string
  readonly #program: string
  readonly #folder: string
  readonly #options: BrokerOptions
  readonly #identities = { submitter: createIdentity(), agent: createIdentity() }
  #server: ChildProcessByStdio<null, null, Readable> | undefined
  #port = -1

  constructor(program: string, folder: string, options: BrokerOptions) {
    this.#program = program
    this.#folder = folder
    this.#options = options
    this.submitter = join(folder, "submitter.json")
    this.agent = join(folder, "agent.json")
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`
  }

  get pid(): number {
    return this.#server!.pid!
  }

  async start(): Promise<void> {
    const { submitter, agent } = this.#identities
    const { submitters = [], agents = [], host, tls, config } = this.#options
    const text =
      config?.(this.#port) ??
      brokerConfig({
        port: this.#port,
        store: join(this.#folder, "store"),
        submitters: [submitter, ...submitters],
        agents: [agent, ...agents],
        ...(host !== undefined && { host }),
        ...(tls !== undefined && { tls }),
      })
    await writeFile(join(this.#folder, "nats.conf"), text)
    const server = spawn(this.#program, ["-c", join(this.#folder, "nats.conf")], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    this.#server = server
    process.once("exit", this.#endNow)
    this.#port = await portOf(server)
    const url = this.url
    await writeCredentials(this.submitter, { role: "submitter", seed: submitter.seed, trusts: [agent.publicKey], url })
    await writeCredentials(this.agent, { role: "agent", seed: agent.seed, trusts: [submitter.publicKey], url })
  }

  /** Ends the server as a crash does, and waits until it has gone. */
  async kill(): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    this.#server = undefined
    process.removeListener("exit", this.#endNow)
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, "exit")
    server.kill("SIGKILL")
    await gone
  }

  /** The same server again, with its port and what it has stored. */
  async restart(): Promise<void> {
    await this.kill()
    await this.start()
  }

  /** Stops the server: its connections stay open, and nothing is answered. */
  pause(): void {
    this.#server!.kill("SIGSTOP")
  }

  resume(): void {
    this.#server!.kill("SIGCONT")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.#folder, { recursive: true, force: true })
  }

  readonly #endNow = (): void => void this.#server?.kill("SIGKILL")
}

/** The port that a server says it listens at, when it is ready. What it says later is dropped. */
async function portOf(server: ChildProcessByStdio<null, null, Readable>): Promise<number> {
  const said: string[] = []
  let port: number | undefined
  return await new Promise((resolve, reject) => {
    server.once("error", reject)
    const lines = createInterface(server.stderr)
    lines.on("line", (line) => {
      said.push(line)
      const listening = /Listening for client connections on \S+:(\d+)$/.exec(line)
      if (listening !== null) port = Number(listening[1])
      if (!line.endsWith("Server is ready") || port === undefined) return
      resolve(port)
      lines.removeAllListeners("line")
    })
    lines.once("close", () => reject(new Error(`nats-server has ended:\n${said.join("\n")}`)))
  })
}

/** A line to a broker that can be cut. */
export async function startProxy(broker: { readonly port: number }): Promise<TestProxy> {
  const proxy = new TestProxy(broker)
  await proxy.listen()
  return proxy
}

export class TestProxy implements AsyncDisposable {
  readonly #broker: { readonly port: number }
  readonly #server = createServer((socket) => this.#accept(socket))
  readonly #sockets = new Set<Socket>()
  #isCut = false

  constructor(broker: { readonly port: number }) {
    this.#broker = broker
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening")
  }

  /** Drops all bytes from now on, in both directions, and says nothing of it: connections stay open, and new ones are taken. */
  cut(): void {
    this.#isCut = true
  }

  /**
   * Passes bytes on again. A stream of which bytes were dropped cannot go on, as one over a real network would that repeats
   * them: so connections that lost some are closed, and those that lost none go on.
   */
  mend(): void {
    this.#isCut = false
    for (const socket of this.#torn) socket.destroy()
    this.#torn.clear()
  }

  /** Destroys all connections. */
  reset(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, "close")
    this.#server.close()
    this.reset()
    await closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  readonly #torn = new Set<Socket>()

  #accept(socket: Socket): void {
    const onward = connect(this.#broker.port, "127.0.0.1")
    this.#pass(socket, onward)
    this.#pass(onward, socket)
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.setNoDelay(true)
    from.on("data", (bytes) => {
      if (this.#isCut) this.#torn.add(from)
      else if (to.writable) to.write(bytes)
    })
    from.on("error", () => {})
    from.on("close", () => {
      this.#sockets.delete(from)
      this.#torn.delete(from)
      // Nor is it heard through a cut line that the other end has gone.
      if (this.#isCut) this.#torn.add(to)
      else to.destroy()
    })
  }
}
