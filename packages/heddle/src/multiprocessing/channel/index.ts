/**
 * Queues and pipes between processes. Items are copied when they are put, live in the thread that made the queue, and are
 * given to one reader each: if that one dies before it has it, to the next.
 *
 * ```ts
 * import { Process, Queue } from "heddle/multiprocessing"
 * const queue = new Queue<number>()
 * const child = new Process(async (queue: Queue<number>) => await queue.put(42), queue)
 * child.start()
 * await queue.get() // => 42
 * await child.join()
 * ```
 */
export { Pipe, PipeEnd } from "./pipe.ts"
export { JoinableQueue, Queue, SimpleQueue } from "./queue.ts"
