import { inspect } from "node:util"

/** Which call failed. */
export interface FailedCall {
  /** What the function is called. */
  readonly name: string
  readonly args: readonly unknown[]
  /** The place among the calls of `parallel`; undefined in a graph. */
  readonly index?: number | undefined
  /** In a graph: the names of the calls that wait for this one, from it to what was computed. */
  readonly path?: readonly string[] | undefined
}

const failed = new WeakMap<object, FailedCall>()

/**
 * The call of `parallel` or of a graph that threw `error`; undefined if none did. The error itself is as it was thrown,
 * except that its stack has a line more that says the same.
 *
 * @example
 * ```ts
 * import { delayed, failedCall, parallel } from "heddle/parallel"
 * const half = (n: number) => {
 *   if (n % 2 === 1) throw new RangeError("odd")
 *   return n / 2
 * }
 * const error = await parallel({ nJobs: 2 })([2, 3].map((n) => delayed(half)(n))).catch((error: unknown) => error)
 * failedCall(error)?.args // => [3]
 * ```
 */
export function failedCall(error: unknown): FailedCall | undefined {
  return typeof error === "object" && error !== null ? failed.get(error) : undefined
}

const callerFrames = "    --- called from ---"

/** Notes which call threw `error`, beside it and in its stack, before the caller's frames. Returns the same value. */
export function markFailed(error: unknown, call: FailedCall): unknown {
  if (typeof error !== "object" || error === null || failed.has(error)) return error
  failed.set(error, call)
  if (!(error instanceof Error) || typeof error.stack !== "string") return error
  const at = error.stack.indexOf(`\n${callerFrames}`)
  const head = at < 0 ? error.stack : error.stack.slice(0, at)
  const stack = `${head}\n${describeCall(call)}${at < 0 ? "" : error.stack.slice(at)}`
  try {
    Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true, enumerable: false })
  } catch {
    // A frozen error keeps the stack that it came with.
  }
  return error
}

function describeCall({ name, args, index, path }: FailedCall): string {
  const place = index === undefined ? "" : `, call ${index}`
  const way = path === undefined || path.length < 2 ? "" : `, for ${path.slice(1).join(" <- ")}`
  return `    --- in ${name}(${args.map(brief).join(", ")})${place}${way} ---`
}

function brief(value: unknown): string {
  try {
    const text = inspect(value, {
      depth: 1,
      maxArrayLength: 4,
      maxStringLength: 60,
      breakLength: Infinity,
      compact: true,
    })
    return text.length > 100 ? `${text.slice(0, 99)}…` : text
  } catch {
    return typeof value
  }
}
