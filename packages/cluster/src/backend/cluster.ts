import { randomBytes } from "node:crypto"
import type { Subscription } from "@nats-io/transport-node"
import { FarLane, duration, knownKeys } from "heddle/extend"
import type { Backend, Lane, LaneSink, WorkerSpec } from "heddle/extend"
import { connectBroker } from "../broker/index.ts"
import type { Broker, ConnectOptions } from "../broker/index.ts"
import { BrokerError, MachineError } from "../errors/index.ts"
import { usualCredentials } from "../identity/index.ts"
import { heddleVersion, open, protocol, seal, subjects } from "../lease/index.ts"
import type { LeaseReply, LeaseRequest } from "../lease/index.ts"
import { Exchange, Link } from "../link/index.ts"
import { Machines, hasLabels } from "./machines.ts"
import type { Machine } from "./machines.ts"

/** How long a machine may take to say whether it takes a worker, in ms. */
const answerWithin = 2000
/** How long `cluster` waits for a first machine, in ms. */
const firstWithin = 1000
/** A worker that has found no machine for so long, in ms, is told of. */
const hintAfter = 10_000
const defaultLease = 10_000

/** How a program uses a cluster. */
export interface ClusterOptions extends Omit<ConnectOptions, "role" | "name" | "credentials"> {
  /**
   * A file of credentials, or what is in one. @default the file that HEDDLE_CLUSTER_CREDENTIALS names, else the one that
   * `heddle cluster up` made in the working folder
   */
  readonly credentials?: ConnectOptions["credentials"] | undefined
  /**
   * How long a worker's machine may be silent before the worker counts as dead, and the program before its workers are ended: ms, or
   * a duration like "10s". @default "10s"
   */
  readonly lease?: number | string
  /** Workers run on machines with these labels alone. */
  readonly labels?: Readonly<Record<string, string>>
}

/** A machine of the cluster, as it says itself. */
export interface ClusterMachine {
  readonly name: string
  /** How many workers it is to have, and how many it lacks: below 0 if it has more. */
  readonly workers: number
  readonly free: number
  readonly cpus: number
  /** Bytes. */
  readonly memory: number
  readonly labels: Readonly<Record<string, string>>
  readonly version: string
  readonly nodeVersion: string
  /** Why it takes no workers of this program. */
  readonly refuses?: string
}

/** A backend of pools whose workers are on the machines of a cluster. */
export class Cluster implements Backend, AsyncDisposable {
  readonly name = "cluster"
  readonly copies = true
  readonly contains = true
  readonly shares = false
  readonly writes = false
  readonly mostWorkers: number = Number.POSITIVE_INFINITY
  readonly #broker: Broker
  readonly #machines: Machines
  readonly #labels: Readonly<Record<string, string>>
  readonly #lease: number
  readonly #version = heddleVersion()
  /** Workers without a machine, in order. */
  readonly #waiting: FarLane[] = []
  readonly #links = new Set<Link>()
  readonly #lanes = new Set<FarLane>()
  readonly #timer: NodeJS.Timeout
  #hint: NodeJS.Timeout | undefined

  constructor(broker: Broker, lease: number, labels: Readonly<Record<string, string>>) {
    this.#broker = broker
    this.#lease = lease
    this.#labels = labels
    this.#machines = new Machines(broker, () => this.#place())
    this.#timer = setInterval(() => this.#beat(), Math.max(20, Math.min(1000, lease / 10)))
    void this.#follow()
    void broker.closed.then((error) => this.#lost(error))
  }

  /** As many as all machines take together. */
  defaultWorkers(): number {
    return Math.max(1, this.#machines.places(this.#labels))
  }

  /** The machines that are there. */
  get machines(): readonly ClusterMachine[] {
    return this.#machines.present.map(({ news, refused }) => {
      const { name, places, free, cpus, memory, labels, version, nodeVersion } = news
      const about = { name, workers: places, free, cpus, memory, labels, version, nodeVersion }
      return refused === undefined ? about : { ...about, refuses: refused }
    })
  }

  /** Resolves when a machine has said something of itself: each does so every second, and when it changes. */
  changed(): Promise<void> {
    return this.#machines.next()
  }

  /** Resolves when a machine is there, or after so many ms. */
  ready(ms: number = firstWithin): Promise<void> {
    return this.#machines.any(ms)
  }

