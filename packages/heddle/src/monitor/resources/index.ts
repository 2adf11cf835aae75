/**
 * What the program, its workers and the machine use, sampled off the busy thread: `monitorResources`, its pictures and files,
 * and `startSampling` for whoever else wants `sample` events.
 */
export { thisMachine } from "./machine.ts"
export type { Machine } from "./machine.ts"
export { ResourceMonitor, TimedMonitor, monitorResources } from "./monitor.ts"
export type { MonitorOptions } from "./monitor.ts"
export type { Theme } from "./plot/index.ts"
export { ResourceReport } from "./report.ts"
export { startSampling } from "./sampling.ts"
export type { Sampling, SamplingOptions } from "./sampling.ts"
export type { MeanAndPeak, ResourceSummary, WorkerSummary } from "./summary.ts"
