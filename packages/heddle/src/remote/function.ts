import { HeddleError, OptionError } from "../core/errors/index.ts"
import type { Future } from "../core/future/index.ts"
import { integer, knownKeys } from "../core/options/index.ts"
import { reduce } from "../core/wire/index.ts"
import { submitCall, taskKeys, taskSettings } from "../pool/index.ts"
import type { TaskOptions } from "../pool/index.ts"
import { refFrom, refKind } from "./object-ref.ts"
import type { ObjectRef } from "./object-ref.ts"
import { runtime } from "./runtime.ts"

/** What a remote function, or one call of it, may be told. */
export interface RemoteOptions extends TaskOptions {
  /** What it is called where tasks are listed. */
  readonly name?: string | undefined
  /** How many values it gives: then it returns an array of so many, and `.remote` gives as many references. */
  readonly numReturns?: number | undefined
}

/** Arguments, each of which may be a reference to its value. */
export type RemoteArgs<A extends unknown[]> = { [K in keyof A]: A[K] | Future<A[K]> }

/** A function whose calls run elsewhere. */
export interface RemoteFunction<A extends unknown[], R> {
  /** Calls it, and gives a reference to its value at once. Arguments that are references stand for their values. */
  remote(...args: RemoteArgs<A>): ObjectRef<Awaited<R>>
  /** The same function with other options. */
  options(options: RemoteOptions & { readonly numReturns: number }): {
    remote(...args: RemoteArgs<A>): ObjectRef<unknown>[]
  }
  options(options: RemoteOptions): RemoteFunction<A, R>
  /** The function itself. */
  readonly fn: (...args: A) => R
}

const ownKeys = ["name", "numReturns"] as const

/** Ray's and Python's names for them. */
const otherNames = { num_returns: "numReturns", max_retries: "retries", maxRetries: "retries" }

export function remoteFunction<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: RemoteOptions,
): RemoteFunction<A, R> {
  knownKeys(options, [...taskKeys, ...ownKeys], otherNames)
  const { name, numReturns, ...task } = options
  const count = numReturns === undefined ? undefined : integer("numReturns", numReturns, { min: 0 })
  let known: { readonly of: ReturnType<typeof runtime>; readonly settings: ReturnType<typeof taskSettings> } | undefined
  const submit = (...args: unknown[]): unknown => {
    const home = runtime()
    const { core } = home.tasks
    if (known?.of !== home) known = { of: home, settings: taskSettings(task, core.settings.task) }
    const site = core.sites.of(fn, core.scheduler.turn)
    const ref = submitCall(core, fn, args, known.settings, site, refKind) as ObjectRef<unknown>
    return count === undefined ? ref : parts(ref, count, name ?? fn.name)
  }
  const direct = (): never => {
    throw new HeddleError("a remote function is not called directly", {
      hint: `write ${fn.name === "" ? "f" : fn.name}.remote(…), or .fn(…) to run it here`,
    })
  }
  return Object.defineProperties(direct, {
    name: { value: name ?? fn.name, configurable: true },
    remote: { value: submit, enumerable: true },
    options: {
      value: (more: RemoteOptions) => remoteFunction(fn, { ...options, ...more }),
      enumerable: true,
    },
    fn: { value: fn, enumerable: true },
    [reduce]: { value: () => [remoteFunction, fn, options] },
  }) as unknown as RemoteFunction<A, R>
}

/** A reference to each of the values that a task gives. */
function parts(whole: ObjectRef<unknown>, count: number, name: string): ObjectRef<unknown>[] {
  const owner = { cancel: () => whole.cancel(), running: () => whole.running() }
  const all = Array.from({ length: count }, () => refFrom<unknown>(owner))
  whole.then(
    (value) => {
      const list = Array.isArray(value) ? (value as unknown[]) : undefined
      if (list?.length === count) return all.forEach((part, i) => part.resolve(list[i]))
      const error = new OptionError("numReturns", `the number of values that ${name} returns in an array`, count)
      for (const part of all) part.reject(error)
    },
    (error: unknown) => {
      for (const part of all) part.reject(error)
    },
  )
  return all.map(({ ref }) => ref)
}
