import type { Crew } from "./crew.ts"
import type { SchedulerOptions } from "./options.ts"

/** All workers of this thread's pools, each with what its pool was made with. */
export const liveCrews: Map<Crew, SchedulerOptions> = new Map()
