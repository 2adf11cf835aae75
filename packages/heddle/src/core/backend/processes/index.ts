/**
 * Child processes: lanes over pipes and an unlinked file, and the watchdog thread that ends a child with its parent.
 * README.md tells the protocol.
 *
 * ```ts skip a fragment: the names around it are internal
 * const lane = processes.open(spec, sink) // a ProcessLane
 * ```
 */
export { processes } from "./processes.ts"
