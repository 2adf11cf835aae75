/** A list of rows: all of them, and those that have changed since one last asked. Of too many the oldest go. */
export class Rows<R extends { readonly id: number }> {
  readonly #limit: number
  readonly #byKey = new Map<string, R>()
  readonly #changed = new Set<R>()
  readonly #mayGo: (row: R) => boolean
  #gone: number[] = []
  #next = 0

  /** @param mayGo rows that go first when there are too many; without one the oldest goes */
  constructor(limit: number, mayGo: (row: R) => boolean = () => true) {
    this.#limit = limit
    this.#mayGo = mayGo
  }

  get size(): number {
    return this.#byKey.size
  }

  get isFull(): boolean {
    return this.size >= this.#limit
  }

  get(key: string): R | undefined {
    return this.#byKey.get(key)
  }

  values(): Iterable<R> {
    return this.#byKey.values()
  }

  /** The row of the key, which is made if there is none; it counts as changed. */
  touch(key: string, make: (id: number) => R): R {
    let row = this.#byKey.get(key)
    if (row === undefined) {
      if (this.isFull) this.#drop()
      row = make(this.#next++)
      this.#byKey.set(key, row)
    }
    this.#changed.add(row)
    return row
  }

  /** A row was changed. */
  mark(row: R): void {
    this.#changed.add(row)
  }

  /** The rows that have changed, and the ids of those that are gone, since this was called last. */
  changes(): { readonly rows: readonly R[]; readonly gone: readonly number[] } {
    const [rows, gone] = [[...this.#changed], this.#gone]
    this.#changed.clear()
    this.#gone = []
    return { rows, gone }
  }

  #drop(): void {
    const [first] = this.#byKey
    const found = this.#byKey.entries().find(([, row]) => this.#mayGo(row)) ?? first
    if (found === undefined) return
    const [key, row] = found
    this.#byKey.delete(key)
    this.#changed.delete(row)
    this.#gone.push(row.id)
  }
}
