import { TimeoutError } from "../core/errors/index.ts"
import { WaitList, begin, late } from "./wait-list.ts"
import type { WaitOptions } from "./wait-list.ts"

/** What locks and semaphores are made of: a number of permits, given in order of arrival. */
export class Permits {
  readonly #waiting = new WaitList<void>()
  #free: number

  constructor(free: number) {
    this.#free = free
  }

  get free(): number {
    return this.#free
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Takes one if it can be had now. */
  take(): boolean {
    if (this.#free === 0) return false
    this.#free--
    return true
  }

  /** True: it has one. False: time ran out. */
  async acquire(options: WaitOptions): Promise<boolean> {
    begin(options)
    return this.take() || (await this.#waiting.join(options, undefined)) !== late
  }

  /** Like acquire, and cannot be cancelled. */
  async acquireShielded(): Promise<void> {
    if (!this.take()) await this.#waiting.joinShielded(undefined)
  }

  give(): void {
    if (!this.#waiting.serve()) this.#free++
  }
}

/** What is held until the end of a block: `using held = await lock.hold()`. */
export class Held implements Disposable {
  #release: (() => void) | undefined

  constructor(release: () => void) {
    this.#release = release
  }

  /** Releases it now; once is enough. */
  release(): void {
    this.#release?.()
    this.#release = undefined
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** Acquires or throws. */
export async function hold(
  lock: { acquire(options: WaitOptions): Promise<boolean>; release(): void },
  options: WaitOptions,
): Promise<Held> {
  if (await lock.acquire(options)) return new Held(() => lock.release())
  throw new TimeoutError(`it could not be acquired within ${String(options.timeout)} ms`)
}
