import { CancelledError } from "../core/errors/index.ts"
import type { Scope } from "./scope.ts"

/** Did a function of this scope end because it was cancelled, rather than fail? */
export function isCancellation(error: unknown, scope: Scope): boolean {
  if (error instanceof CancelledError) return true
  // A block that was cancelled, and so was what it had to dispose of.
  if (isSuppressed(error)) return isCancellation(error.error, scope) && isCancellation(error.suppressed, scope)
  if (!scope.cancelled) return false
  // What other libraries reject with is the signal's reason, or an error that is called so.
  return error === scope.reason || (error instanceof Error && error.name === "AbortError")
}

function isSuppressed(error: unknown): error is SuppressedError {
  return error instanceof Error && error.name === "SuppressedError"
}

/** How a cancellation is told: always as a CancelledError. */
export function asCancelled(error: unknown, scope: Scope): CancelledError {
  if (error instanceof CancelledError) return error
  if (isSuppressed(error)) return asCancelled(error.suppressed, scope)
  return scope.reason instanceof CancelledError ? scope.reason : new CancelledError(undefined, { cause: scope.reason })
}
