import type { ErrorText } from "../../../core/events/index.ts"

/**
 * Tasks as the page draws them: one, or tiny ones of a name that a worker ran within a short time. `at` is ms since the
 * board's beginning; `busy` is how many of the `ms` tasks ran.
 */
export type Span = readonly [
  worker: number,
  task: number,
  at: number,
  ms: number,
  busy: number,
  count: number,
  failed: number,
]

/** What was measured in a second; null where nobody told. `at` is seconds since the board's beginning. */
export interface Point {
  readonly at: number
  readonly tasks: number
  readonly failed: number
  readonly cpu: number | null
  readonly systemCpu: number | null
  readonly rss: number | null
  readonly heap: number | null
  readonly planned: number | null
  readonly limit: number | null
}

export interface WorkerRow {
  readonly id: number
  readonly pool: string
  readonly worker: string
  backend: string
  state: "idle" | "busy" | "ended"
  reason: string | undefined
  /** The task that it was given last and has not told the end of, and since when (ms since the beginning). */
  task: number | undefined
  since: number
  done: number
  failed: number
  /** How long tasks ran in it, in ms. */
  busy: number
  cpu: number | undefined
  heap: number | undefined
  rss: number | undefined
}

export interface TaskRow {
  readonly id: number
  readonly name: string
  /** How many there are, as far as that is known. */
  total: number
  /** The input is still being read: there may be more. */
  open: boolean
  /** Given to workers, and not ended. */
  running: number
  done: number
  failed: number
  retried: number
  busy: number
  /** How many ended in a second, lately. */
  rate: number
  /** What one of them told last of itself. */
  note: string | undefined
  fraction: number | undefined
}

export interface ErrorRow {
  readonly id: number
  readonly of: "task" | "worker" | "stray"
  readonly task: string | undefined
  readonly error: ErrorText
  count: number
  retried: number
  worker: string | undefined
  /** When the last one was, in ms since the beginning. */
  last: number
}

export interface ActorRow {
  readonly id: number
  readonly actor: string
  readonly name: string
  worker: string | undefined
  state: "created" | "alive" | "restarting" | "dead"
  restarts: number
  reason: string | undefined
}

export interface StageRow {
  readonly id: number
  readonly of: "array" | "frame" | "kernel"
  readonly label: string
  readonly number: number
  readonly stages: number
  /** When it began, in ms since the beginning. */
  readonly at: number
  /** How often it ran: kernels of a name share a row. */
  count: number
  running: boolean
  /** How long it took, all times together. */
  ms: number | undefined
  planned: number | undefined
  limit: number | undefined
  error: string | undefined
}

export interface CacheRow {
  readonly id: number
  readonly name: string
  hits: number
  runs: number
  ms: number
  saved: number
}

export interface HintRow {
  readonly id: number
  readonly message: string
  count: number
}

/** Sums since the beginning. */
export interface Totals {
  done: number
  failed: number
  retried: number
  /** Tasks that the page does not draw any more, as there were later ones. */
  undrawn: number
  moved: number
  movedMs: number
  spilled: number
}

/** The program that is looked at. */
export interface About {
  readonly title: string
  readonly pid: number
  readonly node: string
  readonly processors: number
  /** Where the dashboard is served, in a report. */
  readonly port?: number
  /** When the board began: ms since 1970. */
  readonly began: number
  /** How many seconds a profile takes, if the program can make one. */
  readonly profile: boolean
  /** How many spans and points the page keeps. */
  readonly spans: number
  readonly points: number
}

/** The lists of rows, by their names in a message. */
export interface Lists {
  readonly workers: readonly WorkerRow[]
  readonly tasks: readonly TaskRow[]
  readonly errors: readonly ErrorRow[]
  readonly actors: readonly ActorRow[]
  readonly stages: readonly StageRow[]
  readonly caches: readonly CacheRow[]
  readonly hints: readonly HintRow[]
}

/** What has changed since the message before: rows as they are now, ids of those that are gone, spans and points to add. */
export interface Batch extends Partial<Lists> {
  /** When it was made, in ms since the beginning. */
  readonly now: number
  readonly gone?: Partial<Record<keyof Lists, readonly number[]>>
  readonly spans?: readonly Span[]
  readonly points?: readonly Point[]
  readonly totals?: Totals
}

/** Everything that there is: the first message to a page, and what a report holds. */
export interface Snapshot extends Batch {
  readonly about: About
  /** The program has ended: there will be no more. */
  readonly ended?: boolean
}
