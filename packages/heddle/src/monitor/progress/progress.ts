import { OptionError } from "../../core/errors/index.ts"
import { integer, knownKeys } from "../../core/options/index.ts"
import { progressLine } from "../../core/progress-line/index.ts"
import { watchCall, watchPromise } from "./watch.ts"
import type { Elapsed, Told } from "./watch.ts"

export type { Elapsed, Told } from "./watch.ts"

/** What the line says. */
export interface ProgressOptions {
  /** What stands before the bar. */
  readonly name?: string | undefined
  /** How many there will be. Default: the `length` or `size` of what is iterated over, if it has one. */
  readonly total?: number | undefined
}

/**
 * A loop with a line of progress on stderr: gives what it is given, item by item. What has a synchronous iterator can be read by `for`
 * and by `for await`. The line ends with the loop, also where that is left early.
 *
 * @example
 * ```ts
 * import { progress } from "heddle/monitor"
 * let sum = 0
 * for (const n of progress([1, 2, 3], { name: "sum" })) sum += n
 * sum // => 6
 * ```
 */
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T> & AsyncIterable<T>
export function progress<T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>
/**
 * Calls `start` with a function for the option `progress` of `map`, `imap`, `parallel` or `compute`, and gives what that is told, each time
 * the latest. Ends when the promise of `start` does, and throws what that rejects with. No line is printed: this is for programs.
 *
 * @example
 * ```ts
 * import { Pool, range } from "heddle"
 * import type { MapProgress } from "heddle"
 * import { progress } from "heddle/monitor"
 * await using pool = new Pool({ workers: 2 })
 * let last: MapProgress | undefined
 * for await (const p of progress((tell: (p: MapProgress) => void) => pool.map(Math.sqrt, range(100), { progress: tell }))) last = p
 * last // => { done: 100, total: 100, failed: 0, retried: 0 }
 * ```
 */
export function progress<A extends unknown[]>(
  start: (tell: (...told: A) => void) => PromiseLike<unknown>,
): AsyncIterable<Told<A>>
/**
 * A line on stderr for something that does not say how far it is, such as a kernel's `async` call: the time that has passed. Gives that time
 * about ten times a second, ends when the promise does, and throws what it rejects with.
 *
 * @example
 * ```ts
 * import { progress } from "heddle/monitor"
 * let passed = 0
 * for await (const { elapsed } of progress(Promise.resolve(5), { name: "kernel" })) passed = elapsed
 * passed >= 0 // => true
 * ```
 */
export function progress(promise: PromiseLike<unknown>, options?: ProgressOptions): AsyncIterable<Elapsed>
export function progress(what: unknown, options: ProgressOptions = {}): unknown {
  knownKeys(options, ["name", "total"], { desc: "name" })
  const { name = "", total } = options
  if (typeof name !== "string") throw new OptionError("name", "a string", name)
  if (total !== undefined) integer("total", total, { min: 0 })
  if (typeof what === "function") return watchCall(what as (tell: (...told: unknown[]) => void) => PromiseLike<unknown>)
  if (isObject(what) && "then" in what) return watchPromise(what as unknown as PromiseLike<unknown>, name)
  if (typeof what === "string" || (isObject(what) && (Symbol.iterator in what || Symbol.asyncIterator in what))) {
    return loop(what as Iterable<unknown>, name, total ?? lengthOf(what))
  }
  throw new OptionError("items", "an iterable, an async iterable, a promise, or a function that gives one", what)
}

function loop(items: Iterable<unknown> | AsyncIterable<unknown>, name: string, total: number | undefined): object {
  const begin = () => {
    const state = { done: 0, total }
    return { state, line: progressLine(name, () => state) }
  }
  async function* slow(): AsyncGenerator {
    const { state, line } = begin()
    try {
      for await (const item of items) {
        yield item
        state.done++
      }
    } finally {
      line.end()
    }
  }
  function* quick(): Generator {
    const { state, line } = begin()
    try {
      for (const item of items as Iterable<unknown>) {
        yield item
        state.done++
      }
    } finally {
      line.end()
    }
  }
  const isQuick = typeof items === "string" || Symbol.iterator in items
  return isQuick ? { [Symbol.iterator]: quick, [Symbol.asyncIterator]: slow } : { [Symbol.asyncIterator]: slow }
}

function lengthOf(items: unknown): number | undefined {
  const { length, size } = items as { readonly length?: unknown; readonly size?: unknown }
  return [length, size].find((count) => typeof count === "number")
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}
