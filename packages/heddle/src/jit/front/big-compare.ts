import type { AnyNode } from "acorn"
import type { CompareOp, Expr } from "../ir/index.ts"
import { once, sequence } from "./bigints.ts"
import type { Compiler } from "./compiler.ts"
import { isInt32 } from "./known.ts"
import { int64, isNatural, isWithin, typeOf } from "./ranges.ts"
import type { Range } from "./ranges.ts"
import { as, big, binary, compare, comparisons, float, int, knownBig } from "./values.ts"
import type { BigValue, NumberValue } from "./values.ts"

/** Two bigints, whichever type each has. */
export function compareBig(c: Compiler, op: CompareOp, a: BigValue, b: BigValue, node: AnyNode): Expr {
  const [m, n] = [knownBig(a), knownBig(b)]
  if (m !== undefined && n !== undefined) return int(Number(comparisons[op](m, n)))
  for (const value of [m, n]) checkFits(c, value, node)
  if (isWithin(a.range, int64) && isWithin(b.range, int64)) return compare(op, a.expr, b.expr)
  const [x, y] = [once("left", a.expr), once("right", b.expr)]
  const both = compare(op, biased(x.get), biased(y.get))
  const isEither = (value: Expr, yes: boolean): Expr => {
    const test = compare("lt", value, big(0n))
    return { k: "if", rep: "i32", test, yes: int(Number(yes)), no: both }
  }
  // One is of uint64; where the other is below 0, no bits need to be compared.
  const expr = !isNatural(a.range)
    ? isEither(x.get, comparisons[op](-1n, 0n))
    : isNatural(b.range)
      ? both
      : isEither(y.get, comparisons[op](0n, -1n))
  return sequence([x.set, y.set], expr)
}

/** A constant is compared as 64 bits. */
function checkFits(c: Compiler, value: bigint | undefined, node: AnyNode): void {
  if (value !== undefined && typeOf({ low: value, high: value }) === undefined)
    c.fail(node, `${value}n fits in no 64 bits`, "compare with a smaller one")
}

/** As one of int64 in the order of uint64. */
function biased(expr: Expr): Expr {
  return binary("xor", expr, big(int64.low))
}

const two63 = 2 ** 63
const exact: Range = { low: -(2n ** 53n), high: 2n ** 53n }

/** A bigint and a number, as what they are: no number is rounded. */
export function compareMixed(c: Compiler, op: CompareOp, a: BigValue, b: NumberValue, node: AnyNode): Expr {
  checkFits(c, knownBig(a), node)
  if (b.expr.rep === "i32" && isInt32(b.known)) {
    const range = { low: BigInt(b.known.low), high: BigInt(b.known.high) }
    return compareBig(c, op, a, { kind: "bigint", range, expr: as("big", b.expr) }, node)
  }
  if (isWithin(a.range, exact)) return compare(op, as("f64", a.expr), as("f64", b.expr))
  const [x, y] = [once("left", a.expr), once("right", as("f64", b.expr))]
  const signed = besides(op, x.get, y.get)
  if (typeOf(a.range) !== "uint64") return sequence([x.set, y.set], signed)
  // Those from 2^63 on: both less 2^63.
  const upper = besides(op, biased(x.get), binary("sub", y.get, float(two63)))
  const isUpper = compare("lt", x.get, big(0n))
  return sequence([x.set, y.set], { k: "if", rep: "i32", test: isUpper, yes: upper, no: signed })
}

/** Where the bigint as a float64 is not the number, those compare alike; where it is, the number is an integer. */
function besides(op: CompareOp, a: Expr, b: Expr): Expr {
  const float64 = as("f64", a)
  const isEnd = compare("eq", b, float(two63))
  const integers = compare(op, a, as("big", b))
  const below = int(Number(comparisons[op](-1n, 0n)))
  const same: Expr = { k: "if", rep: "i32", test: isEnd, yes: below, no: integers }
  return { k: "if", rep: "i32", test: compare("eq", float64, b), yes: same, no: compare(op, float64, b) }
}
