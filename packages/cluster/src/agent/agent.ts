import { randomBytes } from "node:crypto"
import { availableParallelism, hostname, totalmem } from "node:os"
import { integer, knownKeys } from "heddle/extend"
import { connectBroker } from "../broker/index.ts"
import type { Broker, ConnectOptions } from "../broker/index.ts"
import { heddleVersion, isAsking, isRequest, open, protocol, seal, subjects } from "../lease/index.ts"
import type { DrainReply, DrainRequest, LeaseReply, MachineNews } from "../lease/index.ts"
import { startWorker } from "./worker.ts"
import type { AgentWorker } from "./worker.ts"

/** How often a machine says that it is there, in ms. */
const newsEvery = 1000
/** Leases of programs are within these, in ms. */
const [leastLease, mostLease] = [500, 600_000]
/** So many sessions are remembered: a request that somebody repeats is not taken twice. */
const mostSessions = 100_000

/** What a machine offers. */
export interface AgentOptions extends Omit<ConnectOptions, "role" | "name"> {
  /** The machine's name. @default that of the operating system */
  readonly name?: string
  /** How many workers it is to have. @default as many as it has processors */
  readonly workers?: number
  /**
   * How many it takes at most. Workers of several pools and programs share a machine's processors as processes do, and most of them
   * wait most of the time; each is a process of some 50 MB. @default 4 * workers + 16
   */
  readonly mostWorkers?: number
  /** Processors that they share. @default as many as there are */
  readonly cpus?: number
  /** What programs may choose machines by. */
  readonly labels?: Readonly<Record<string, string>>
  /** Told of what happens, a line each. */
  readonly log?: (line: string) => void
}

/**
 * A machine that has joined a cluster: it alone holds the credentials, takes workers from programs that it trusts, and runs each in
 * a process of its own. It runs no code of theirs itself.
 */
export class Agent implements AsyncDisposable {
  readonly name: string
  /** Its name among the machines of its identity. */
  readonly node: string
  readonly #broker: Broker
  readonly #places: number
  readonly #most: number
  readonly #cpus: number
  readonly #labels: Readonly<Record<string, string>>
  readonly #log: (line: string) => void
  readonly #boot = randomBytes(12).toString("hex")
  readonly #version = heddleVersion()
  readonly #workers = new Map<string, AgentWorker>()
  /** Also those of workers that have ended, until their programs know. */
  readonly #links = new Set<AgentWorker>()
  readonly #seen = new Set<string>()
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #timer: NodeJS.Timeout
  #leaving = false
  #newsDue = false
  readonly #whenEmpty: (() => void)[] = []
  readonly #drained = Promise.withResolvers<void>()

