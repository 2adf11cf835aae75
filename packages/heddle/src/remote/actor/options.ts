import { integer } from "../../core/options/index.ts"

export const actorKeys: readonly string[] = [
  "name",
  "getIfExists",
  "maxRestarts",
  "maxTaskRetries",
  "maxConcurrency",
  "maxPendingCalls",
  "concurrencyGroups",
  "methods",
  "lifetime",
  "dedicated",
  "cpus",
  "resources",
  "grace",
]

export const methodKeys: readonly string[] = [
  "maxTaskRetries",
  "retryExceptions",
  "concurrencyGroup",
  "numReturns",
  "backpressure",
]

/** Ray's names for them. */
export const otherNames: Readonly<Record<string, string>> = {
  num_cpus: "cpus",
  numCpus: "cpus",
  get_if_exists: "getIfExists",
  max_restarts: "maxRestarts",
  max_task_retries: "maxTaskRetries",
  num_returns: "numReturns",
  _generator_backpressure_num_objects: "backpressure",
  retry_exceptions: "retryExceptions",
  concurrency_group: "concurrencyGroup",
  concurrency_groups: "concurrencyGroups",
  max_concurrency: "maxConcurrency",
  max_pending_calls: "maxPendingCalls",
}

/** A count from `least` on. Infinity, and for counts from 0 on -1: no end. */
export function times(key: string, value: number, least: 0 | 1 = 0): number {
  if (value === Number.POSITIVE_INFINITY || (value === -1 && least === 0)) return Number.POSITIVE_INFINITY
  return integer(key, value, { min: least })
}
