import type { Future } from "../core/future/index.ts"
import { integer, knownKeys, oneOf } from "../core/options/index.ts"
import { taskKeys } from "../pool/index.ts"
import type { TaskOptions } from "../pool/index.ts"
import type { ObjectRefGenerator } from "./generator.ts"
import type { ObjectRef } from "./object-ref.ts"
import { demanded } from "./resources.ts"
import type { ResourceOptions } from "./resources.ts"
import { unlimited } from "./yields.ts"

/** What a remote function, or one call of it, may be told. */
export interface RemoteOptions extends TaskOptions, ResourceOptions {
  /** What it is called where tasks are listed. */
  readonly name?: string | undefined
  /**
   * How many values it gives: then it returns an array of so many, and `.remote` gives as many references. `"streaming"`:
   * it returns a generator, and `.remote` gives an ObjectRefGenerator; generator functions do so without being told.
   */
  readonly numReturns?: number | "streaming" | undefined
  /** How many values a generator may yield before they are read. Default: no limit. */
  readonly backpressure?: number | undefined
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
const otherNames = {
  num_returns: "numReturns",
  num_cpus: "cpus",
  numCpus: "cpus",
  max_retries: "retries",
  maxRetries: "retries",
  _generator_backpressure_num_objects: "backpressure",
}

/** @throws OptionError */
export function checkRemoteOptions(options: RemoteOptions): void {
  knownKeys(options, [...taskKeys, "name", "numReturns", "backpressure", "cpus", "resources"], otherNames)
  checkReturns(options)
  demanded(options, 1)
}

/** @throws OptionError */
export function checkReturns({ numReturns, backpressure }: Pick<RemoteOptions, "numReturns" | "backpressure">): void {
  if (typeof numReturns === "string") oneOf("numReturns", numReturns, ["streaming"])
  else if (numReturns !== undefined) integer("numReturns", numReturns, { min: 0 })
  if (backpressure !== undefined) integer("backpressure", backpressure, { min: 1 })
}

/** What a call gives: the reference to its value, or, of a generator, references to what it yields. */
// `any` and `never` are values like others.
export type Remote<R> = 0 extends R & 1
  ? ObjectRef<R>
  : [R] extends [never]
    ? ObjectRef<never>
    : [R] extends [Generator<infer Y, unknown, never> | AsyncGenerator<infer Y, unknown, never>]
      ? ObjectRefGenerator<Y>
      : ObjectRef<Awaited<R>>

/** How many values a call may yield before they are read; undefined: it is no generator. */
export function creditOf(
  { numReturns, backpressure }: Pick<RemoteOptions, "numReturns" | "backpressure">,
  isGenerator: boolean,
): number | undefined {
  if (numReturns === "streaming" || (numReturns === undefined && isGenerator)) return backpressure ?? unlimited
  return undefined
}
