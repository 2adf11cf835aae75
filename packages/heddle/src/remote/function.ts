import { HeddleError } from "../core/errors/index.ts"
import { reduce } from "../core/wire/index.ts"
import type { ObjectRef } from "./object-ref.ts"
import { checkRemoteOptions } from "./options.ts"
import type { Remote, RemoteArgs, RemoteOptions } from "./options.ts"
import { runtime } from "./runtime.ts"

/** A function whose calls run elsewhere. */
export interface RemoteFunction<A extends unknown[], R> {
  /** Calls it, and gives a reference to its value at once. Arguments that are references stand for their values. */
  remote(...args: RemoteArgs<A>): Remote<R>
  /** The same function with other options. */
  options(options: RemoteOptions & { readonly numReturns: number }): {
    remote(...args: RemoteArgs<A>): ObjectRef<unknown>[]
  }
  options(options: RemoteOptions): RemoteFunction<A, R>
  /** The function itself. */
  readonly fn: (...args: A) => R
}

/** `maker`: by which it is made again in a worker, from the same function and options. */
export function remoteFunction<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: RemoteOptions,
  maker: Function,
): RemoteFunction<A, R> {
  checkRemoteOptions(options)
  const direct = (): never => {
    throw new HeddleError("a remote function is not called directly", {
      hint: `write ${fn.name === "" ? "f" : fn.name}.remote(…), or .fn(…) to run it here`,
    })
  }
  return Object.defineProperties(direct, {
    name: { value: options.name ?? fn.name, configurable: true },
    remote: { value: (...args: unknown[]) => runtime().task(fn, args, options), enumerable: true },
    options: {
      value: (more: RemoteOptions) => remoteFunction(fn, { ...options, ...more }, maker),
      enumerable: true,
    },
    fn: { value: fn, enumerable: true },
    [reduce]: { value: () => [maker, fn, options] },
  }) as unknown as RemoteFunction<A, R>
}
