import { partsOf } from "../../ir/index.ts"
import type { Expr, Stmt } from "../../ir/index.ts"

const callCost = 1.5
/** What one instruction of a processor does for int32 takes several here. */
const integerCost = 0.5
const remainderCost = 4
/** A loop inside is taken for so many iterations. */
export const innerTrips = 8

/** Is it worth a look whether anybody does it at all? */
export function isCostly(stmt: Stmt): boolean {
  switch (stmt.k) {
    case "loop":
      return true
    case "if":
      return [...stmt.yes, ...stmt.no].some(isCostly)
    case "block":
      return stmt.body.some(isCostly)
    case "set":
    case "drop":
    case "store":
      return calls(stmt.value)
    default:
      return false
  }
}

/** Does it call a function of JavaScript? */
export function calls(expr: Expr): boolean {
  if (expr.k === "call") return true
  if (expr.k === "seq" && expr.before.some(isCostly)) return true
  return partsOf(expr).some(calls)
}

/** What an operation gains in vectors. */
export function gainOf(expr: Expr): number {
  switch (expr.k) {
    case "call":
      return -callCost
    case "convert":
      return expr.how === "int32" || expr.how === "truncated" ? -callCost : 0
    case "random":
      return 4
    case "fused":
      return 2
    case "binary":
      if (expr.rep === "i32" && expr.op === "rem") return -remainderCost
      return expr.rep === "i32" ? -integerCost : 1
    case "unary":
      return expr.rep === "i32" ? 0 : 1
    case "compare":
      return expr.a.rep === "i32" ? -integerCost : 1
    default:
      return 0
  }
}

/** Is it more than a number that can always be computed? */
export function canFail(expr: Expr): boolean {
  if (
    expr.k === "seq" ||
    expr.k === "random" ||
    expr.k === "whole" ||
    (expr.k === "index" && !expr.safe && expr.isUnchecked !== true)
  )
    return true
  return partsOf(expr).some(canFail)
}
