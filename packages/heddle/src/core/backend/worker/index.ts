/**
 * What runs on the other side: the runner, which starts tasks in order and reports them, over a channel that hides
 * whether it is a thread or a process. `thread-entry.ts` is the program of a worker thread.
 *
 * ```ts skip a fragment: the names around it are internal
 * const runner = new Runner(channel, 1)
 * runner.handle({ t: "run", seq: 0, runs: [...], ... })
 * ```
 */
export type { Channel } from "./channel.ts"
export { Runner } from "./runner.ts"
