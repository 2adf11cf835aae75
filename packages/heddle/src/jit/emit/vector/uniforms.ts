import { partsOf } from "../../ir/index.ts"
import type { Expr, Stmt } from "../../ir/index.ts"
import type { Lanes } from "./lanes.ts"

/** Makes vectors of constants, and of variables that only the surroundings set, before the loop begins. */
export function keepUniforms(lanes: Lanes, list: readonly Stmt[]): void {
  const { plan } = lanes
  const visit = (expr: Expr): void => {
    const isOuter = expr.k === "get" && !plan.isVarying(expr.local) && plan.isOuter(expr.local)
    if ((expr.k === "const" || isOuter) && expr.rep === "f64") lanes.keep(expr)
    if (plan.isUniform(expr)) return
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
