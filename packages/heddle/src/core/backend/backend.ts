import type { HeddleEvent } from "../events/index.ts"
import type { Budget } from "./budget.ts"
import type { OutputArray } from "./output.ts"
import type { TaskOutput } from "./protocol.ts"
import type { Column } from "./column.ts"
import type { PreparedFunction } from "./functions.ts"

/** How a job's items are called: `call` gives one result an item, `stream` gives what a generator yields. */
export type CallMode = "call" | "stream"

/** What the backend needs to know of the job that an item belongs to. */
export interface JobCall {
  readonly fn: PreparedFunction
  /** Each item is the argument list rather than the only argument. */
  readonly spread: boolean
  readonly mode: CallMode
  /** Limit of one attempt from its start, in ms. 0: none. */
  readonly timeout: number
  /** How long a task may go on after its limit before its worker is ended, in ms. */
  readonly grace: number
  /** How many yields may be under way before the consumer has asked for more. Streams only. */
  readonly credit: number
  /** W3C's `traceparent` of the code that made the call. */
  readonly traceparent?: string | undefined
  /** Where workers write results. Then what they send as a result says no more than that there is one. */
  readonly out?: OutputArray | undefined
}

/** A run of `count` consecutive items of one job, as it is sent to one worker. */
export interface Run {
  readonly call: JobCall
  readonly items: Column
  readonly count: number
  /** The job's number of the first item; the others count up. */
  readonly index: number
  /** 1 for the first try. */
  readonly attempt: number
  /** What `currentTask().id` says: the id of the first item; the others count up from it. */
  readonly id: number
}

/** How a worker ended, told once. `lost`: it may run still, but nobody hears of it. */
export interface LaneEnd {
  readonly reason:
    | "closed"
    | "killed"
    | "exit"
    | "out-of-memory"
    | "timeout"
    | "start-failed"
    | "initializer"
    | "fatal"
    | "lost"
  readonly exitCode: number | null
  readonly signal: string | null
  /** What was thrown: by the initializer, at start, or outside any task. */
  readonly error?: unknown
  readonly usedMb?: number
  readonly limitMb?: number
}

/** What a lane tells the scheduler. `seq` is the number that `post` gave to an item. */
export interface LaneSink {
  ready(): void
  settled(seq: number, ok: boolean, value: unknown): void
  /** `count` items in a row went well, with the numbers from place `at` as results. Valid only during the call. */
  settledNumbers(seq: number, floats: Float64Array, at: number, count: number): void
  yielded(seq: number, value: unknown): void
  progress(seq: number, fraction: number, note: string | undefined): void
  output(output: TaskOutput): void
  /**
   * `count` items took `micros` microseconds in the worker since the last report; `packing` of them went into arguments and results,
   * and `arriving` beside them into messages that the worker was sent.
   */
  timing(count: number, micros: number, packing: number, arriving: number): void
  /** Sending values to the worker took this thread so long. */
  sent(ms: number): void
  /** This thread was busy for `ms` with results that had come; `unpacking` of that with making values of messages. */
  collected(ms: number, unpacking: number): void
  /**
   * Items from `from` to before `to` have not started, and never will: what `revoke` asked for, told later by a lane whose worker
   * is too far away to answer at once.
   */
  returned(from: number, to: number): void
  /** So many of its tasks stand aside now: as many more may run there. */
  aside(count: number): void
  /** What runs in the worker says something to the program, beside its results. */
  mail(data: unknown): void
  /** A result of an item that was copied on its way, which took this thread so many ms. Only while somebody listens. */
  received(seq: number, value: unknown, ms: number): void
  /** Tasks have run there: rows of `spanWidth`. Only while somebody listens. */
  spans(rows: Float64Array): void
  /** Something was told there that somebody listens to. */
  event(event: HeddleEvent): void
  /** The item ran over its `timeout`. The lane is already asking it to stop, and will end the worker if it does not. */
  timedOut(seq: number): void
  /** Something threw in the worker while no task ran there. */
  stray(error: unknown): void
  ended(end: LaneEnd): void
}

/**
 * One worker, seen from the scheduler. Items are numbered in the order in which they were posted, and start in that
 * order. A lane settles each item that started at most once, and never one that was taken back.
 */
export interface Lane {
  /** What the operating system or Node calls it: a thread id or a pid; 0 before it has started. */
  readonly threadId: number
  /** Sends runs; returns the number of the first item. */
  post(runs: readonly Run[]): number
  /**
   * Has the item been started? Exact at any moment, also while this thread was blocked; of a worker that is far away it is a guess
   * until that has ended.
   */
  started(seq: number): boolean
  /** Takes back every item that has not started; returns the number of the first one. What is far away says `returned` later. */
  revoke(): number
  /** Asks a running item to stop; ends the worker if it has not after `grace` ms. */
  abort(seq: number, reason: unknown, grace: number): void
  /** Lets a stream yield `count` more. */
  credit(seq: number, count: number): void
  /** Says something to what runs in the worker, if it was made to have mail. */
  mail(data: unknown): void
  /** Runs the finalizer and ends the worker once it is idle. */
  close(): void
  /** Ends the worker now. */
  kill(): void
  /** Of a process of its own: resolves when somebody there answers what its threads do (`attendant/`), or it has ended. */
  attended?(): Promise<void>
  /** Keeps the program alive while true. */
  hold(pending: boolean): void
}

/** Everything that is fixed when a worker is made. */
export interface WorkerSpec {
  readonly name: string
  /** Number of the worker within its pool, from 0. */
  readonly index: number
  readonly tasksPerWorker: number
  /** How many more may be under way there while as many stand aside, waiting for what others do. */
  readonly aside: number
  /**
   * What runs there may speak with the program: `ownMail`. Its name; undefined: it may not. What such a worker gives may
   * be read by all others: large arrays stay in shared memory.
   */
  readonly mail: string | undefined
  /** Bytes of heap and external memory; undefined: the backend's default. */
  readonly memoryLimit: number | undefined
  readonly grace: number
  readonly initializer: Run | undefined
  readonly finalizer: Run | undefined
  readonly env: Readonly<Record<string, string | undefined>> | undefined
  readonly argv: readonly string[] | undefined
  readonly execArgv: readonly string[] | undefined
  readonly workerData: unknown
  readonly resourceLimits: Readonly<Record<string, number>> | undefined
  readonly budget: Budget
}

/** Where tasks run. All backends keep one contract: test/contract/. */
export interface Backend {
  readonly name: string
  /** Arguments, captures and results are copied (true), or passed as they are (false). */
  readonly copies: boolean
  /** Can a task that does not listen be stopped? If so its worker gets nothing new until it has. */
  readonly contains: boolean
  /** Can memory be shared with its workers? */
  readonly shares: boolean
  /** Do its workers write results into the `out` of a call themselves? */
  readonly writes: boolean
  /** How many workers it has when the user did not say. */
  defaultWorkers(): number
  /** More than these make no sense, whatever the user said. */
  readonly mostWorkers: number
  open(spec: WorkerSpec, sink: LaneSink): Lane
}
