import type { AnyNode } from "acorn"
import { Label, Local } from "../ir/index.ts"
import type { Expr, Stmt } from "../ir/index.ts"
import type { Compiler } from "./compiler.ts"
import { int64, isNatural, rangeOf } from "./ranges.ts"
import { big, binary, compare, constantBig, knownBig } from "./values.ts"
import type { BigValue } from "./values.ts"

/**
 * `a ** b` by squares and products, which `times` are. No square is larger than the result, unless it is one of 0, 1 and -1:
 * what does not fit on the way does not fit in the end.
 */
export function bigPower(
  c: Compiler,
  a: BigValue,
  b: BigValue,
  node: AnyNode,
  times: (x: BigValue, y: BigValue) => BigValue,
): BigValue {
  const by = knownBig(b)
  if (by === undefined) return inLoop(c, a, b, node, times)
  if (by < 0n) return c.fail(node, "its exponent is negative", "divide")
  if (by === 0n) return constantBig(1n)
  const before: Stmt[] = []
  const kept = (value: BigValue): BigValue => {
    const local = new Local("base", "big")
    before.push({ k: "set", local, value: value.expr })
    return { ...value, expr: { k: "get", rep: "big", local } }
  }
  const base = kept(a)
  const raised = (to: bigint): BigValue => {
    if (to === 1n) return base
    if (to % 2n === 1n) return times(kept(raised(to - 1n)), base)
    const root = kept(raised(to / 2n))
    return times(root, root)
  }
  const result = raised(by)
  return { ...result, expr: { k: "seq", rep: "big", before, value: result.expr } }
}

function inLoop(
  c: Compiler,
  a: BigValue,
  b: BigValue,
  node: AnyNode,
  times: (x: BigValue, y: BigValue) => BigValue,
): BigValue {
  const range = rangeOf(a.range.high > int64.high ? "uint64" : "int64")
  const variable = (name: string): { set: (value: Expr) => Stmt; value: BigValue } => {
    const local = new Local(name, "big")
    const expr: Expr = { k: "get", rep: "big", local }
    return { set: (value) => ({ k: "set", local, value }), value: { kind: "bigint", range, expr } }
  }
  const [result, base, left] = [variable("power"), variable("base"), variable("left")]
  const exponent = left.value.expr
  const exit = new Label("exit")
  const before: Stmt[] = [base.set(a.expr), left.set(b.expr), result.set(big(1n))]
  if (!isNatural(b.range)) {
    const site = c.errorSite(node, "has a negative exponent")
    before.push({ k: "guard", test: compare("ge", exponent, big(0n)), site })
  }
  const isOdd = compare("ne", binary("and", exponent, big(1n)), big(0n))
  const body: Stmt[] = [
    { k: "if", test: isOdd, yes: [result.set(times(result.value, base.value).expr)], no: [] },
    left.set(binary("shru", exponent, big(1n))),
    { k: "if", test: compare("eq", exponent, big(0n)), yes: [{ k: "break", to: exit }], no: [] },
    base.set(times(base.value, base.value).expr),
  ]
  before.push({ k: "loop", exit, next: new Label("next"), test: undefined, late: false, body, update: [] })
  return { kind: "bigint", range, expr: { k: "seq", rep: "big", before, value: result.value.expr } }
}
