import type { Verdict as Held } from "../../upstream/verdicts.ts"
import type { missing as features } from "./missing.ts"

export { covered, notApplicable } from "../../upstream/verdicts.ts"

/** What became of one test of Numba's. */
export type Verdict =
  | Held
  /** A kernel could do it if this were there. */
  | { readonly kind: "missing"; readonly feature: keyof typeof features }

/** The test's name, what it holds in our words, and the verdict. */
export type Row = readonly [test: string, behaviour: string, verdict: Verdict]

/** The tests of one class. */
export interface Table {
  readonly class: string
  /** How many tests there are upstream, so that no row gets lost. */
  readonly tests: number
  readonly rows: readonly Row[]
}

/** Verdicts by tests of one file of this folder. */
export function ported(file: string): (title: string, differs?: string) => Verdict {
  return (title, differs) => {
    const by = { file: `jit/parfors/${file}`, title }
    return { kind: "ported", by, ...(differs !== undefined && { differs }) }
  }
}

export function missing(feature: keyof typeof features): Verdict {
  return { kind: "missing", feature }
}
