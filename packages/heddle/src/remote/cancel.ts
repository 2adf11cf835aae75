import { OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import { boolean, knownKeys } from "../core/options/index.ts"
import { linkOf } from "./actor/handle.ts"
import type { CancelOptions } from "./options.ts"
import { runtime } from "./runtime.ts"

/**
 * Takes a task back. One that has not begun never runs; one that runs is asked to stop (`currentTask().signal`), and
 * ended with its worker after its `grace`; one that is done stays as it is. `get` rejects with CancelledError. What the
 * task called is cancelled too.
 */
export function cancel(ref: Future<unknown>, options: CancelOptions = {}): void {
  knownKeys(options, ["force", "recursive"])
  if (options.force !== undefined) boolean("force", options.force)
  if (options.recursive !== undefined) boolean("recursive", options.recursive)
  if (!(ref instanceof Future)) throw new OptionError("ref", "an ObjectRef", ref)
  runtime().cancel(ref, options)
}

/** What `kill` may be told. */
export interface KillOptions {
  /** False: it may start again, as its `maxRestarts` says. */
  readonly noRestart?: boolean | undefined
}

/** Ends an actor now. Its calls that have no result fail with ActorDiedError. */
export function kill(actor: object, options: KillOptions = {}): void {
  knownKeys(options, ["noRestart"], { no_restart: "noRestart" })
  if (linkOf(actor) === undefined) throw new OptionError("actor", "the handle of an actor", actor)
  runtime().kill(actor, options.noRestart ?? true)
}
