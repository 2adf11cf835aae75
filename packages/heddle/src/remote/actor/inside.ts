import { ActorExit, HeddleError } from "../../core/errors/index.ts"
import { runtime } from "../runtime.ts"

/**
 * Ends the actor whose method calls it, at once: it does not restart, what waits for it fails with ActorDiedError, and so
 * does this call.
 *
 * @example
 * ```ts
 * import { exitActor, get, remote } from "heddle/remote"
 * class Guest {
 *   leave() {
 *     exitActor()
 *   }
 * }
 * const guest = remote(Guest).remote()
 * await get(guest.leave.remote()).catch((error: Error) => error.name) // => "ActorDiedError"
 * ```
 */
export function exitActor(): never {
  if (!runtime().isActor) throw new HeddleError("exitActor is for methods of actors")
  throw new ActorExit("the actor ends")
}

/**
 * Keeps a copy of `state` for the actor whose method calls it: if it restarts, its `onRestart(state, times)` is called with
 * the latest, after its constructor and before all calls. (An actor that has not called this gets undefined.)
 *
 * @throws UnsendableError
 *
 * @example
 * ```ts
 * import { checkpoint, get, remote } from "heddle/remote"
 * class Counter {
 *   count = 0
 *   increment() {
 *     checkpoint(++this.count)
 *     return this.count
 *   }
 *   onRestart(count = 0) {
 *     this.count = count
 *   }
 *   crash() {
 *     process.exit(1)
 *   }
 * }
 * const counter = remote(Counter, { maxRestarts: 1 }).remote()
 * await get([counter.increment.remote(), counter.increment.remote()])
 * await get(counter.crash.remote()).catch((error: Error) => error.name) // => "ActorUnavailableError"
 * await get(counter.increment.remote()) // => 3
 * ```
 */
export function checkpoint(state: unknown): void {
  runtime().checkpoint(state)
}
