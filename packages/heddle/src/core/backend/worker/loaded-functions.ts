import { decode, prepare } from "../../wire/arrivals.ts"
import type { FunctionMessage } from "../protocol.ts"

/** A function in this worker: ready, on its way while its modules load, or one that could not be made. */
export interface LoadedFunction {
  fn: Function | undefined
  /** Set while modules load; never rejects. */
  loading: Promise<void> | undefined
  /** Why there is no function. */
  error: unknown
}

/** Makes a function of what was sent, without waiting for the modules that it needs. */
export function loadFunction(data: unknown): LoadedFunction {
  const loaded: LoadedFunction = { fn: undefined, loading: undefined, error: undefined }
  const revive = (): void => {
    try {
      loaded.fn = decode(data) as Function
    } catch (error) {
      loaded.error = error
    }
    loaded.loading = undefined
  }
  try {
    const modules = prepare(data)
    if (modules === undefined) revive()
    else {
      loaded.loading = modules.then(revive, (error: unknown) => {
        loaded.error = error
        loaded.loading = undefined
      })
    }
  } catch (error) {
    loaded.error = error
  }
  return loaded
}

/** Gives a function, which is made when it is first asked for: its modules may do anything, at some task's expense. */
export type FunctionOnDemand = () => LoadedFunction

/** The functions that this worker was sent, by their numbers. */
export class LoadedFunctions {
  readonly #functions = new Map<number, FunctionOnDemand>()

  add({ id, data }: FunctionMessage): void {
    let loaded: LoadedFunction | undefined
    this.#functions.set(id, () => (loaded ??= loadFunction(data)))
  }

  get(id: number): FunctionOnDemand {
    const error = new Error(`function ${id} was never sent here`)
    return this.#functions.get(id) ?? (() => ({ fn: undefined, loading: undefined, error }))
  }

  /** Items that were sent earlier still hold theirs. */
  drop(ids: readonly number[]): void {
    for (const id of ids) this.#functions.delete(id)
  }
}
