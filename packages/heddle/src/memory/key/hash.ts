import { writeFunction } from "./functions.ts"
import { CanonicalValues } from "./values.ts"

/**
 * A digest of a value: the same for two if and only if a cache would take them for the same. 26 letters and digits.
 *
 * @throws UnhashableError with the path of what cannot be told from another by its contents: a socket, a promise, …
 *
 * @example
 * ```ts
 * hash({ a: 1, b: [2, 3] }) === hash({ b: [2, 3], a: 1 }) // => true
 * hash(0) === hash(-0) // => false
 * ```
 */
export function hash(value: unknown): string {
  const values = new CanonicalValues(writeFunction)
  values.write(value, "value")
  return values.bytes.digest()
}
