import type { Expr, Local, PrangeStmt, Stmt } from "../ir/index.ts"
import { partsOf } from "../ir/index.ts"
import { namesIn } from "./facts.ts"
import { isAlike } from "./meet.ts"
import { isPure, withValues } from "./places.ts"

/** The range of a prange, of variables as they are where it begins. */
export interface Range {
  readonly start: Expr
  readonly count: Expr
}

/** No range is so long. */
const most = 60

/** The ranges of the pranges of a list, by their counters. */
export function rangesIn(list: readonly Stmt[]): ReadonlyMap<Local, Range> {
  const values = new Map<Local, Expr>()
  const ranges = new Map<Local, Range>()
  const now = (expr: Expr): Expr => withValues(expr, (local) => values.get(local))
  for (const stmt of list) {
    if (stmt.k === "prange") ranges.set(stmt.index, { start: now(stmt.start), count: now(stmt.count) })
    const value = stmt.k === "set" && isKnown(stmt.value) ? now(stmt.value) : undefined
    const { sets } = namesIn([stmt])
    for (const [local, known] of values) if (sets.has(local) || isOf(known, sets)) values.delete(local)
    if (stmt.k === "set" && value !== undefined && !isOf(value, sets) && sizeOf(value) < most) {
      values.set(stmt.local, value)
    }
  }
  return ranges
}

function isKnown(expr: Expr): boolean {
  return isPure(expr) && partsOf(expr).every(isKnown)
}

function sizeOf(expr: Expr): number {
  return partsOf(expr).reduce((sum, part) => sum + sizeOf(part), 1)
}

/** Does it name one of the variables? */
export function isOf(expr: Expr, locals: ReadonlySet<Local>): boolean {
  return expr.k === "get" ? locals.has(expr.local) : partsOf(expr).some((part) => isOf(part, locals))
}

/**
 * Have two loops the same range? `asked`: if the length of an array is another one, which is known when it runs. `lengths`:
 * the variables that hold lengths.
 */
export function isSameRange(
  [one, a]: readonly [PrangeStmt, Range],
  [other, b]: readonly [PrangeStmt, Range],
  lengths: ReadonlySet<Local>,
): boolean | "asked" {
  if (one.step !== other.step || !isAlike(a.start, b.start)) return false
  if (isAlike(a.count, b.count)) return true
  const mayBeOne = (x: Local, y: Local): boolean => lengths.has(x) || lengths.has(y)
  return isAlike(a.count, b.count, mayBeOne) ? "asked" : false
}
