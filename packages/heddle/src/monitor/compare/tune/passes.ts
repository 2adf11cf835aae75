import { AbortError } from "../../../core/errors/index.ts"
import { Pool } from "../../../pool/index.ts"
import type { PoolStats } from "../../../pool/index.ts"
import { difference } from "../difference.ts"
import type { Deadline } from "./deadline.ts"
import type { TuneSettings } from "./options.ts"
import type { TaskFacts, Way } from "./way.ts"

type Task = (input: never) => unknown

/** From so many ms on what V8 compiles meanwhile makes little of a pass. */
const long = 200

/** What pools say of a task, in ms. */
export type PoolCosts = Pick<TaskFacts, "copyMs" | "dispatchMs" | "startMs">

/** Passes over the sample by pools, each opened once and kept to the end. */
export class Passes implements AsyncDisposable {
  readonly #fn: Task
  readonly #sample: readonly unknown[]
  readonly #expected: readonly unknown[]
  readonly #settings: TuneSettings
  readonly #pools = new Map<string, Pool>()
  readonly #started: { readonly pool: Pool; readonly before: PoolStats }[] = []
  readonly #startMs: Partial<Record<Way["technique"], number>> = {}

  readonly #deadline: Deadline

  /** @param deadline is extended while workers start */
  constructor(
    fn: Task,
    sample: readonly unknown[],
    expected: readonly unknown[],
    settings: TuneSettings,
    deadline: Deadline,
  ) {
    this.#deadline = deadline
    this.#fn = fn
    this.#sample = sample
    this.#expected = expected
    this.#settings = settings
  }

  /** The time of a pass, in ms. The first of a pool counts only where it is long. @throws what tasks throw; an Error where results differ */
  async pass(way: Way): Promise<number> {
    const { technique, workers } = way
    const key = `${technique} ${workers}`
    const known = this.#pools.get(key)
    if (known === undefined) {
      const pool = await this.#start(way, key)
      const [time, results] = await this.#timed(pool, way)
      const where = difference(this.#expected, results, this.#settings.equal)
      if (where !== undefined) throw new Error(`it gave another result than the loop: ${where}`)
      if (time >= long) return time
    }
    return (await this.#timed(this.#pools.get(key)!, way))[0]
  }

  /** By the first pool that is no loop of this thread, without what its start took. */
  get costs(): PoolCosts {
    const startMs = this.#startMs
    const [first] = this.#started
    if (first === undefined) return { copyMs: undefined, dispatchMs: undefined, startMs }
    const { completed, time } = first.pool.stats()
    const tasks = completed - first.before.completed
    if (tasks === 0) return { copyMs: undefined, dispatchMs: undefined, startMs }
    const each = (part: "serialize" | "dispatch"): number => (time[part] - first.before.time[part]) / 1e6 / tasks
    return { copyMs: each("serialize"), dispatchMs: each("dispatch"), startMs }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.terminate()))
  }

  /** A pool whose workers have run a task each: the time until then is no part of a pass. */
  async #start({ technique, workers }: Way, key: string): Promise<Pool> {
    const from = performance.now()
    const pool = new Pool({ backend: technique as "threads", workers, stdout: "ignore" })
    this.#pools.set(key, pool)
    const few = this.#sample.slice(0, workers) as never[]
    await pool.map(this.#fn, few, { chunkSize: 1, ...this.#signal() })
    const started = performance.now() - from
    this.#deadline.extend(started)
    this.#startMs[technique] ??= started
    if (technique !== "async") this.#started.push({ pool, before: pool.stats() })
    return pool
  }

  async #timed(pool: Pool, way: Way): Promise<readonly [number, unknown[]]> {
    const from = performance.now()
    const results = await this.#map(pool, way)
    return [performance.now() - from, results]
  }

  async #map(pool: Pool, { chunkSize }: Way): Promise<unknown[]> {
    const options = { ...(chunkSize === "auto" ? {} : { chunkSize }), ...this.#signal() }
    return await pool.map(this.#fn, this.#sample as never[], options)
  }

  #signal(): { readonly signal?: AbortSignal } {
    const { signal } = this.#settings
    if (signal?.aborted === true) throw new AbortError(signal.reason)
    return signal === undefined ? {} : { signal }
  }
}
