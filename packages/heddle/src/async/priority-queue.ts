import { OptionError } from "../core/errors/index.ts"
import { knownKeys } from "../core/options/index.ts"
import { Queue } from "./queue.ts"
import { HeapItems, LifoItems } from "./queue-items.ts"

export interface PriorityQueueOptions<T> {
  /** Less than 0: `a` comes out first. Default: as Python orders numbers, strings, and arrays, element by element. */
  readonly compare?: ((a: T, b: T) => number) | undefined
}

/**
 * A queue that gives the least item first, and of equal ones the one that came first.
 *
 * @example
 * ```ts
 * import { PriorityQueue } from "heddle/async"
 * const queue = new PriorityQueue<[number, string]>()
 * queue.putNowait([2, "later"])
 * queue.putNowait([1, "first"])
 * queue.getNowait() // => [1, "first"]
 * ```
 */
export class PriorityQueue<T> extends Queue<T> {
  constructor(maxSize: number = 0, options: PriorityQueueOptions<T> = {}) {
    knownKeys(options, ["compare"])
    super(maxSize, new HeapItems(options.compare ?? naturally))
  }
}

/** A queue that gives first what was put in last. */
export class LifoQueue<T> extends Queue<T> {
  constructor(maxSize: number = 0) {
    super(maxSize, new LifoItems<T>())
  }
}

/** Python's order of tuples, numbers and strings. */
function naturally(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = naturally(a[i], b[i])
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  if (!ordered(a) || !ordered(b)) {
    const hint = "give the queue a `compare`, or put [priority, item] in"
    throw new OptionError("item", "a number, a string, or an array of them", ordered(a) ? b : a, { hint })
  }
  return a < b ? -1 : a > b ? 1 : 0
}

function ordered(value: unknown): value is number {
  return typeof value === "number" || typeof value === "string" || typeof value === "bigint"
}
