import { partsOf } from "../../ir/index.ts"
import type { Expr, Local, Stmt } from "../../ir/index.ts"

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

export function walkValue(expr: Expr, visitor: Visitor): void {
  visitor.expr?.(expr)
  if (expr.k === "seq") walk(expr.before, visitor)
  for (const part of partsOf(expr)) walkValue(part, visitor)
}

function valuesOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.k) {
    case "set":
    case "drop":
      return [stmt.value]
    case "store":
      return [stmt.index, stmt.value]
    case "if":
      return [stmt.test]
    case "loop":
      return stmt.test === undefined ? [] : [stmt.test]
    case "return":
      return stmt.values
    case "prange":
      return [stmt.count, stmt.start]
    default:
      return []
  }
}

function listsOf(stmt: Stmt): readonly (readonly Stmt[])[] {
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

/** How many statements set each variable. */
export function setsIn(list: readonly Stmt[]): ReadonlyMap<Local, number> {
  const sets = new Map<Local, number>()
  const add = (local: Local): void => void sets.set(local, (sets.get(local) ?? 0) + 1)
  walk(list, {
    stmt(stmt) {
      if (stmt.k === "set") add(stmt.local)
      if (stmt.k !== "prange") return
      add(stmt.index)
      for (const { local } of stmt.reductions) add(local)
    },
  })
  return sets
}

/** Is there a loop in it? */
export function hasLoops(list: readonly Stmt[]): boolean {
  let found = false
  walk(list, { stmt: ({ k }) => void (found ||= k === "loop" || k === "prange") })
  return found
}
