import { CancelledError, HeddleError } from "../core/errors/index.ts"
import type { Future } from "../core/future/index.ts"
import { knownKeys } from "../core/options/index.ts"
import { asCancelled } from "./cancellation.ts"
import { Scope, onAbort } from "./scope.ts"
import type { Resident } from "./scope.ts"
import { checkTaskFunction, graceOf, start } from "./task.ts"
import type { GraceOptions, Outcome, TaskFunction } from "./task.ts"

export interface TaskGroupOptions extends GraceOptions {
  /** Aborted: the group is cancelled. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Tasks that succeed or fail together. The end of the block waits for all of them. When one fails, the others are
 * cancelled, and the failures arrive as an AggregateError; a task that was cancelled is no failure.
 *
 * `TaskGroup.run(async (group) => …)` makes its body a part of the group: a failing task cancels what the body waits for,
 * a failing body cancels the tasks, and its error is among those of the AggregateError. `await using group = new TaskGroup()`
 * does the same for the tasks only: the end of a block does not know whether the block failed, and waits.
 *
 * @example
 * ```ts
 * import { TaskGroup, sleep } from "heddle/async"
 * const squares: number[] = []
 * {
 *   await using group = new TaskGroup()
 *   for (const n of [1, 2, 3]) group.createTask(async () => void squares.push(await sleep(n, n * n)))
 * }
 * squares // => [1, 4, 9]
 * await TaskGroup.run((group) => group.createTask(() => "the body's value")) // => "the body's value"
 * ```
 */
export class TaskGroup implements AsyncDisposable {
  readonly #scope = Scope.below()
  readonly #tasks = new Set<Resident>()
  readonly #errors: unknown[] = []
  readonly #grace: number | undefined
  readonly #leave: readonly (() => void)[]
  /** Cancelled from within: by a failure, or by `cancel`. That does not make it reject as cancelled. */
  #stopped = false
  #ended: Promise<void> | undefined

  constructor(options: TaskGroupOptions = {}) {
    knownKeys(options, ["grace", "signal"])
    this.#grace = graceOf(options)
    const drained = (): Promise<void> => this.#drained()
    const resident = {
      cancel: (reason: unknown): void => this.#scope.cancel(reason),
      get ended() {
        return drained()
      },
    }
    this.#leave = [
      Scope.current()?.adopt(resident) ?? (() => {}),
      onAbort(options.signal, (error) => this.#scope.cancel(error)),
    ]
  }

  /** Runs `body` in a new group; resolves with what it returned when all tasks have ended too. */
  static async run<T>(
    body: (group: TaskGroup) => T | PromiseLike<T>,
    options: TaskGroupOptions = {},
  ): Promise<Awaited<T>> {
    checkTaskFunction(body)
    const group = new TaskGroup(options)
    const outcome = await start(() => body(group), group.#below(), group.#grace).ended
    if (outcome.how === "error") group.#fail(outcome.error)
    if (outcome.how === "cancelled") group.#stop(outcome.error)
    await group.#end()
    if (outcome.how === "value") return outcome.value as Awaited<T>
    throw outcome.error
  }

  /** A scope in this group's, wherever it is made. */
  #below(): Scope {
    return this.#scope.run(() => Scope.below())
  }

  /** Aborted when the group is cancelled, or one of its tasks has failed. */
  get signal(): AbortSignal {
    return this.#scope.signal
  }

  /**
   * Starts `fn` now, as a task of the group; returns its future. A promise is taken too: the group waits for it, but only
   * what listens to the group's signal can be cancelled. In a group that is being cancelled `fn` never runs.
   * @throws {HeddleError} when the group has ended
   */
  createTask<T>(work: TaskFunction<T> | PromiseLike<T>): Future<Awaited<T>> {
    if (this.#ended !== undefined && this.#tasks.size === 0) {
      throw new HeddleError("the task group has ended", { hint: "create tasks before the end of its block" })
    }
    const fn = typeof work === "function" ? work : () => work
    const started = start<Awaited<T>>((scope) => fn(scope) as Awaited<T>, this.#below(), this.#grace)
    // The group looks at it.
    started.future.catch(() => {})
    this.#tasks.add(started)
    void started.ended.then((outcome) => this.#taskEnded(started, outcome))
    return started.future
  }

  #taskEnded(task: Resident, outcome: Outcome<unknown>): void {
    this.#tasks.delete(task)
    if (outcome.how === "error") this.#fail(outcome.error)
  }

  #fail(error: unknown): void {
    this.#errors.push(error)
    this.#stop(new CancelledError("another task of the group failed", { cause: error }))
  }

  #stop(reason: unknown): void {
    if (this.#scope.cancelled) return
    this.#stopped = true
    this.#scope.cancel(reason)
  }

  /** Cancels the tasks. The group then ends without an error, unless a task fails on its way out, or the body of `run` was cut short. */
  cancel(): void {
    this.#stop(new CancelledError("the group was cancelled"))
  }

  async #drained(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all([...this.#tasks].map(({ ended }) => ended))
  }

  #end(): Promise<void> {
    return (this.#ended ??= this.#finish())
  }

  async #finish(): Promise<void> {
    await this.#drained()
    for (const leave of this.#leave) leave()
    await this.#scope.close(() => new CancelledError("the group has ended"))
    if (this.#errors.length > 0) {
      const some = this.#errors.length === 1 ? "a task" : `${this.#errors.length} tasks`
      throw new AggregateError(this.#errors, `${some} of the group failed`)
    }
    if (this.#scope.cancelled && !this.#stopped) throw asCancelled(this.#scope.reason, this.#scope)
  }

  /** Waits for all tasks. Rejects with an AggregateError of those that failed, or with CancelledError if the group was cancelled from outside. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end()
  }
}
