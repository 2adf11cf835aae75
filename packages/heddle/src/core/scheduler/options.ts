import type { Backend, LaneEnd, TaskOutput, WorkerSpec } from "../backend/index.ts"
import type { Crew } from "./crew.ts"
import type { Ledger } from "./ledger.ts"

export interface SchedulerOptions {
  readonly backend: Backend
  readonly maxWorkers: number
  readonly minWorkers: number
  readonly maxTasksPerWorker: number
  /** In ms; Infinity: never. */
  readonly idleTimeout: number
  readonly spec: Omit<WorkerSpec, "name" | "index">
  readonly name: string
  readonly ledger: Ledger
}

/** What a scheduler tells its pool. */
export interface SchedulerSink {
  worker(crew: Crew, change: "started" | "ended", end?: LaneEnd): void
  progress(id: number, fraction: number, note: string | undefined): void
  /** `count` tasks went well. False: somebody wants to hear of each. */
  completed(count: number): boolean
  task(id: number, attempt: number, ok: boolean, error: unknown, retry: boolean): void
  output(output: TaskOutput): void
  stray(error: unknown): void
  /** What runs in a worker says something. */
  mail?: ((crew: Crew, data: unknown) => void) | undefined
  /** `count` items took `micros` microseconds in a worker. */
  timing?: ((count: number, micros: number) => void) | undefined
}
