import type { CanonicalValues } from "./key/index.ts"
import type { Shelf } from "./shelved.ts"

/** Calls where no results are kept: each runs the function. */
export class UncachedCalls<A extends readonly unknown[], R> {
  readonly #fn: (...args: A) => R | Promise<R>

  constructor(fn: (...args: A) => R | Promise<R>) {
    this.#fn = fn
  }

  async call(args: A): Promise<R> {
    return await this.#fn(...args)
  }

  has(): Promise<boolean> {
    return Promise.resolve(false)
  }

  force(args: A): Promise<R> {
    return this.call(args)
  }

  async callAndShelve(args: A): Promise<Shelf<R>> {
    return this.shelf("", { value: await this.call(args) })
  }

  shelf(key: string, value?: { readonly value: R }): Shelf<R> {
    return { key, read: () => Promise.resolve(undefined), remove: () => Promise.resolve(), value }
  }

  clear(): Promise<void> {
    return Promise.resolve()
  }

  version(): string {
    return ""
  }

  /** For the key of a function that calls this one. */
  write(values: CanonicalValues): void {
    values.write(this.#fn, this.#fn.name)
  }
}
