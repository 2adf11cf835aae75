import { currentTraceparent as current, withTraceparent as within } from "../../core/task/index.ts"
import { OptionError } from "../../core/errors/index.ts"

/** Version, trace, parent and flags: https://www.w3.org/TR/trace-context/#traceparent-header */
const form = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/

/** Is it a `traceparent` as W3C defines it? */
function isTraceparent(text: unknown): text is string {
  return typeof text === "string" && form.test(text)
}

/**
 * W3C's `traceparent` of the code that runs here: of a task, that of the code that submitted it. For requests to other
 * services, and for logs. Undefined: it is part of no trace.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { currentTraceparent, withTraceparent } from "heddle/monitor"
 * await using pool = new Pool({ workers: 1 })
 * const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
 * const seen = await withTraceparent(traceparent, () => pool.submit(() => currentTraceparent()))
 * seen === traceparent // => true
 * ```
 */
export function currentTraceparent(): string | undefined {
  return current()
}

/**
 * Calls `fn` as a part of a trace, and gives what it gives: what is submitted in it, also after its awaits, carries the
 * `traceparent` to its tasks, to what those submit, and into the events of kind `task`.
 *
 * @throws OptionError where it is none
 */
export function withTraceparent<T>(traceparent: string, fn: () => T): T {
  if (!isTraceparent(traceparent))
    throw new OptionError("traceparent", "of the form 00-TRACE-PARENT-FLAGS", traceparent)
  return within(traceparent, fn)
}
