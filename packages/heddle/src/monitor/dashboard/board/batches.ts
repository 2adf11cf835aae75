import { randomBytes } from "node:crypto"

/** The last messages, by their numbers, for who reads more slowly than they come or was cut off for a while. */
export class Batches {
  /** Tells these numbers from those of another board, which may have had the same address before. */
  readonly #epoch = randomBytes(6).toString("base64url")
  readonly #longest: number
  readonly #texts: string[] = []
  #length = 0
  #next = 1
  #more = Promise.withResolvers<void>()
  isEnded = false

  /** @param longest how many characters are kept */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** The number that the next message gets. */
  get next(): number {
    return this.#next
  }

  push(text: string): void {
    this.#texts.push(text)
    this.#next++
    this.#length += text.length
    while (this.#length > this.#longest && this.#texts.length > 1) this.#length -= this.#texts.shift()!.length
    this.#wake()
  }

  end(): void {
    this.isEnded = true
    this.#wake()
  }

  /** Resolves when there is another message, or the end. */
  more(): Promise<void> {
    return this.isEnded ? Promise.resolve() : this.#more.promise
  }

  /** The messages from a number on; undefined where the first of them are not kept any more. */
  from(number: number): readonly string[] | undefined {
    const first = this.#next - this.#texts.length
    return number < first || number > this.#next ? undefined : this.#texts.slice(number - first)
  }

  /** What a client names to go on behind a message. */
  idOf(number: number): string {
    return `${this.#epoch}-${number}`
  }

  /** The number of the message behind the one that a client names; undefined if that is not one of these. */
  behind(id: string | null): number | undefined {
    const [, epoch, number] = /^([\w-]+)-(\d+)$/.exec(id ?? "") ?? []
    return epoch === this.#epoch ? Number(number) + 1 : undefined
  }

  #wake(): void {
    const waiting = this.#more
    this.#more = Promise.withResolvers()
    waiting.resolve()
  }
}
