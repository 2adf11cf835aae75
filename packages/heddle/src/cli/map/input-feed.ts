import type { Input } from "./inputs/index.ts"

/**
 * Inputs one at a time, as there is room for them, until they end or the run is stopped: waiting for an input and
 * waiting for room both end at once when it is.
 */
export class InputFeed {
  readonly #iterator: AsyncIterator<Input>
  #stopped = false
  #giveUp: (() => void) | undefined
  #wake: (() => void) | undefined

  constructor(source: AsyncIterable<Input>) {
    this.#iterator = source[Symbol.asyncIterator]()
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** The next input; undefined at the end and when stopped. */
  async next(): Promise<Input | undefined> {
    if (this.#stopped) return undefined
    const result = await this.#unlessStopped(this.#iterator.next())
    return result === undefined || result.done === true ? undefined : result.value
  }

  /** Resolves once `ready()` holds, asked again at each `poke`, or the feed is stopped. */
  async until(ready: () => boolean): Promise<void> {
    while (!this.#stopped && !ready()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Something has changed that `until` may wait for. */
  poke(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.poke()
    this.#giveUp?.()
    // Whoever waits for a slow source does not wait for it to close
    void Promise.resolve(this.#iterator.return?.()).catch(() => {})
  }

  /** Not Promise.race with one long-lived promise: that would keep a reaction for every input. */
  async #unlessStopped<T>(promise: Promise<T>): Promise<T | undefined> {
    return await new Promise<T | undefined>((resolve, reject) => {
      this.#giveUp = () => resolve(undefined)
      promise.then(resolve, reject)
    })
  }
}
