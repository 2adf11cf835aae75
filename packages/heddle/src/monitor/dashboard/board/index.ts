/** What the program tells, put together for a page: rows, the last spans of tasks, a point a second, and messages of changes. */
export { Board, message } from "./board.ts"
export type { BoardOptions } from "./board.ts"
export type { Batches } from "./batches.ts"
export type {
  About,
  ActorRow,
  Batch,
  CacheRow,
  ErrorRow,
  HintRow,
  Lists,
  Point,
  Snapshot,
  Span,
  StageRow,
  TaskRow,
  Totals,
  WorkerRow,
} from "./message.ts"
