import { Scope } from "./scope.ts"
import { start } from "./task.ts"
import type { TaskFunction } from "./task.ts"

/**
 * Resolves with what `fn` returns; nothing that is cancelled outside is cancelled in it. For clean-ups that wait, and for
 * what must not be left half done. The caller waits for its end, and finds itself cancelled after that. (In asyncio the caller
 * goes on at once and leaves the rest running; here nothing outlives its scope.) A promise is given back as it is: nobody but
 * its maker can cancel it.
 *
 * @example
 * ```ts
 * import { shield, sleep, timeout } from "heddle/async"
 * const saved: string[] = []
 * const save = async () => void saved.push(await sleep(10, "saved"))
 * await timeout(1, () => shield(save)) // => undefined
 * saved // => ["saved"]
 * ```
 */
export async function shield<T>(work: TaskFunction<T> | PromiseLike<T>): Promise<Awaited<T>> {
  if (typeof work !== "function") return await work
  Scope.current()?.checkOpen()
  const started = start(work, Scope.apart(), undefined)
  const leave = Scope.current()?.adopt({ cancel() {}, ended: started.ended })
  try {
    return await started.future
  } finally {
    leave?.()
  }
}
