import type { AnyNode } from "acorn"
import { Local } from "../ir/index.ts"
import type { Expr, Stmt } from "../ir/index.ts"
import { bigPower } from "./big-power.ts"
import type { Compiler } from "./compiler.ts"
import { clipped, filled, holds, int64, isNatural, isWithin, rangeOf, spanned, typeOf, uint64 } from "./ranges.ts"
import type { Integer, Range } from "./ranges.ts"
import { big, binary, compare, constantBig, int, knownBig } from "./values.ts"
import type { BigValue } from "./values.ts"

const operators: Readonly<Record<string, (c: Compiler, a: BigValue, b: BigValue, node: AnyNode) => BigValue>> = {
  "+": (c, a, b, node) =>
    checked(c, "add", [a, b], { low: a.range.low + b.range.low, high: a.range.high + b.range.high }, node),
  "-": (c, a, b, node) =>
    checked(c, "sub", [a, b], { low: a.range.low - b.range.high, high: a.range.high - b.range.low }, node),
  "*": (c, a, b, node) => checked(c, "mul", [a, b], product(a.range, b.range), node),
  "/": (c, a, b, node) => divided(c, "div", a, b, node),
  "%": (c, a, b, node) => divided(c, "rem", a, b, node),
  "**": (c, a, b, node) => bigPower(c, a, b, node, (x, y) => bigArithmetic(c, "*", x, y, node)),
  "&": (_, a, b) => bitwise("and", a, b),
  "|": (c, a, b, node) => bitwise("or", ...alike(c, a, b, node)),
  "^": (c, a, b, node) => bitwise("xor", ...alike(c, a, b, node)),
  "<<": (c, a, b, node) => shiftedUp(c, a, b, node),
  ">>": (c, a, b, node) => shiftedDown(c, a, b, node),
}

/** `a operator b`: where the result fits in neither int64 nor uint64, that is an error when it runs. */
export function bigArithmetic(c: Compiler, operator: string, a: BigValue, b: BigValue, node: AnyNode): BigValue {
  const operate = operators[operator]
  if (operate === undefined) return c.fail(node, `\`${operator}\` takes no bigints`, "use `>>`, or numbers")
  const folded = foldBig(operator, a, b)
  if (folded !== undefined) return constantBig(folded)
  return operate(c, sized(c, a, node), sized(c, b, node), node)
}

/** Of two constants what JavaScript computes, if that is of a size that kernels have a use for. */
function foldBig(operator: string, a: BigValue, b: BigValue): bigint | undefined {
  const [x, y] = [knownBig(a), knownBig(b)]
  if (x === undefined || y === undefined) return undefined
  switch (operator) {
    case "+":
      return x + y
    case "-":
      return x - y
    case "*":
      return x * y
    case "/":
      return y === 0n ? undefined : x / y
    case "%":
      return y === 0n ? undefined : x % y
    case "&":
      return x & y
    case "|":
      return x | y
    case "^":
      return x ^ y
    case "**":
      return y < 0n || y > 128n ? undefined : x ** y
    case "<<":
      return y > 128n ? undefined : x << y
    default:
      return y < -128n ? undefined : x >> y
  }
}

/** A constant that is computed with when it runs has 64 bits. */
function sized(c: Compiler, value: BigValue, node: AnyNode): BigValue {
  return typeOf(value.range) === undefined ? fitted(c, value, "int64", node) : value
}

/** An expression once: what sets it, and what reads it. */
export function once(name: string, value: Expr): { readonly set: Stmt; readonly get: Expr } {
  const local = new Local(name, value.rep)
  return { set: { k: "set", local, value }, get: { k: "get", rep: value.rep, local } }
}

export function sequence(before: readonly Stmt[], value: Expr): Expr {
  return before.length === 0 ? value : { k: "seq", rep: value.rep, before, value }
}

/** Both hold. */
const and = (a: Expr, b: Expr): Expr => ({ k: "if", rep: "i32", test: a, yes: b, no: int(0) })

export function overflow(c: Compiler, node: AnyNode, type: Integer): number {
  const wrap = type === "int64" ? "asIntN" : "asUintN"
  return c.errorSite(node, `does not fit in ${type}: BigInt.${wrap}(64, …) around it wraps`)
}

