import { AsyncLocalStorage } from "node:async_hooks"
import { HeddleError } from "../../core/errors/index.ts"
import { invoke, targetOf } from "../shared/index.ts"
import type { Call, SharedObject } from "../shared/index.ts"
import { LockState } from "../sync/index.ts"

/**
 * The lock of an object that has updates. A step waits while an update is under way; an update whose process dies has
 * changed nothing.
 */
export class Guard {
  readonly #lock = new LockState(false)

  /** Runs a step: now, or when the update that is under way is done. */
  step<T>(call: Call, run: () => T): T | Promise<T> {
    if (!this.#lock.locked()) return run()
    return this.#afterUpdate(call, run)
  }

  async #afterUpdate<T>(call: Call, run: () => T): Promise<T> {
    await this.#lock.acquire(call, undefined)
    try {
      return run()
    } finally {
      this.#lock.release(call)
    }
  }

  async begin<T>(call: Call, read: () => T): Promise<T> {
    await this.#lock.acquire(call, undefined)
    return read()
  }

  /** Ends the caller's update; `write` makes its change. */
  end<T>(call: Call, write?: () => T): T | undefined {
    this.#lock.demand(call, "released")
    try {
      return write?.()
    } finally {
      this.#lock.release(call)
    }
  }
}

const updating = new AsyncLocalStorage<ReadonlySet<unknown>>()

/** Calls a step. @throws HeddleError inside an update of the same object, for which it would wait for ever */
export function step<T>(object: SharedObject, method: string, ...args: readonly unknown[]): Promise<T> {
  if (updating.getStore()?.has(targetOf(object)) === true) return Promise.reject(nested())
  return invoke<T>(object, method, args)
}

/**
 * One step of the caller's: reads by `begin`, calls `change`, writes by `end`, and nothing of others in between. If
 * `change` throws nothing is written.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what `begin` gives is for each object to say
export async function update<A, B>(
  object: SharedObject,
  where: readonly unknown[],
  change: (before: A) => B | PromiseLike<B>,
): Promise<B> {
  const outer = updating.getStore()
  if (outer?.has(targetOf(object)) === true) throw nested()
  const before = await invoke<A>(object, "begin", where)
  let after: B
  try {
    after = await updating.run(new Set([...(outer ?? []), targetOf(object)]), async () => await change(before))
  } catch (error) {
    await invoke(object, "rollback")
    throw error
  }
  await invoke(object, "commit", [...where, after])
  return after
}

function nested(): HeddleError {
  return new HeddleError("an object was used inside an update of itself, for whose end that would wait", {
    hint: "use the value that the update's function is given",
  })
}
