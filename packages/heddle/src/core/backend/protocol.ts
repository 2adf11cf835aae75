import type { Budget } from "./budget.ts"
import type { HeddleEvent } from "../events/index.ts"
import type { CodeUnit, EncodedError } from "../wire/index.ts"
import type { OutputArray } from "./output.ts"

/** Text that a task wrote to its standard output (1) or standard error (2). */
export interface TaskOutput {
  readonly fd: 1 | 2
  readonly text: string | Uint8Array
}

/** A function as it is sent, once to each worker that runs it. */
export interface FunctionMessage {
  readonly id: number
  readonly data: unknown
}

/** One call that is sent whole: an initializer or a finalizer. */
export interface CallMessage {
  readonly fn: FunctionMessage
  readonly run: RunMessage
  readonly codes: readonly CodeUnit[]
}

/** A run of items as it is sent. The items' numbers count up from the message's `seq`. */
export interface RunMessage {
  readonly fn: number
  readonly count: number
  readonly spread: boolean
  readonly stream: boolean
  readonly timeout: number
  readonly grace: number
  readonly credit: number
  readonly attempt: number
  readonly id: number
  /** What results are written into, and the number of the first item. */
  readonly out: OutputArray | undefined
  readonly index: number
  readonly traceparent: string | undefined
  readonly data: unknown[] | Float64Array
  /** Indices in `data` of the items that must be decoded. */
  readonly graphs: readonly number[] | undefined
}

/** Runs, the first of which begins with item `seq`, and what the worker lacks for them. */
export interface RunsMessage {
  readonly t: "run"
  readonly seq: number
  readonly codes: readonly CodeUnit[] | undefined
  readonly fns: readonly FunctionMessage[] | undefined
  readonly drop: readonly number[] | undefined
  /** Which kinds of events are heard from now on: told when that changes. */
  readonly watch: number | undefined
  readonly runs: readonly RunMessage[]
}

/** Of tasks that ran: the first one's id, how many, when it began (ms since 1970), how long they took (ms), how many failed. */
export const spanWidth = 5

/** From the scheduler's thread to a worker. */
export type ToWorker =
  | RunsMessage
  | { readonly t: "abort"; readonly seq: number; readonly reason: EncodedError }
  | { readonly t: "credit"; readonly seq: number; readonly count: number }
  | { readonly t: "mail"; readonly data: unknown }
  | { readonly t: "close" }

/** From a worker to the scheduler's thread. */
export type FromWorker =
  | { readonly t: "ready"; readonly threadId: number }
  | { readonly t: "value"; readonly seq: number; readonly data: unknown; readonly graph: boolean }
  | { readonly t: "error"; readonly seq: number; readonly error: EncodedError }
  | { readonly t: "yield"; readonly seq: number; readonly data: unknown; readonly graph: boolean }
  | { readonly t: "progress"; readonly seq: number; readonly fraction: number; readonly note: string | undefined }
  | ({ readonly t: "output" } & TaskOutput)
  | { readonly t: "aside"; readonly count: number }
  | { readonly t: "mail"; readonly data: unknown }
  /** When tasks ran: rows of `spanWidth`. */
  | { readonly t: "spans"; readonly rows: Float64Array }
  /** What was told in the worker. */
  | { readonly t: "event"; readonly event: HeddleEvent }
  | { readonly t: "stray"; readonly error: EncodedError }
  | { readonly t: "initializer"; readonly error: EncodedError }
  | { readonly t: "closed" }

/** What a worker is told when it starts, before anything else. */
export interface WorkerInit {
  readonly control: SharedArrayBuffer
  readonly ring: SharedArrayBuffer
  readonly inbox: SharedArrayBuffer
  readonly tasksPerWorker: number
  readonly aside: number
  readonly mail: string | undefined
  /** The threads of the program, and this worker's number among them. */
  readonly census: SharedArrayBuffer
  readonly agent: number
  /** The memory of kernels: undefined where there can be none. */
  readonly heap: object | undefined
  readonly budget: Budget
  readonly initializer: CallMessage | undefined
  readonly finalizer: CallMessage | undefined
}
