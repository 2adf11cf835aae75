import { progressLine } from "../../core/progress-line/index.ts"
import type { ProgressLine } from "../../core/progress-line/index.ts"
import type { Plan, Stage } from "../plan/index.ts"

/** How often it looks, in ms. */
const every = 100

/** Tells how far a computation is. */
export class Progress {
  readonly #tell: ((fraction: number, stage: string) => void) | undefined
  readonly #line: ProgressLine | undefined
  readonly #weights: ReadonlyMap<Stage, number>
  #done = 0
  #left: number
  /** The stage that runs, and how much of it is done. */
  #stage = ""
  #share: () => number = () => 0
  #timer: NodeJS.Timeout | undefined

  constructor(plan: Plan, how: boolean | ((fraction: number, stage: string) => void) | undefined) {
    const sizes = plan.stages.map((stage) => (stage.k === "tiles" ? stage.elements : 1))
    const whole = sizes.reduce((a, b) => a + b, 0) || 1
    this.#weights = new Map(plan.stages.map((stage, i) => [stage, sizes[i]! / whole]))
    this.#left = plan.stages.length
    this.#tell = typeof how === "function" ? how : undefined
    if (how !== true) return
    this.#line = progressLine("compute", () => ({
      done: this.#fraction,
      total: 1,
      isShare: true,
      notes: this.#stage === "" ? [] : [{ text: this.#stage }],
    }))
  }

  /** `share`: how much of the stage is done. */
  beginStage(stage: Stage, share: () => number): void {
    const weight = this.#weights.get(stage)!
    this.#stage = stage.label
    this.#share = () => weight * share()
    if (this.#tell === undefined) return
    const tell = this.#tell
    const look = (): void => tell(this.#fraction, stage.label)
    clearInterval(this.#timer)
    this.#timer = setInterval(look, every)
    this.#timer.unref()
    look()
  }

  endStage(stage: Stage): void {
    clearInterval(this.#timer)
    this.#done += this.#weights.get(stage)!
    this.#left--
    this.#share = () => 0
    this.#tell?.(this.#fraction, stage.label)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#stage = ""
    this.#line?.end()
  }

  get #fraction(): number {
    return this.#left === 0 ? 1 : Math.min(1, this.#done + this.#share())
  }
}
