import { readFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { cluster, readCredentials, writeCredentials } from "@heddle/cluster"
import type { Cluster, ClusterOptions } from "@heddle/cluster"
import { Pool } from "heddle"
import type { PoolOptions } from "heddle"
import { startBroker, startProxy } from "../broker.ts"
import type { NatsVersion, TestBroker, TestProxy } from "../broker.ts"
import { startMachine } from "../machines.ts"
import type { TestMachine } from "../machines.ts"

/** For tests of which a lease ends: as short as a machine bears that is busy. */
export const lease = 1500
/** For all others: nothing ends by time. */
const never = 600_000

/** A broker, its machines, its programs: all of them end with the test. */
export class World implements AsyncDisposable {
  readonly broker: TestBroker
  readonly #stack = new AsyncDisposableStack()
  #files = 0

  static async start(version?: NatsVersion): Promise<World> {
    return new World(await startBroker(version === undefined ? {} : { version }))
  }

  constructor(broker: TestBroker) {
    this.broker = this.#stack.use(broker)
  }

  async machine(name = "machine", workers = 2, url?: string): Promise<TestMachine> {
    return this.#stack.use(await startMachine(await this.#file("agent", url), workers, name))
  }

  async proxy(): Promise<TestProxy> {
    return this.#stack.use(await startProxy(this.broker))
  }

  async cluster(options: Partial<ClusterOptions> = {}, url?: string): Promise<Cluster> {
    return this.#stack.use(await cluster(url, { credentials: this.broker.submitter, lease: never, ...options }))
  }

  /** A pool that ends with the test, whatever it is at. */
  pool(backend: Cluster, options: PoolOptions = {}): Pool {
    const pool = new Pool({ backend, stdout: "ignore", ...options })
    this.#stack.defer(() => pool.terminate())
    return pool
  }

  async #file(role: "agent" | "submitter", url: string | undefined): Promise<string> {
    if (url === undefined) return this.broker[role]
    const file = `${this.broker[role]}.${++this.#files}`
    await writeFile(file, "")
    await writeCredentials(file, { ...(await readCredentials(this.broker[role])), url })
    return file
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync()
  }
}

/** Resolves when it is so. */
export async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Does this process run? One that nobody has waited for has ended. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== "linux") return true
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    return stat[stat.lastIndexOf(")") + 2] !== "Z"
  } catch {
    return false
  }
}

/** What a future gives or fails with. */
export async function outcome(future: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await future
  } catch (error) {
    return error
  }
}
