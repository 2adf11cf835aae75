import { partsOf } from "../../ir/index.ts"
import type { Expr, Stmt } from "../../ir/index.ts"

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

/** How many operations an expression is. */
export function work(expr: Expr): number {
  let sum = expr.k === "fused" || expr.k === "binary" || expr.k === "unary" || expr.k === "compare" ? 1 : 0
  if (expr.k === "seq") for (const stmt of expr.before) if (stmt.k === "set") sum += work(stmt.value)
  for (const part of partsOf(expr)) sum += work(part)
  return sum
}
