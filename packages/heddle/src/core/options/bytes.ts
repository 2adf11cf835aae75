import { OptionError } from "../errors/index.ts"

const exponents: Readonly<Record<string, number>> = { "": 0, K: 1, M: 2, G: 3, T: 4, P: 5 }

/** The least size that `bytes` lets pass. */
export interface BytesRules {
  /** Default 1. */
  readonly min?: number
}

/**
 * A whole number of bytes. A number is bytes; a string may have a unit, as GNU's tools and joblib read it: `K M G T`
 * and `KiB MiB …` are powers of 1024, `KB MB …` powers of 1000.
 * @throws OptionError
 *
 * @example
 * ```ts
 * bytes("memoryLimit", "512M") // 536870912
 * bytes("memoryLimit", "1.5GB") // 1500000000
 * ```
 */
export function bytes(name: string, value: unknown, rules: BytesRules = {}): number {
  const { min = 1 } = rules
  const size = typeof value === "number" ? value : typeof value === "string" ? parse(value) : Number.NaN
  if (size >= min && (Number.isSafeInteger(size) || size === Number.POSITIVE_INFINITY)) return size
  throw new OptionError(
    name,
    `a number of bytes or a size like "512M", "10G"${min > 1 ? `, at least ${min}` : ""}`,
    value,
  )
}

function parse(text: string): number {
  const [, amount, prefix, tail] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([kmgtp]?)(i?b)?\s*$/i.exec(text) ?? []
  if (amount === undefined || prefix === undefined) return Number.NaN
  const exponent = exponents[prefix.toUpperCase()] ?? 0
  const base = tail?.toLowerCase() === "b" ? 1000 : 1024
  return Math.floor(Number(amount) * base ** exponent)
}
