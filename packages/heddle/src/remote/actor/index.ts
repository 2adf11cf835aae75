/**
 * Actors: instances of classes that live in workers, and the handles that call them.
 *
 * ```ts skip a fragment: the names around it are internal
 * const handle = actorClass(Counter, {}).remote()
 * handle.increment.remote()
 * ```
 */
export { actorClass, actorOf, getActor } from "./handle.ts"
export type { ActorClass, ActorHandle, ActorMethod, ActorOptions, MethodOptions } from "./handle.ts"
