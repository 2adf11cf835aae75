/** Neighbouring buckets differ by 2 %. */
const step = Math.log(1.02)
/** A microsecond. */
const least = 1e-3

/** The median of any number of run times, within 1 %, in constant memory: a histogram with geometric buckets. */
export class RunTimes {
  readonly #buckets = new Float64Array(2048)
  #count = 0

  get count(): number {
    return this.#count
  }

  add(ms: number): void {
    const bucket = Math.round(Math.log(Math.max(ms, least) / least) / step)
    this.#buckets[Math.min(bucket, this.#buckets.length - 1)]!++
    this.#count++
  }

  /** NaN before the first. */
  median(): number {
    let below = 0
    for (const [bucket, count] of this.#buckets.entries()) {
      below += count
      if (count > 0 && below * 2 >= this.#count) return least * Math.exp(bucket * step)
    }
    return Number.NaN
  }
}
