import { WorkerDiedError } from "../../core/errors/index.ts"
import { isAlive } from "../../core/task/index.ts"
import type { Pool } from "../../pool/index.ts"
import type { TileStage } from "../plan/index.ts"
import { ring, StageWord, tileRunner, Word } from "../tile/index.ts"
import type { Jobs } from "../tile/index.ts"
import { Control } from "./control.ts"
import type { SpillFiles } from "./slots.ts"

/** Threads go after so long, in ms: others need the pool, too. */
const longest = 50
/** How often it looks whether threads have gone, in ms. */
const lookEvery = 20

/** One function, as each one is looked into when it is first sent. */
const runJobs = (runner: typeof tileRunner, jobs: Jobs): Promise<void> => runner.run(jobs)
// What people read where tasks are shown by their names.
Object.defineProperty(runJobs, "name", { value: "passes of arrays" })

/** All threads of a pool, as they run stages one after the other. They are told of all of them at once, and wait in memory. */
export class Crew {
  /** Its stages, by their order. */
  readonly #places: ReadonlyMap<TileStage, number>
  readonly #control: Control
  readonly #words: Int32Array
  readonly #made = performance.now()
  /** So many stages may begin. */
  #begun = 0
  /** Its threads have other things to do. */
  #isEnded = false
  #failure: { readonly error: unknown } | undefined
  readonly #ended: Promise<void>

  /** It begins the first stage. `before`: one that did not end that. */
  constructor(pool: Pool, stages: readonly TileStage[], spill: SpillFiles, before: Crew | undefined) {
    this.#places = new Map(stages.map((stage, i) => [stage, i]))
    this.#control = new Control(stages, spill, pool.stats().maxWorkers)
    this.#words = this.#control.words
    const [first] = stages
    if (before !== undefined) this.#control.takeOver(first!, before.#control)
    this.begin(first!)
    this.#ended = pool
      .broadcast(runJobs, tileRunner, this.#control.jobs)
      .catch((error: unknown) => {
        this.#failure = { error }
      })
      .then(() => {
        this.#isEnded = true
        this.#control.wakeAll()
      })
  }

  has(stage: TileStage): boolean {
    return this.#places.has(stage)
  }

  /** It can go on with a stage. */
  takes(stage: TileStage): boolean {
    const at = this.#places.get(stage)
    if (at === undefined) return false
    if (at < this.#begun) return !this.#isEnded || this.#isOver(stage)
    return !this.#isEnded && Atomics.load(this.#words, Word.left) === 0 && performance.now() - this.#made < longest
  }

  /** Its stages that have begun. */
  get stagesBegun(): number {
    return this.#begun
  }

  /** A stage may begin when the one before is over. What it makes is there. */
  begin(stage: TileStage): void {
    if (this.#places.get(stage)! < this.#begun) return
    this.#control.hold(stage)
    Atomics.store(this.#words, Word.ready, ++this.#begun)
    ring(this.#words)
  }

  #overWord(stage: TileStage): number {
    return this.#control.jobOf(stage).words + StageWord.over
  }

  #isOver(stage: TileStage): boolean {
    return Atomics.load(this.#words, this.#overWord(stage)) === 1
  }

  share(stage: TileStage): number {
    return this.#control.share(stage)
  }

  /** Waits until all tiles of a stage are done; false: they are not, and its threads have gone. */
  async over(stage: TileStage): Promise<boolean> {
    while (!this.#isEnded && !this.#isOver(stage)) {
      const wait = Atomics.waitAsync(this.#words, this.#overWord(stage), 0)
      if (wait.async) await wait.value
    }
    if (this.#isOver(stage)) {
      this.#control.release(stage)
      return true
    }
    if (this.#failure !== undefined) throw this.#failure.error
    return false
  }

  /** No tile is begun any more. */
  stop(): void {
    Atomics.store(this.#words, Word.stopped, 1)
    ring(this.#words)
  }

  /** Stops it. What it uses is given back when nobody is there any more: a thread that fails does not wait for others. */
  dismiss(): void {
    this.stop()
    if (!this.#isThere()) return this.#control.releaseAll()
    setTimeout(() => this.dismiss(), lookEvery).unref()
  }

  /** Stops it, and waits until nothing that it has begun goes on. */
  async gone(): Promise<void> {
    this.stop()
    while (this.#isThere()) await new Promise((resolve) => void setTimeout(resolve, lookEvery))
  }

  #isThere(): boolean {
    const came = Atomics.load(this.#words, Word.came)
    for (let i = 0; i < came; i++) {
      const agent = Atomics.load(this.#words, Word.threads + i)
      if (agent !== 0 && isAlive(agent)) return true
    }
    return false
  }

  /** Dismisses it after its last stage, and waits until its threads are free. */
  async end(): Promise<void> {
    this.stop()
    await this.#ended
    this.dismiss()
    // Who dies now has done what was to be done.
    if (this.#failure !== undefined && !(this.#failure.error instanceof WorkerDiedError)) throw this.#failure.error
  }
}
