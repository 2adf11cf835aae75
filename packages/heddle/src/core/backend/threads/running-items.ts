import { noItem } from "./control.ts"

/** What a table for so many items at once takes. With one at a time, the words of `control.ts` say it all. */
export function runningBytes(atOnce: number): number {
  return atOnce > 1 ? 4 * atOnce : 0
}

/** The items that run in a worker at once, in memory that whoever may end it for one of them sees too. */
export class RunningItems {
  readonly #words: Int32Array

  /** The table begins at byte `at`. */
  constructor(control: SharedArrayBuffer, at: number) {
    this.#words = new Int32Array(control, at)
  }

  /** Before the first item. */
  clear(): void {
    this.#words.fill(noItem)
  }

  begin(seq: number): void {
    if (this.#words.length > 0) this.#replace(noItem, seq)
  }

  end(seq: number): void {
    if (this.#words.length > 0) this.#replace(seq, noItem)
  }

  has(seq: number): boolean {
    return this.#words.some((_, i) => Atomics.load(this.#words, i) === seq)
  }

  #replace(from: number, to: number): void {
    const at = this.#words.indexOf(from)
    if (at >= 0) Atomics.store(this.#words, at, to)
  }
}
