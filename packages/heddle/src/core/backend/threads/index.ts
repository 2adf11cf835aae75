/**
 * Worker threads: lanes over a message port and shared memory, and the supervisor that parents the threads.
 *
 * ```ts skip a fragment: the names around it are internal
 * const lane = threads.open(spec, sink) // a ThreadLane
 * ```
 */
export { threads } from "./threads.ts"
