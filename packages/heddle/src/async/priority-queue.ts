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

/** Python's order of numbers, strings and tuples. Elements of tuples that have none are equal: `[priority, task]`. */
function naturally(a: unknown, b: unknown): number {
  const order = orderOf(a, b)
  if (order !== undefined) return order
  const hint = "give the queue a `compare`, or put [priority, item] in"
  throw new OptionError("item", "a number, a string or an array, like the others in the queue", a, { hint })
}

/** Undefined: these have no order. */
function orderOf(a: unknown, b: unknown): number | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = orderOf(a[i], b[i]) ?? 0
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  const comparable = (isNumber(a) && isNumber(b)) || (typeof a === "string" && typeof b === "string")
  if (!comparable) return undefined
  return a < b ? -1 : a > b ? 1 : 0
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" || typeof value === "bigint"
}
