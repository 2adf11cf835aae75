import type { GraphNode } from "./graph-types.ts"

/**
 * An object with this property, a string, does not travel. Captured or passed directly it is an UnsendableError with
 * that message; reached only through a class or a helper it arrives as a stub that throws the message on first use.
 */
export const poison: unique symbol = Symbol.for("heddle.poison")

/**
 * How an object wants to be rebuilt on the other side: `object[reduce]()` gives `[fn, ...args]`, and the receiver's
 * value is `fn(...args)`, or `new fn(...args)` if `fn` is a class.
 *
 * @example
 * ```ts
 * class Point {
 *   #x: number
 *   constructor(x: number) { this.#x = x }
 *   [reduce]() { return [Point, this.#x] }
 * }
 * ```
 */
export const reduce: unique symbol = Symbol.for("heddle.reduce")

/** The message of an object that does not travel. */
export function poisonOf(value: object): string | undefined {
  const message = (value as { [poison]?: unknown })[poison]
  return typeof message === "string" ? message : undefined
}

/** The row of a symbol: registered and well-known ones are found again, any other is a new one with its description. */
export function symbolNode(value: symbol): GraphNode {
  const key = Symbol.keyFor(value)
  if (key !== undefined) return { t: "sym", how: "for", d: key }
  const name = Object.getOwnPropertyNames(Symbol).find((k) => Reflect.get(Symbol, k) === value)
  return name === undefined ? { t: "sym", how: "unique", d: value.description } : { t: "sym", how: "known", d: name }
}
