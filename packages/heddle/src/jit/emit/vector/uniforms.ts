import { partsOf } from "../../ir/index.ts"
import type { Expr, Stmt } from "../../ir/index.ts"
import type { Lanes } from "./lanes.ts"

/** Makes vectors of what the loop does not change, before it begins. */
export function keepUniforms(lanes: Lanes, list: readonly Stmt[]): void {
  const { plan } = lanes
  const visit = (expr: Expr): void => {
    if (plan.isUniform(expr)) return plan.isInvariant(expr) ? lanes.keep(expr) : undefined
    if (expr.k === "seq") keepUniforms(lanes, expr.before)
    for (const part of partsOf(expr)) visit(part)
  }
  for (const stmt of list) {
    switch (stmt.k) {
      case "set":
      case "store":
      case "drop":
        visit(stmt.value)
        break
      case "if":
        visit(stmt.test)
        keepUniforms(lanes, stmt.yes)
        keepUniforms(lanes, stmt.no)
        break
      case "loop":
        if (stmt.test !== undefined) visit(stmt.test)
        keepUniforms(lanes, stmt.body)
        keepUniforms(lanes, stmt.update)
        break
      case "block":
        keepUniforms(lanes, stmt.body)
        break
      default:
    }
  }
}
