/**
 * The one typed event stream that progress bars, logs, monitors and dashboards read.
 *
 * ```ts
 * const off = pool.on("worker", ({ worker, change }) => console.log(worker, change))
 * off()
 * ```
 */
export { EventStream } from "./event-stream.ts"
export { poolEvents } from "./pool-events.ts"
export type { PoolEvents, ProgressEvent, TaskEvent, WorkerEvent } from "./pool-events.ts"
