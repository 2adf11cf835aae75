import { isMainThread } from "node:worker_threads"
import { WorkerDiedError } from "../../core/errors/index.ts"
import type { Stage, TileStage } from "../plan/index.ts"
import { runTiles, Word } from "../tile/index.ts"
import { poolOf, settings } from "./config.ts"
import { Control } from "./control.ts"
import { Crew } from "./crew.ts"
import type { SpillFiles } from "./slots.ts"

/** Fewer elements are computed by the thread that asks: threads would take longer. */
const fewElements = 100_000
/** Workers may die so often while a stage runs. */
const mostDeaths = 3
/** Stages that a crew is told of; one that follows another, of twice as many as that one has begun. */
const mostStages = 1024
/** Tiles of all of them together, beyond the first. */
const mostTiles = 2 ** 20

/** The thread that asks runs it by itself. */
export function isAlone({ isForeign, elements, tiles }: TileStage): boolean {
  return !settings.parallel || !isMainThread || (!isForeign && (elements <= fewElements || tiles === 1))
}

/** The threads that run the stages of one computation. */
export class Threads {
  readonly #stages: readonly Stage[]
  readonly #spill: SpillFiles
  /** Settings may change meanwhile. */
  readonly #alone: ReadonlySet<Stage>
  #crew: Crew | undefined
  /** Of the stage that this thread runs. */
  #words: Int32Array | undefined
  #isStopped = false

  constructor(stages: readonly Stage[], spill: SpillFiles) {
    this.#stages = stages
    this.#spill = spill
    this.#alone = new Set(stages.filter((stage) => stage.k === "tiles" && isAlone(stage)))
  }

  /** Runs a stage whose slots are there. `begun` is told how to ask for the part that is done. */
  async run(stage: TileStage, begun: (share: () => number) => void): Promise<void> {
    if (stage.tiles === 0 || this.#isStopped) return
    if (this.#alone.has(stage)) return this.#runAlone(stage, begun)
    for (let deaths = 0; ;) {
      const crew = this.#crewFor(stage)
      crew.begin(stage)
      begun(() => crew.share(stage))
      try {
        if ((await crew.over(stage)) || this.#isStopped) return
      } catch (error) {
        // Its tiles are done again; what they write is the same.
        if (!(error instanceof WorkerDiedError) || deaths++ === mostDeaths) throw error
      }
      await crew.gone()
    }
  }

  async #runAlone(stage: TileStage, begun: (share: () => number) => void): Promise<void> {
    const control = new Control([stage], this.#spill, 0)
    control.hold(stage)
    this.#words = control.words
    begun(() => control.share(stage))
    try {
      await runTiles(control.jobOf(stage), control.buffer)
    } finally {
      control.release(stage)
      this.#words = undefined
    }
  }

  #crewFor(stage: TileStage): Crew {
    const before = this.#crew
    if (before?.takes(stage) === true) return before
    const crew = new Crew(poolOf(), this.#stagesFrom(stage), this.#spill, before)
    before?.dismiss()
    this.#crew = crew
    return crew
  }

  /** A stage, and those behind it of which all is known before it has run. */
  #stagesFrom(stage: TileStage): TileStage[] {
    const found = [stage]
    const most = Math.min(mostStages, this.#crew === undefined ? mostStages : 2 * this.#crew.stagesBegun)
    let tiles = 0
    for (const next of this.#stages.slice(this.#stages.indexOf(stage) + 1)) {
      if (next.k !== "tiles") break
      if (next.tiles === 0 || this.#alone.has(next)) continue
      tiles += next.tiles
      // A file gets its name when it is made.
      if (found.length >= most || tiles > mostTiles || next.kit.files.length > 0 || isWritten(next)) break
      found.push(next)
    }
    return found
  }

  /** Does the crew that runs one stage go on with the one behind it? */
  follows(stage: Stage, next: Stage): next is TileStage {
    const crew = this.#crew
    if (crew === undefined || stage.k !== "tiles" || next.k !== "tiles") return false
    // Some are none of its: it would not wait for them.
    return crew.has(stage) && crew.takes(next)
  }

  /** Begins a stage as soon as the one before is over. Its slots are there. */
  beginNext(stage: TileStage): void {
    this.#crew!.begin(stage)
  }

  /** No tile is begun any more. */
  stop(): void {
    this.#isStopped = true
    this.#crew?.stop()
    if (this.#words !== undefined) Atomics.store(this.#words, Word.stopped, 1)
  }

  /** All is done: waits until the threads are free. */
  async end(): Promise<void> {
    await this.#crew?.end()
  }

  /** It failed. */
  dismiss(): void {
    this.#crew?.dismiss()
  }
}

function isWritten({ work }: TileStage): boolean {
  return work.k === "map" && work.target.k !== "memory"
}
