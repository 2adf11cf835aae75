import { forward, hears } from "../../events/index.ts"
import type { Channel } from "./channel.ts"
import { Spans } from "./spans.ts"

/** What a worker tells because somebody in the program listens: when its tasks ran, and the events of what they do. */
export class Watching {
  readonly spans: Spans | undefined
  readonly #end: () => void

  /** `bits`: the kinds that are heard. */
  constructor(bits: number, channel: Channel) {
    this.spans = hears(bits, "task") ? new Spans((rows) => channel.post({ t: "spans", rows })) : undefined
    this.#end = forward(bits, (event) => {
      // In what a task tells there may be anything that somebody gave it.
      try {
        channel.post({ t: "event", event })
      } catch {}
    })
  }

  end(): void {
    this.spans?.flush()
    this.#end()
  }
}
