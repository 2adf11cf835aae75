import { HeddleError, named } from "../../core/errors/index.ts"

/** A profile could not be recorded: one is being recorded already, or Node was told not to have an inspector. */
export class ProfileError extends HeddleError {
  static override readonly code: string = "HEDDLE_PROFILE"
  static {
    named(this, "ProfileError")
  }
}
