import { knownKeys } from "../../core/options/index.ts"
import { Pool } from "../../pool/index.ts"
import { merged, scopeOptions } from "../config.ts"
import { leasePool } from "../pools.ts"
import { runKeys, runSettings } from "../settings.ts"
import type { RunOptions, RunSettings } from "../settings.ts"
import { planGraph } from "./plan.ts"
import { GraphRun } from "./run.ts"

/** Options of `compute`. */
export type ComputeOptions = RunOptions

/** What `values` become when the calls in them are made, each call once. */
export async function computeGraph(values: readonly unknown[], options: ComputeOptions): Promise<unknown[]> {
  knownKeys(options, runKeys, { workers: "nJobs", scheduler: "backend", num_workers: "nJobs" })
  const scope = Object.fromEntries(Object.entries(scopeOptions()).filter(([key]) => runKeys.includes(key)))
  const settings = runSettings(merged<RunOptions>(scope, options))
  if (settings.nJobs === 1 && settings.pool === undefined) return computeHere(values, settings)
  const lease = leasePool(settings)
  try {
    return await runGraph(values, lease.pool.core, settings, lease.pool.core.sites.here())
  } catch (error) {
    lease.failed(error)
    throw error
  } finally {
    lease.release()
  }
}

/** The same in a pool that there is. */
export async function runGraph(
  values: readonly unknown[],
  core: Pool["core"],
  settings: RunSettings,
  site: Error,
): Promise<unknown[]> {
  return new GraphRun(planGraph(values), core, settings, site).start()
}

/** Pools of this thread that are not in use. A call that computes a graph itself gets another than the one that it is in. */
const unused: Pool[] = []

/** With one job: here, one call after another. */
export async function computeHere(values: readonly unknown[], settings: RunSettings): Promise<unknown[]> {
  const pool = unused.pop() ?? new Pool({ backend: "inline", name: "plain loop" })
  try {
    return await runGraph(values, pool.core, settings, pool.core.sites.here())
  } finally {
    if (unused.length === 0) unused.push(pool)
  }
}
