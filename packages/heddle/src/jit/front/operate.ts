import type { AnyNode } from "acorn"
import type { CompareOp, Expr } from "../ir/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { compareBig, compareMixed } from "./big-compare.ts"
import { bigArithmetic, complement, once, sequence } from "./bigints.ts"
import type { Plain } from "./choices.ts"
import { asNumber, isMixed } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { integers, isInt32, negated } from "./known.ts"
import { clipped, int64, typeOf } from "./ranges.ts"
import { as, big, binary, compare, comparisons, constant, constantBig, float, int, knownBig, unary } from "./values.ts"
import type { BigValue, NumberValue, Value } from "./values.ts"

/** `a operator b`, of two numbers or of two bigints. */
export function operate(c: Compiler, operator: string, a: Plain, b: Plain, node: AnyNode): NumberValue | BigValue {
  if (a.kind === "bigint" && b.kind === "bigint") return bigArithmetic(c, operator, a, b, node)
  if (a.kind !== "bigint" && b.kind !== "bigint") return arithmetic(c, operator, asNumber(a), asNumber(b), node)
  return c.fail(node, "it mixes a bigint and a number", "make both bigints, BigInt(i), or both numbers, Number(x)")
}

/** `a++`, `a--` */
export function next(c: Compiler, operator: "++" | "--", a: Plain, node: AnyNode): NumberValue | BigValue {
  return operate(c, operator === "++" ? "+" : "-", a, a.kind === "bigint" ? constantBig(1n) : constant(1), node)
}

/** All but `===` and `!==`. */
export function compared(c: Compiler, op: CompareOp, a: Plain, b: Plain, node: AnyNode): Expr {
  if (a.kind === "bigint") {
    return b.kind === "bigint" ? compareBig(c, op, a, b, node) : compareMixed(c, op, a, asNumber(b), node)
  }
  if (b.kind === "bigint") return compareMixed(c, mirrored[op], b, asNumber(a), node)
  const [x, y] = [asNumber(a), asNumber(b)]
  if (x.expr.k === "const" && y.expr.k === "const") return int(Number(comparisons[op](x.expr.value, y.expr.value)))
  const rep = x.expr.rep === "i32" && y.expr.rep === "i32" ? "i32" : "f64"
  return compare(op, as(rep, x.expr), as(rep, y.expr))
}

/** Refuses what may be a boolean or a number, where JavaScript tells them apart. */
export function refuseMixed(c: Compiler, value: Value, node: AnyNode, reason: string): void {
  if (!isMixed(value)) return
  c.fail(node, `${reason}, and this may be either`, "make it one of them: Number(x), or x !== 0")
}

/** `a === b`: a number is no boolean, and no bigint. */
export function strictlyEqual(c: Compiler, a: Plain, b: Plain, node: AnyNode): Expr {
  for (const value of [a, b]) refuseMixed(c, value, node, "this tells a boolean from a number")
  if (a.kind === b.kind) return compared(c, "eq", a, b, node)
  const before = [a.expr, b.expr].filter(({ k }) => k !== "const").map((value) => ({ k: "drop", value }) as const)
  return sequence(before, int(0))
}

const mirrored: Readonly<Record<CompareOp, CompareOp>> = { eq: "eq", ne: "ne", lt: "gt", le: "ge", gt: "lt", ge: "le" }

export function negation(c: Compiler, value: Plain, node: AnyNode): NumberValue | BigValue {
  if (value.kind === "bigint") return bigArithmetic(c, "-", constantBig(0n), value, node)
  const a = asNumber(value)
  if (a.expr.k === "const") return constant(-a.expr.value)
  const known = negated(a.known)
  if (a.expr.rep === "i32" && isInt32(known)) return { kind: "number", known, expr: binary("sub", int(0), a.expr) }
  return { kind: "number", known, expr: unary("neg", as("f64", a.expr)) }
}

export function inverted(c: Compiler, value: Plain, node: AnyNode): NumberValue | BigValue {
  if (value.kind === "bigint") return complement(c, value, node)
  return arithmetic(c, "^", asNumber(value), constant(-1), node)
}

const two63 = 2 ** 63

/** `BigInt(value)`: of a number that is no integer, or none of int64, it is an error. */
export function toBigint(c: Compiler, value: Plain, node: AnyNode): BigValue {
  if (value.kind === "bigint") return value
  const { known, expr } = asNumber(value)
  if (expr.k === "const" && Number.isInteger(expr.value)) return constantBig(BigInt(expr.value))
  const isSure = known.integer && !known.nan && known.low >= -two63 && known.high < two63
  if (isSure) {
    const range = { low: BigInt(known.low), high: BigInt(known.high) }
    return { kind: "bigint", range: clipped(range, int64), expr: as("big", expr) }
  }
  const number = once("number", as("f64", expr))
  const integer = once("integer", as("big", number.get))
  const site = c.errorSite(node, "is of no integer that fits in int64")
  const isSame = compare("eq", as("f64", integer.get), number.get)
  const isBelow = compare("lt", number.get, float(two63))
  const test: Expr = { k: "if", rep: "i32", test: isSame, yes: isBelow, no: int(0) }
  const before = [number.set, integer.set, { k: "guard", test, site } as const]
  return { kind: "bigint", range: int64, expr: sequence(before, integer.get) }
}

/** `Number(value)`, rounded to the nearest. */
export function toNumber(value: Plain): NumberValue {
  if (value.kind !== "bigint") return asNumber(value)
  const constantValue = knownBig(value)
  if (constantValue !== undefined) return constant(Number(constantValue))
  const known = integers(Number(value.range.low), Number(value.range.high))
  if (isInt32(known)) return { kind: "number", known, expr: { k: "convert", rep: "i32", how: "wrap", a: value.expr } }
  const how = typeOf(value.range) === "uint64" ? "unsigned" : "exact"
  return { kind: "number", known, expr: { k: "convert", rep: "f64", how, a: value.expr } }
}

/** It is not 0n. */
export function isNonzero({ expr }: BigValue): Expr {
  return expr.k === "bigint" ? int(Number(expr.value !== 0n)) : compare("ne", expr, big(0n))
}
