import { OptionError } from "../errors/index.ts"

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** How `duration` reads its value. */
export interface DurationRules {
  /** The least that is allowed, in milliseconds. Default 0. */
  readonly min?: number
  /** Milliseconds in a bare number in a string, `"1.5"`: 1000 on the command line. Without it such a string is refused. */
  readonly bare?: number
}

/**
 * Milliseconds. A number is milliseconds (`Infinity`: no limit); a string has a unit: `ms s m h d w`.
 * @throws OptionError
 *
 * @example
 * ```ts
 * duration("timeout", 500) // 500
 * duration("timeout", "1.5s") // 1500
 * duration("timeout", "2", { bare: 1000 }) // 2000
 * ```
 */
export function duration(name: string, value: unknown, rules: DurationRules = {}): number {
  const { min = 0, bare } = rules
  const ms = typeof value === "number" ? value : typeof value === "string" ? parse(value, bare) : Number.NaN
  if (ms >= min) return ms
  throw new OptionError(
    name,
    `${bare === undefined ? "milliseconds" : "seconds"} or a duration like "1.5s", "5m"${least(min)}`,
    value,
  )
}

function parse(text: string, bare: number | undefined): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*$/i.exec(text) ?? []
  if (amount === undefined || unit === undefined) return Number.NaN
  const scale = unit === "" ? bare : units[unit.toLowerCase()]
  // 0.1 * 1000 and the like leave dust that a reader of a message would wonder about
  return scale === undefined ? Number.NaN : Number((Number(amount) * scale).toFixed(6))
}

function least(min: number): string {
  if (min === 0) return ", not negative"
  return min === Number.MIN_VALUE ? ", more than 0" : `, at least ${min} ms`
}

/** The longest that a timer of Node waits, in milliseconds: 24.8 days. */
const longestTimer = 2 ** 31 - 1

/** A duration for `setTimeout`, in milliseconds; undefined if it is longer than a timer can wait, which is as good as never. */
export function delay(name: string, value: unknown): number | undefined {
  const ms = duration(name, value)
  return ms > longestTimer ? undefined : ms
}
