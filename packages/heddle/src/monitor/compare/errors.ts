import { HeddleError, named } from "../../core/errors/index.ts"

/** A contestant of `compare` threw; `cause` is what it threw. */
export class ContestantError extends HeddleError {
  static override readonly code: string = "HEDDLE_CONTESTANT_FAILED"
  static {
    named(this, "ContestantError")
  }
  /** Its name. */
  readonly contestant: string

  constructor(contestant: string, run: string, cause: unknown) {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message.split("\n", 1)[0]}` : String(cause)
    super(`${contestant} threw in ${run}: ${text}`, { cause })
    this.contestant = contestant
  }
}

/** Contestants of `compare`, or ways to run a function in `tune`, gave other results. */
export class ResultsDifferError extends HeddleError {
  static override readonly code: string = "HEDDLE_RESULTS_DIFFER"
  static {
    named(this, "ResultsDifferError")
  }
  /** Whose result is not the first one's. */
  readonly contestant: string

  constructor(contestant: string, first: string, where: string) {
    super(`${contestant} gave another result than ${first}: ${where}`, {
      hint: "numbers that are added up in another order: equal: 1e-9; results that need not be the same: equal: false",
    })
    this.contestant = contestant
  }
}
