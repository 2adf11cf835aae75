/**
 * `threading.Thread`: a function on a thread of its own, or on one of a growing set.
 *
 * ```ts
 * import { Queue, Thread } from "heddle/multiprocessing"
 * const queue = new Queue<string>()
 * const thread = new Thread(async (text: string) => await queue.put(text.toUpperCase()), "hello")
 * thread.start()
 * await thread.join()
 * await queue.get() // => "HELLO"
 * ```
 */
export { activeCount, enumerate, Thread } from "./thread.ts"
export type { ThreadOptions } from "./thread.ts"
