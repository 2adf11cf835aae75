/**
 * What heddle tells of itself. A pool's own events (`pool.on`) are an `EventStream`; everything that progress bars, logs,
 * monitors and dashboards read goes over the channels `heddle:KIND` of diagnostics_channel, typed by `HeddleEvent`.
 *
 * ```ts skip a fragment: the names around it are internal
 * const off = listen("task", ({ worker, name, count, ms }) => console.log(worker, name, count, ms))
 * off()
 * ```
 */
export { errorText, eventKinds, forward, heard, hears, isHeard, listen, moment, tell } from "./channels.ts"
export { beginStage, nextComputation, tellStage, toldStage } from "./stages.ts"
export type { Stage } from "./stages.ts"
export { EventStream } from "./event-stream.ts"
export { poolEvents } from "./pool-events.ts"
export type { PoolEvents, ProgressEvent, TaskEvent, WorkerEvent } from "./pool-events.ts"
export type * from "./program-events.ts"
