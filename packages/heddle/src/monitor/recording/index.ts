/** Events as they come, the last of them in a ring, all of them in a file. */
export { on } from "./on.ts"
export { EventFile, readEvents, record } from "./record.ts"
export type { RecordOptions } from "./record.ts"
export { Recorder } from "./recorder.ts"
export type { RecorderOptions } from "./recorder.ts"
