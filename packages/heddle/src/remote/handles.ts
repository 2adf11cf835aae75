import { registerHandle } from "../core/wire/index.ts"
import { ActorHandleObject } from "./actor/handle.ts"
import type { Engine, Lent } from "./engine.ts"
import { ObjectRef } from "./object-ref.ts"

/** Teaches the wire how references and handles of actors travel. */
export function registerHandles(runtime: () => Engine): void {
  const codec = {
    encode: (thing: ObjectRef<unknown> | ActorHandleObject): unknown => runtime().lend(thing),
    decode: (lent: unknown): unknown => runtime().take(lent as Lent),
    hold: (thing: object): object => runtime().hold(thing),
    // A worker that gets its first one loads this.
    home: "remote/index",
  }
  ObjectRef.disposed = (ref) => runtime().release(ref)
  registerHandle<ObjectRef<unknown>>("heddle.remote.ref", ObjectRef, codec)
  registerHandle<ActorHandleObject>("heddle.remote.actor", ActorHandleObject, codec)
}
