import type { JobCall } from "../../core/backend/index.ts"
import type { Crew, Scheduler } from "../../core/scheduler/index.ts"
import { AskJob } from "./ask-job.ts"
import { markerOf } from "./interpreter.ts"
import type { Program } from "./interpreter.ts"
import type { TaskOwner } from "./task-job.ts"
import type { Held, Kept, Task } from "./tasks.ts"

/** The results of a graph that stay in the workers that made them. */
export class KeptValues {
  readonly #scheduler: Scheduler
  readonly #call: JobCall
  readonly #owner: TaskOwner
  readonly #marker: string
  /** Values to be dropped, by the worker that has them. */
  readonly #drops = new Map<Crew, number[]>()
  /** Workers that keep anything, or did. */
  readonly #keepers = new Set<Crew>()
  #over = false

  constructor(scheduler: Scheduler, call: JobCall, owner: TaskOwner, key: string) {
    this.#scheduler = scheduler
    this.#call = call
    this.#owner = owner
    this.#marker = `${markerOf(key)}kept `
  }

  /** What a worker gave for a result: the value, or word that it keeps it. */
  held(value: unknown, crew: Crew | undefined): Held {
    if (typeof value !== "string" || crew === undefined || !value.startsWith(this.#marker)) return { value }
    crew.kept++
    this.#keepers.add(crew)
    return { crew, bytes: Number(value.slice(this.#marker.length)) }
  }

  /** Is it there still? */
  alive({ held }: Task): boolean {
    if (held === undefined || !isKept(held)) return true
    return !held.crew.retiring && this.#scheduler.crews.includes(held.crew)
  }

  /** The worker that keeps most of what a task needs. */
  largestKeeper(deps: readonly Task[]): Crew | undefined {
    const bytes = new Map<Crew, number>()
    for (const { held } of deps) {
      if (held !== undefined && isKept(held)) bytes.set(held.crew, (bytes.get(held.crew) ?? 0) + held.bytes)
    }
    let best: Crew | undefined
    for (const [crew, all] of bytes) if (best === undefined || all > bytes.get(best)!) best = crew
    return best
  }

  /** Is any worker but `crew` without work? */
  othersIdle(crew: Crew, workers: number): boolean {
    const { crews } = this.#scheduler
    return crews.length < workers || crews.some((other) => other !== crew && other.idle)
  }

  ask(crew: Crew, program: Program): Promise<unknown> {
    return new AskJob(this.#call, crew, program, this.#owner).ask(this.#scheduler)
  }

  /** Takes it away from its worker. */
  give({ crew }: Kept, id: number): Promise<unknown> {
    return this.ask(crew, ["give", id])
  }

  /** It is kept no longer; its worker is told with others that it may drop. */
  drop({ crew }: Kept, id: number): void {
    crew.kept--
    const drops = this.#drops.get(crew)
    if (drops !== undefined) {
      drops.push(id)
      return
    }
    this.#drops.set(crew, [id])
    queueMicrotask(() => {
      const ids = this.#drops.get(crew)!
      this.#drops.delete(crew)
      if (!this.#over) this.#tell(crew, ["drop", ids])
    })
  }

  /** Everything is dropped. `stopped`: also what workers were about to keep when they were stopped. */
  end(stopped: boolean): void {
    this.#over = true
    for (const crew of stopped ? this.#scheduler.crews : this.#keepers) this.#tell(crew, ["drop", "all"])
  }

  #tell(crew: Crew, program: Program): void {
    this.ask(crew, program).catch(() => {
      // It ended, and what it kept with it.
    })
  }
}

export function isKept(held: Held): held is Kept {
  return "crew" in held
}
