import { elementShift, partsOf } from "../ir/index.ts"
import type { ArrayRef, Expr, Local } from "../ir/index.ts"
import type { Facts } from "./facts.ts"
import type { Place } from "./places.ts"

/** Two arrays of which one is written. */
export interface Pair {
  readonly one: ArrayRef
  readonly other: ArrayRef
  /** They may be the same memory, from the same element on. */
  readonly mayBeOne: boolean
}

/**
 * Why iterations of a later loop must not come between those of an earlier one; else the arrays that must not overlap: what
 * one of the loops writes, the other may only use in the iteration of that number.
 */
export function meet(before: Facts, after: Facts): string | readonly Pair[] {
  const shared = variableOf(before, after)
  if (shared !== undefined) return shared
  if (before.loop.random !== undefined && after.loop.random !== undefined) return "both draw random numbers"
  const pairs: Pair[] = []
  for (const one of before.accesses) {
    for (const other of after.accesses) {
      if (!one.stores && !other.stores) continue
      const isAlike = isSamePlace(one.place, other.place)
      if (one.array === other.array) {
        if (!isAlike) return `what one of them writes into \`${one.array.name}\`, the other uses in other iterations`
        continue
      }
      const mayBeOne = isAlike && elementShift[one.array.element] === elementShift[other.array.element]
      pairs.push({ one: one.array, other: other.array, mayBeOne })
    }
  }
  return pairs
}

/** What of a variable keeps them apart. */
function variableOf(before: Facts, after: Facts): string | undefined {
  const sums = new Set(before.loop.reductions.map(({ local }) => local))
  for (const { local } of after.loop.reductions) if (sums.has(local)) return `both change \`${local.name}\``
  for (const local of before.sets) {
    if (after.reads.has(local)) return `it needs \`${local.name}\`, which that one computes`
    if (after.sets.has(local)) return `both change \`${local.name}\``
  }
  for (const local of after.sets)
    if (before.reads.has(local)) return `it changes \`${local.name}\`, which that one reads`
  return undefined
}

/** Is it the same element for the same number, and another one for each number? */
function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && a.stride !== 0 && isAlike(a.at, b.at)
}

/** Are two pure expressions written alike? `differ`: of which variables it is asked when it runs whether they are the same. */
export function isAlike(a: Expr, b: Expr, differ?: (a: Local, b: Local) => boolean): boolean {
  if (a.k !== b.k || a.rep !== b.rep) return false
  if (a.k === "get") {
    const { local } = b as typeof a
    return a.local === local || differ?.(a.local, local) === true
  }
  if (a.k === "const") return Object.is(a.value, (b as typeof a).value)
  if ("op" in a && a.op !== (b as typeof a).op) return false
  if ("how" in a && a.how !== (b as typeof a).how) return false
  if (a.k === "fused" && a.isNegative !== (b as typeof a).isNegative) return false
  const isKnown = ["unary", "binary", "fused", "compare", "convert", "if"].includes(a.k)
  const [x, y] = [partsOf(a), partsOf(b)]
  return isKnown && x.length === y.length && x.every((part, i) => isAlike(part, y[i]!, differ))
}
