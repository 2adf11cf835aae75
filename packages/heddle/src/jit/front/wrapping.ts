import type { AnyNode, BinaryExpression } from "acorn"
import type { BinaryOp, Expr } from "../ir/index.ts"
import { shiftedBits } from "./bigints.ts"
import { bigPower } from "./big-power.ts"
import type { Compiler } from "./compiler.ts"
import { bigint, lower } from "./expressions.ts"
import { bare } from "./noise.ts"
import { inOrder } from "./order.ts"
import { int64, uint64 } from "./ranges.ts"
import { big, binary, constantBig, knownBig } from "./values.ts"
import type { BigValue } from "./values.ts"

const ring: Readonly<Record<string, BinaryOp>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "&": "and",
  "|": "or",
  "^": "xor",
}

const wrapped = (expr: Expr): BigValue => ({ kind: "bigint", range: int64, expr })
const times = (x: BigValue, y: BigValue): BigValue => wrapped(binary("mul", x.expr, y.expr))

/** The value modulo 2^64: what comes on the way may have any size, where that has the same lowest 64 bits. */
export function bitsOf(c: Compiler, node: AnyNode): BigValue {
  const part = bare(c, node)
  if (part.type === "UnaryExpression" && (part.operator === "-" || part.operator === "~")) {
    const { expr } = bitsOf(c, part.argument)
    return wrapped(part.operator === "-" ? binary("sub", big(0n), expr) : binary("xor", expr, big(-1n)))
  }
  if (part.type !== "BinaryExpression" || part.left.type === "PrivateIdentifier") return exact(c, part)
  const { operator, left, right } = part
  const isRing = ring[operator] !== undefined
  if (!isRing && operator !== "<<" && operator !== "**") return exact(c, part)
  const [a, b] = inOrder(c, [left, right], (_, one) => (isRing || one === left ? bitsOf(c, one) : bigint(c, one))) as [
    BigValue,
    BigValue,
  ]
  return bitsOperation(c, operator, a, b, part)
}

/** `a operator b` modulo 2^64, where only the bits of `a`, and those of `b` but for `<<` and `**`, are known. */
function bitsOperation(c: Compiler, operator: string, a: BigValue, b: BigValue, node: AnyNode): BigValue {
  if (operator === "<<") return wrapped(shiftedBits(c, a.expr, b, node))
  if (operator === "**") return { ...bigPower(c, a, b, node, times), range: int64 }
  if (a.expr.k === "bigint" && b.expr.k === "bigint") return folded(ring[operator]!, a.expr.value, b.expr.value)
  return wrapped(binary(ring[operator]!, a.expr, b.expr))
}

/** `old operator= node` modulo 2^64; undefined: the operator needs all of its result. */
export function bitsAfter(c: Compiler, operator: string, old: BigValue, right: AnyNode): BigValue | undefined {
  if (ring[operator] === undefined && operator !== "<<" && operator !== "**") return undefined
  const b = ring[operator] === undefined ? bigint(c, right) : bitsOf(c, right)
  return bitsOperation(c, operator, old, b, right)
}

function folded(op: BinaryOp, a: bigint, b: bigint): BigValue {
  const all: Partial<Record<BinaryOp, bigint>> = {
    add: a + b,
    sub: a - b,
    mul: a * b,
    and: a & b,
    or: a | b,
    xor: a ^ b,
  }
  return wrapped(big(all[op]!))
}

/** `(…) & 0xffffn`: only the lowest bits of what is computed are asked for. */
export function masked(c: Compiler, { operator, left, right }: BinaryExpression): BigValue | undefined {
  const part = bare(c, left)
  if (operator !== "&" || (part.type !== "BinaryExpression" && part.type !== "UnaryExpression")) return undefined
  const by = bare(c, right)
  if (by.type !== "Identifier" && by.type !== "Literal") return undefined
  const value = lower(c, by)
  const mask = value.kind === "bigint" ? knownBig(value) : undefined
  if (mask === undefined || mask < 0n || mask > uint64.high) return undefined
  const { expr } = bitsOf(c, part)
  if (expr.k === "bigint") return constantBig(expr.value & mask)
  return { kind: "bigint", range: { low: 0n, high: mask }, expr: binary("and", expr, big(mask)) }
}

function exact(c: Compiler, node: AnyNode): BigValue {
  return wrapped(bigint(c, node).expr)
}

/** `BigInt.asIntN(bits, node)` and `BigInt.asUintN(bits, node)` */
export function wrappedTo(c: Compiler, bits: number, isSigned: boolean, node: AnyNode): BigValue {
  const { expr } = bitsOf(c, node)
  const known = expr.k === "bigint" ? expr.value : undefined
  if (known !== undefined) return constantBig(isSigned ? BigInt.asIntN(bits, known) : BigInt.asUintN(bits, known))
  if (bits === 64) return { kind: "bigint", range: isSigned ? int64 : uint64, expr }
  const size = 2n ** BigInt(bits)
  if (!isSigned)
    return { kind: "bigint", range: { low: 0n, high: size - 1n }, expr: binary("and", expr, big(size - 1n)) }
  if (bits === 0) return { kind: "bigint", range: { low: 0n, high: 0n }, expr: binary("and", expr, big(0n)) }
  const by = big(BigInt(64 - bits))
  const range = { low: -size / 2n, high: size / 2n - 1n }
  return { kind: "bigint", range, expr: binary("shr", binary("shl", expr, by), by) }
}
