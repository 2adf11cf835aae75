import type { LaneSink } from "../backend/index.ts"
import type { Crew } from "./crew.ts"
import type { Ledger } from "./ledger.ts"
import type { SchedulerSink } from "./options.ts"
import type { Telling } from "./telling.ts"

type Reports =
  | "progress"
  | "output"
  | "timing"
  | "sent"
  | "collected"
  | "mail"
  | "received"
  | "spans"
  | "event"
  | "stray"

/** What a worker reports beside the ends of its tasks: nothing is decided by it. */
export function laneReports(
  crew: Crew,
  ledger: Ledger,
  sink: SchedulerSink,
  telling: Telling,
): Pick<LaneSink, Reports> {
  return {
    progress(seq, fraction, note) {
      const found = crew.find(seq)
      if (found === undefined) return
      const id = found.flight.id + found.offset
      sink.progress(id, fraction, note)
      telling.progress(crew, id, fraction, note)
    },
    output: (output) => sink.output(output),
    timing(count, micros, ...rest) {
      crew.learn(count, micros)
      ledger.worked(micros, ...rest)
      sink.timing?.(count, micros)
    },
    sent: (ms) => (ledger.serialize += ms),
    collected: (ms, unpacking) => ledger.collected(ms, unpacking),
    mail: (data) => sink.mail?.(crew, data),
    received(seq, value, ms) {
      const found = crew.find(seq)
      if (found !== undefined) telling.received(found.flight, found.offset, value, ms)
    },
    spans: (rows) => telling.ran(crew, rows),
    event: (event) => telling.passOn(crew, event),
    stray(error) {
      telling.stray(crew, error)
      sink.stray(error)
    },
  }
}
