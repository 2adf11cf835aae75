import { AsyncLocalStorage } from "node:async_hooks"
import { AbortError, HeddleError } from "../core/errors/index.ts"
import { runningTask } from "../core/task/index.ts"

/** What lives in a scope and ends before it does. */
export interface Resident {
  cancel(reason: unknown): void
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<unknown>
}

const running = new AsyncLocalStorage<Scope>()

/** A stretch of work that can be cancelled as a whole. README.md says how scopes belong together. */
export class Scope {
  readonly #residents = new Set<Resident>()
  readonly #listeners = new Set<(reason: unknown) => void>()
  #leaveParent: (() => void) | undefined
  #controller: AbortController | undefined
  #cancelled: { readonly reason: unknown } | undefined
  #closed = false
  /** The pool's task that it is a part of. */
  readonly #task = runningTask()

  /** Below the running scope, or the running task of a pool. */
  static below(): Scope {
    Scope.current()?.checkOpen()
    const scope = new Scope()
    const cancel = (reason: unknown): void => scope.cancel(reason)
    const parent = Scope.current()
    if (parent !== undefined) scope.#leaveParent = parent.onCancel(cancel)
    else scope.#leaveParent = onAbort(poolSignal(), cancel)
    return scope
  }

  /** Below nothing: only its own `cancel` cancels it. */
  static apart(): Scope {
    return new Scope()
  }

  /** The scope that this runs in. A task of a pool that was begun in it does not: it has a signal of its own. */
  static current(): Scope | undefined {
    const scope = running.getStore()
    return scope !== undefined && scope.#task === runningTask() ? scope : undefined
  }

  get cancelled(): boolean {
    return this.#cancelled !== undefined
  }

  /** Why it was cancelled. */
  get reason(): unknown {
    return this.#cancelled?.reason
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#cancelled !== undefined) this.#controller.abort(this.#cancelled.reason)
    }
    return this.#controller.signal
  }

  /** Cancels it and everything below. The first reason stays. */
  cancel(reason: unknown): void {
    if (this.#cancelled !== undefined) return
    this.#cancelled = { reason }
    this.#leaveParent?.()
    this.#controller?.abort(reason)
    for (const listener of [...this.#listeners]) listener(reason)
    this.#listeners.clear()
  }

  /** Calls `fn` when it is cancelled, at once if it is; returns what stops that. */
  onCancel(fn: (reason: unknown) => void): () => void {
    if (this.#cancelled !== undefined) {
      fn(this.#cancelled.reason)
      return () => {}
    }
    this.#listeners.add(fn)
    return () => void this.#listeners.delete(fn)
  }

  /** Calls `fn` in it. */
  run<T>(fn: () => T): T {
    return running.run(this, fn)
  }

  /** @throws {HeddleError} when it has ended: nothing can be started in it any more */
  checkOpen(): void {
    if (!this.#closed) return
    throw new HeddleError("the scope in which this was started has ended", {
      hint: "a task ends before its scope does: await what starts it, or start it in a TaskGroup that lives longer",
    })
  }

  /** Takes something in that must end before it does; returns what lets it go. */
  adopt(resident: Resident): () => void {
    this.checkOpen()
    this.#residents.add(resident)
    return () => void this.#residents.delete(resident)
  }

  /** Cancels what still lives in it; resolves when all of that has ended. Then nothing can be started in it any more. */
  async close(reason: () => unknown): Promise<void> {
    while (this.#residents.size > 0) {
      const left = [...this.#residents]
      for (const resident of left) resident.cancel(reason())
      await Promise.all(left.map(({ ended }) => ended))
      for (const resident of left) this.#residents.delete(resident)
    }
    this.#closed = true
    this.#leaveParent?.()
  }
}

/** The signal of the pool's task that runs here, if one does. */
function poolSignal(): AbortSignal | undefined {
  return runningTask()?.signal
}

/** Calls `fn` with an error when the signal is aborted, at once if it is; returns what stops that. */
export function onAbort(signal: AbortSignal | undefined, fn: (error: unknown) => void): () => void {
  if (signal === undefined) return () => {}
  const listener = (): void => fn(new AbortError(signal.reason))
  if (signal.aborted) listener()
  else signal.addEventListener("abort", listener, { once: true })
  return () => signal.removeEventListener("abort", listener)
}

/**
 * Calls `fn` with the error to reject with when the caller is cancelled: its scope, the pool's task that runs it, or
 * `signal`. At once if that is so already. Returns what stops listening.
 */
export function onCancelled(signal: AbortSignal | undefined, fn: (error: unknown) => void): () => void {
  const scope = Scope.current()
  const leaveScope = scope === undefined ? onAbort(poolSignal(), fn) : scope.onCancel(fn)
  const leaveSignal = onAbort(signal, fn)
  return () => {
    leaveScope()
    leaveSignal()
  }
}

/** Throws if the caller was cancelled. */
export function checkpoint(signal?: AbortSignal): void {
  const scope = Scope.current()
  if (scope?.cancelled === true) throw scope.reason
  if (scope === undefined) throwIfAborted(poolSignal())
  throwIfAborted(signal)
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortError(signal.reason)
}

/**
 * The signal of the scope that this runs in: of its task, TaskGroup or timeout, or of the pool's task. Pass it to whatever
 * takes one. Outside of any scope it is one that is never aborted.
 *
 * @example
 * ```ts
 * import { currentSignal, gather } from "heddle/async"
 * const aborted = async () => currentSignal().aborted
 * await gather(aborted, aborted) // => [false, false]
 * ```
 */
export function currentSignal(): AbortSignal {
  return Scope.current()?.signal ?? poolSignal() ?? new AbortController().signal
}
