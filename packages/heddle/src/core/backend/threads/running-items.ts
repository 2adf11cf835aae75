import { Word, itemsBetween, noItem } from "./control.ts"

/** What a table for so many items at once takes: nothing for one, as the words of `control.ts` say it all. */
export function runningBytes(atOnce: number): number {
  return atOnce > 1 ? 4 * atOnce : 0
}

/** The items that run in a worker at once, in memory that whoever may end it for one of them sees too. */
export class RunningItems {
  readonly #control: Int32Array
  readonly #words: Int32Array

  /** The table begins at byte `at`. */
  constructor(control: SharedArrayBuffer, at: number) {
    this.#control = new Int32Array(control)
    this.#words = new Int32Array(control, at)
  }

  /** Before the first item. */
  clear(): void {
    this.#words.fill(noItem)
    Atomics.store(this.#control, Word.ended, noItem)
  }

  begin(seq: number): void {
    if (this.#words.length > 0) this.#replace(noItem, seq)
  }

  end(seq: number): void {
    if (this.#words.length > 0) this.#replace(seq, noItem)
    else Atomics.store(this.#control, Word.ended, seq)
  }

  /** Has an item begun? Items begin in order. */
  hasBegun(seq: number): boolean {
    return itemsBetween(seq, Atomics.load(this.#control, Word.current)) < 2 ** 30
  }

  /** Does an item run that was asked to stop? */
  has(seq: number): boolean {
    if (this.#words.length === 0) return this.#isOnly(seq)
    return this.#words.some((_, i) => Atomics.load(this.#words, i) === seq)
  }

  #isOnly(seq: number): boolean {
    const is = (word: number, value: number): boolean => Atomics.load(this.#control, word) === value
    // Whatever else was asked to stop since. A later item in its place means that it ended just before it was asked.
    return is(Word.current, seq) && is(Word.busy, 1) && !is(Word.ended, seq)
  }

  #replace(from: number, to: number): void {
    const at = this.#words.indexOf(from)
    if (at >= 0) Atomics.store(this.#words, at, to)
  }
}
