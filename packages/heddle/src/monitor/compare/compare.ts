import { OptionError } from "../../core/errors/index.ts"
import { Comparison } from "./comparison.ts"
import { contest } from "./contest.ts"
import { compareSettings } from "./options.ts"
import type { CompareOptions } from "./options.ts"

/**
 * Measures functions against each other: how long each takes, how far its times spread, how many times as fast the second is as the
 * first, and how sure that is. They run in turns, after a warm-up; their results must be equal. A function may be async. Prints a table on
 * stderr.
 *
 * @param contestants functions by their names; the first is what the others are held against
 * @throws ContestantError when one throws: says which, and has what it threw as its `cause`
 * @throws ResultsDifferError when one gives another result than the first
 * @throws AbortError when `signal` aborts, between two runs
 *
 * @example
 * ```ts
 * import { Pool, range } from "heddle"
 * import { compare } from "heddle/monitor"
 * const steps = (n: number): number => {
 *   let count = 0
 *   for (let x = n; x !== 1; count++) x = x % 2 === 0 ? x / 2 : 3 * x + 1
 *   return count
 * }
 * await using pool = new Pool({ workers: 2 })
 * const numbers = [...range(1, 1000)]
 * const { rows, speedup } = await compare(
 *   { serial: () => numbers.map(steps), parallel: () => pool.map(steps, numbers) },
 *   { runs: 3, print: false },
 * )
 * rows.map(({ name }) => name) // => ["serial", "parallel"]
 * speedup > 0 // => true
 * ```
 */
export async function compare(
  contestants: Readonly<Record<string, () => unknown>>,
  options: CompareOptions = {},
): Promise<Comparison> {
  const settings = compareSettings(options)
  const entries = entriesOf(contestants)
  const comparison = new Comparison(await contest(entries, settings))
  if (settings.print) process.stderr.write(`${comparison.toString({ color: process.stderr })}\n`)
  return comparison
}

function entriesOf(contestants: unknown): (readonly [string, () => unknown])[] {
  if (typeof contestants !== "object" || contestants === null) {
    throw new OptionError("contestants", "an object of functions", contestants, {
      hint: "write compare({ serial: () => ..., parallel: () => ... })",
    })
  }
  const entries = Object.entries(contestants)
  if (entries.length < 2) throw new OptionError("contestants", "two functions or more", entries.length)
  for (const [name, run] of entries) {
    if (typeof run !== "function") throw new OptionError(`contestants.${name}`, "a function", run)
  }
  return entries
}
