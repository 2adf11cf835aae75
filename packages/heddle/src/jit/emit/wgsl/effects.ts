import { partsOf } from "../../ir/index.ts"
import type { Expr } from "../../ir/index.ts"

/** Has it statements that may change a variable or an element? */
export function mayChange(expr: Expr): boolean {
  return expr.k === "seq" || partsOf(expr).some(mayChange)
}

/** Must statements run before the expression has its value? */
export function hasStatements(expr: Expr): boolean {
  if (expr.k === "seq" || expr.k === "whole" || (expr.k === "index" && !expr.safe)) return true
  return partsOf(expr).some(hasStatements)
}

/** Nothing is lost if it is computed for nothing. */
export function isCheap(expr: Expr): boolean {
  if (expr.k === "const" || expr.k === "get") return true
  if (expr.k === "load" || expr.k === "call" || expr.k === "if" || expr.k === "seq" || expr.k === "whole") return false
  if (expr.k === "index" || (expr.k === "binary" && expr.op === "div")) return false
  return partsOf(expr).every(isCheap)
}

/** An integer that may be infinite, or NaN: a quotient or a remainder. */
export function isOpen(expr: Expr): boolean {
  return expr.k === "call" || (expr.k === "unary" && expr.a.k === "binary" && expr.a.op === "div")
}
