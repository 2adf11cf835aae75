/**
 * What stands in order: a queue with cheap ends, for what waits, and several inputs side by side.
 *
 * ```ts skip a fragment: the names around it are internal
 * const waiting = new Deque<string>()
 * waiting.push("later")
 * waiting.unshift("first")
 * waiting.shift() // "first"
 * ```
 */
export { Deque } from "./deque.ts"
export { zipRows } from "./zip-rows.ts"
