import { setTimeout as pause } from "node:timers/promises"

/** So many files are open at once, of those that are read or written by and by. The others wait. */
const most = 32
/** Where the program has no file left, and none of these is open, it is asked again after so long, in ms: first and at last. */
const [soonest, latest] = [5, 320]

/** The files that this thread has open for a cache: the system gives a process about a thousand, for all that it does. */
class OpenFiles {
  #open = 0
  /** Callers who may open one now. */
  #admitted = 0
  /** They come in order. */
  readonly #waiting: (() => void)[] = []
  /** For them the system had no file, though some of these were open. */
  readonly #refused: (() => void)[] = []

  /** Are more open than should be? Also if others wait: whoever comes now is behind them. */
  get isOver(): boolean {
    return this.#open + this.#admitted > most || this.#waiting.length > 0
  }

  /** One was opened. */
  opened(): void {
    this.#open++
  }

  /** One was closed. */
  closed(): void {
    this.#open--
    const again = this.#refused.splice(0, this.#open === 0 ? Infinity : 1)
    for (const next of again) next()
    this.#admit()
  }

  /** Does what opens a file, when there is one to be had. Whoever waits for it must have none open. */
  async whenFree<T>(open: () => T | Promise<T>): Promise<T> {
    for (let ms = soonest; ;) {
      await this.#turn()
      try {
        return await open()
      } catch (error) {
        if (!isTooManyOpen(error) || ms > latest) throw error
      } finally {
        this.#admitted--
        this.#admit()
      }
      if (this.#open > 0) {
        await new Promise<void>((resolve) => this.#refused.push(resolve))
      } else {
        await pause(ms)
        ms *= 2
      }
    }
  }

  /** When this is settled, the caller is admitted. */
  #turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push(resolve)
    this.#admit()
    return promise
  }

  #admit(): void {
    while (this.#open + this.#admitted < most) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#admitted++
      next()
    }
  }
}

/** Those of this thread. */
export const openFiles: OpenFiles = new OpenFiles()

/** Has the program, or the system, no file left? */
export function isTooManyOpen(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === "EMFILE" || code === "ENFILE"
}
