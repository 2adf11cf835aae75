/**
 * Worker threads: lanes over a message port and shared memory, and the supervisor that parents the threads.
 *
 * ```ts
 * const lane = threads.open(spec, sink) // a ThreadLane
 * ```
 */
export { threads } from "./threads.ts"
