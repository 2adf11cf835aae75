/**
 * Where a program's time goes: the CPU profiles of its main thread and of all workers, as one report.
 */
export { loadProfile } from "./load-profile.ts"
export { profile, startProfile } from "./profile.ts"
export type { ProfileOptions, RunningProfile } from "./profile.ts"
export { ProfileError } from "./profile-error.ts"
export type { Relation } from "./relations.ts"
export { ProfileReport } from "./report.ts"
export type { ThreadSummary, TopOptions } from "./report.ts"
export type { Filter, ProfileRow, SortKey } from "./rows.ts"
export type { Totals } from "./table.ts"
export { timeline } from "./timeline.ts"
