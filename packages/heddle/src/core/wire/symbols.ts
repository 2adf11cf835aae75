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
