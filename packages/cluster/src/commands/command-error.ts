import { HeddleError } from "heddle"
import { named, nearest } from "heddle/extend"

/** A command could not start. Printed as one line; the exit status is 2. */
export class CommandError extends HeddleError {
  static override readonly code: string = "HEDDLE_COULD_NOT_START"
  static {
    named(this, "CommandError")
  }

  constructor(message: string, hint?: string, options: { readonly cause?: unknown } = {}) {
    super(message, { hint, ...options })
  }
}

export function nearestHint(word: string, names: readonly string[]): string | undefined {
  const meant = nearest(word, names)
  return meant === undefined ? undefined : `did you mean \`${meant}\`?`
}
