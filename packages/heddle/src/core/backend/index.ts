/**
 * Where tasks run. One interface, `Backend`: it opens lanes, and a lane is one worker that items are posted to, taken
 * back from and settled by. README.md tells the protocol; test/contract/ holds every backend to it.
 *
 * ```ts skip a fragment: the names around it are internal
 * const lane = threads.open(spec, { settled: (seq, ok, value) => console.log(seq, value), ... })
 * lane.post([{ call, items: column([1, 2, 3], ...), count: 3, attempt: 1, id: 1 }])
 * ```
 */
export type { Backend, CallMode, JobCall, Lane, LaneEnd, LaneSink, Run, WorkerSpec } from "./backend.ts"
export { FarHost, FarLane } from "./far/index.ts"
export type { Carrier } from "./far/index.ts"
export { column, numberColumn, packNumbers, resendable, sliceColumn } from "./column.ts"
export type { Column, ColumnOptions } from "./column.ts"
export { Cost } from "./cost.ts"
export { nestingDepth, shareOf } from "./budget.ts"
export type { Budget } from "./budget.ts"
export { cpuCount } from "./cpu-count.ts"
export { labelOf, prepareFunction } from "./functions.ts"
export type { PreparedFunction, PrepareOptions } from "./functions.ts"
export { async, inline } from "./local.ts"
export { isMainThread } from "./main-thread.ts"
export { processes } from "./processes/processes.ts"
export { spanWidth } from "./protocol.ts"
export type { TaskOutput } from "./protocol.ts"
export { compact, numberArray } from "../wire/index.ts"
export { writeResult } from "./output.ts"
export type { OutputArray } from "./output.ts"
export { currentTask } from "../task/index.ts"
export type { TaskContext } from "../task/index.ts"
export { workerExecArgv } from "./threads/exec-argv.ts"
export { supervision } from "./threads/supervision.ts"
export type { MeasuredThread } from "./threads/supervisor-protocol.ts"
export { threadFile } from "./threads/thread-file.ts"
export { threads } from "./threads/threads.ts"
export { attend, attendAtExit } from "./threads/attend.ts"
export { addresses, ask } from "./attendant/index.ts"
export type {
  Address,
  AttendReply,
  AttendRequest,
  CpuFrame,
  CpuNode,
  CpuProfile,
  ProcessLook,
  ThreadLook,
  ThreadProfile,
} from "./attendant/index.ts"
