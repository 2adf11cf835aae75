/** A counter that only grows, as its growth since it was read before. */
export class Growth {
  #value: number | undefined

  /** 0 the first time. */
  since(value: number): number {
    const before = this.#value ?? value
    this.#value = value
    return Math.max(0, value - before)
  }
}

/** A counter of ms, as its growth per ms. */
export class Rate {
  readonly #value = new Growth()
  readonly #at = new Growth()
  #last = 0

  /** 0 the first time; as it was if no time has passed. */
  since(value: number, at: number): number {
    const [grown, passed] = [this.#value.since(value), this.#at.since(at)]
    if (passed > 0) this.#last = grown / passed
    return this.#last
  }
}
