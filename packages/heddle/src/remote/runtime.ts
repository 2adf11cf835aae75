import { totalmem } from "node:os"
import { cpuCount } from "../core/backend/index.ts"
import { AlreadyRunningError, HeddleError } from "../core/errors/index.ts"
import { bytes, knownKeys, oneOf, workerCount } from "../core/options/index.ts"
import { ownMail } from "../core/task/index.ts"
import type { Size } from "../pool/index.ts"
import type { Engine } from "./engine.ts"
import { registerHandles } from "./handles.ts"
import { LinkedEngine } from "./link/linked.ts"
import { LocalEngine } from "./local.ts"

/** What the runtime may be told when it starts. */
export interface InitOptions {
  /** How many tasks run at once: joblib's numbers. Default: as many as there are processors. */
  readonly numCpus?: number | undefined
  readonly backend?: "threads" | "processes" | undefined
  /**
   * What the large arrays of values may take in memory, in bytes or as `"512M"`: past it those that were used longest ago
   * go to disk until they are asked for. Default: 30 % of the memory that there is.
   */
  readonly objectStoreMemory?: Size | undefined
  /** What tasks and actors may ask for beside processors: `{ license: 2 }`. */
  readonly resources?: Readonly<Record<string, number>> | undefined
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
  const cpus = options.numCpus === undefined ? cpuCount() : workerCount("numCpus", options.numCpus, cpuCount())
  const backend =
    options.backend === undefined ? "threads" : oneOf("backend", options.backend, ["threads", "processes"])
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

/**
 * Starts the runtime by hand, to say how it is to be. Without it, it starts by itself.
 *
 * @throws AlreadyRunningError if there is one
 */
export function init(options: InitOptions = {}): void {
  current ??= linked()
  if (current !== undefined) {
    throw new AlreadyRunningError("the runtime has started", {
      hint: "call init before all others, or await shutdown()",
    })
  }
  current = start(options)
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
  current = undefined
  await ending?.end()
}
