import type { ErrorRecord } from "./describe-error.ts"
import type { Input } from "./inputs/index.ts"

/** The function returned. */
export interface Success {
  readonly ok: true
  /** The value as JSON text; undefined for undefined, and where `bytes` has it. */
  readonly json: string | undefined
  /** A Uint8Array that goes to a file as it is. */
  readonly bytes?: Uint8Array
}

/** The function threw, ran over its timeout, lost its worker, or could not be called. */
export interface Failure {
  readonly ok: false
  readonly error: ErrorRecord
  /** As a joblog says it: 1, the exit code of the worker, -1 for a timeout. */
  readonly exit: number
}

/** How the last attempt at an input ended. */
export interface Outcome {
  readonly input: Input
  readonly result: Success | Failure
  /** 1 for the first try. */
  readonly attempt: number
  /** When the attempt started, in milliseconds since 1970. */
  readonly started: number
  /** How long it took, in milliseconds. */
  readonly ms: number
}
