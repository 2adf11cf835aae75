import { CancelledError, OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import { boolean, knownKeys } from "../core/options/index.ts"
import { SubmittedCall } from "../pool/index.ts"
import { actorOf } from "./actor/index.ts"
import { ActorCall } from "./actor/call.ts"

/** What `cancel` may be told. */
export interface CancelOptions {
  /** A task that runs is ended with its worker, at once. */
  readonly force?: boolean | undefined
}

/**
 * Takes a task back. One that has not begun never runs; one that runs is asked to stop (`currentTask().signal`), and
 * ended with its worker after its `grace`; one that is done stays as it is. `get` rejects with CancelledError.
 */
export function cancel(ref: Future<unknown>, options: CancelOptions = {}): void {
  knownKeys(options, ["force"])
  const force = options.force !== undefined && boolean("force", options.force)
  if (!(ref instanceof Future)) throw new OptionError("ref", "an ObjectRef", ref)
  const owner = Future.ownerOf(ref)
  if (owner instanceof ActorCall && force) {
    throw new OptionError("force", "false for a call of an actor", force, { hint: "kill(actor) ends the actor" })
  }
  if (owner instanceof SubmittedCall) owner.stop(new CancelledError(), force ? 0 : undefined)
  else owner?.cancel()
}

/** What `kill` may be told. */
export interface KillOptions {
  /** False: it may start again, as its `maxRestarts` says. */
  readonly noRestart?: boolean | undefined
}

/** Ends an actor now. Its calls that have no result fail with ActorDiedError. */
export function kill(actor: object, options: KillOptions = {}): void {
  knownKeys(options, ["noRestart"], { no_restart: "noRestart" })
  const found = actorOf(actor)
  if (found === undefined) throw new OptionError("actor", "the handle of an actor", actor)
  found.kill(options.noRestart ?? true)
}
