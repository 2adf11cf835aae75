/** The last items of a stream, each with its number. */
export class Ring<T> {
  readonly capacity: number
  readonly #items: T[] = []
  /** How many there have been: the number of the next one. */
  #next = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get next(): number {
    return this.#next
  }

  /** The number of the oldest that is there. */
  get first(): number {
    return Math.max(0, this.#next - this.capacity)
  }

  push(item: T): void {
    this.#items[this.#next++ % this.capacity] = item
  }

  /** The items from number `from` on, as far as they are there. */
  since(from: number): T[] {
    const items: T[] = []
    for (let i = Math.max(from, this.first); i < this.#next; i++) items.push(this.#items[i % this.capacity]!)
    return items
  }
}
