import type { Plan, Stage } from "../plan/index.ts"

/** How often it looks, in ms. */
const every = 100
/** Cells of a bar. */
const width = 30

/** Tells how far a computation is. */
export class Progress {
  readonly #tell: ((fraction: number, stage: string) => void) | undefined
  readonly #weights: ReadonlyMap<Stage, number>
  readonly #isBar: boolean
  #done = 0
  #left: number
  #timer: NodeJS.Timeout | undefined

  constructor(plan: Plan, how: boolean | ((fraction: number, stage: string) => void) | undefined) {
    const sizes = plan.stages.map((stage) => (stage.k === "tiles" ? stage.elements : 1))
    const whole = sizes.reduce((a, b) => a + b, 0) || 1
    this.#weights = new Map(plan.stages.map((stage, i) => [stage, sizes[i]! / whole]))
    this.#left = plan.stages.length
    this.#isBar = how === true
    this.#tell = typeof how === "function" ? how : how === true ? bar : undefined
  }

  /** `share`: how much of the stage is done. */
  beginStage(stage: Stage, share: () => number): void {
    if (this.#tell === undefined) return
    const tell = this.#tell
    const look = (): void => tell(Math.min(1, this.#done + share() * this.#weights.get(stage)!), stage.label)
    clearInterval(this.#timer)
    this.#timer = setInterval(look, every)
    this.#timer.unref()
    look()
  }

  endStage(stage: Stage): void {
    clearInterval(this.#timer)
    this.#done += this.#weights.get(stage)!
    this.#left--
    this.#tell?.(this.#left === 0 ? 1 : Math.min(1, this.#done), stage.label)
  }

  end(): void {
    clearInterval(this.#timer)
    if (this.#isBar && process.stderr.isTTY) process.stderr.write("\n")
  }
}

/** A line on stderr, which is written over where there is a terminal, and else only at the end. */
function bar(fraction: number, stage: string): void {
  const filled = Math.round(fraction * width)
  const text = `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${String(Math.round(fraction * 100)).padStart(3)} % ${stage}`
  if (process.stderr.isTTY)
    process.stderr.write(
      `\r${text.slice(0, (process.stderr.columns || 80) - 1).padEnd((process.stderr.columns || 80) - 1)}`,
    )
  else if (fraction >= 1) process.stderr.write(`${text}\n`)
}
