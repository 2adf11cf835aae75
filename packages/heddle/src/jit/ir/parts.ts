import type { Expr } from "./ir.ts"

/** The expressions that an expression is made of; of statements before it, nothing. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.k) {
    case "unary":
    case "convert":
    case "index":
    case "whole":
      return [expr.a]
    case "binary":
    case "compare":
      return [expr.a, expr.b]
    case "fused":
      return [expr.a, expr.b, expr.c]
    case "if":
      return [expr.test, expr.yes, expr.no]
    case "load":
      return [expr.index]
    case "call":
      return expr.args
    case "seq":
      return [expr.value]
    default:
      return []
  }
}
