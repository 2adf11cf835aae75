/** When measuring is to end. */
export class Deadline {
  #at: number

  /** @param budget in ms, from now */
  constructor(budget: number) {
    this.#at = performance.now() + budget
  }

  get hasTime(): boolean {
    return performance.now() < this.#at
  }

  /** Time that does not count. */
  extend(ms: number): void {
    this.#at += ms
  }
}
