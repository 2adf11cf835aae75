/** What runs in the supervisor's thread, loaded while somebody monitors: takes samples of what everything uses. */
export { cgroupLimits } from "./cgroup.ts"
export type { FromSampler, ProcessName, TakenSample, ToSampler } from "./protocol.ts"
export { limitsOf } from "./system.ts"
export type { Limits } from "./system.ts"
