import { NotKeptError } from "../core/errors/index.ts"
import { reduce } from "../core/wire/index.ts"

/** Where a result is. */
export interface Shelf<R> {
  readonly key: string
  read(): Promise<{ readonly value: R } | undefined>
  remove(): Promise<void>
  /** Where it could not be kept. */
  readonly value: { readonly value: R } | undefined
}

/** Of a function whose results are kept: the shelf of a key. */
export const shelfOf: unique symbol = Symbol.for("heddle.memory.shelf")

/**
 * A result that stays on disk until it is asked for: what `callAndShelve` gives. It may be sent to other threads and processes,
 * which read it themselves.
 */
export class Shelved<R> {
  readonly key: string
  readonly #shelf: Shelf<R>
  #value: { readonly value: R } | undefined

  /** @internal @param cached the function that it is a result of */
  constructor(cached: Function, shelf: Shelf<R>) {
    this.key = shelf.key
    this.#shelf = shelf
    this.#value = shelf.value
    Object.defineProperty(this, reduce, { value: () => [shelvedAt, cached, shelf.key, this.#value] })
  }

  /** The result, a new one each time. Rejects with a NotKeptError if the entry has gone, or is not as it was written. */
  async get(): Promise<R> {
    const found = this.#value ?? (await this.#shelf.read())
    if (found === undefined) throw new NotKeptError(this.key)
    return found.value
  }

  /** Removes the result. */
  clear(): Promise<void> {
    this.#value = undefined
    return this.#shelf.remove()
  }
}

/** A shelved result, in another thread or process. */
export function shelvedAt<R>(
  cached: { readonly [shelfOf]: (key: string, value?: { readonly value: R }) => Shelf<R> } & Function,
  key: string,
  value: { readonly value: R } | undefined,
): Shelved<R> {
  return new Shelved(cached, cached[shelfOf](key, value))
}