/** The same, of what is never below 0 and is put into a variable that may be. */
export function overflowOf(name: string): typeof overflow {
  return (c, node, type) => {
    const says = `which \`${name}\` is, as it may be below 0: let it begin as BigInt.asUintN(64, …)`
    return c.errorSite(node, `does not fit in ${type}, ${says}`)
  }
}

/** The value as one of a type. */
export function fitted(
  c: Compiler,
  value: BigValue,
  type: Integer,
  node: AnyNode,
  site: (c: Compiler, node: AnyNode, type: Integer) => number = overflow,
): BigValue {
  const range = rangeOf(type)
  if (isWithin(value.range, range)) return value
  const constant = knownBig(value)
  if (constant !== undefined) {
    return c.fail(node, `${constant}n does not fit in ${type}`, `bigints have 64 bits: wrap it by BigInt.asIntN(64, …)`)
  }
  // The other type has those that are not negative as they are.
  const { set, get } = once("fitted", value.expr)
  const guard: Stmt = { k: "guard", test: compare("ge", get, big(0n)), site: site(c, node, type) }
  return { kind: "bigint", range: clipped(value.range, range), expr: sequence([set, guard], get) }
}

/** As two of uint64 if neither is negative, else as two of int64. */
function alike(c: Compiler, a: BigValue, b: BigValue, node: AnyNode): [BigValue, BigValue] {
  const type = isNatural(a.range) && isNatural(b.range) ? "uint64" : "int64"
  return [fitted(c, a, type, node), fitted(c, b, type, node)]
}

