import { OptionError } from "../errors/index.ts"
import { nearest } from "./nearest.ts"

/** The range that `integer` and `number` let pass, both ends included. */
export interface Range {
  readonly min?: number
  readonly max?: number
}

/** The value, if it is an integer within the range; else throws `OptionError`. */
export function integer(name: string, value: unknown, range: Range = {}): number {
  return within(name, value, Number.isSafeInteger(value), "integer", range)
}

/** The value, if it is a number (not NaN) within the range; else throws `OptionError`. */
export function number(name: string, value: unknown, range: Range = {}): number {
  return within(name, value, typeof value === "number" && !Number.isNaN(value), "number", range)
}

/** The value, if it is `true` or `false`; else throws `OptionError`. */
export function boolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value
  throw new OptionError(name, "true or false", value)
}

/**
 * The value, if it is one of `choices`; else throws `OptionError`, with the choice that was probably meant.
 *
 * @example
 * ```ts
 * oneOf("backend", "threads", ["threads", "processes"]) // "threads"
 * ```
 */
export function oneOf<const T>(name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T
  const meant =
    typeof value === "string"
      ? nearest(
          value,
          choices.filter((choice) => typeof choice === "string"),
        )
      : undefined
  const hint = meant === undefined ? {} : { hint: `did you mean ${JSON.stringify(meant)}?` }
  throw new OptionError(
    name,
    `one of ${choices.map((choice) => JSON.stringify(choice) ?? String(choice)).join(", ")}`,
    value,
    hint,
  )
}

/**
 * Returns if `options` is an object that has no key but `names`; else throws `OptionError`, with the name that was
 * probably meant: what `otherNames` says, else the nearest. A key whose value is `undefined` counts as absent.
 *
 * @example
 * ```ts
 * knownKeys({ chunksize: 5 }, ["chunkSize", "signal"]) // throws, "did you mean `chunkSize`?"
 * ```
 */
export function knownKeys(
  options: unknown,
  names: readonly string[],
  otherNames: Readonly<Record<string, string>> = {},
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new OptionError("options", "an object", options, byPosition(options, names))
  }
  for (const [key, value] of Object.entries(options)) {
    if (names.includes(key) || value === undefined) continue
    const meant = Object.hasOwn(otherNames, key) ? otherNames[key] : nearest(key, names)
    const hint = meant === undefined ? `the options are ${names.join(", ")}` : `did you mean \`${meant}\`?`
    throw new OptionError(key, "absent: there is no such option", value, { hint })
  }
}

/** What Python takes by position: `imap(f, xs, 10)`, `wait(5)`, `acquire(False)`. */
function byPosition(value: unknown, names: readonly string[]): { readonly hint?: string } {
  if (typeof value === "number" && names.includes("chunkSize")) return { hint: `write { chunkSize: ${value} }` }
  if (!names.includes("timeout")) return {}
  if (typeof value === "number") return { hint: `write { timeout: ${value} }: a number is milliseconds` }
  if (value === false) return { hint: "write { timeout: 0 } so as not to wait" }
  return value === true ? { hint: "leave it out: waiting is the default" } : {}
}

function within(name: string, value: unknown, rightType: boolean, noun: string, range: Range): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range
  if (rightType && (value as number) >= min && (value as number) <= max) return value as number
  throw new OptionError(name, rule(noun, min, max), value)
}

function rule(noun: string, min: number, max: number): string {
  const article = noun === "integer" ? "an" : "a"
  if (min === 1 && max === Number.POSITIVE_INFINITY) return `a positive ${noun}`
  if (min === Number.NEGATIVE_INFINITY && max === Number.POSITIVE_INFINITY) return `${article} ${noun}`
  if (max === Number.POSITIVE_INFINITY) return `${article} ${noun}, at least ${min}`
  return min === Number.NEGATIVE_INFINITY
    ? `${article} ${noun}, at most ${max}`
    : `${article} ${noun} from ${min} to ${max}`
}
