/** How a worker of a pool changed. */
export interface WorkerEvent {
  readonly worker: string
  readonly threadId: number
  readonly change: "started" | "ended"
  /** Why it ended. */
  readonly reason?: string
  readonly exitCode?: number | null
}

/** A task told how far it is. */
export interface ProgressEvent {
  /** `currentTask().id` */
  readonly task: number
  /** From 0 to 1. */
  readonly fraction: number
  readonly note: string | undefined
}

/** A task ended. `error` is there if it failed. */
export interface TaskEvent {
  readonly task: number
  readonly attempt: number
  readonly ok: boolean
  readonly error?: unknown
}

/** What a pool tells its listeners. */
export interface PoolEvents extends Record<string, unknown> {
  worker: WorkerEvent
  progress: ProgressEvent
  task: TaskEvent
  /** A failed attempt that is tried again. */
  retry: TaskEvent
  /** Something threw in a worker while no task ran there. */
  error: { readonly error: unknown }
  /** A failed future that nobody has looked at. `stack`: the frames that submitted the task; an Error's own stack ends in them too. */
  unobservedError: { readonly error: unknown; readonly stack: string }
  /** Text written by a task, when `stdout` is `"capture"`. */
  output: { readonly stream: "stdout" | "stderr"; readonly text: string }
  /** A full queue has room again. */
  drain: undefined
  /** A hint on how to be faster. */
  hint: { readonly message: string }
}

/** The names of a pool's events. */
export const poolEvents: readonly (keyof PoolEvents & string)[] = [
  "worker",
  "progress",
  "task",
  "retry",
  "error",
  "unobservedError",
  "output",
  "drain",
  "hint",
]
