/**
 * Handles to values that are not there yet: `Future`, and what waits for several of them.
 *
 * ```ts
 * const future = pool.submit((x: number) => x + 1, 41)
 * future.state // "pending", then "running", then "finished"
 * for await (const done of asCompleted([future])) console.log(await done)
 * ```
 */
export { asCompleted } from "./as-completed.ts"
export type { CompletedFutures } from "./as-completed.ts"
export { Future, nobody } from "./future.ts"
export type { FutureKind, FutureOwner, FutureSource, FutureState } from "./future.ts"
export { UnobservedErrors } from "./unobserved.ts"
export { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, wait } from "./wait.ts"
export type { FutureWaitOptions, ReturnWhen, WaitResult } from "./wait.ts"
