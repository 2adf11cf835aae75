import type { Frame } from "./frame.ts"
import { isWaiting, rowsOf } from "./rows.ts"
import type { ProfileRow } from "./rows.ts"
import { selfTimes } from "./samples.ts"
import type { ThreadSamples } from "./samples.ts"

/** A function, and those that call it or that it calls, the longest first. */
export interface Relation {
  readonly of: ProfileRow
  /** `ms`: how long the calls between the two took. */
  readonly with: readonly { readonly row: ProfileRow; readonly ms: number }[]
}

/** Time of calls by who calls and who is called. */
type Pairs = Map<Frame, Map<Frame, number>>

/** Who calls the functions that `wanted` lets pass, or whom they call. A call within a call of the same two counts once. */
export function relations(
  threads: readonly ThreadSamples[],
  busy: number,
  which: "callers" | "callees",
  wanted: (row: ProfileRow) => boolean,
): Relation[] {
  const rows = rowsOf(threads, busy)
  const pairs: Pairs = new Map()
  for (const thread of threads) addPairs(thread, which, pairs)
  return [...rows]
    .filter(([, row]) => wanted(row))
    .toSorted(([, a], [, b]) => b.cumulative - a.cumulative)
    .map(([frame, of]) => {
      const others = [...(pairs.get(frame) ?? [])].map(([other, time]) => ({ row: rows.get(other)!, ms: time / 1000 }))
      return { of, with: others.toSorted((a, b) => b.ms - a.ms) }
    })
}

function addPairs(thread: ThreadSamples, which: "callers" | "callees", pairs: Pairs): void {
  const { nodes } = thread
  selfTimes(thread).forEach((time, number) => {
    if (time === 0 || isWaiting(nodes[number]!.frame)) return
    const seen: Pairs = new Map()
    for (let at = number; nodes[at]!.parent >= 0; at = nodes[at]!.parent) {
      const [called, caller] = [nodes[at]!.frame, nodes[nodes[at]!.parent]!.frame]
      const [of, other] = which === "callers" ? [called, caller] : [caller, called]
      const its = seen.get(of) ?? new Map<Frame, number>()
      its.set(other, time)
      seen.set(of, its)
    }
    for (const [of, others] of seen) {
      const sums = pairs.get(of) ?? new Map<Frame, number>()
      for (const other of others.keys()) sums.set(other, (sums.get(other) ?? 0) + time)
      pairs.set(of, sums)
    }
  })
}
