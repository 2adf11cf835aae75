const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `stop` when the signal aborts; what it gives ends the wait. One listener serves all calls of a signal: to add one
 * to those that a signal has takes as long as there are many.
 */
export function onceAborted(signal: AbortSignal, stop: () => void): () => void {
  let stops = waiting.get(signal)
  if (stops === undefined) {
    const own = new Set<() => void>()
    stops = own
    waiting.set(signal, own)
    const aborted = (): void => {
      waiting.delete(signal)
      for (const one of own) one()
    }
    signal.addEventListener("abort", aborted, { once: true })
    listeners.set(own, aborted)
  }
  const all = stops
  all.add(stop)
  return () => {
    if (!all.delete(stop) || all.size > 0 || waiting.get(signal) !== all) return
    // A signal that has a listener lives as long as it may abort.
    waiting.delete(signal)
    signal.removeEventListener("abort", listeners.get(all)!)
  }
}

const listeners = new WeakMap<Set<() => void>, () => void>()
