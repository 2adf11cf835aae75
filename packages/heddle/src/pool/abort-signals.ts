/** The calls that wait for one signal, and the listener that serves them. */
interface Waiting {
  readonly stops: Set<() => void>
  readonly listener: () => void
}

const waiting = new WeakMap<AbortSignal, Waiting>()

/**
 * Calls `stop` when the signal aborts; what it gives ends the wait. One listener serves all calls of a signal: to add one
 * to those that a signal has takes as long as there are many.
 */
export function onceAborted(signal: AbortSignal, stop: () => void): () => void {
  const own = waiting.get(signal) ?? listen(signal)
  own.stops.add(stop)
  return () => {
    if (!own.stops.delete(stop) || own.stops.size > 0 || waiting.get(signal) !== own) return
    // A signal that has a listener lives as long as it may abort.
    waiting.delete(signal)
    signal.removeEventListener("abort", own.listener)
  }
}

function listen(signal: AbortSignal): Waiting {
  const stops = new Set<() => void>()
  const listener = (): void => {
    waiting.delete(signal)
    for (const stop of stops) stop()
  }
  signal.addEventListener("abort", listener, { once: true })
  const own = { stops, listener }
  waiting.set(signal, own)
  return own
}
