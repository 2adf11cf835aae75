import { NotKeptError } from "../core/errors/index.ts"

/** A result that stays on disk until it is asked for: what `callAndShelve` gives. */
export class Shelved<R> {
  readonly key: string
  readonly #read: () => Promise<{ readonly value: R } | undefined>
  readonly #remove: () => Promise<void>
  /** Where it could not be kept. */
  readonly #value: { readonly value: R } | undefined

  /** @internal */
  constructor(
    key: string,
    how: {
      read(): Promise<{ readonly value: R } | undefined>
      remove(): Promise<void>
      readonly value: { readonly value: R } | undefined
    },
  ) {
    this.key = key
    this.#read = () => how.read()
    this.#remove = () => how.remove()
    this.#value = how.value
  }

  /** The result, a new one each time. Rejects with a NotKeptError if the entry has gone, or is not as it was written. */
  async get(): Promise<R> {
    const found = this.#value ?? (await this.#read())
    if (found === undefined) throw new NotKeptError(this.key)
    return found.value
  }

  /** Removes the result. */
  clear(): Promise<void> {
    return this.#remove()
  }
}
