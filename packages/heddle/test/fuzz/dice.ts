import { Random } from "../scheduler/random.ts"

/** Everything that an episode leaves to chance. */
export class Dice extends Random {
  /** An integer from `low` to `high`, both of them possible. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** A seed for other dice. */
  seed(): number {
    return this.below(2 ** 31)
  }
}
