import { isTarget, Local, walk, withParts } from "../ir/index.ts"
import type { Expr, Stmt } from "../ir/index.ts"

/** Pranges of functions that were put in the place of their calls, as statements of the list around. */
export function lifted(stmt: Stmt): readonly Stmt[] {
  switch (stmt.k) {
    case "block":
      return isTarget(stmt.exit, stmt.body) ? [stmt] : stmt.body.flatMap(lifted)
    case "set":
    case "drop": {
      const apart = taken(stmt.value)
      return apart === undefined ? [stmt] : [...apart.before, { ...stmt, value: apart.value }]
    }
    case "return": {
      const apart = stmt.values.length === 1 ? taken(stmt.values[0]!) : undefined
      return apart === undefined ? [stmt] : [...apart.before, { ...stmt, values: [apart.value] }]
    }
    default:
      return [stmt]
  }
}

interface Taken {
  readonly before: readonly Stmt[]
  readonly value: Expr
}

/** An expression without the pranges that come before parts of it; undefined: there are none, or not only before it. */
function taken(expr: Expr): Taken | undefined {
  switch (expr.k) {
    case "seq": {
      const inside = taken(expr.value)
      if (inside === undefined && !expr.before.some(hasLoop)) return undefined
      const { before, value } = inside ?? { before: [], value: expr.value }
      return { before: [...expr.before.flatMap(lifted), ...before], value }
    }
    case "unary":
    case "convert": {
      const inside = taken(expr.a)
      return inside && { before: inside.before, value: withParts(expr, () => inside.value) }
    }
    case "binary":
    case "compare": {
      const [first, second] = [taken(expr.a), taken(expr.b)]
      if (first === undefined && second === undefined) return undefined
      const { before, value: a } = first ?? { before: [], value: expr.a }
      if (second === undefined) return { before, value: { ...expr, a } }
      // It is computed before them.
      const kept = new Local("kept", a.rep)
      const set: Stmt = { k: "set", local: kept, value: a }
      const get: Expr = { k: "get", rep: a.rep, local: kept }
      return { before: [...before, set, ...second.before], value: { ...expr, a: get, b: second.value } }
    }
    default:
      return undefined
  }
}

function hasLoop(stmt: Stmt): boolean {
  let has = false
  walk([stmt], { stmt: ({ k }) => void (has ||= k === "prange") })
  return has
}
