/**
 * Actors: instances of classes that live in workers, and the handles that call them.
 *
 * ```ts skip a fragment: the names around it are internal
 * const handle = actorClass(Counter, {}, remote).remote()
 * handle.increment.remote()
 * ```
 */
export { checkpoint, exitActor } from "./inside.ts"
export { actorClass, getActor } from "./class.ts"
export type { ActorClass } from "./class.ts"
export type { ActorHandle, ActorMethod, ActorOptions, MethodOptions } from "./handle.ts"
