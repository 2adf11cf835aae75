import { randomBytes } from "node:crypto"
import type { Subscription } from "@nats-io/transport-node"
import { FarLane, duration, knownKeys } from "heddle/extend"
import type { Backend, Lane, LaneSink, WorkerSpec } from "heddle/extend"
import { connectBroker } from "../broker/index.ts"
import type { Broker, ConnectOptions } from "../broker/index.ts"
import { BrokerError, MachineError } from "../errors/index.ts"
import { usualCredentials } from "../identity/index.ts"
import { heddleVersion, isReply, open, protocol, seal, subjects } from "../lease/index.ts"
import type { LeaseReply, LeaseRequest } from "../lease/index.ts"
import { Exchange, Link, beatOf } from "../link/index.ts"
import { Machines, hasLabels } from "./machines.ts"
import type { Machine } from "./machines.ts"

/** How long a machine may take to say whether it takes a worker, in ms. */
const answerWithin = 2000
/** How long `cluster` waits for a first machine, in ms. */
const firstWithin = 1000
/** A worker that has found no machine for so long, in ms, is told of. */
const hintAfter = 10_000
const defaultLease = 10_000
/** A machine ends a worker before the program gives it up: it may be tried again elsewhere then. */
const patience = 1.5

/** How a program uses a cluster. */
export interface ClusterOptions extends Omit<ConnectOptions, "role" | "name" | "credentials"> {
  /**
   * A file of credentials, or what is in one. @default the file that HEDDLE_CLUSTER_CREDENTIALS names, else the one that
   * `heddle cluster up` made in the working folder
   */
  readonly credentials?: ConnectOptions["credentials"] | undefined
  /**
   * How long a program may be silent before machines end its workers: ms, or a duration like "10s". A program that blocks its
   * thread for longer loses them. The program waits half as long again for a silent machine, so what it gives to another
   * worker then has ended on the first. @default "10s"
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
  #isAway = false

  constructor(broker: Broker, lease: number, labels: Readonly<Record<string, string>>) {
    this.#broker = broker
    this.#lease = lease
    this.#labels = labels
    this.#machines = new Machines(broker, () => this.#place())
    this.#timer = setInterval(() => this.#beat(), beatOf(lease))
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
    if (this.#isClosed) {
      process.nextTick(() =>
        this.#fail(lane, new BrokerError("the cluster was closed", "open it again with `cluster(url)`")),
      )
    } else {
      this.#waiting.push(lane)
      // Later: that no machine takes it is told when whoever opens it knows it.
      process.nextTick(() => this.#place())
    }
    return lane
  }

  /** Nothing new can be begun. */
  get #isClosed(): boolean {
    const { connection } = this.#broker
    return connection.isClosed() || connection.isDraining()
  }

  #remove(lane: FarLane): void {
    const at = this.#waiting.indexOf(lane)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  /** Asks machines for the workers that wait, as far as they have room. */
  #place(): void {
    while (this.#waiting.length > 0 && !this.#isAway && !this.#isClosed) {
      const machine = this.#machines.roomiest(this.#labels)
      if (machine === undefined) break
      machine.asked++
      const lane = this.#waiting.shift()!
      this.#ask(machine, lane).catch((error: unknown) => this.#fail(lane, error))
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
    const bytes = seal(identity, "lease", request)
    if (bytes.length > (connection.info?.max_payload ?? Number.POSITIVE_INFINITY))
      return this.#fail(lane, tooLarge(name))
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
      const answer = await connection.request(subjects.lease(agent, node), bytes, { timeout: answerWithin })
      const said = open(answer.data, "leased", trusts)
      if (isReply(said, session)) reply = said
    } catch (error) {
      if (connection.isClosed()) return this.#fail(lane, error)
    }
    if (reply !== undefined && "key" in reply) {
      link = this.#link(lane, reply, session, exchange, machine, subscription)
      for (const packet of early) link.packet(packet)
      return
    }
    if (!subscription.isClosed()) subscription.unsubscribe()
    if (lane.ended) return this.#place()
    if (reply === undefined) {
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
    const subject = subjects.toWorker(news.agent, news.node, session)
    const link = new Link({
      ...exchange.agree(Buffer.from(key, "base64url"), session, true),
      lease: patience * this.#lease,
      send: (packet) => this.#broker.publish(subject, packet),
      message: (bytes) => {
        try {
          lane.take(bytes)
        } catch (error) {
          lane.lost({ reason: "fatal", exitCode: null, signal: null, error })
        }
      },
      ended: (why) => {
        this.#links.delete(link)
        if (!subscription.isClosed()) subscription.unsubscribe()
        if (why !== "closed") lane.lost(lostEnd(news.name, why, this.#isAway, this.#lease))
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
      if (type === "disconnect") this.#isAway = true
      if (type !== "reconnect") continue
      this.#isAway = false
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

function lostEnd(
  machine: string,
  why: "left" | "silent",
  isAway: boolean,
  lease: number,
): Parameters<FarLane["lost"]>[0] {
  const seconds = `${(why === "left" ? lease : patience * lease) / 1000} s`
  const what = isAway
    ? `the broker was away, and the machine ${machine} not heard of for ${seconds}`
    : why === "left"
      ? `the machine ${machine} has ended this worker: it did not hear of this program for ${seconds}`
      : `the machine ${machine} was not heard of for ${seconds}`
  const error = new MachineError(
    what,
    "look whether the broker and the machine run and reach each other, and whether this program blocked its thread; a longer `lease` waits longer",
  )
  return { reason: "lost", exitCode: null, signal: null, error }
}

function tooLarge(worker: string): MachineError {
  return new MachineError(
    `the options of worker ${worker} are larger than the broker takes`,
    "give less in `env`, `argv` and `execArgv`",
  )
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
export async function cluster(url?: string | URL, options: ClusterOptions = {}): Promise<Cluster> {
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
