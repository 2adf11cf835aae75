import { isThrownByTask } from "../pool/index.ts"

/**
 * Whatever a task or a method of an actor threw: `error instanceof TaskError` tells it from what went wrong around the
 * task. The error itself is the one that was thrown, with its own class, message and properties, and a stack that shows
 * where it was thrown and where the task was called. Nothing is ever an instance of this class alone.
 *
 * @example
 * ```ts
 * import { TaskError, get, remote } from "heddle/remote"
 * const parse = remote((text: string) => JSON.parse(text) as unknown)
 * try {
 *   await get(parse.remote("{"))
 * } catch (error) {
 *   error instanceof SyntaxError && error instanceof TaskError // => true
 * }
 * ```
 */
export abstract class TaskError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isThrownByTask(value)
  }
}
