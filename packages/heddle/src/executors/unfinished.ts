import { Future } from "../core/future/index.ts"

/** The futures of an executor that are not done. */
export class Unfinished {
  readonly #futures = new Set<Future<unknown>>()

  add(future: Future<unknown>): void {
    this.#futures.add(future)
    Future.onSettled(future, () => this.#futures.delete(future))
  }

  /** Their failures are no surprise: who ends the workers knows what becomes of the tasks. */
  dismiss(): void {
    for (const future of this.#futures) future.catch(() => {})
  }

  /** Cancels those that no worker has begun. */
  cancel(): void {
    for (const future of [...this.#futures]) future.cancel()
  }
}
