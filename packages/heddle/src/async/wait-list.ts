import { OptionError } from "../core/errors/index.ts"
import { delay, knownKeys } from "../core/options/index.ts"
import { checkpoint, onCancelled } from "./scope.ts"

/** Options of everything that waits. */
export interface WaitOptions {
  /** How long to wait: ms, or `"1.5s"`. Default: for ever. */
  readonly timeout?: number | string | undefined
  /** Aborted: the wait rejects with AbortError. The scope of the caller is listened to without it. */
  readonly signal?: AbortSignal | undefined
}

/** The beginning of everything that may wait: throws if the options are wrong, or the caller was cancelled. */
export function begin(options: WaitOptions): void {
  knownKeys(options, ["timeout", "signal"])
  const { signal, timeout } = options
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new OptionError("signal", "an AbortSignal", signal)
  if (timeout !== undefined) delay("timeout", timeout)
  checkpoint(signal)
}

/** What a wait gives whose time ran out. */
export const late: unique symbol = Symbol("late")

/** Somebody who waits. Serving and rejecting it take it off the list. */
interface Waiter<T, W> {
  readonly what: W
  readonly serve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/**
 * Who waits, in order of arrival. A waiter leaves the list at the moment in which it is served, cancelled or late, so that
 * each is only one of these. `W` is what a waiter brings along.
 */
export class WaitList<T, W = undefined> {
  readonly #waiting = new Set<Waiter<T, W>>()

  get size(): number {
    return this.#waiting.size
  }

  /** Waits to be served. `begin` comes first. */
  join(options: WaitOptions, what: W): Promise<T | typeof late> {
    const { signal, timeout } = options
    const ms = timeout === undefined ? undefined : delay("timeout", timeout)
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const leave: (() => void)[] = []
      const out = (): void => {
        this.#waiting.delete(waiter)
        clearTimeout(timer)
        for (const stop of leave) stop()
      }
      const waiter: Waiter<T, W> = {
        what,
        serve: (value) => (out(), resolve(value)),
        reject: (error) => (out(), reject(error)),
      }
      this.#waiting.add(waiter)
      leave.push(onCancelled(signal, waiter.reject))
      if (!this.#waiting.has(waiter)) out()
      else if (ms !== undefined) timer = setTimeout(() => (out(), resolve(late)), ms)
    })
  }

  /** Waits to be served, whatever happens to the scope. */
  joinShielded(what: W): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter<T, W> = {
        what,
        serve: (value) => (this.#waiting.delete(waiter), resolve(value)),
        reject: (error) => (this.#waiting.delete(waiter), reject(error)),
      }
      this.#waiting.add(waiter)
    })
  }

  /** Who waits longest. */
  first(): Waiter<T, W> | undefined {
    const [first] = this.#waiting
    return first
  }

  /** Serves who waits longest; false if nobody waits. */
  serve(value: T): boolean {
    const first = this.first()
    first?.serve(value)
    return first !== undefined
  }

  serveAll(value: T): void {
    for (const waiter of [...this.#waiting]) waiter.serve(value)
  }

  rejectAll(error: () => unknown): void {
    for (const waiter of [...this.#waiting]) waiter.reject(error())
  }
}
