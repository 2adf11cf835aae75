/** What all events have. */
export interface EventBase {
  /** When it was, or began: ms since 1970 with fractions, on a clock that all threads and processes agree on. */
  readonly at: number
  /** The worker in which it was told, by its name; undefined: the program's own thread. */
  readonly source?: string
}

/** An error as an event has it. */
export interface ErrorText {
  readonly name: string
  readonly message: string
  readonly stack: string
}

/** What runs in a pool: `pool` and `worker` are names, `name` is the function's. */
interface TaskBase extends EventBase {
  readonly pool: string
  readonly name: string
}

/** Calls of one function that were made together: a `map` with its items, calls of `submit` that follow each other. */
export interface JobEvent extends TaskBase {
  readonly kind: "job"
  /** Its number: it is told again when its count changes. */
  readonly job: number
  /** How many tasks it has, as far as they are known; undefined while its input is still being read. */
  readonly count: number | undefined
}

/** Tasks were given to a worker. `id` is the first one's, the others' count up. */
export interface SentEvent extends TaskBase {
  readonly kind: "sent"
  readonly worker: string
  readonly id: number
  readonly count: number
}

/** Tasks that a worker was given and had not begun were taken back: they will be sent again, under other numbers, or were cancelled. */
export interface ReturnedEvent extends TaskBase {
  readonly kind: "returned"
  readonly worker: string
  readonly id: number
  readonly count: number
}

/** Tasks have run, one behind the other: one alone, or as many as fit 2 ms. Measured in the worker. */
export interface TaskSpanEvent extends TaskBase {
  readonly kind: "task"
  readonly worker: string
  readonly id: number
  readonly count: number
  readonly ms: number
  /** How many of them failed. */
  readonly failed: number
  /** W3C's `traceparent` of the code that made the calls, if it is part of a trace. */
  readonly traceparent?: string
}

/** A worker is there, or is gone. */
export interface WorkerChangeEvent extends EventBase {
  readonly kind: "worker"
  readonly pool: string
  readonly worker: string
  readonly backend: string
  /** What Node or the operating system calls it: a thread's id or a pid. */
  readonly threadId: number
  readonly change: "started" | "ended"
  /** Why it ended. */
  readonly reason?: string
  readonly exitCode?: number | null
}

/** Values went to a worker, or came from there. Only those of 64 KB and more are told. */
export interface TransferEvent extends TaskBase {
  readonly kind: "transfer"
  readonly bytes: number
  readonly ms: number
  readonly what: "arguments" | "result"
}

/** Something went to a file, as it had no place in memory. */
export interface SpilledEvent extends EventBase {
  readonly kind: "spill"
  readonly bytes: number
  readonly label: string
}

/**
 * A part of a computation: a pass over an array, a query of a frame, a kernel's call. `at` is when it began, also when it
 * has ended. Of kernels only the ends are told, and only of calls that took a millisecond or more.
 */
export interface StageEvent extends EventBase {
  readonly kind: "stage"
  readonly of: "array" | "frame" | "kernel"
  readonly label: string
  readonly change: "began" | "ended"
  /** Counts the computations. */
  readonly computation: number
  /** Which of its stages, from 1, and of how many. */
  readonly number: number
  readonly stages: number
  /** Bytes that it takes in memory with what lives beside it, as planned, and what it may take. */
  readonly planned?: number
  readonly limit?: number
  /** How long it took, when it has ended. */
  readonly ms?: number
  readonly error?: ErrorText
}

/** An actor's life. */
export interface ActorEvent extends EventBase {
  readonly kind: "actor"
  /** Its own name. */
  readonly actor: string
  /** Its class's name. */
  readonly name: string
  readonly worker?: string
  readonly change: "created" | "alive" | "restarting" | "dead"
  /** Why it restarts, or is dead. */
  readonly reason?: string
}

/** Something failed: a task (`name` and `id`), a worker, or what nobody waits for. */
export interface ErrorEvent extends EventBase {
  readonly kind: "error"
  readonly of: "task" | "worker" | "stray"
  readonly pool: string
  readonly worker?: string
  readonly name?: string
  readonly id?: number
  readonly attempt?: number
  /** It is tried again. */
  readonly retry?: boolean
  readonly error: ErrorText
}

/** A task told how far it is: `currentTask().progress(fraction, note)`. */
export interface TaskProgressEvent extends TaskBase {
  readonly kind: "progress"
  readonly id: number
  readonly fraction: number
  readonly note: string | undefined
}

/** A call of a function that `Memory` keeps results of. `ms`: how long it took, `saved`: how long it would have taken. */
export interface CacheEvent extends EventBase {
  readonly kind: "cache"
  readonly name: string
  readonly outcome: "hit" | "run"
  readonly ms: number
  readonly saved?: number
}

/** A hint on how to be faster. */
export interface HintEvent extends EventBase {
  readonly kind: "hint"
  readonly message: string
}

/** What a worker uses. */
export interface WorkerSample {
  readonly pool: string
  readonly worker: string
  readonly threadId: number
  /** Of one processor, from 0 to 1; more where a process has threads of its own. */
  readonly cpu: number
  /** Bytes: V8's heap, and what it holds outside (array buffers). Undefined of a process, and before a thread has said it. */
  readonly heap?: number
  readonly external?: number
  /** Bytes of a worker process's resident set; undefined of a thread. */
  readonly rss?: number
}

/** What the program and the machine use, since the sample before. */
export interface SampleEvent extends EventBase {
  readonly kind: "sample"
  /** How long ago the sample before was, or the beginning. */
  readonly ms: number
  /**
   * Of all processors that the program may use, from 0 to 1: this program with its worker processes, and everything (in the
   * container, if its processors are limited).
   */
  readonly cpu: number
  readonly systemCpu: number
  /** Bytes: of this program with its worker processes. What processes share counts in each. */
  readonly rss: number
  /** Bytes: V8's heaps of the main thread, as it was when it heard of the sample, and of the worker threads. */
  readonly heap: number
  /** Bytes: in use by everything, and what there is (the cgroup's limit, if there is one that is lower). */
  readonly memoryUsed: number
  readonly memoryTotal: number
  /** How busy the main thread's event loop was, from 0 to 1. */
  readonly loop: number
  readonly workers: readonly WorkerSample[]
}

/** Everything that heddle tells of itself, by its `kind`. */
export type HeddleEvent =
  | JobEvent
  | SentEvent
  | ReturnedEvent
  | TaskSpanEvent
  | WorkerChangeEvent
  | TransferEvent
  | SpilledEvent
  | StageEvent
  | ActorEvent
  | ErrorEvent
  | TaskProgressEvent
  | CacheEvent
  | HintEvent
  | SampleEvent

export type EventKind = HeddleEvent["kind"]

/** The event of a kind. */
export type EventOf<K extends EventKind> = Extract<HeddleEvent, { readonly kind: K }>