  constructor(broker: Broker, options: AgentOptions) {
    this.#broker = broker
    this.name = options.name ?? hostname()
    this.node = `${this.name.replaceAll(/[^\w-]/g, "-")}-${randomBytes(4).toString("hex")}`
    this.#cpus = options.cpus ?? availableParallelism()
    this.#places = options.workers ?? this.#cpus
    this.#most = options.mostWorkers ?? 4 * this.#places + 16
    this.#labels = options.labels ?? {}
    this.#log = options.log ?? (() => {})
    // What tells where the credentials are is nothing for programs.
    this.#env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("HEDDLE_CLUSTER")))
    const { connection, identity } = broker
    connection.subscribe(subjects.who, { callback: () => this.#news() })
    connection.subscribe(subjects.lease(identity.id, this.node), {
      callback: (_, message) => {
        const reply = this.#lease(message.data)
        if (reply !== undefined) message.respond(seal(identity, "leased", reply))
      },
    })
    connection.subscribe(subjects.drain(identity.id, this.node), {
      callback: (_, message) => {
        const reply = this.#drain(message.data)
        if (reply !== undefined) message.respond(seal(identity, "draining", reply))
      },
    })
    this.#timer = setInterval(() => this.#tellNews(), newsEvery)
    void this.#follow()
    this.#news()
  }

  /** How many workers it has. */
  get workers(): number {
    return this.#workers.size
  }

  /** Fulfilled when the connection to the broker is closed for good: with an error, unless that was by `close`. */
  get closed(): Promise<Error | undefined> {
    return this.#broker.closed
  }

  /** Fulfilled when it takes no new workers, by `drain` or because a program has asked for it, and the last one has ended. */
  get drained(): Promise<void> {
    return this.#drained.promise
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#broker.connection.status()) {
      if (type === "disconnect") this.#log("the broker is away")
      if (type !== "reconnect") continue
      this.#log("the broker is there again")
      for (const worker of this.#links) worker.again()
      this.#news()
    }
  }

  /** Tells what has changed, once for all that did in this turn of the event loop. */
  #news(): void {
    if (this.#newsDue) return
    this.#newsDue = true
    setImmediate(() => {
      this.#newsDue = false
      this.#tellNews()
    })
  }

  #tellNews(): void {
    const { identity } = this.#broker
    const news: MachineNews = {
      protocol,
      version: this.#version,
      node: this.node,
      agent: identity.id,
      name: this.name,
      boot: this.#boot,
      places: this.#places,
      free: this.#places - this.#workers.size,
      room: Math.max(0, this.#most - this.#workers.size),
      cpus: this.#cpus,
      memory: totalmem(),
      labels: this.#labels,
      nodeVersion: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      leaving: this.#leaving,
    }
    this.#broker.publish(subjects.news(identity.id, this.node), seal(identity, "node", news))
  }

  /** The answer to a request; none to what nobody whom we trust has signed. */
  #lease(bytes: Uint8Array): LeaseReply | undefined {
    const { connection, identity, trusts } = this.#broker
    if (connection.isClosed() || connection.isDraining()) return undefined
    const request = open(bytes, "lease", trusts)
    if (!isAsking(request)) {
      this.#log("a request was refused: nobody whom this machine trusts has signed it")
      return undefined
    }
    const { session } = request
    const refuse = (refused: "full" | "other", why: string): LeaseReply => ({ session, refused, why })
    if (request.protocol !== protocol || request.version !== this.#version)
      return refuse(
        "other",
        `it runs heddle ${this.#version} (protocol ${protocol}), the program heddle ${request.version} (protocol ${request.protocol})`,
      )
    if (!isRequest(request) || !(request.lease >= leastLease && request.lease <= mostLease))
      return refuse("other", "the request is malformed")
    if (request.agent !== identity.id || request.node !== this.node || request.boot !== this.#boot)
      return refuse("other", "the request is meant for another machine, or for an earlier start of this one")
    if (this.#seen.has(session)) return refuse("other", "the request was sent before")
    if (this.#leaving) return refuse("full", "it takes no new workers")
    if (this.#workers.size >= this.#most) return refuse("full", `it has ${this.#most} workers, and takes no more`)
    this.#remember(session)
    let started: AgentWorker
    const cpus = Math.max(1, Math.floor(this.#cpus / this.#places))
    try {
      const gone = (): void => void this.#links.delete(started)
      started = startWorker(this.#broker, request, this.#env, cpus, () => this.#dead(session), gone)
    } catch (error) {
      return refuse("other", error instanceof Error ? error.message : String(error))
    }
    this.#workers.set(session, started)
    this.#links.add(started)
    this.#log(`worker ${started.name} of ${request.program} begins: ${this.#workers.size} of ${this.#places}`)
    this.#news()
    return { session, key: started.key, cpus }
  }

  #remember(session: string): void {
    this.#seen.add(session)
    if (this.#seen.size > mostSessions) this.#seen.delete(this.#seen.values().next().value!)
  }

  #dead(session: string): void {
    const worker = this.#workers.get(session)
    if (!this.#workers.delete(session)) return
    this.#log(`worker ${worker!.name} has ended: ${this.#workers.size} of ${this.#places}`)
    this.#news()
    if (this.#workers.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve()
  }

  /** What is said to who asks this machine to drain; nothing to who may not, or means an earlier start. */
  #drain(bytes: Uint8Array): DrainReply | undefined {
    const { identity, trusts } = this.#broker
    const request = open(bytes, "drain", trusts) as DrainRequest | undefined
    const isOurs =
      request?.agent === identity.id &&
      request.node === this.node &&
      request.boot === this.#boot &&
      request.protocol === protocol
    if (request === undefined || !isOurs) {
      this.#log("a request to drain was refused: it is not signed by who may, or meant for an earlier start")
      return undefined
    }
    if (!this.#leaving)
      this.#log(`a program asks for it: no new workers, and it leaves when its ${this.#workers.size} have ended`)
    void this.drain()
    return { request: request.request, workers: this.#workers.size }
  }

  /** Takes no new workers from now on; resolves when the last one has ended. */
  async drain(): Promise<void> {
    this.#leaving = true
    this.#news()
    if (this.#workers.size > 0) await new Promise<void>((resolve) => this.#whenEmpty.push(resolve))
    this.#drained.resolve()
  }

  /** Ends its workers and leaves the cluster. */
  async close(): Promise<void> {
    this.#leaving = true
    const empty = this.drain()
    for (const worker of [...this.#workers.values()]) worker.end()
    await empty
    clearInterval(this.#timer)
    for (const worker of [...this.#links]) worker.leave()
    await this.#broker.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

const optionNames = [
  "name",
  "workers",
  "mostWorkers",
  "cpus",
  "labels",
  "log",
  "credentials",
  "insecure",
  "tls",
  "timeout",
  "signal",
  "warn",
] as const

/**
 * Joins this machine to a cluster.
 *
 * @throws BrokerError @throws CredentialsError @throws OptionError
 *
 * @example
 * ```ts skip needs a broker
 * import { startAgent } from "@heddle/cluster"
 * await using agent = await startAgent("nats://broker:4222", { credentials: "agent.json", workers: 8 })
 * await agent.closed
 * ```
 */
export async function startAgent(url: string | undefined, options: AgentOptions): Promise<Agent> {
  knownKeys(options, optionNames)
  if (options.workers !== undefined) integer("workers", options.workers, { min: 1 })
  if (options.mostWorkers !== undefined) integer("mostWorkers", options.mostWorkers, { min: options.workers ?? 1 })
  if (options.cpus !== undefined) integer("cpus", options.cpus, { min: 1 })
  const broker = await connectBroker(url, {
    ...options,
    role: "agent",
    name: `heddle agent ${options.name ?? hostname()}`,
  })
  return new Agent(broker, options)
}
