import type { Expr, Label, Stmt } from "./ir.ts"
import { partsOf } from "./parts.ts"

interface Visitor {
  readonly stmt?: (stmt: Stmt) => void
  readonly expr?: (expr: Expr) => void
}

/** Every statement and expression, from the outside to the inside. */
export function walk(list: readonly Stmt[], visitor: Visitor): void {
  for (const stmt of list) {
    visitor.stmt?.(stmt)
    for (const expr of valuesOf(stmt)) walkValue(expr, visitor)
    for (const inner of listsOf(stmt)) walk(inner, visitor)
  }
}

function walkValue(expr: Expr, visitor: Visitor): void {
  visitor.expr?.(expr)
  if (expr.k === "seq") walk(expr.before, visitor)
  for (const part of partsOf(expr)) walkValue(part, visitor)
}

/** Does a statement go there? */
export function isTarget(label: Label, list: readonly Stmt[]): boolean {
  let found = false
  walk(list, { stmt: (stmt) => void (found ||= stmt.k === "break" && stmt.to === label) })
  return found
}

/** The expressions of a statement itself, in their order; not those of statements inside. */
export function valuesOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.k) {
    case "set":
    case "drop":
      return [stmt.value]
    case "store":
      return [stmt.index, stmt.value]
    case "if":
    case "guard":
      return [stmt.test]
    case "loop":
      return stmt.test === undefined ? [] : [stmt.test]
    case "return":
      return stmt.values
    case "prange":
      return [stmt.start, stmt.count]
    default:
      return []
  }
}

/** The statements inside of one. */
export function listsOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.k) {
    case "if":
      return [stmt.yes, stmt.no]
    case "loop":
      return [stmt.body, stmt.update]
    case "block":
    case "prange":
      return [stmt.body]
    default:
      return []
  }
}
