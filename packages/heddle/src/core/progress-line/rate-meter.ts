/** How far back the rate looks, at least, in ms. */
const leastWindow = 3000
const mostWindow = 120_000

/** Events a second, smoothed over the last seconds: over longer where they are rare, so that the number does not jump. */
export class RateMeter {
  readonly #started: number
  #last: number
  #count = 0
  #rate = 0
  #weight = 0

  /** @param now in ms */
  constructor(now: number) {
    this.#started = now
    this.#last = now
  }

  /** The rate, when `count` had happened by `now`. 0 before the first. */
  update(count: number, now: number): number {
    const passed = now - this.#last
    if (passed > 0) {
      const mean = count / Math.max(1, now - this.#started)
      const window = Math.min(mostWindow, Math.max(leastWindow, mean === 0 ? mostWindow : 20 / mean))
      const keep = Math.exp(-passed / window)
      this.#rate = keep * this.#rate + (1 - keep) * (((count - this.#count) * 1000) / passed)
      this.#weight = keep * this.#weight + (1 - keep)
      this.#last = now
      this.#count = count
    }
    // Divided by the weight of what was seen, the first seconds are not drawn towards 0
    return this.#weight === 0 ? 0 : this.#rate / this.#weight
  }
}
