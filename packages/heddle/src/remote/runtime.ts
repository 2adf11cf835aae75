import { cpuCount } from "../core/backend/index.ts"
import { AlreadyRunningError } from "../core/errors/index.ts"
import { knownKeys, oneOf, workerCount } from "../core/options/index.ts"
import { Pool } from "../pool/index.ts"
import { Hosts } from "./actor/hosts.ts"
import type { Actor } from "./actor/actor.ts"

/** What the runtime may be told when it starts. */
export interface InitOptions {
  /** How many tasks run at once: joblib's numbers. Default: as many as there are processors. */
  readonly numCpus?: number | undefined
  readonly backend?: "threads" | "processes" | undefined
}

/** What runs the tasks and actors of a program. */
export class Runtime {
  readonly cpus: number
  readonly tasks: Pool
  readonly hosts: Hosts
  /** Actors that have a name. */
  readonly named: Map<string, Actor> = new Map()

  constructor(options: InitOptions = {}) {
    knownKeys(options, ["numCpus", "backend"], { num_cpus: "numCpus", workers: "numCpus" })
    this.cpus = options.numCpus === undefined ? cpuCount() : workerCount("numCpus", options.numCpus, cpuCount())
    const backend =
      options.backend === undefined ? "threads" : oneOf("backend", options.backend, ["threads", "processes"])
    this.tasks = new Pool({ workers: this.cpus, backend, name: "remote" })
    this.hosts = new Hosts(this.cpus, backend)
  }

  async end(): Promise<void> {
    await Promise.all([this.tasks.terminate(), this.hosts.end()])
  }
}

let current: Runtime | undefined

/** The program's runtime: it starts with the first that needs it. */
export function runtime(): Runtime {
  return (current ??= new Runtime())
}

/**
 * Starts the runtime by hand, to say how it is to be. Without it, it starts by itself.
 *
 * @throws AlreadyRunningError if there is one
 */
export function init(options: InitOptions = {}): void {
  if (current !== undefined) {
    throw new AlreadyRunningError("the runtime has started", {
      hint: "call init before all others, or await shutdown()",
    })
  }
  current = new Runtime(options)
}

export function isInitialized(): boolean {
  return current !== undefined
}

/** Ends the runtime with all its tasks and actors. The next that needs one starts another. */
export async function shutdown(): Promise<void> {
  const ending = current
  current = undefined
  await ending?.end()
}
