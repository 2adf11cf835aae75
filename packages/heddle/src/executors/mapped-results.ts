/** A stream that can also give the rest at once. */
interface Results<R> extends AsyncGenerator<R, void, undefined> {
  all(): Promise<R[]>
}

/**
 * The results of `Executor.map`, in the order of the input: read them one by one with `for await`, or await all of them
 * as an array. A failure, a timeout, or leaving the loop early cancels what is left; results are let go as they are read.
 *
 * @example
 * ```ts
 * import { ThreadPoolExecutor } from "heddle"
 * await using executor = new ThreadPoolExecutor({ maxWorkers: 2 })
 * await executor.map((x: number) => x * x, [1, 2, 3]) // => [1, 4, 9]
 * const seen: number[] = []
 * for await (const y of executor.map((x: number) => x + 1, [1, 2])) seen.push(y)
 * seen // => [2, 3]
 * ```
 */
export class MappedResults<R> implements AsyncIterableIterator<R, undefined, undefined>, PromiseLike<R[]> {
  readonly #stream: Results<R>
  #all: Promise<R[]> | undefined

  /** @internal They come from `Executor.map`. */
  constructor(stream: Results<R>) {
    this.#stream = stream
  }

  /** The next result; rejects with the error of its task, or TimeoutError when it is not there in time. */
  next(): Promise<IteratorResult<R, undefined>> {
    return this.#stream.next() as Promise<IteratorResult<R, undefined>>
  }

  /** Cancels what is left. */
  return(): Promise<IteratorResult<R, undefined>> {
    return this.#stream.return() as Promise<IteratorResult<R, undefined>>
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream.return()
  }

  /** All results that have not been read, as an array. */
  // oxlint-disable-next-line unicorn/no-thenable -- `await executor.map(…)` gives the array
  then<A = R[], B = never>(
    onFulfilled?: ((results: R[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#all ??= this.#stream.all()
    return this.#all.then(onFulfilled, onRejected)
  }
}
