import { errorText, isHeard, moment, tell } from "./channels.ts"
import type { StageEvent } from "./program-events.ts"

let computations = 0

/** A number for a computation that has stages. */
export function nextComputation(): number {
  return ++computations
}

/** What a stage is, before it has begun. */
export type Stage = Omit<StageEvent, "kind" | "at" | "source" | "change" | "ms" | "error">

const nothing = (): void => {}

/** Tells that a stage begins, if somebody listens; gives what tells of its end, and of why it failed. */
export function beginStage(stage: () => Stage): (failed?: { readonly error: unknown }) => void {
  if (!isHeard("stage")) return nothing
  const what = { kind: "stage", ...stage() } as const
  const from = performance.now()
  tell({ ...what, at: moment(from), change: "began" })
  return (failed) => {
    const why = failed === undefined ? {} : { error: errorText(failed.error) }
    tell({ ...what, at: moment(from), change: "ended", ms: performance.now() - from, ...why })
  }
}

/** Runs a stage, and tells of its beginning and its end. Settles as it does. */
export async function toldStage<T>(stage: () => Stage, run: () => Promise<T>): Promise<T> {
  const end = beginStage(stage)
  try {
    const value = await run()
    end()
    return value
  } catch (error) {
    end({ error })
    throw error
  }
}

/** Tells of a stage that is over: it began at `from`, in ms of performance.now(). */
export function tellStage(stage: Stage, from: number): void {
  tell({ kind: "stage", ...stage, at: moment(from), change: "ended", ms: performance.now() - from })
}
