import type { PoolCore } from "./pool-core.ts"

/** How many pools and views of pools there are of each core. */
const views = new WeakMap<PoolCore, number>()

const collected = new FinalizationRegistry((core: PoolCore) => {
  const left = views.get(core)! - 1
  views.set(core, left)
  // What was given to it is finished first. Nobody is left to hear of a failure.
  if (left === 0) core.close().catch(() => {})
})

/** Closes a pool that was left open once nobody can reach it any more, so that its workers do not stay until the program ends. */
export function closeWhenForgotten(view: object, core: PoolCore): void {
  views.set(core, (views.get(core) ?? 0) + 1)
  collected.register(view, core)
}

const held = new WeakMap<object, object>()

/** As long as somebody has these results, the pool is not forgotten: it may only close once they are read. */
export function holdsPool<T extends object>(results: T, view: object): T {
  held.set(results, view)
  return results
}
