import { decode, decodeError } from "../wire/index.ts"
import type { LaneSink } from "./backend.ts"
import type { FromWorker } from "./protocol.ts"

/** What a worker says of its tasks, whatever is between it and us. */
export type Report = Extract<FromWorker, { readonly t: "value" | "error" | "yield" | "progress" | "output" | "stray" }>

/** Tells the sink. A value that cannot be rebuilt here fails its item; `stop` is asked to end one that was to yield more. */
export function passOn(message: Report, sink: LaneSink, stop: (seq: number, error: unknown) => void): void {
  switch (message.t) {
    case "value":
    case "yield": {
      let value: unknown
      try {
        value = message.graph ? decode(message.data) : message.data
      } catch (error) {
        sink.settled(message.seq, false, error)
        if (message.t === "yield") stop(message.seq, error)
        return
      }
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
    case "stray":
      sink.stray(decodeError(message.error))
      break
  }
}

/** What a worker measured since the last time. Both of its counters wrap at 32 bits. */
export class Meter {
  #finished = 0
  #micros = 0

  read(finished: number, micros: number, sink: LaneSink): void {
    if (finished === this.#finished) return
    sink.timing((finished - this.#finished) | 0, (micros - this.#micros) | 0)
    this.#finished = finished
    this.#micros = micros
  }
}
