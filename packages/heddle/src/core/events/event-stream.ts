import { AsyncResource } from "node:async_hooks"

/**
 * One typed stream of events. Costs one property read where nobody listens. Listeners run in the async context in
 * which they were added; what one throws is told as a warning and does not disturb the others.
 */
export class EventStream<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>()

  /** Adds a listener; returns the function that removes it. */
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    let set = this.#listeners.get(name)
    if (set === undefined) this.#listeners.set(name, (set = new Set()))
    const bound = AsyncResource.bind(listener)
    set.add(bound)
    return () => void set.delete(bound)
  }

  /** Does anybody listen? Ask before building an expensive event. */
  has(name: keyof Events): boolean {
    const set = this.#listeners.get(name)
    return set !== undefined && set.size > 0
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    const set = this.#listeners.get(name)
    if (set === undefined) return
    for (const listener of set) {
      try {
        ;(listener as (event: Events[K]) => void)(event)
      } catch (error) {
        process.emitWarning(
          `a listener of "${String(name)}" threw: ${error instanceof Error ? error.stack : String(error)}`,
          "HeddleWarning",
        )
      }
    }
  }
}
