/** How many tasks a worker may be at, at once: `limit`, and one more for each that stands aside, up to `mostAside` of them. */
export class Places {
  readonly #limit: number
  readonly #mostAside: number
  readonly #changed: (aside: number) => void
  #aside = 0

  constructor(limit: number, mostAside: number, changed: (aside: number) => void) {
    this.#limit = limit
    this.#mostAside = mostAside
    this.#changed = changed
  }

  /** There is never more than one. */
  get single(): boolean {
    return this.#limit + this.#mostAside === 1
  }

  get count(): number {
    return this.#limit + Math.min(this.#aside, this.#mostAside)
  }

  /** Gives the place of a task to others, until it calls back. */
  readonly leave = (): (() => void) => {
    let isAway = true
    this.#stand(1)
    return () => {
      if (isAway) this.#stand(-1)
      isAway = false
    }
  }

  #stand(by: number): void {
    this.#aside += by
    this.#changed(Math.min(this.#aside, this.#mostAside))
  }
}
