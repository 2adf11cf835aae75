import { totalmem } from "node:os"
import { cpuCount } from "../core/backend/index.ts"
import type { Backend } from "../core/backend/index.ts"
import { AlreadyRunningError, HeddleError, OptionError } from "../core/errors/index.ts"
import { bytes, knownKeys, oneOf, workerCount } from "../core/options/index.ts"
import { ownMail } from "../core/task/index.ts"
import type { Size } from "../pool/index.ts"
import type { Engine } from "./engine.ts"
import { registerHandles } from "./handles.ts"
import { joinCluster } from "./join.ts"
import type { JoinOptions } from "./join.ts"
import { LinkedEngine } from "./link/linked.ts"
import { LocalEngine } from "./local.ts"

/** What the runtime may be told when it starts. */
export interface InitOptions {
  /** How many tasks run at once: joblib's numbers. Default: as many as there are processors; on a cluster, as its machines take workers. */
  readonly numCpus?: number | undefined
  readonly backend?: "threads" | "processes" | Backend | undefined
  /**
   * What the large arrays of values may take in memory, in bytes or as `"512M"`: past it those that were used longest ago
   * go to disk until they are asked for. Default: 30 % of the memory that there is.
   */
  readonly objectStoreMemory?: Size | undefined
  /** What tasks and actors may ask for beside processors: `{ license: 2 }`. */
  readonly resources?: Readonly<Record<string, number>> | undefined
}

/** What the runtime is told when its tasks and actors are to run on a cluster. */
export interface ClusterInitOptions extends Omit<InitOptions, "backend">, JoinOptions {
  /** Where the cluster's broker is, as `"nats://host:4222"`. */
  readonly cluster: string | URL
}

/** How much of the memory values may take where nobody said. */
const storeShare = 0.3

/** What this program may use, in bytes. */
function memory(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

function start(options: InitOptions): LocalEngine {
  knownKeys(options, ["numCpus", "backend", "resources", "objectStoreMemory"], {
    object_store_memory: "objectStoreMemory",
    num_cpus: "numCpus",
    workers: "numCpus",
  })
  const { backend = "threads" } = options
  if (typeof backend !== "object") oneOf("backend", backend, ["threads", "processes"])
  const there = typeof backend === "object" ? backend.defaultWorkers() : cpuCount()
  const cpus = options.numCpus === undefined ? there : workerCount("numCpus", options.numCpus, there)
  const { resources = {}, objectStoreMemory = Math.floor(storeShare * memory()) } = options
  const storeLimit = bytes("objectStoreMemory", objectStoreMemory)
  return new LocalEngine({ cpus, backend, resources, storeLimit })
}

let current: Engine | undefined

/** The program's runtime: it starts with the first that needs it. In its workers it is the same one. */
export function runtime(): Engine {
  return (current ??= linked() ?? start({}))
}

/** The same, if it has started. */
function started(): Engine | undefined {
  return (current ??= linked())
}

registerHandles(started)

function linked(): LinkedEngine | undefined {
  const mail = ownMail()
  return mail && new LinkedEngine(mail)
}

/** The cluster that the runtime is on, where it has joined one itself. */
let joined: AsyncDisposable | undefined

/**
 * Starts the runtime by hand, to say how it is to be. Without it, it starts by itself. With `cluster`, its tasks and actors run on
 * the machines of a cluster: it is there when the promise resolves.
 *
 * @throws AlreadyRunningError if there is one; HeddleError for a cluster without the package `@heddle/cluster`
 */
export function init(options: ClusterInitOptions): Promise<void>
export function init(options?: InitOptions): void
export function init(options: InitOptions | ClusterInitOptions = {}): Promise<void> | void {
  if ("cluster" in options && options.cluster !== undefined) return initOnCluster(options)
  unstarted()
  current = start(options)
}

function unstarted(): void {
  current ??= linked()
  if (current === undefined) return
  throw new AlreadyRunningError("the runtime has started", { hint: "call init before all others, or await shutdown()" })
}

async function initOnCluster({ cluster, credentials, ...options }: ClusterInitOptions): Promise<void> {
  if (typeof cluster !== "string" && !(cluster instanceof URL)) throw new OptionError("cluster", "a URL", cluster)
  unstarted()
  const backend = await joinCluster(cluster, { credentials })
  try {
    unstarted()
    current = start({ ...options, backend })
    joined = backend
  } catch (error) {
    await backend[Symbol.asyncDispose]()
    throw error
  }
}

export function isInitialized(): boolean {
  return current !== undefined || ownMail() !== undefined
}

/** Ends the runtime with all its tasks and actors. The next that needs one starts another. */
export async function shutdown(): Promise<void> {
  current ??= linked()
  if (current instanceof LinkedEngine) {
    throw new HeddleError("a task cannot end the runtime that runs it", { hint: "the program that started it can" })
  }
  const ending = current as LocalEngine | undefined
  const left = joined
  current = joined = undefined
  await ending?.end()
  await left?.[Symbol.asyncDispose]()
}