  open(spec: WorkerSpec, sink: LaneSink): Lane {
    const lane: FarLane = new FarLane(
      spec,
      {
        ...sink,
        ended: (end) => {
          this.#lanes.delete(lane)
          sink.ended(end)
        },
      },
      () => this.#remove(lane),
    )
    this.#lanes.add(lane)
    if (this.#broker.connection.isClosed()) {
      process.nextTick(() =>
        this.#fail(lane, new BrokerError("the cluster was closed", "open it again with `cluster(url)`")),
      )
    } else {
      this.#waiting.push(lane)
      this.#place()
    }
    return lane
  }

  #remove(lane: FarLane): void {
    const at = this.#waiting.indexOf(lane)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  /** Asks machines for the workers that wait, as far as they have room. */
  #place(): void {
    while (this.#waiting.length > 0) {
      const machine = this.#machines.roomiest(this.#labels)
      if (machine === undefined) break
      machine.asked++
      void this.#ask(machine, this.#waiting.shift()!)
    }
    clearTimeout(this.#hint)
    if (this.#waiting.length === 0) return
    const able = this.#able()
    if (able.length > 0 && able.every(({ refused }) => refused !== undefined)) {
      for (const lane of this.#waiting.splice(0)) this.#fail(lane, refusal(able))
      return
    }
    this.#hint = setTimeout(() => this.#tellWaiting(), hintAfter)
    this.#hint.unref()
  }

  #able(): Machine[] {
    return this.#machines.present.filter((machine) => hasLabels(machine, this.#labels))
  }

  #tellWaiting(): void {
    const able = this.#able()
    const labels = Object.entries(this.#labels).map(([name, value]) => `${name}=${value}`)
    const such = labels.length === 0 ? "" : ` with ${labels.join(", ")}`
    const why =
      able.length === 0
        ? `no machine${such} has joined: start one with \`heddle worker\``
        : `${able.length === 1 ? `the one machine${such} takes` : `the ${able.length} machines${such} take`} no more: ask for fewer workers, or start more machines with \`heddle worker\``
    const names = this.#waiting.map(({ spec }) => spec.name)
    process.emitWarning(
      `${names.length === 1 ? `worker ${names[0]} waits` : `${names.length} workers wait`} for a machine, since ${why}`,
      "HeddleHint",
      "HEDDLE_NO_MACHINE",
    )
  }

  async #ask(machine: Machine, lane: FarLane): Promise<void> {
    const { connection, identity, trusts } = this.#broker
    const { agent, node, boot } = machine.news
    const exchange = new Exchange()
    const session = randomBytes(16).toString("hex")
    const { name, env, argv, execArgv, memoryLimit, resourceLimits, budget } = lane.spec
    const request: LeaseRequest = {
      protocol,
      version: this.#version,
      session,
      agent,
      node,
      boot,
      program: identity.id,
      key: Buffer.from(exchange.publicKey).toString("base64url"),
      lease: this.#lease,
      worker: { name, env, argv, execArgv, memoryLimit, resourceLimits, depth: budget.depth },
    }
    // The worker may speak before we have read that there is one.
    const early: Uint8Array[] = []
    let link: Link | undefined
    const subscription = connection.subscribe(subjects.toProgram(identity.id, session), {
      callback: (_, { data }) => {
        if (link === undefined) early.push(data)
        else link.packet(data)
      },
    })
    let reply: LeaseReply | undefined
    try {
      const answer = await connection.request(subjects.lease(agent, node), seal(identity, "lease", request), {
        timeout: answerWithin,
      })
      reply = open(answer.data, "leased", trusts) as LeaseReply | undefined
    } catch (error) {
      if (connection.isClosed()) return this.#fail(lane, error)
    }
    if (reply !== undefined && reply.session === session && "key" in reply) {
      link = this.#link(lane, reply, session, exchange, machine, subscription)
      for (const packet of early) link.packet(packet)
      return
    }
    if (!subscription.isClosed()) subscription.unsubscribe()
    if (lane.ended) return this.#place()
    if (reply === undefined || reply.session !== session || "key" in reply) {
      // It is gone, or too busy: it counts again when it has told news.
      machine.heardAt = Number.NEGATIVE_INFINITY
    } else if (reply.refused === "full") machine.asked = machine.news.room
    else machine.refused = reply.why
    this.#waiting.unshift(lane)
    this.#place()
  }

