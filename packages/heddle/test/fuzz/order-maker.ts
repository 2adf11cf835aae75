import { bounds } from "./bounds.ts"
import type { Bounds } from "./bounds.ts"
import type { Dice } from "./dice.ts"
import type { BackendName, Mood } from "./plan.ts"
import { thrownKinds } from "./tasks.ts"
import type { Deed, Order, Work } from "./tasks.ts"
import { bytesOf, kinds } from "./values.ts"
import type { Kind, Recipe } from "./values.ts"

export const everyKind: readonly Kind[] = kinds
export const small: readonly Kind[] = ["number", "nothing", "boolean", "latin1", "utf16", "bigint", "object", "date"]
/** What has a buffer that can be moved. */
export const movable: readonly Kind[] = ["view", "slice", "bytes"]

/** What the orders of a step have in common. */
export interface Orders {
  readonly count: number
  readonly kinds: readonly Kind[]
  readonly retries: number
  /** The step is aborted, so that its tasks need no limit of their own. */
  readonly aborted: boolean
}

/** Numbers the tasks of an episode and decides what each of them does, within the bounds of its backend. */
export class OrderMaker {
  readonly #dice: Dice
  readonly #backend: BackendName
  readonly #bounds: Bounds
  readonly #mood: Mood
  /** Values are copied on their way, so some are refused. */
  readonly #copies: boolean
  readonly #acquainted: boolean
  #next = 0
  #bytes = 0
  #deaths = 0

  constructor(dice: Dice, backend: BackendName, mood: Mood, copies: boolean, acquainted: boolean) {
    this.#dice = dice
    this.#backend = backend
    this.#bounds = bounds[backend]
    this.#mood = mood
    this.#copies = copies
    this.#acquainted = acquainted
  }

  /** Takes numbers for so many tasks; gives the first. */
  take(count: number): number {
    this.#next += count
    return this.#next - count
  }

  /** How many tasks there are so far. */
  get made(): number {
    return this.#next
  }

  many({ count, kinds, retries, aborted }: Orders): Order[] {
    const dice = this.#dice
    const percent = dice.one([0, 5, 30])
    const tells = dice.chance(10)
    return Array.from({ length: count }, () => {
      const order = this.one(kinds, this.#deed(percent, aborted, count))
      const again = retries > 0 && dice.chance(50) ? dice.between(1, retries) : retries + 1
      return { ...order, failures: order.failures === 0 ? 0 : again, tells: tells && dice.chance(30) }
    })
  }

  one(kinds: readonly Kind[], deed: Deed, yields = 0): Order {
    const dice = this.#dice
    const made = this.#recipe(kinds)
    // What shares memory is not made by a task, and what is random in itself is not made twice.
    const oneWay = made.kind === "shared" || made.kind === "any" || (made.kind === "parcel" && !this.#acquainted)
    const moved = movable.includes(made.kind) ? 20 : 0
    const give = oneWay ? "echo" : dice.pick({ echo: 40, make: 30, digest: 15, id: 15, moved })
    // Generators make what they yield, and not too much of it.
    const recipe = yields === 0 ? made : { ...made, kind: oneWay ? "object" : made.kind, size: made.size % 3000 }
    const failures = deed === "value" || deed === "stray" ? 0 : 1
    return { id: this.take(1), work: this.#work(), deed, failures, give, recipe, tells: false, yields }
  }

  /** How a task ends: so many of a hundred fail, as the mood allows. */
  #deed(percent: number, aborted: boolean, count: number): Deed {
    const dice = this.#dice
    const mood = this.#mood
    if (mood === "calm" || !dice.chance(percent)) return "value"
    const rough = mood === "rough"
    const deadly = {
      exit: rough ? 5 : 0,
      crash: rough ? 2 : 0,
      spin: rough ? 3 : 0,
      never: mood === "errors" ? 0 : 3,
      stray: mood === "stray" ? 6 : 0,
      hoard: mood === "memory" && !aborted ? 2 : 0,
    }
    const mild = { value: 3, thrown: 20, unsendable: this.#copies ? 5 : 0 }
    const alive = this.#deaths < this.#bounds.deaths
    const fate = alive ? dice.pick({ ...mild, ...deadly }) : dice.pick(mild)
    if (fate in deadly) this.#deaths += fate === "hoard" || count > 1000 ? 3 : 1
    if (fate !== "thrown") return fate
    const kind = dice.one(thrownKinds)
    return kind === "mishap" && !this.#acquainted ? "error" : kind
  }

  #work(): Work {
    const dice = this.#dice
    const kind = dice.pick({ none: 60, spin: 22, microtask: 6, turn: 8, timer: 4 })
    if (kind === "spin") return { kind, ms: Number(dice.pick({ 0.05: 70, 1: 22, 4: 6, 10: 2 })) }
    return { kind, ms: kind === "timer" ? dice.one([0, 1, 5]) : 0 }
  }

  #recipe(from: readonly Kind[]): Recipe {
    const dice = this.#dice
    const chosen = dice.one(from)
    const kind = chosen === "shared" && this.#backend === "processes" ? "view" : chosen
    const recipe = { kind, size: this.#size(from === small), seed: dice.seed() }
    if (this.#bytes + bytesOf(recipe) > this.#bounds.bytes) return { ...recipe, size: recipe.size % 50 }
    this.#bytes += bytesOf(recipe)
    return recipe
  }

  /** Sizes around powers of two above all: there a value takes another way. */
  #size(modest: boolean): number {
    const dice = this.#dice
    const { largest } = this.#bounds
    const large = modest || this.#mood === "memory" ? 0 : 8
    switch (dice.pick({ tiny: 35, medium: 25, border: modest ? 5 : 27, large })) {
      case "tiny":
        return dice.below(16)
      case "border":
        return 2 ** dice.one([6, 8, 10, 12, 13, 14, 14, 15, 15, 15, 16, 17, 17]) + dice.between(-40, 40)
      case "large":
        return dice.below(dice.one([200_000, 200_000, largest / 2, largest]))
      default:
        return dice.below(400)
    }
  }
}
