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
  /** What is counted in steps says nothing of times as short as they are. */
  readonly #least: number
  #from: { readonly value: number; readonly at: number } | undefined
  #last = 0

  constructor(least: number = 0) {
    this.#least = least
  }

  /** 0 the first time; as it was if no time has passed, or less than `least` ms. */
  since(value: number, at: number): number {
    this.#from ??= { value, at }
    const passed = at - this.#from.at
    if (passed > this.#least) {
      this.#last = Math.max(0, value - this.#from.value) / passed
      this.#from = { value, at }
    }
    return this.#last
  }
}
