import { OptionError } from "../core/errors/index.ts"
import { isClass } from "../core/wire/index.ts"
import { actorClass } from "./actor/index.ts"
import type { ActorClass, ActorOptions } from "./actor/index.ts"
import { remoteFunction } from "./function.ts"
import type { RemoteFunction } from "./function.ts"
import type { RemoteOptions } from "./options.ts"

/**
 * A class whose instances live in workers: actors. Calls of one actor run in the order in which they were made.
 *
 * @example
 * ```ts
 * import { get, remote } from "heddle/remote"
 * class Counter {
 *   count = 0
 *   increment() {
 *     return ++this.count
 *   }
 * }
 * const counter = remote(Counter).remote()
 * await get([counter.increment.remote(), counter.increment.remote()]) // => [1, 2]
 * ```
 */
export function remote<A extends unknown[], T extends object>(
  Class: new (...args: A) => T,
  options?: ActorOptions,
): ActorClass<A, T>
/**
 * A function whose calls run in workers, and give references to their values.
 *
 * @example
 * ```ts
 * import { get, remote } from "heddle/remote"
 * const square = remote((x: number) => x * x)
 * await get(square.remote(3)) // => 9
 * ```
 */
export function remote<A extends unknown[], R>(fn: (...args: A) => R, options?: RemoteOptions): RemoteFunction<A, R>
export function remote(given: unknown, options: object = {}): unknown {
  if (typeof given !== "function") throw new OptionError("fn", "a function or a class", given)
  if (isClass(given)) return actorClass(given as never, options, remote)
  return remoteFunction(given as never, options, remote)
}
