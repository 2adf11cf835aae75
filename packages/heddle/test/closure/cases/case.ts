/** Runs a function elsewhere; rejects with what it threw, or with the error that says why it cannot be sent. */
export type Run = <A extends unknown[], R>(fn: (...args: A) => R, ...args: A) => Promise<Awaited<R>>

/** One behaviour that every way to run a function elsewhere has. */
export interface Case {
  readonly name: string
  test(run: Run): Promise<unknown>
  /** What `test` gives. */
  readonly want?: unknown
  /** What the message of the error matches that `test` rejects with. */
  readonly error?: RegExp
  /** Does not hold where functions run in another process. */
  readonly threadsOnly?: boolean
}

export type Fn<A extends unknown[] = never[], R = unknown> = (...args: A) => R
