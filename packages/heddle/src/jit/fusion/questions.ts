import { elementShift } from "../ir/index.ts"
import type { ArrayRef, Expr, Local } from "../ir/index.ts"
import type { Pair } from "./meet.ts"
import { counter, withValues } from "./places.ts"
import type { Place } from "./places.ts"

/** What is asked before loops are run as one, as an i32 of 0 or 1 each. */

function get(local: Local): Expr {
  return { k: "get", rep: local.rep, local }
}

function wide(expr: Expr, how: "exact" | "unsigned" = "exact"): Expr {
  return expr.rep === "i64" ? expr : { k: "convert", rep: "i64", how, a: expr }
}

function long(value: number): Expr {
  return { k: "const", rep: "i64", value }
}

function binary(op: "add" | "sub" | "mul", a: Expr, b: Expr): Expr {
  return { k: "binary", rep: a.rep, op, a, b }
}

function compare(op: "eq" | "lt" | "ge", a: Expr, b: Expr): Expr {
  return { k: "compare", rep: "i32", op, a, b }
}

function bits(op: "and" | "or", a: Expr, b: Expr): Expr {
  return { k: "binary", rep: "i32", op, a, b }
}

export function all(questions: readonly Expr[]): Expr {
  return questions.reduce((a, b) => bits("and", a, b))
}

export function areEqual(a: Expr, b: Expr): Expr {
  return compare("eq", a, b)
}

/** The first and the last number that the loops' counters have, and how many there are. */
export interface Range {
  readonly first: Local
  readonly last: Local
  readonly count: Local
  readonly step: number
}

/** Is an index of the array's for all numbers of a range? That of a range of none need not be. */
export function isWithin(array: ArrayRef, { at, stride }: Place, { first, last, count, step }: Range): Expr {
  const of = (local: Local): Expr => wide(withValues(at, (one) => (one === counter ? get(local) : undefined)))
  const grows = stride * step
  const [low, high] = grows >= 0 ? [of(first), of(last)] : [of(last), of(first)]
  const isIn = bits("and", compare("ge", low, long(0)), compare("lt", high, wide(get(array.length))))
  // Then none between has been too large for its bits.
  const span = binary("mul", long(Math.abs(grows)), binary("sub", wide(get(count), "unsigned"), long(1)))
  return stride === 0 ? isIn : bits("and", isIn, compare("eq", binary("sub", high, low), span))
}

/** Do two arrays not overlap? Or are they one, if that may be. */
export function areApart({ one, other, mayBeOne }: Pair): Expr {
  const [a, b] = [get(one.pointer), get(other.pointer)]
  const ahead = (from: Expr, to: Expr): Expr => unsigned(binary("sub", from, to))
  const isApart = bits("and", compare("ge", ahead(a, b), bytesOf(other)), compare("ge", ahead(b, a), bytesOf(one)))
  return mayBeOne ? bits("or", isApart, compare("eq", a, b)) : isApart
}

function unsigned(address: Expr): Expr {
  return { k: "convert", rep: "f64", how: "unsigned", a: address }
}

function bytesOf({ element, length }: ArrayRef): Expr {
  return binary("mul", unsigned(get(length)), { k: "const", rep: "f64", value: 2 ** elementShift[element] })
}
