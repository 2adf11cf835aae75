import { Deque } from "../core/sequences/index.ts"

/** What is in a queue, in the order in which it comes out. */
export interface Items<T> {
  readonly size: number
  push(item: T): void
  /** The next one. Only when there is one. */
  pop(): T
}

/** First in, first out. */
export class FifoItems<T> implements Items<T> {
  readonly #items = new Deque<T>()

  get size(): number {
    return this.#items.size
  }

  push(item: T): void {
    this.#items.push(item)
  }

  pop(): T {
    return this.#items.shift() as T
  }
}

/** Last in, first out. */
export class LifoItems<T> implements Items<T> {
  readonly #items: T[] = []

  get size(): number {
    return this.#items.length
  }

  push(item: T): void {
    this.#items.push(item)
  }

  pop(): T {
    return this.#items.pop() as T
  }
}

/** The least first; of equal ones the one that came first. A binary heap. */
export class HeapItems<T> implements Items<T> {
  readonly #heap: { readonly item: T; readonly order: number }[] = []
  readonly #compare: (a: T, b: T) => number
  #pushed = 0

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#heap.length
  }

  push(item: T): void {
    const heap = this.#heap
    // All comparisons come first: one that throws leaves the heap as it was.
    const above: number[] = []
    for (let at = heap.length; at > 0;) {
      at = (at - 1) >> 1
      if (this.#compare(item, heap[at]!.item) >= 0) break
      above.push(at)
    }
    let hole = heap.length
    for (const at of above) {
      heap[hole] = heap[at]!
      hole = at
    }
    heap[hole] = { item, order: this.#pushed++ }
  }

  pop(): T {
    const heap = this.#heap
    const top = heap[0]!
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      this.#sink()
    }
    return top.item
  }

  #sink(): void {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      let least = at
      for (const child of [left, left + 1]) {
        if (child < this.#heap.length && this.#before(child, least)) least = child
      }
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a]!, this.#heap[b]!]
    const order = this.#compare(x.item, y.item)
    return order === 0 ? x.order < y.order : order < 0
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!
    this.#heap[a] = this.#heap[b]!
    this.#heap[b] = kept
  }
}
