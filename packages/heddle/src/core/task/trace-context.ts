import { AsyncLocalStorage } from "node:async_hooks"

type Source = () => string | undefined

/** Who knows the trace that this thread's code is part of. Undefined: nobody traces. */
let source: Source | undefined

/** W3C's `traceparent` of what runs here, for what it calls elsewhere. */
export function currentTraceparent(): string | undefined {
  return source?.()
}

/** Names who knows the trace; it is asked before those that were named earlier. Gives what ends that. */
export function provideTraceparent(current: Source): () => void {
  const earlier = source
  const both: Source = earlier === undefined ? current : () => current() ?? earlier()
  source = both
  return () => {
    if (source === both) source = earlier
  }
}

let scopes: AsyncLocalStorage<string> | undefined

/** Runs `fn` as a part of a trace, if there is one: what is submitted in it, also after its awaits, carries the `traceparent`. */
export function withTraceparent<T>(traceparent: string | undefined, fn: () => T): T {
  if (traceparent === undefined) return fn()
  if (scopes === undefined) {
    const made = new AsyncLocalStorage<string>()
    scopes = made
    provideTraceparent(() => made.getStore())
  }
  return scopes.run(traceparent, fn)
}
