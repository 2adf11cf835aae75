// Errors narrow by class, and their fields are typed.
import { TaskTimeoutError, UnsendableError } from "../../src/core/errors/index.ts"

export function describe(error: unknown): string {
  if (error instanceof TaskTimeoutError) return `after ${error.timeout.toFixed(0)} ms`
  if (error instanceof UnsendableError) return error.path
  // error TS18046: 'error' is of type 'unknown'
  return error.message
}

// error TS2345: Argument of type 'string' is not assignable to parameter of type
// '{ readonly path: string; readonly role: UnsendableRole; }'
new UnsendableError("a socket cannot be sent", "value")
