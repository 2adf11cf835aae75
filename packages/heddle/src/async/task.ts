import { CancelledError, OptionError } from "../core/errors/index.ts"
import { Future, UnobservedErrors } from "../core/future/index.ts"
import { delay } from "../core/options/index.ts"
import { asCancelled, isCancellation } from "./cancellation.ts"
import { Scope } from "./scope.ts"
import type { Resident } from "./scope.ts"

/** What a function is given that runs in a scope. */
export interface TaskScope {
  /** Aborted when the task is cancelled. */
  readonly signal: AbortSignal
}

/** A function that runs as a task. It may ignore its argument. */
export type TaskFunction<T> = (scope: TaskScope) => T | PromiseLike<T>

export interface GraceOptions {
  /** How long a function may go on after it was cancelled before it is given up: ms, or `"1s"`. @default 250 */
  readonly grace?: number | string | undefined
}

/** How a task ended. */
export type Outcome<T> =
  | { readonly how: "value"; readonly value: T }
  | { readonly how: "error" | "cancelled"; readonly error: unknown }

/** A task that runs. */
export interface Started<T> extends Resident {
  readonly future: Future<T>
  readonly ended: Promise<Outcome<T>>
}

const defaultGrace = 250

/** In ms; undefined: for ever. */
export function graceOf({ grace }: GraceOptions): number | undefined {
  return grace === undefined ? defaultGrace : delay("grace", grace)
}

/** @throws {OptionError} unless it is a function */
export function checkTaskFunction(fn: unknown): void {
  if (typeof fn === "function") return
  const hint = "a promise has begun already, and nobody can cancel it: give `() => work()`, not `work()`"
  throw new OptionError("fn", "a function", fn, { hint })
}

/** Starts `fn` in `scope` at once. In a scope that is cancelled already it never runs. */
export function start<T>(
  fn: (scope: Scope) => T | PromiseLike<T>,
  scope: Scope,
  grace: number | undefined,
  unobserved?: UnobservedErrors,
): Started<T> {
  const owner = {
    cancel: () => {
      scope.cancel(new CancelledError())
      return true
    },
    running: () => true,
  }
  const source = Future.from<T>(owner, unobserved)
  const ended = withGrace(run(fn, scope), scope, grace)
  void ended.then((outcome) => {
    if (outcome.how === "value") source.resolve(outcome.value)
    else {
      // That somebody was cancelled is no failure to tell of.
      if (outcome.how === "cancelled") source.future.catch(() => {})
      source.reject(outcome.error)
    }
  })
  return { future: source.future, ended, cancel: (reason) => scope.cancel(reason) }
}

/** Runs the function to its end, and to the end of all that it started. */
async function run<T>(fn: (scope: Scope) => T | PromiseLike<T>, scope: Scope): Promise<Outcome<T>> {
  if (scope.cancelled) return { how: "cancelled", error: asCancelled(scope.reason, scope) }
  let outcome: Outcome<T>
  try {
    outcome = { how: "value", value: await scope.run(() => fn(scope)) }
  } catch (error) {
    outcome = isCancellation(error, scope)
      ? { how: "cancelled", error: asCancelled(error, scope) }
      : { how: "error", error }
  }
  await scope.close(() => new CancelledError("the scope of the task has ended"))
  return outcome
}

/** Gives a function up that goes on for too long after it was cancelled. */
function withGrace<T>(ended: Promise<Outcome<T>>, scope: Scope, grace: number | undefined): Promise<Outcome<T>> {
  if (grace === undefined || scope.cancelled) return ended
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    let over = false
    const giveUp = (reason: unknown): void => {
      if (over) return
      process.emitWarning(
        `a cancelled task did not end within ${grace} ms and was given up: pass its \`signal\` on to what it awaits, or give it more \`grace\``,
        "HeddleWarning",
      )
      resolve({ how: "cancelled", error: asCancelled(reason, scope) })
    }
    const leave = scope.onCancel((reason) => {
      // What it awaits may be given up at the same moment: it gets a turn to end then.
      if (!over) timer = setTimeout(() => setImmediate(giveUp, reason), grace)
    })
    void ended.then((outcome) => {
      over = true
      leave()
      clearTimeout(timer)
      resolve(outcome)
    })
  })
}

const unobserved = new UnobservedErrors((error) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.emitWarning(`a task failed and nobody looked at its future: ${text}`, "HeddleWarning")
})

/**
 * Starts `fn` now and returns its future. The task belongs to the scope in which it is started: when that ends, a task
 * that still runs is cancelled and waited for. A TaskGroup waits instead; outside of any scope the task is on its own.
 * `future.cancel()` cancels it, also while it runs.
 *
 * @example
 * ```ts
 * import { createTask, sleep } from "heddle/async"
 * const task = createTask(async () => await sleep(1, "slept"))
 * task.state // => "running"
 * await task // => "slept"
 * ```
 */
export function createTask<T>(fn: TaskFunction<T>, options: GraceOptions = {}): Future<T> {
  checkTaskFunction(fn)
  const parent = Scope.current()
  const started = start(fn, Scope.below(), graceOf(options), unobserved)
  if (parent !== undefined) {
    const leave = parent.adopt(started)
    void started.ended.then(leave)
  }
  return started.future
}
