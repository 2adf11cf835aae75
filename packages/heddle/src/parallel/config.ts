import { AsyncLocalStorage } from "node:async_hooks"
import { OptionError } from "../core/errors/index.ts"
import { checkOptions } from "./settings.ts"
import type { ParallelOptions } from "./settings.ts"

const scope = new AsyncLocalStorage<ParallelOptions>()

/** What the scopes around this call say, the innermost first. */
export function scopeOptions(): ParallelOptions {
  return scope.getStore() ?? {}
}

/**
 * Calls `fn`, and gives what it gives. In it, and in whatever it starts, `options` are the defaults of `parallel` and
 * `compute`: what a call says itself comes first, then the innermost scope, then the outer ones.
 *
 * @example
 * ```ts
 * import { delayed, parallel, parallelConfig } from "heddle"
 * const roots = await parallelConfig({ nJobs: 2, backend: "threads" }, () =>
 *   parallel()([1, 4].map((x) => delayed(Math.sqrt)(x))),
 * )
 * roots // => [1, 2]
 * ```
 */
export function parallelConfig<T>(options: Omit<ParallelOptions, "returnAs">, fn: () => T): T {
  checkOptions(options)
  if ("returnAs" in options) throw new OptionError("returnAs", "absent: it is for each call to say", options.returnAs)
  if (typeof fn !== "function") {
    throw new OptionError("fn", "a function", fn, { hint: "parallelConfig(options, async () => { … })" })
  }
  return scope.run(merged(scopeOptions(), options), fn)
}

/** The options of an inner place over those of an outer one. A backend brings its own number of jobs along. */
export function merged<T extends object>(outer: T, inner: T): T {
  const said = Object.fromEntries(Object.entries(inner).filter(([, value]) => value !== undefined))
  return { ...outer, ...said }
}
