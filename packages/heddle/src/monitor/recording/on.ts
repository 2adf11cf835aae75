import { eventKinds, listen } from "../../core/events/index.ts"
import type { EventKind, EventOf, HeddleEvent } from "../../core/events/index.ts"
import { OptionError } from "../../core/errors/index.ts"
import { oneOf } from "../../core/options/index.ts"

/**
 * Listens to one kind of events, or to all of them with `"*"`; gives what ends that. Listeners run at once, in the thread that
 * tells the event: they should be short. The same events are on the channels `heddle:KIND` of `node:diagnostics_channel`.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { on } from "heddle/monitor"
 * let started = 0
 * const off = on("worker", ({ change }) => (started += change === "started" ? 1 : 0))
 * await using pool = new Pool({ workers: 1 })
 * await pool.submit((x: number) => x + 1, 1)
 * off()
 * started // => 1
 * ```
 */
export function on<K extends EventKind>(kind: K, listener: (event: EventOf<K>) => void): () => void
export function on(kind: "*", listener: (event: HeddleEvent) => void): () => void
export function on(kind: EventKind | "*", listener: (event: never) => void): () => void {
  oneOf("kind", kind, ["*", ...eventKinds])
  if (typeof listener !== "function") throw new OptionError("listener", "a function", listener)
  const kinds = kind === "*" ? eventKinds : [kind]
  const ends = kinds.map((one) => listen(one, listener as (event: HeddleEvent) => void))
  return () => {
    for (const end of ends) end()
  }
}
