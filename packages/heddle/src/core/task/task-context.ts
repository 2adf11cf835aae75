import { currentTraceparent } from "./trace-context.ts"

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
  /** W3C's trace context of whoever submitted it; undefined: nobody traces. */
  readonly traceparent?: string | undefined
  /** @internal Gives its place to others while it waits for what they do; calls back when it goes on. */
  aside?: (() => () => void) | undefined
}

type Provider = () => TaskContext | undefined

/** Where every copy of this library in a thread finds who knows the running task, bundled ones too. */
const slot = "heddle.currentTask"

function provider(): Provider | undefined {
  return (globalThis as Record<symbol, Provider | undefined>)[Symbol.for(slot)]
}

/** Names who knows the running task in this thread. The latest is asked first. */
export function provideTask(current: Provider): void {
  const earlier = provider()
  const both = earlier === undefined ? current : (): TaskContext | undefined => current() ?? earlier()
  Object.defineProperty(globalThis, Symbol.for(slot), { value: both, configurable: true, enumerable: false })
}

/** The task that is running here, if any: a root pool's, a nested pool's, or one of a backend in this thread. */
export function runningTask(): TaskContext | undefined {
  return provider()?.()
}

/** What is to run when a task settles, under a name that every copy of this library finds. */
const settledSlot: unique symbol = Symbol.for("heddle.task.settled")

interface Settling {
  [settledSlot]?: (() => void)[] | undefined
}

/** Calls back when the task settles, before its result is to be seen: whatever it left undone is put right. */
export function onTaskSettled(task: TaskContext, callback: () => void): void {
  const settling = task as TaskContext & Settling
  if (settling[settledSlot] === undefined) settling[settledSlot] = [callback]
  else settling[settledSlot].push(callback)
}

/** For whoever runs tasks: this one has settled. */
export function taskSettled(task: TaskContext): void {
  const settling = task as TaskContext & Settling
  const callbacks = settling[settledSlot]
  if (callbacks === undefined) return
  settling[settledSlot] = undefined
  for (const callback of callbacks) callback()
}

function outside(): TaskContext {
  const traceparent = currentTraceparent()
  return { id: 0, attempt: 1, signal: new AbortController().signal, aborted: false, progress() {}, traceparent }
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
  return runningTask() ?? outside()
}
