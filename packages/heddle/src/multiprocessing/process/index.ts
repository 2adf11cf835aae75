/**
 * Processes that run one function each. A process is a program of its own: it ends when nothing is left to do in it, and it
 * never outlives the one that started it.
 *
 * ```ts
 * import { Process } from "heddle/multiprocessing"
 * const child = new Process({ target: (code: number) => process.exit(code), args: [7] })
 * child.start()
 * await child.join()
 * child.exitCode // => 7
 * ```
 */
export { activeChildren, currentProcess, parentProcess, Process } from "./process.ts"
export type { JoinOptions, ParentProcess, ProcessOptions } from "./process.ts"
