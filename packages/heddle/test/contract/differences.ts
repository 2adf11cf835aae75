/*
 * What differs between backends, and nothing else: law 4 as data. A case names the traits that it needs; where a
 * backend's table has one of them, the case is skipped and prints the reason. A case cannot be skipped in any other way.
 */

/** What a case may need of a backend. */
export type Trait =
  /** A task that spins is ended by timeout, abort or terminate. */
  | "spinning"
  /** `process.exit` and errors that no one catches end a worker, not the program. */
  | "exiting"
  /** Using too much memory ends a worker, not the program. */
  | "memory"
  /** Several tasks are under way at once. */
  | "concurrency"
  /** Tasks may block their thread without blocking the caller's. */
  | "blocking"
  /** Memory can be shared with the task, and ports reach it. */
  | "sharing"
  /** Workers have an identity, a thread or a process, that can be seen and replaced. */
  | "workers"
  /** A task can have a pool on the same backend. */
  | "nesting"
  /** What a worker has not begun is taken back at once. */
  | "nearness"
  /** `env`, `argv`, `execArgv`, `workerData` and captured output are a worker's own. */
  | "surroundings"

export type Differences = Readonly<Partial<Record<Trait, string>>>

const here = {
  spinning:
    "runs in the caller's thread: what spins there cannot be interrupted; timeout and abort act at the next await",
  exiting: "runs in the caller's thread: process.exit ends the program",
  memory: "runs in the caller's thread: its heap is the program's",
  blocking: "runs in the caller's thread: blocking it blocks the caller",
  workers: "has no workers: tasks run in the caller's thread",
  surroundings: "runs in the caller's thread, with the program's own surroundings",
} satisfies Differences

const copied = {
  sharing: "shared() values arrive as a copy, with one warning; ports do not reach it",
} satisfies Differences

export const differences = {
  threads: {},
  inline: { ...here, concurrency: "one task after another" },
  async: here,
  processes: copied,
  cluster: {
    ...copied,
    nesting: "tasks have no connection to the broker: they make pools of their machine",
    nearness: "what a worker has is given back when the message that asks for it has come there, and its answer back",
  },
} satisfies Readonly<Record<string, Differences>>
