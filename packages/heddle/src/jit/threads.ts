import { team } from "./run/index.ts"

/**
 * How many threads kernels run on, this one included.
 *
 * @throws OptionError where it is no integer from 1 to 256
 */
export function setNumThreads(count: number): void {
  team.size = count
}

/** How many threads kernels run on: at first as many as there are processors, 1 in a worker of a pool. */
export function getNumThreads(): number {
  return team.size
}
