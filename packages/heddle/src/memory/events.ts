import { EventStream } from "../core/events/index.ts"

/** What a call was of. */
export interface CallEvent {
  /** The function's name. */
  readonly name: string
  readonly key: string
}

/** What a cache tells. */
export interface MemoryEvents {
  /** A result was there. `took`: how long it took to read, in ms; `saved`: how long its making had taken. */
  hit: CallEvent & { readonly took: number; readonly saved: number }
  /** None was there, and the function is about to run. */
  miss: CallEvent & { readonly args: readonly unknown[] }
  /** The function ran. `took`: how long, in ms. */
  run: CallEvent & { readonly took: number }
  /** An entry was not as it had been written, and counts as none. `file`: where the function is written. */
  damaged: CallEvent & { readonly file: string; readonly reason: string }
  /** A result was given and not kept, as it cannot be. */
  unkept: CallEvent & { readonly file: string; readonly error: Error }
  /** The place where entries are failed, and what was asked was done without it. */
  storage: { readonly error: Error; readonly while: "reading" | "writing" | "locking" | "trimming" }
  /** Entries went, as there were too many. */
  evicted: { readonly items: number; readonly bytes: number }
}

export const eventNames: readonly (keyof MemoryEvents)[] = [
  "hit",
  "miss",
  "run",
  "damaged",
  "unkept",
  "storage",
  "evicted",
]

const troubles = {
  damaged: (event: MemoryEvents["damaged"]) =>
    `the entry ${event.key} of ${called(event)} is not used: ${event.reason}`,
  unkept: (event: MemoryEvents["unkept"]) => `a result of ${called(event)} is not kept: ${event.error.message}`,
  storage: (event: MemoryEvents["storage"]) => `the cache failed while ${event.while}: ${event.error.message}`,
}

function called({ name, file }: { readonly name: string; readonly file: string }): string {
  return name === "" ? `a function in ${file}` : `\`${name}\``
}

/** Tells those who listen; of trouble that nobody listens to, the process's warnings, once for each text. */
export class MemoryEventStream extends EventStream<MemoryEvents> {
  readonly #told = new Set<string>()

  override emit<K extends keyof MemoryEvents>(name: K, event: MemoryEvents[K]): void {
    super.emit(name, event)
    if (this.has(name) || !Object.hasOwn(troubles, name)) return
    const text = (troubles[name as keyof typeof troubles] as (event: never) => string)(event as never)
    if (this.#told.has(text) || this.#told.size >= 20) return
    this.#told.add(text)
    process.emitWarning(text, "HeddleWarning")
  }
}
