/** A lock that is held. `using` (or `await using`) releases it at the end of the block. */
export class Held implements Disposable, AsyncDisposable {
  /** The one who held it before ended without releasing it: what it protects may be half done. */
  readonly poisoned: boolean
  #release: (() => Promise<void>) | undefined

  /** @internal `lock.hold()` gives one. */
  constructor(poisoned: boolean, release: () => Promise<void>) {
    this.poisoned = poisoned
    this.#release = release
  }

  /** Resolves when the lock is released. A second call does nothing. */
  async release(): Promise<void> {
    const release = this.#release
    this.#release = undefined
    await release?.()
  }

  /** The release is on its way when the block ends; whoever acquires the lock next comes after it. */
  [Symbol.dispose](): void {
    // An owner that is gone holds nothing.
    this.release().catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }
}
