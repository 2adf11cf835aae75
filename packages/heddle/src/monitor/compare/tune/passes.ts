import { AbortError } from "../../../core/errors/index.ts"
import { Pool } from "../../../pool/index.ts"
import { difference } from "../difference.ts"
import type { Deadline } from "./deadline.ts"
import type { TuneSettings } from "./options.ts"
import type { TaskFacts, Way } from "./way.ts"

type Task = (input: never) => unknown

/** What pools say of a task, in ms. */
export type PoolCosts = Pick<TaskFacts, "copyMs" | "dispatchMs" | "startMs">

/** Passes over the sample by pools, each opened once and kept to the end. */
export class Passes implements AsyncDisposable {
  readonly #fn: Task
  readonly #sample: readonly unknown[]
  readonly #expected: readonly unknown[]
  readonly #settings: TuneSettings
  readonly #pools = new Map<string, Pool>()
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

  /** The time of a pass, in ms. The first of a pool is not measured. @throws what tasks throw; an Error where results differ */
  async pass(way: Way): Promise<number> {
    const pool = await this.#open(way)
    const from = performance.now()
    await this.#map(pool, way)
    return performance.now() - from
  }

  get costs(): PoolCosts {
    const pools = [...this.#pools].filter(([key]) => !key.startsWith("async"))
    const first = pools[0]?.[1].stats()
    const startMs = this.#startMs
    if (first === undefined || first.completed === 0) return { copyMs: undefined, dispatchMs: undefined, startMs }
    const each = (nanoseconds: number): number => nanoseconds / 1e6 / first.completed
    return { copyMs: each(first.time.serialize), dispatchMs: each(first.time.dispatch), startMs }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.terminate()))
  }

  async #open(way: Way): Promise<Pool> {
    const { technique, workers } = way
    const key = `${technique} ${workers}`
    const open = this.#pools.get(key)
    if (open !== undefined) return open
    const from = performance.now()
    const pool = new Pool({ backend: technique as "threads", workers, stdout: "ignore" })
    this.#pools.set(key, pool)
    const few = this.#sample.slice(0, workers) as never[]
    await pool.map(this.#fn, few, { chunkSize: 1, ...this.#signal() })
    const started = performance.now() - from
    this.#deadline.extend(started)
    this.#startMs[technique] ??= started
    const where = difference(this.#expected, await this.#map(pool, way), this.#settings.equal)
    if (where !== undefined) throw new Error(`it gave another result than the loop: ${where}`)
    return pool
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
