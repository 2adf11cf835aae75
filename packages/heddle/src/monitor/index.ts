/**
 * Seeing a program run: its events, its progress, what it uses, where its time goes.
 *
 * ```ts skip it prints as tasks end
 * import { on } from "heddle/monitor"
 * const off = on("task", ({ worker, name, count, ms }) => console.log(worker, name, count, ms))
 * off()
 * ```
 */
export type {
  ActorEvent,
  CacheEvent,
  ErrorEvent,
  ErrorText,
  EventBase,
  EventKind,
  EventOf,
  HeddleEvent,
  HintEvent,
  JobEvent,
  ReturnedEvent,
  SampleEvent,
  SentEvent,
  SpilledEvent,
  StageEvent,
  TaskProgressEvent,
  TaskSpanEvent,
  TransferEvent,
  WorkerChangeEvent,
  WorkerSample,
} from "../core/events/index.ts"
export { dashboard, DashboardLink, dashboardHandler } from "./dashboard/index.ts"
export type { DashboardHandler, DashboardHandlerOptions, DashboardOptions } from "./dashboard/index.ts"
export { on, readEvents, record, Recorder } from "./recording/index.ts"
export type { EventFile, RecorderOptions, RecordOptions } from "./recording/index.ts"
export { currentTraceparent, openTelemetry, withTraceparent } from "./telemetry/index.ts"
export type { OpenTelemetryApi, OpenTelemetryOptions, OpenTelemetrySpan, SpanContext } from "./telemetry/index.ts"
export {
  monitorResources,
  ResourceMonitor,
  ResourceReport,
  startSampling,
  thisMachine,
  TimedMonitor,
} from "./resources/index.ts"
export type {
  Machine,
  MeanAndPeak,
  MonitorOptions,
  ResourceSummary,
  Sampling,
  SamplingOptions,
  Theme,
  WorkerSummary,
} from "./resources/index.ts"
export { compare, ContestantError, ResultsDifferError, tune } from "./compare/index.ts"
export type {
  CompareOptions,
  Comparison,
  ComparisonRow,
  Equal,
  Ratio,
  Skipped,
  TaskFacts,
  Technique,
  TuneFit,
  TuneOptions,
  TuneRow,
  Tuning,
  Way,
} from "./compare/index.ts"
export { loadProfile, profile, ProfileError, ProfileReport, startProfile, timeline } from "./profile/index.ts"
export type {
  Filter,
  ProfileOptions,
  ProfileRow,
  Relation,
  RunningProfile,
  SortKey,
  ThreadSummary,
  TopOptions,
  Totals,
} from "./profile/index.ts"
export { progress } from "./progress/index.ts"
export type { Elapsed, ProgressOptions, Told } from "./progress/index.ts"
