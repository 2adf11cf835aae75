import { partsOf } from "../../ir/index.ts"
import type { Expr, Label, Stmt } from "../../ir/index.ts"

const cache = new WeakMap<Stmt, Set<Label>>()

/** The labels outside of the statement that statements inside leave to. */
export function breaksIn(stmt: Stmt): ReadonlySet<Label> {
  const known = cache.get(stmt)
  if (known !== undefined) return known
  const found = new Set<Label>()
  const own = new Set<Label>()
  cache.set(stmt, found)
  const expression = (expr: Expr): void => {
    if (expr.k === "seq") for (const one of expr.before) visit(one)
    for (const part of partsOf(expr)) expression(part)
  }
  const visit = (one: Stmt): void => {
    switch (one.k) {
      case "break":
        found.add(one.to)
        return
      case "if":
        expression(one.test)
        for (const each of [...one.yes, ...one.no]) visit(each)
        return
      case "loop":
        for (const each of [...one.body, ...one.update]) visit(each)
        own.add(one.exit).add(one.next)
        return
      case "block":
        for (const each of one.body) visit(each)
        own.add(one.exit)
        return
      case "set":
      case "drop":
      case "store":
        return expression(one.value)
      default:
    }
  }
  visit(stmt)
  for (const label of own) found.delete(label)
  return found
}