function product(a: Range, b: Range): Range {
  return spanned(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
}

function checked(
  c: Compiler,
  op: "add" | "sub" | "mul",
  [a, b]: readonly [BigValue, BigValue],
  range: Range,
  node: AnyNode,
): BigValue {
  if (typeOf(range) !== undefined) return { kind: "bigint", range, expr: binary(op, a.expr, b.expr) }
  const areNatural = isNatural(a.range) && isNatural(b.range)
  const isUnsigned = areNatural && (a.range.high > int64.high || b.range.high > int64.high)
  const type = isUnsigned && op !== "sub" ? "uint64" : "int64"
  const [x, y] = (isUnsigned ? [a, b] : [a, b].map((one) => fitted(c, one, type, node))) as [BigValue, BigValue]
  const of = isUnsigned && op === "sub" ? "difference" : type
  const check = { of, site: overflow(c, node, type) } as const
  return {
    kind: "bigint",
    range: clipped(range, rangeOf(type)),
    expr: { ...binary(op, x.expr, y.expr), check } as Expr,
  }
}

/** The largest of its numbers, whatever their sign. */
function sizeOf({ low, high }: Range): bigint {
  return spanned(low, -low, high, -high).high
}

function divided(c: Compiler, op: "div" | "rem", a: BigValue, b: BigValue, node: AnyNode): BigValue {
  const [x, y] = alike(c, a, b, node)
  const isUnsigned = isNatural(x.range) && isNatural(y.range)
  const [one, other] = [once("dividend", x.expr), once("divisor", y.expr)]
  const before = [one.set, other.set]
  if (holds(y.range, 0n)) {
    const site = c.errorSite(node, "divides by 0n")
    before.push({ k: "guard", test: compare("ne", other.get, big(0n)), site })
  }
  if (op === "div" && !isUnsigned && holds(x.range, int64.low) && holds(y.range, -1n)) {
    const [least, minus] = [compare("eq", one.get, big(int64.low)), compare("eq", other.get, big(-1n))]
    const test = compare("eq", and(least, minus), int(0))
    before.push({ k: "guard", test, site: overflow(c, node, "int64") })
  }
  const expr = sequence(before, binary(isUnsigned ? `${op}u` : op, one.get, other.get))
  const [size, divisor] = [sizeOf(x.range), sizeOf(y.range)]
  const rest = divisor > 0n ? divisor - 1n : 0n
  const most = op === "rem" && rest < size ? rest : size
  const low = x.range.low < 0n || (op === "div" && y.range.low < 0n) ? -most : 0n
  return { kind: "bigint", range: clipped({ low, high: most }, isUnsigned ? uint64 : int64), expr }
}

function bitwise(op: "and" | "or" | "xor", a: BigValue, b: BigValue): BigValue {
  const naturals = [a.range, b.range].filter(isNatural)
  const highs = naturals.map(({ high }) => high)
  const largest = op === "and" ? spanned(...highs, uint64.high).low : filled(spanned(...highs, 0n).high)
  const isInside = op === "and" ? naturals.length > 0 : naturals.length === 2
  return { kind: "bigint", range: isInside ? { low: 0n, high: largest } : int64, expr: binary(op, a.expr, b.expr) }
}

/** By how much is shifted: not less than 0. */
function amount(c: Compiler, by: BigValue, node: AnyNode): { readonly before: readonly Stmt[]; readonly get: Expr } {
  const known = knownBig(by)
  if (known !== undefined) {
    if (known < 0n) c.fail(node, "it shifts by less than 0n", "use the other operator")
    return { before: [], get: big(known > 64n ? 64n : known) }
  }
  const { set, get } = once("by", by.expr)
  if (isNatural(by.range)) return { before: [set], get }
  const site = c.errorSite(node, "shifts by less than 0n")
  return { before: [set, { k: "guard", test: compare("ge", get, big(0n)), site }], get }
}

/** It is less than 64. */
function isShort({ range }: BigValue, get: Expr): Expr {
  if (range.high < 64n) return int(1)
  // As one of uint64 too.
  const above = binary("and", get, big(-64n))
  return compare("eq", above, big(0n))
}

function shiftedUp(c: Compiler, a: BigValue, by: BigValue, node: AnyNode): BigValue {
  const type = a.range.high > int64.high ? "uint64" : "int64"
  const value = once("shifted", a.expr)
  const { before, get } = amount(c, by, node)
  const most = by.range.high > 64n ? 64n : by.range.high
  const range = product(a.range, spanned(1n, 2n ** (most < 0n ? 0n : most)))
  const up = binary("shl", value.get, get)
  const test = isShort(by, get)
  const isZero = compare("eq", value.get, big(0n))
  const chosen = chosenBy(test, up, big(0n))
  if (isWithin(range, rangeOf(type))) {
    return { kind: "bigint", range, expr: sequence([value.set, ...before], chosen) }
  }
  const back = compare("eq", binary(type === "int64" ? "shr" : "shru", up, get), value.get)
  const guard: Stmt = { k: "guard", test: chosenBy(test, back, isZero), site: overflow(c, node, type) }
  const expr = sequence([value.set, ...before, guard], chosen)
  return { kind: "bigint", range: clipped(range, rangeOf(type)), expr }
}

function chosenBy(test: Expr, yes: Expr, no: Expr): Expr {
  if (test.k === "const") return test.value === 0 ? no : yes
  return { k: "if", rep: yes.rep, test, yes, no }
}

function shiftedDown(c: Compiler, a: BigValue, by: BigValue, node: AnyNode): BigValue {
  const value = once("shifted", a.expr)
  const { before, get } = amount(c, by, node)
  const op = isNatural(a.range) ? "shru" : "shr"
  const gone = isNatural(a.range) ? big(0n) : binary("shr", value.get, big(63n))
  const expr = sequence([value.set, ...before], chosenBy(isShort(by, get), binary(op, value.get, get), gone))
  const least = by.range.low < 0n ? 0n : by.range.low
  const { low, high } = a.range
  const range = spanned(low < 0n ? low : 0n, low < 0n ? -1n : 0n, high >> least, low >> least)
  return { kind: "bigint", range, expr }
}

/** Shifted to the left, modulo 2^64. */
export function shiftedBits(c: Compiler, a: Expr, by: BigValue, node: AnyNode): Expr {
  const value = once("shifted", a)
  const { before, get } = amount(c, by, node)
  return sequence([value.set, ...before], chosenBy(isShort(by, get), binary("shl", value.get, get), big(0n)))
}

export function complement(c: Compiler, a: BigValue, node: AnyNode): BigValue {
  const known = knownBig(a)
  if (known !== undefined) return constantBig(~known)
  const { range, expr } = fitted(c, a, "int64", node)
  return { kind: "bigint", range: { low: ~range.high, high: ~range.low }, expr: binary("xor", expr, big(-1n)) }
}
