import { delay } from "../core/options/index.ts"
import { onCancelled } from "./scope.ts"

/** A timer that never fires, in ms: all it does is keep the program alive. */
const longest = 2 ** 31 - 1

/**
 * Resolves with `value` after `ms` milliseconds (or `"1.5s"`). Rejects as soon as the scope that it is called in is
 * cancelled, or `signal` aborted.
 *
 * @example
 * ```ts
 * import { sleep } from "heddle/async"
 * await sleep(1, "done") // => "done"
 * ```
 */
export function sleep(ms: number | string): Promise<void>
export function sleep<T>(
  ms: number | string,
  value: T,
  options?: { readonly signal?: AbortSignal | undefined },
): Promise<T>
export async function sleep(
  ms: number | string,
  value?: unknown,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<unknown> {
  const wait = delay("ms", ms)
  let timer: NodeJS.Timeout | undefined
  let leave: (() => void) | undefined
  try {
    return await new Promise<unknown>((resolve, reject) => {
      timer = wait === undefined ? setInterval(() => {}, longest) : setTimeout(resolve, wait, value)
      leave = onCancelled(signal, reject)
    })
  } finally {
    clearTimeout(timer)
    leave?.()
  }
}
