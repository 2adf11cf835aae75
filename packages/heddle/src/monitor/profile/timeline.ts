import { readFileSync, writeFileSync } from "node:fs"
import { OptionError } from "../../core/errors/index.ts"
import type { HeddleEvent } from "../../core/events/index.ts"
import { traceEvents, traceText } from "./formats/index.ts"

/**
 * Writes the trace of what was recorded, as `ray.timeline(file)` does, for <https://ui.perfetto.dev>: a row for each worker, a
 * span for each task, arrows from where it was sent. `events`: those that a listener has collected, or the name of a file with
 * one in each line, as JSON.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { on, timeline } from "heddle/monitor"
 * import type { HeddleEvent } from "heddle/monitor"
 *
 * const events: HeddleEvent[] = []
 * const off = on("*", (event) => events.push(event))
 * await using pool = new Pool({ workers: 2 })
 * await pool.map((x: number) => x * x, [1, 2, 3])
 * off()
 * timeline("timeline.json", events)
 * ```
 */
export function timeline(file: string, events: Iterable<HeddleEvent> | string): void {
  if (typeof file !== "string") throw new OptionError("file", "the name of a file", file)
  if (typeof events !== "string" && typeof events?.[Symbol.iterator] !== "function")
    throw new OptionError("events", "events, or the name of a file of them", events)
  const all = typeof events === "string" ? eventsOf(events) : [...events]
  writeFileSync(file, traceText(traceEvents(all)))
}

/** The events in a file. A line that a killed program has not finished is left out, and what is no event. */
export function eventsOf(file: string): HeddleEvent[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        const event = JSON.parse(line) as HeddleEvent | undefined
        return typeof event?.kind === "string" && typeof event.at === "number" ? [event] : []
      } catch {
        return []
      }
    })
}
