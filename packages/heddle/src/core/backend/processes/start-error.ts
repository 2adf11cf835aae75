import { HeddleError } from "../../errors/index.ts"
import type { LaneEnd } from "../backend.ts"

/** The end of a worker whose process could not even be made. */
export function startError(cause: unknown): LaneEnd {
  const error = (cause as NodeJS.ErrnoException).code === "ERR_ACCESS_DENIED" ? denied(cause) : cause
  return { reason: "start-failed", exitCode: null, signal: null, error }
}

function denied(cause: unknown): HeddleError {
  return new HeddleError("this program runs with --permission, and may not start processes with what they need", {
    hint: "add --allow-child-process, --allow-worker and --allow-fs-write for the temporary folder, or use the threads backend",
    cause,
  })
}
