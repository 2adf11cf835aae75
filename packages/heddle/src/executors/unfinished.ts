import { Future } from "../core/future/index.ts"

/** The futures of an executor that are not done. */
export class Unfinished {
  readonly #futures = new Set<{ cancel(): boolean }>()

  add<T>(future: Future<T>): void {
    this.#futures.add(future)
    Future.onSettled(future, () => this.#futures.delete(future))
  }

  /** Cancels those that no worker has begun. */
  cancel(): void {
    for (const future of [...this.#futures]) future.cancel()
  }
}
