import type { Future } from "../core/future/index.ts"
import type { ActorHandleObject, ActorRequest } from "./actor/handle.ts"
import type { ObjectRefGenerator } from "./generator.ts"
import type { ObjectRef } from "./object-ref.ts"
import type { CancelOptions, RemoteOptions } from "./options.ts"

/** What a call gives at once. */
export type Called = ObjectRef<unknown> | ObjectRef<unknown>[] | ObjectRefGenerator<unknown>

/** What runs tasks and actors: here, from a worker by the program that started it, or on other machines. */
export interface Engine {
  /** How many tasks run at once. */
  readonly cpus: number
  /** A call of a function; with `numReturns` a reference to each of its values. The same options object: the same options. */
  task(fn: Function, args: unknown[], options: RemoteOptions): Called
  /** A new actor, or the one that has the name. */
  actor(Class: Function, request: ActorRequest, args: unknown[]): ActorHandleObject
  put(value: unknown): ObjectRef<unknown>
  /** The actor of this name. */
  named(name: string): ActorHandleObject
  cancel(ref: Future<unknown>, options: CancelOptions): void
  kill(actor: ActorHandleObject, noRestart: boolean): void
  /** Is it the runtime as a worker of actors sees it? */
  readonly isActor: boolean
  /** Keeps a copy for the actor that runs here. */
  checkpoint(state: unknown): void
  /** A reference or an actor is sent to somebody under this name. */
  lend(id: string, thing: ObjectRef<unknown> | ActorHandleObject): void
  /** The reference or actor for which that stands. */
  take(lent: Lent): ObjectRef<unknown> | ActorHandleObject
  /** Nobody wants the reference here any more. */
  release(ref: ObjectRef<unknown>): void
  /** Something that, as long as it lives, keeps what was lent. */
  hold(thing: object): object
}

/** What stands for a reference (without `methods`) or an actor on its way. */
export interface Lent {
  readonly id: string
  /** Of an actor, where they are known. */
  readonly methods?: readonly string[] | undefined
  /** Those of its methods that are generators. */
  readonly streams?: readonly string[] | undefined
}
