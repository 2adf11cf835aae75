import { partsOf } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"
import type { Known } from "./known.ts"
import { float, unary } from "./values.ts"

type Product = Extract<Expr, { k: "binary" }>

/** `a + b` or `a - b` of float64 with a product on one side, as one operation; undefined where there is none. */
export function fused(op: "add" | "sub", a: Expr, b: Expr): Expr | undefined {
  if (isProduct(a)) {
    const c = op === "add" ? b : b.k === "const" ? float(-b.value) : unary("neg", b)
    return { k: "fused", rep: "f64", a: a.a, b: a.b, c, isNegative: false }
  }
  // It is computed before the product.
  if (!isProduct(b) || (a.k !== "const" && hasStatements(b))) return undefined
  return { k: "fused", rep: "f64", a: b.a, b: b.b, c: a, isNegative: op === "sub" }
}

/** One rounding less may give another last bit than what the bounds were found with. */
export function nearly(known: Known): Known {
  const more = (bound: number): number => (Number.isFinite(bound) ? bound + Math.abs(bound) * 2 ** -40 : bound)
  return { ...known, low: -more(-known.low), high: more(known.high) }
}

function isProduct(expr: Expr): expr is Product {
  return expr.k === "binary" && expr.op === "mul" && expr.rep === "f64"
}

function hasStatements(expr: Expr): boolean {
  return expr.k === "seq" || partsOf(expr).some(hasStatements)
}
