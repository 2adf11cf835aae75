/** When measuring is to end. */
export class Deadline {
  #at: number
  readonly #budget: number

  /** @param budget in ms, from now */
  constructor(budget: number) {
    this.#budget = budget
    this.#at = performance.now() + budget
  }

  /** @param reserve the share of the budget that is kept for others */
  hasTime(reserve: number = 0): boolean {
    return performance.now() < this.#at - reserve * this.#budget
  }

  /** Time that does not count. */
  extend(ms: number): void {
    this.#at += ms
  }
}
