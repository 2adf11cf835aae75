import { OverReleaseError } from "../core/errors/index.ts"
import { blockFor, travels, waitFor } from "./engine/index.ts"
import type { WaitOptions } from "./engine/index.ts"
import { Queue } from "./queue.ts"
import { Lines } from "./shelf.ts"
import { shows } from "./shows.ts"

/**
 * A Queue that knows when the work on all its items is done: whoever takes an item calls `taskDone()` when it is through
 * with it, and `join()` waits until that was called for every item that was put.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { JoinableQueue } from "heddle/sync"
 * await using pool = new Pool({ workers: 1 })
 * const queue = new JoinableQueue<number>()
 * const works = pool.submit(async () => { for await (const n of queue) queue.taskDone() })
 * for (const n of [1, 2, 3]) await queue.put(n)
 * await queue.join() // => true
 * queue.close()
 * await works
 * ```
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  /** How many items were put and are not done. */
  get unfinished(): number {
    return this._shelf.look().unfinished
  }

  /** The work on one item is done. Throws an OverReleaseError if it is called more often than items were put. */
  taskDone(): void {
    if (this._shelf.taskDone()) return
    throw new OverReleaseError("taskDone() was called more often than items were put")
  }

  /** `true` once nothing is unfinished; `false` when `timeout` has passed. */
  async join(options?: WaitOptions): Promise<boolean> {
    return (await waitFor(() => this._waiting(Lines.joiners), options)) !== undefined
  }

  /** The same, blocking the thread: for workers. */
  joinSync(options?: { readonly timeout?: number | string | undefined }): boolean {
    return blockFor(() => this._waiting(Lines.joiners), options) !== undefined
  }
}

shows(JoinableQueue, (queue) => ({ ...queue.statistics(), unfinished: queue.unfinished }))
travels(JoinableQueue, "JoinableQueue", (queue) => queue._parts)
