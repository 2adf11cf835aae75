import type { EncodedError } from "../../core/wire/index.ts"
import type { ActorRequest, MethodOptions } from "../actor/handle.ts"
import type { CancelOptions, RemoteOptions } from "../options.ts"
import type { Parcel } from "./parcel.ts"

/** The pool of tasks that ask for one processor: who waits there leaves it to the others of its pool by itself. */
export const plainRoom = "remote"

/** The pool that has actors. */
export const actorsRoom = "actors"

/** A function or a class: what it is, or, of one that was sent before and is the same for good, its number. */
export interface SentFunction {
  readonly number: number
  readonly parcel?: Parcel | undefined
  /** It will be named by its number again. */
  readonly lasting: boolean
}

/**
 * What a worker asks of the program that started it. Names of references and actors are chosen by whoever makes them. What
 * gives a generator has two: the generator's, and that of the reference that settles with it.
 */
export type FromStation =
  /** `task`: who asks, so that it goes when that one is cancelled; 0: nobody. `traceparent`: the trace that it is part of. */
  | readonly [
      op: "task",
      ids: readonly string[],
      fn: SentFunction,
      args: Parcel,
      options: RemoteOptions,
      task: number,
      traceparent: string | undefined,
    ]
  | readonly [op: "actor", id: string, Class: SentFunction, request: ActorRequest, args: Parcel]
  | readonly [
      op: "call",
      ids: readonly string[],
      actor: string,
      method: string,
      args: Parcel,
      options: MethodOptions,
      task: number,
      traceparent: string | undefined,
    ]
  | readonly [op: "put", id: string, value: Parcel]
  | readonly [op: "named", id: string, name: string]
  /** The next reference of a generator is wanted there, for the nth time; no more is; it was dropped there. */
  | readonly [op: "next", id: string, n: number]
  | readonly [op: "stop", id: string]
  | readonly [op: "forget", id: string]
  /** Its value is wanted there. */
  | readonly [op: "get", id: string]
  /** A task waits for what others do; it goes on. */
  | readonly [op: "aside", task: number]
  | readonly [op: "back", task: number]
  /** The actor keeps this. */
  | readonly [op: "checkpoint", actor: string, state: Parcel]
  /** A reference or an actor has arrived there; it was dropped there. */
  | readonly [op: "hold", id: string]
  | readonly [op: "drop", id: string]
  | readonly [op: "cancel", id: string, options: CancelOptions]
  | readonly [op: "kill", id: string, noRestart: boolean]
  /** The task has ended: what it asked for goes on without it. */
  | readonly [op: "ended", task: number]
  | readonly [op: "synced", round: number]

/** What the program says. */
export type ToStation =
  | readonly [op: "value", id: string, value: Parcel]
  | readonly [op: "error", id: string, error: EncodedError]
  /** To be answered after all that was said before. */
  | readonly [op: "sync", round: number]
