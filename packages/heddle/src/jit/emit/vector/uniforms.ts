import { listsOf, partsOf, valuesOf } from "../../ir/index.ts"
import type { Expr, Stmt } from "../../ir/index.ts"
import type { Lanes } from "./lanes.ts"

/** Makes vectors of what the loop does not change, before it begins. */
export function keepUniforms(lanes: Lanes, list: readonly Stmt[]): void {
  const { plan } = lanes
  const visit = (expr: Expr): void => {
    if (plan.isUniform(expr)) return plan.isSteady(expr) ? lanes.keep(expr) : undefined
    if (expr.k === "seq") keepUniforms(lanes, expr.before)
    for (const part of partsOf(expr)) visit(part)
  }
  for (const stmt of list) {
    // Places of elements are no vectors.
    for (const expr of stmt.k === "store" ? [stmt.value] : valuesOf(stmt)) visit(expr)
    for (const inner of listsOf(stmt)) keepUniforms(lanes, inner)
  }
}
