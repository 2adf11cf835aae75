/** A queue with cheap ends, for what waits in order. */
export class Deque<T> {
  #front: T[] = []
  /** Undefined before the head: what was taken must not be kept alive from here. */
  #items: (T | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#front.length + this.#items.length - this.#head
  }

  push(item: T): void {
    this.#items.push(item)
  }

  unshift(item: T): void {
    this.#front.push(item)
  }

  peek(): T | undefined {
    return this.#front.length > 0 ? this.#front[this.#front.length - 1] : this.#items[this.#head]
  }

  shift(): T | undefined {
    if (this.#front.length > 0) return this.#front.pop()
    if (this.#head >= this.#items.length) return undefined
    const item = this.#items[this.#head]!
    this.#items[this.#head] = undefined
    this.#head++
    // Gives the memory of what was taken back in one piece, now and then.
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = this.#front.length - 1; i >= 0; i--) yield this.#front[i]!
    for (let i = this.#head; i < this.#items.length; i++) yield this.#items[i]!
  }

  /** All that is left, in order; the queue is empty afterwards. */
  drain(): T[] {
    const all = [...this]
    this.#front = []
    this.#items = []
    this.#head = 0
    return all
  }
}
