import type { Future } from "../core/future/index.ts"
import { integer, knownKeys } from "../core/options/index.ts"
import { taskKeys } from "../pool/index.ts"
import type { TaskOptions } from "../pool/index.ts"

/** What a remote function, or one call of it, may be told. */
export interface RemoteOptions extends TaskOptions {
  /** What it is called where tasks are listed. */
  readonly name?: string | undefined
  /** How many values it gives: then it returns an array of so many, and `.remote` gives as many references. */
  readonly numReturns?: number | undefined
}

/** Arguments, each of which may be a reference to its value. */
export type RemoteArgs<A extends unknown[]> = { [K in keyof A]: A[K] | Future<A[K]> }

/** What `cancel` may be told. */
export interface CancelOptions {
  /** A task that runs is ended with its worker, at once. */
  readonly force?: boolean | undefined
  /** What it called goes with it. Default: true. */
  readonly recursive?: boolean | undefined
}

/** Ray's and Python's names for them. */
const otherNames = { num_returns: "numReturns", max_retries: "retries", maxRetries: "retries" }

/** @throws OptionError */
export function checkRemoteOptions(options: RemoteOptions): void {
  knownKeys(options, [...taskKeys, "name", "numReturns"], otherNames)
  if (options.numReturns !== undefined) integer("numReturns", options.numReturns, { min: 0 })
}
