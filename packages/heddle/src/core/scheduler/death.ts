import {
  CancelledError,
  InitializerError,
  UnsendableError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
} from "../errors/index.ts"
import type { DeathPhase, HeddleError } from "../errors/index.ts"
import type { LaneEnd } from "../backend/index.ts"

/** What a task is told whose worker ended. A new object each time: no two futures share one error. */
export function deathError(end: LaneEnd, phase: DeathPhase): HeddleError {
  const cause = end.error === undefined ? {} : { cause: end.error }
  if (end.reason === "out-of-memory") return new WorkerOutOfMemoryError(end.usedMb ?? 0, end.limitMb ?? 0)
  const why = end.error instanceof Error ? `: ${end.error.message}` : ""
  if (end.reason === "initializer") return new InitializerError(`the pool's initializer failed${why}`, cause)
  const detail = why === "" && end.exitCode !== null ? `: it ended with exit code ${end.exitCode}` : why
  if (end.reason === "lost")
    return new WorkerDiedError({ exitCode: null, signal: null, phase }, lostMessage(phase, why), cause)
  const message = phase === "starting" ? `the worker could not be started${detail}` : undefined
  return new WorkerDiedError({ exitCode: end.exitCode, signal: end.signal, phase }, message, cause)
}

function lostMessage(phase: DeathPhase, why: string): string {
  return `the worker was lost while the task was ${phase}${why}`
}

/** Would the same again give something else? What cannot be sent, or was cancelled, stays so. */
export function mayHelp(error: unknown): boolean {
  return !(error instanceof UnsendableError || error instanceof CancelledError)
}

/** What a job is told whose worker was gone before it could be queued there. */
export function homeless(): HeddleError {
  return new WorkerDiedError(
    { exitCode: null, signal: null, phase: "queued" },
    "the worker that had what it needs is gone",
  )
}
