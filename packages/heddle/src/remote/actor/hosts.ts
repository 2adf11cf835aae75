import type { Backend } from "../../core/backend/index.ts"
import type { Crew } from "../../core/scheduler/index.ts"
import { PoolCore, poolSettings } from "../../pool/index.ts"
import type { MailRoom, PoolOptions } from "../../pool/index.ts"

/** How many calls of all its actors a worker may be at, at once. */
const callsAtOnce = 16_384

/** The workers that have actors: as many as there are processors, and one for each actor that wants its own. */
export class Hosts {
  readonly core: PoolCore
  readonly #most: number
  /** Workers that belong to one actor. */
  readonly #dedicated = new Set<Crew>()
  readonly #offences = new Map<string, number>()

  constructor(most: number, backend: "threads" | "processes" | Backend, mail: MailRoom) {
    const options: PoolOptions = { workers: most, backend, tasksPerWorker: callsAtOnce, name: "actors" }
    this.core = new PoolCore({ ...poolSettings(options), mail }, options)
    this.#most = most
  }

  /** A worker for one more actor. */
  place(dedicated: boolean): Crew {
    const closed = this.core.closedError()
    if (closed !== undefined) throw closed
    const { scheduler } = this.core
    const shared = scheduler.crews.filter((crew) => !crew.retiring && !this.#dedicated.has(crew))
    const least = shared.reduce(
      (best: Crew | undefined, crew) => (best === undefined || crew.kept < best.kept ? crew : best),
      undefined,
    )
    const isNew = dedicated || least === undefined || (least.kept > 0 && shared.length < this.#most)
    const crew = isNew ? scheduler.open() : least
    if (dedicated) this.#dedicated.add(crew)
    crew.kept++
    return crew
  }

  /** A worker died while it was at a call of an actor of this class. */
  offended(className: string): void {
    this.#offences.set(className, this.offences(className) + 1)
  }

  offences(className: string): number {
    return this.#offences.get(className) ?? 0
  }

  /** An actor is gone from its worker. True: the worker goes too. */
  leave(crew: Crew): boolean {
    crew.kept--
    return this.#dedicated.delete(crew)
  }

  async end(): Promise<void> {
    await this.core.terminate()
  }
}
