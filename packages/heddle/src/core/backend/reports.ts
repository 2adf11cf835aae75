import { isHeard } from "../events/index.ts"
import { decode, decodeError } from "../wire/index.ts"
import type { LaneSink } from "./backend.ts"
import type { FromWorker } from "./protocol.ts"

/** What a worker says of its tasks, whatever is between it and us. */
export type Report = Extract<
  FromWorker,
  { readonly t: "value" | "error" | "yield" | "progress" | "output" | "aside" | "mail" | "spans" | "event" | "stray" }
>

/** Tells the sink. A value that cannot be rebuilt here fails its item; `stop` is asked to end one that was to yield more. */
export function passOn(message: Report, sink: LaneSink, stop: (seq: number, error: unknown) => void): void {
  const from = performance.now()
  const unpacking = deliver(message, sink, stop)
  sink.collected(performance.now() - from, unpacking)
}

/** Tells how long it took to make the value, in ms. */
function deliver(message: Report, sink: LaneSink, stop: (seq: number, error: unknown) => void): number {
  let unpacking = 0
  switch (message.t) {
    case "value":
    case "yield": {
      let value: unknown
      try {
        const from = performance.now()
        value = message.graph ? decode(message.data) : message.data
        unpacking = performance.now() - from
      } catch (error) {
        sink.settled(message.seq, false, error)
        if (message.t === "yield") stop(message.seq, error)
        return unpacking
      }
      if (isHeard("transfer")) sink.received(message.seq, value, unpacking)
      if (message.t === "yield") sink.yielded(message.seq, value)
      else sink.settled(message.seq, true, value)
      break
    }
    case "error":
      sink.settled(message.seq, false, decodeError(message.error))
      break
    case "progress":
      sink.progress(message.seq, message.fraction, message.note)
      break
    case "output":
      sink.output(message)
      break
    case "aside":
      sink.aside(message.count)
      break
    case "mail":
      sink.mail(message.data)
      break
    case "spans":
      sink.spans(message.rows)
      break
    case "event":
      sink.event(message.event)
      break
    case "stray":
      sink.stray(decodeError(message.error))
      break
  }
  return unpacking
}

/** What a worker measured since the last time. Its counters wrap at 32 bits. */
export class Meter {
  #finished = 0
  #micros = 0
  #packing = 0
  #arriving = 0

  read(finished: number, micros: number, packing: number, arriving: number, sink: LaneSink): void {
    if (finished === this.#finished) return
    sink.timing(
      (finished - this.#finished) | 0,
      (micros - this.#micros) | 0,
      (packing - this.#packing) | 0,
      (arriving - this.#arriving) | 0,
    )
    this.#finished = finished
    this.#micros = micros
    this.#packing = packing
    this.#arriving = arriving
  }
}
