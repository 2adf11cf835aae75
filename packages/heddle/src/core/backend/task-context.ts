/** What a task may know of itself and tell the outside. */
export interface TaskContext {
  /** Counts up over all tasks of the program. 0 outside of a task. */
  readonly id: number
  /** 1 for the first try, 2 after one retry, … */
  readonly attempt: number
  /** Aborted when the task is cancelled or runs over its timeout; seen by asynchronous code. */
  readonly signal: AbortSignal
  /** The same question for a synchronous loop, which no event can reach: cheap enough to ask at every iteration. */
  readonly aborted: boolean
  /** Tells how far the task is, from 0 to 1, and what it is doing. Arrives before the task's result. */
  progress(fraction: number, note?: string): void
}

let provider: (() => TaskContext | undefined) | undefined

/** Names who knows the running task in this thread. The latest asked wins, earlier ones are asked after it. */
export function provideTask(current: () => TaskContext | undefined): void {
  const earlier = provider
  provider = earlier === undefined ? current : () => current() ?? earlier()
}

const outside: TaskContext = {
  id: 0,
  attempt: 1,
  signal: new AbortController().signal,
  aborted: false,
  progress() {},
}

/**
 * The task that is running here. Outside of a task it is one that is never aborted and that nobody watches, so that a
 * function which asks for it can also be called directly.
 *
 * @example
 * ```ts
 * import { Pool, currentTask } from "heddle"
 * await using pool = new Pool({ workers: 1 })
 * await pool.submit(() => currentTask().attempt) // => 1
 * ```
 */
export function currentTask(): TaskContext {
  return provider?.() ?? outside
}
