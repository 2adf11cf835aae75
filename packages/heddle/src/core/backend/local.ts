import type { Backend } from "./backend.ts"
import { LocalLane } from "./local-lane.ts"

/**
 * `inline`: in the caller's thread, one after another. What a task blocks, it blocks here; timeout and abort act at the
 * next await. Values are passed as they are, or with `strict` copied as a worker would get them.
 */
export function inline(strict: boolean): Backend {
  return {
    name: "inline",
    copies: strict,
    contains: false,
    shares: true,
    writes: false,
    defaultWorkers: () => 1,
    mostWorkers: 1,
    open: (spec, sink) => new LocalLane(spec, sink),
  }
}

/** `async`: here, concurrently, for I/O: as many tasks under way as there are workers. Values are passed as they are, or copied with `strict`. */
export function async(strict: boolean): Backend {
  return { ...inline(strict), name: "async", defaultWorkers: () => 100, mostWorkers: Number.POSITIVE_INFINITY }
}
