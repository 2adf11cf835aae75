import { isMainThread as isFirst } from "node:worker_threads"
import { nestingDepth } from "./budget.ts"

/**
 * True in the program itself, false in every worker, be it a thread or a process: what Python asks with
 * `if __name__ == "__main__"`. A module that tasks import guards with it what only the program is to do.
 *
 * @example
 * ```ts
 * import { isMainThread } from "heddle"
 * isMainThread // => true
 * ```
 */
export const isMainThread: boolean = isFirst && nestingDepth() === 0
