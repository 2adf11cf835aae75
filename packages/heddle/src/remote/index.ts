/**
 * Ray's tasks, references and actors: calls that run elsewhere, values that are passed by reference, and state that lives
 * in one worker.
 *
 * ```ts
 * import { get, remote } from "heddle/remote"
 * const square = remote((x: number) => x * x)
 * await get([square.remote(2), square.remote(square.remote(2))]) // => [4, 16]
 * ```
 */
export {
  ActorDiedError,
  ActorNameError,
  ActorUnavailableError,
  GetTimeoutError,
  ObjectLostError,
  PendingCallsLimitError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  UnschedulableError,
} from "../core/errors/index.ts"
export { ActorPool } from "./actor-pool.ts"
export type { ActorCallback, NextOptions } from "./actor-pool.ts"
export { checkpoint, exitActor, getActor } from "./actor/index.ts"
export type { ActorClass, ActorHandle, ActorMethod, ActorOptions, MethodOptions } from "./actor/index.ts"
export { cancel, kill } from "./cancel.ts"
export type { KillOptions } from "./cancel.ts"
export { Client } from "./client.ts"
export type { ClientTaskOptions, ClientVerbs, ScatterOptions, Scattered } from "./client.ts"
export type { RemoteFunction } from "./function.ts"
export { ObjectRefGenerator } from "./generator.ts"
export type { Gathered, GatherOptions, Kept } from "./gather.ts"
export { get, wait } from "./get.ts"
export type { GetOptions, Values, WaitOptions } from "./get.ts"
export { ObjectRef } from "./object-ref.ts"
export type { CancelOptions, Remote, RemoteArgs, RemoteOptions } from "./options.ts"
export type { ResourceOptions } from "./resources.ts"
export { put } from "./put.ts"
export { Queue } from "./queue.ts"
export type { QueueOptions, QueueShutdownOptions, QueueWaitOptions } from "./queue.ts"
export { remote } from "./remote.ts"
export { TaskError } from "./task-error.ts"
export { init, isInitialized, shutdown } from "./runtime.ts"
export type { ClusterInitOptions, InitOptions } from "./runtime.ts"
