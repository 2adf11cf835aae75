import { combined } from "../ir/index.ts"
import type { BinaryOp, Expr, Reduction } from "../ir/index.ts"

type Binary = Extract<Expr, { k: "binary" }>

const int64 = (text: string): string => `BigInt.asIntN(64, ${text})`
const uint64 = (text: string): string => `BigInt.asUintN(64, ${text})`
const wrapping =
  (operator: string) =>
  (a: string, b: string): string =>
    int64(`${a} ${operator} ${b}`)
const ofUint64 =
  (operator: string) =>
  (a: string, b: string): string =>
    int64(`${uint64(a)} ${operator} ${uint64(b)}`)
const chosen =
  (name: string) =>
  (a: string, b: string): string =>
    `big.${name}(${a}, ${b})`

/** Every bigint is one of int64: uint64 has the same bits. */
const bigText: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: wrapping("+"),
  sub: wrapping("-"),
  mul: wrapping("*"),
  div: wrapping("/"),
  rem: wrapping("%"),
  divu: ofUint64("/"),
  remu: ofUint64("%"),
  and: (a, b) => `(${a} & ${b})`,
  or: (a, b) => `(${a} | ${b})`,
  xor: (a, b) => `(${a} ^ ${b})`,
  shl: (a, b) => int64(`${a} << (${b} & 63n)`),
  shr: (a, b) => `(${a} >> (${b} & 63n))`,
  shru: (a, b) => int64(`${uint64(a)} >> (${b} & 63n)`),
  min: chosen("min"),
  max: chosen("max"),
  minu: chosen("minu"),
  maxu: chosen("maxu"),
}

export function bigBinary({ op, check }: Pick<Binary, "op" | "check">, a: string, b: string): string {
  if (check === undefined) return bigText[op]!(a, b)
  return `big.${op}(bounds, ${check.site}, "${check.of}", ${a}, ${b})`
}

export function bigLiteral(value: bigint): string {
  return `(${value}n)`
}

/** Two partial results as one. */
export function bigCombined(reduction: Reduction, a: string, b: string): string {
  const { local } = reduction
  return bigBinary(combined(reduction, local, local) as Binary, a, b)
}

/** A value that becomes a bigint, or was one. */
export function bigConverted({ rep, how, a }: Extract<Expr, { k: "convert" }>, text: string): string {
  if (rep === "big") return a.rep === "f64" ? `big.saturated(${text})` : `BigInt(${text})`
  if (rep === "i32") return `Number(BigInt.asIntN(32, ${text}))`
  return `Number(${how === "unsigned" ? uint64(text) : text})`
}
