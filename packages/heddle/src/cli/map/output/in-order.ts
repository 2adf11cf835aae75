/**
 * Gives numbered items on in the order of their numbers: those that come early wait. An item that is undefined is one
 * that nothing is to be said of.
 */
export class InOrder<T> {
  readonly #waiting = new Map<number, T | undefined>()
  readonly #emit: (item: T) => void
  #next = 0

  constructor(emit: (item: T) => void) {
    this.#emit = emit
  }

  /** The number of the first item that has not come. */
  get next(): number {
    return this.#next
  }

  push(index: number, item: T | undefined): void {
    this.#waiting.set(index, item)
    for (; this.#waiting.has(this.#next); this.#next++) {
      const ready = this.#waiting.get(this.#next)
      this.#waiting.delete(this.#next)
      if (ready !== undefined) this.#emit(ready)
    }
  }

  /** Gives on what waits, with gaps: no more will come. */
  flush(): void {
    for (const [index, item] of [...this.#waiting].toSorted(([a], [b]) => a - b)) {
      if (item !== undefined) this.#emit(item)
      this.#next = index + 1
    }
    this.#waiting.clear()
  }
}
