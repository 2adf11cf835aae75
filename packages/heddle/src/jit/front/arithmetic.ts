import type { AnyNode } from "acorn"
import { Local } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"
import type { Compiler } from "./compiler.ts"
import { folded } from "./folding.ts"
import { fused, nearly } from "./fused.ts"
import { anyInt32, difference, integers, isInt32, isWhole, product, quotient, remainder, sum } from "./known.ts"
import type { Known } from "./known.ts"
import { power } from "./maths.ts"
import { as, asWide, binary, toInt32, unsigned, wrapped } from "./values.ts"
import type { NumberValue } from "./values.ts"

/** Above it not every integer is a float64. */
const exact = 2 ** 53
/** As far as an i64 goes without a thought. */
const widest = 2 ** 62

const shifts: Readonly<Record<string, "shl" | "shr" | "shru">> = { "<<": "shl", ">>": "shr", ">>>": "shru" }
const bitwise: Readonly<Record<string, "and" | "or" | "xor">> = { "&": "and", "|": "or", "^": "xor" }

/** `a operator b`, as an int32 where that gives the same number. */
export function arithmetic(c: Compiler, operator: string, a: NumberValue, b: NumberValue, node: AnyNode): NumberValue {
  const known = folded(operator, a, b)
  if (known !== undefined) return known
  switch (operator) {
    case "+":
      return integerOr(c, "add", a, b, sum(a.known, b.known))
    case "-":
      return integerOr(c, "sub", a, b, difference(a.known, b.known))
    case "*":
      return integerOr(c, "mul", a, b, product(a.known, b.known))
    case "/":
      return {
        kind: "number",
        known: quotient(a.known, b.known),
        expr: binary("div", as("f64", a.expr), as("f64", b.expr)),
      }
    case "%":
      return remainderOf(a, b)
    case "**":
      return powerOf(c, a, b)
    default: {
      const shift = shifts[operator]
      if (shift !== undefined) return shifted(shift, a, b)
      const op = bitwise[operator]
      if (op === undefined) return c.fail(node, `\`${operator}\` cannot be compiled`, "use arithmetic")
      return { kind: "number", known: bits(op, a.known, b.known), expr: binary(op, toInt32(a), toInt32(b)) }
    }
  }
}

function powerOf(c: Compiler, a: NumberValue, b: NumberValue): NumberValue {
  let known: NumberValue | undefined
  const before = c.gather(() => {
    known = power(a, b, (value) => {
      const local = new Local("base", value.expr.rep, true)
      c.emit({ k: "set", local, value: value.expr })
      return { k: "get", rep: local.rep, local }
    })
  })
  return wrapped(known!, before) as NumberValue
}

function bits(op: "and" | "or" | "xor", a: Known, b: Known): Known {
  // The bits of a mask that is not negative are all that is left.
  if (op === "and" && isInt32(b) && b.low >= 0) return integers(0, b.high)
  if (op === "and" && isInt32(a) && a.low >= 0) return integers(0, a.high)
  return anyInt32
}

function shifted(op: "shl" | "shr" | "shru", a: NumberValue, b: NumberValue): NumberValue {
  const expr = binary(op, toInt32(a), toInt32(b))
  if (op === "shru") {
    const by = b.expr.k === "const" ? b.expr.value & 31 : 0
    if (by > 0) return { kind: "number", known: integers(0, 2 ** (32 - by) - 1), expr }
    if (isInt32(a.known) && a.known.low >= 0) return { kind: "number", known: integers(0, a.known.high), expr }
    return { kind: "number", known: integers(0, 2 ** 32 - 1), expr: unsigned(expr) }
  }
  if (op === "shr" && b.expr.k === "const" && isInt32(a.known)) {
    const by = b.expr.value & 31
    return { kind: "number", known: integers(a.known.low >> by, a.known.high >> by), expr }
  }
  return { kind: "number", known: anyInt32, expr }
}

function integerOr(c: Compiler, op: "add" | "sub" | "mul", a: NumberValue, b: NumberValue, known: Known): NumberValue {
  if (a.expr.rep === "i32" && b.expr.rep === "i32" && isInt32(known)) {
    return { kind: "number", known, expr: binary(op, a.expr, b.expr) }
  }
  const [x, y] = [as("f64", a.expr), as("f64", b.expr)]
  const one = c.mayFuse && !known.integer && op !== "mul" ? fused(op, x, y) : undefined
  if (one !== undefined) return { kind: "number", known: nearly(known), expr: one }
  return { kind: "number", known, expr: binary(op, x, y), wide: wideOf(op, a, b, known) }
}

/**
 * The same with 64 bits, for an index. Where float64 would have rounded, both are so large that no array has the index.
 */
function wideOf(op: "add" | "sub" | "mul", a: NumberValue, b: NumberValue, known: Known): Expr | undefined {
  const [x, y] = [a, b].map((value) => asWide(value) ?? wholeConstant(value))
  if (x === undefined || y === undefined || Math.max(-known.low, known.high) > widest) return undefined
  const size = ({ known }: NumberValue): number => Math.max(-known.low, known.high)
  if (op !== "mul" && Math.max(size(a), size(b)) > exact && Math.min(size(a), size(b)) > 2 ** 32) return undefined
  return binary(op, x, y)
}

function wholeConstant({ expr, known }: NumberValue): Expr | undefined {
  return expr.k === "const" && isWhole(known) ? as("i64", expr) : undefined
}

function remainderOf(a: NumberValue, b: NumberValue): NumberValue {
  const known = remainder(a.known, b.known)
  const ints = a.expr.rep === "i32" && b.expr.rep === "i32" && a.known.low >= 0 && b.known.low > 0
  if (ints) return { kind: "number", known, expr: binary("rem", a.expr, b.expr) }
  const args = [as("f64", a.expr), as("f64", b.expr)]
  const isOfIntegers = isWhole(a.known) && isWhole(b.known) && a.known.low >= 0 && b.known.low > 0
  const expr: Expr = { k: "call", rep: "f64", fn: "rem", args, ...(isOfIntegers && { isWhole: true }) }
  if (!isOfIntegers || !isInt32(known)) return { kind: "number", known, expr }
  return { kind: "number", known, expr: { k: "convert", rep: "i32", how: "exact", a: expr } }
}
