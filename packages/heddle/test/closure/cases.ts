import type { Case, Run } from "./cases/case.ts"
import { classes } from "./cases/classes.ts"
import { functions } from "./cases/functions.ts"
import { modules } from "./cases/modules.ts"
import { inspectorRefusals, refusals } from "./cases/refusals.ts"
import { values } from "./cases/values.ts"

export type { Case, Run } from "./cases/case.ts"

/** Every behaviour of sending a function, whatever runs it: give each `test` a `run`. */
export const cases: readonly Case[] = [
  ...values,
  ...functions,
  ...classes,
  ...modules,
  ...refusals,
  ...inspectorRefusals,
]

/** The name of the first difference, or undefined if the case holds. */
export async function check(
  each: Case,
  run: Run,
  equal: (a: unknown, b: unknown) => boolean,
): Promise<string | undefined> {
  let got: unknown
  try {
    got = await each.test(run)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    if (each.error === undefined) return `threw ${text}`
    return each.error.test(error instanceof Error ? error.message : text) ? undefined : `threw another error: ${text}`
  }
  if (each.error !== undefined) return `gave ${JSON.stringify(got)} instead of an error`
  return equal(got, each.want) ? undefined : `gave ${JSON.stringify(got)}, not ${JSON.stringify(each.want)}`
}
