/**
 * Which calls are the same: a digest of what a function does, with all that it calls, and one of its arguments.
 *
 * ```ts skip a fragment: the names around it are internal
 * const keys = new CallKeys((a: number, log: Logger) => work(a, log), { ignore: ["log"] })
 * keys.of([1, console]) // { version: "c5fj…", args: "x2lw…" }
 * hash({ a: 1, b: 2 }) === hash({ b: 2, a: 1 }) // true
 * ```
 */
export { CallKeys } from "./call-keys.ts"
export type { CallKey, KeyOptions } from "./call-keys.ts"
export { hash } from "./hash.ts"
export { sameAs } from "./values.ts"
export type { CanonicalValues } from "./values.ts"
