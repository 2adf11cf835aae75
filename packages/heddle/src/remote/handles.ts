import { registerHandle } from "../core/wire/index.ts"
import { ActorHandleObject } from "./actor/handle.ts"
import type { Lent } from "./engine.ts"
import { ObjectRef } from "./object-ref.ts"
import { runtime } from "./runtime.ts"

const codec = {
  encode: (thing: ObjectRef<unknown> | ActorHandleObject): unknown => runtime().lend(thing),
  decode: (lent: unknown): unknown => runtime().take(lent as Lent),
  hold: (thing: object): object => runtime().hold(thing),
  home: "remote/handles",
}

ObjectRef.disposed = (ref) => runtime().release(ref)
registerHandle<ObjectRef<unknown>>("heddle.remote.ref", ObjectRef, codec)
registerHandle<ActorHandleObject>("heddle.remote.actor", ActorHandleObject, codec)
