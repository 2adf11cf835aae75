import { ObjectLostError } from "../core/errors/index.ts"
import { registerHandle } from "../core/wire/index.ts"
import { ActorHandleObject, linkOf } from "./actor/handle.ts"
import type { Engine, Lent } from "./engine.ts"
import { ObjectRef } from "./object-ref.ts"

/** Teaches the wire how references and handles of actors travel. `started`: the runtime, if there is one. */
export function registerHandles(started: () => Engine | undefined): void {
  const runtime = (): Engine => {
    const engine = started()
    if (engine === undefined) throw new ObjectLostError("the runtime that had this reference or actor was shut down")
    return engine
  }
  const codec = {
    encode: (thing: ObjectRef<unknown> | ActorHandleObject): unknown => {
      const lent = lentFor(thing)
      runtime().lend(lent.id, thing)
      return lent
    },
    decode: (lent: unknown): unknown => runtime().take(lent as Lent),
    hold: (thing: object): object => runtime().hold(thing),
    // A worker that gets its first one loads this.
    home: "remote/index",
  }
  ObjectRef.disposed = (ref) => started()?.release(ref)
  registerHandle<ObjectRef<unknown>>("heddle.remote.ref", ObjectRef, codec)
  registerHandle<ActorHandleObject>("heddle.remote.actor", ActorHandleObject, codec)
}

function lentFor(thing: ObjectRef<unknown> | ActorHandleObject): Lent {
  if (thing instanceof ObjectRef) return { id: thing.id }
  const { id, methods, streams } = linkOf(thing)!
  return { id, methods, streams }
}