  #link(
    lane: FarLane,
    { key, cpus }: { readonly key: string; readonly cpus: number },
    session: string,
    exchange: Exchange,
    { news }: Machine,
    subscription: Subscription,
  ): Link {
    const { connection } = this.#broker
    const subject = subjects.toWorker(news.agent, news.node, session)
    const link = new Link({
      ...exchange.agree(Buffer.from(key, "base64url"), session, true),
      lease: this.#lease,
      send: (packet) => {
        if (!connection.isClosed()) connection.publish(subject, packet)
      },
      message: (bytes) => lane.take(bytes),
      ended: (why) => {
        this.#links.delete(link)
        if (!subscription.isClosed()) subscription.unsubscribe()
        if (why !== "closed") lane.lost(lostEnd(news.name, this.#lease))
      },
    })
    this.#links.add(link)
    lane.attach({ send: (...pieces) => link.send(...pieces), drop: () => link.close(), hold: () => {} }, cpus)
    return link
  }

  #beat(): void {
    for (const link of [...this.#links]) link.beat()
    // Machines may have fallen silent.
    if (this.#waiting.length > 0) this.#machines.ask()
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#broker.connection.status()) {
      if (type !== "reconnect") continue
      for (const link of this.#links) link.again()
      this.#machines.ask()
    }
  }

  #fail(lane: FarLane, error: unknown): void {
    lane.lost({ reason: "start-failed", exitCode: null, signal: null, error })
  }

  /** The broker will not be there again. */
  #lost(error: BrokerError | undefined): void {
    clearInterval(this.#timer)
    clearTimeout(this.#hint)
    const why = error ?? new BrokerError("the cluster was closed", "close it when its pools are closed")
    for (const lane of [...this.#lanes]) lane.lost({ reason: "fatal", exitCode: null, signal: null, error: why })
  }

  /** Ends the workers that are left and leaves the cluster. */
  async close(): Promise<void> {
    for (const lane of [...this.#lanes]) lane.kill()
    for (const link of [...this.#links]) link.close()
    await this.#broker.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function refusal(machines: readonly Machine[]): MachineError {
  const all = machines.map(({ news, refused }) => `${news.name}: ${refused}`)
  return new MachineError(
    `no machine takes a worker of this program: ${all.join("; ")}`,
    "install the same version of heddle on the machines and in the program",
  )
}

function lostEnd(machine: string, lease: number): Parameters<FarLane["lost"]>[0] {
  const error = new MachineError(
    `the machine ${machine} was not heard of for ${lease / 1000} s`,
    "look whether it runs and reaches the broker; a longer `lease` waits longer",
  )
  return { reason: "fatal", exitCode: null, signal: null, error }
}

const optionNames = ["lease", "labels", "credentials", "insecure", "tls", "timeout", "signal", "warn"] as const

/**
 * Joins a cluster as one of its programs. What it gives is a backend: pools with it have their workers on the machines that have
 * joined (`heddle worker`), each in a process of its own. Close it when its pools are closed: until then it keeps the program alive.
 *
 * @param url where the broker is, as "nats://host:4222"; undefined: where the credentials say
 * @throws BrokerError if the broker cannot be reached, does not let us in, or is not protected
 * @throws CredentialsError if the credentials are not those of a program
 *
 * @example
 * ```ts skip needs a broker
 * import { Pool } from "heddle"
 * import { cluster } from "@heddle/cluster"
 * await using machines = await cluster("nats://broker:4222", { credentials: "submitter.json" })
 * await using pool = new Pool({ backend: machines })
 * await pool.map(Math.sqrt, [1, 4, 9]) // => [1, 2, 3]
 * ```
 */
export async function cluster(url: string | URL | undefined, options: ClusterOptions = {}): Promise<Cluster> {
  knownKeys(options, optionNames)
  const credentials = options.credentials ?? usualCredentials("submitter")
  const lease = duration("lease", options.lease ?? defaultLease, { min: 500 })
  const broker = await connectBroker(url?.toString(), {
    ...options,
    credentials,
    role: "submitter",
    name: "heddle program",
  })
  const joined = new Cluster(broker, lease, options.labels ?? {})
  await joined.ready()
  return joined
}
