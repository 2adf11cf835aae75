/** What the tasks of the dispatch tables are given, and give back. */
export const kinds: Readonly<Record<string, (i: number) => unknown>> = {
  "a number": (i) => i,
  "{ a, b }": (i) => ({ a: i, b: i + 1 }),
  "1 KB": (i) => `${i}`.padEnd(1024, "x"),
}

/** The function that they call. */
export const noop = (x: unknown): unknown => x
