/*
 * What became of one test of Python's: the words that the tables are written in.
 */

/** A test of ours, by its file (relative to `test/`) and its title as it stands in the file. */
export interface Proof {
  readonly file: string
  readonly title: string
}

export type Verdict =
  /** A test in this folder, written after the behaviour. `differs` says what is otherwise here, and why. */
  | { readonly kind: "ported"; readonly by: Proof; readonly differs?: string }
  /** A test elsewhere that holds the behaviour already. */
  | { readonly kind: "covered"; readonly by: Proof; readonly differs?: string }
  | { readonly kind: "not applicable"; readonly because: string }

/** The upstream test's name, what it holds in our words, and the verdict. */
export type Row = readonly [test: string, behaviour: string, verdict: Verdict]

/** The tests of one class, or of a file without classes. */
export interface Table {
  /** Path in its repository. */
  readonly file: string
  /** The class that defines the tests; a mixin stands once, not once for each class that mixes it in. */
  readonly class?: string
  /** How many tests upstream has there, so that no row gets lost. */
  readonly tests: number
  readonly rows: readonly Row[]
}

/** Classes, or single tests, that no row is kept for. */
export interface LeftOut {
  readonly file: string
  readonly what: string
  readonly tests: number
  readonly because: string
}

/** What one project's tests are held against, as a whole. */
export interface Suite {
  readonly name: string
  readonly version: string
  readonly tables: readonly Table[]
  readonly leftOut: readonly LeftOut[]
}

type By = (title: string, differs?: string) => Verdict

/** Verdicts by tests of one file of this folder: `const wait = ported("waiting.ts")`. */
export function ported(file: string): By {
  return (title, differs) => ({ kind: "ported", by: { file: `upstream/${file}`, title }, ...(differs && { differs }) })
}

/** Verdicts by tests of one file of another folder: `const futures = covered("contract/futures.ts")`. */
export function covered(file: string): By {
  return (title, differs) => ({ kind: "covered", by: { file, title }, ...(differs && { differs }) })
}

export function notApplicable(because: string): Verdict {
  return { kind: "not applicable", because }
}
