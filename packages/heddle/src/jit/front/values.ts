import { elementShift, Local } from "../ir/index.ts"
import type { ArrayRef, BinaryOp, CompareOp, Expr, Rep, Stmt, UnaryOp } from "../ir/index.ts"
import { exactly, isInt32, isWhole } from "./known.ts"
import type { Known } from "./known.ts"
import type { Frame, Variable } from "./frame.ts"
import type { Range } from "./ranges.ts"
import type { Source } from "./source.ts"

/** What an expression of the kernel stands for. */
export type Value =
  | NumberValue
  | { readonly kind: "boolean"; readonly expr: Expr }
  | BigValue
  | { readonly kind: "array"; readonly array: ArrayRef }
  | TupleValue
  /** A function of the user's, with the variables of the function around it. */
  | {
      readonly kind: "function"
      readonly source: Source
      readonly around: Frame | undefined
      /** It is one of the library's, whose operations are those that are written, also under `fastmath`. */
      readonly isExact?: boolean
    }
  /** Anything captured that is used for its members, or called. */
  | { readonly kind: "object"; readonly value: object }
  | { readonly kind: "nothing" }

/** An array or object literal of known parts. */
export interface TupleValue {
  readonly kind: "tuple"
  readonly parts: ReadonlyMap<string, Value>
  /** Of one that has a name: the variables that its parts are. */
  readonly variables?: ReadonlyMap<string, Variable>
  /** It is one of two that have names: which, is known when it runs. */
  readonly isChosen?: boolean
}

export interface NumberValue {
  readonly kind: "number"
  readonly known: Known
  readonly expr: Expr
  /** It may be a boolean, as a number: what tells one from the other is refused. */
  readonly isMixed?: boolean | undefined
  /** The same as an i64, where int32 is too narrow for what comes on the way to an index. */
  readonly wide?: Expr | undefined
}

/** A bigint, which has 64 bits: those of int64, or of uint64 where it may be larger. */
export interface BigValue {
  readonly kind: "bigint"
  readonly range: Range
  readonly expr: Expr
}

/** Any bigint: only what is left when it runs must have 64 bits. */
export function constantBig(value: bigint): BigValue {
  return { kind: "bigint", range: { low: value, high: value }, expr: big(value) }
}

/** What it is, if it is a constant. */
export function knownBig({ expr, range }: BigValue): bigint | undefined {
  return expr.k === "bigint" ? range.low : undefined
}

export const big = (value: bigint): Expr => ({ k: "bigint", rep: "big", value: BigInt.asIntN(64, value) })

export function constant(value: number): NumberValue {
  const known = exactly(value)
  const rep = isInt32(known) ? "i32" : "f64"
  return { kind: "number", known, expr: { k: "const", rep, value } }
}

export const int = (value: number): Expr => ({ k: "const", rep: "i32", value })
export const float = (value: number): Expr => ({ k: "const", rep: "f64", value })
export const unary = (op: UnaryOp, a: Expr): Expr => ({ k: "unary", rep: a.rep, op, a })
export const binary = (op: BinaryOp, a: Expr, b: Expr): Expr => ({ k: "binary", rep: a.rep, op, a, b })
export const compare = (op: CompareOp, a: Expr, b: Expr): Expr => ({ k: "compare", rep: "i32", op, a, b })

/** Where an array begins. */
export const pointer = ({ pointer: local }: ArrayRef): Expr => ({ k: "get", rep: "address", local })
/** What so many elements, an i32 of 0 or more, take of the heap's addresses. */
export function bytesOf({ element }: ArrayRef, count: Expr): Expr {
  const wide: Expr = { k: "convert", rep: "address", how: "unsigned", a: count }
  return binary("shl", wide, { k: "const", rep: "address", value: elementShift[element] })
}
/** Where an element lies, by its index from 0 on. */
export const addressOf = (array: ArrayRef, index: Expr): Expr => binary("add", pointer(array), bytesOf(array, index))

/** Of what is known. */
export const comparisons: Readonly<Record<CompareOp, <T extends number | bigint>(a: T, b: T) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

/** The value in another representation; `known` says that nothing is lost. */
export function as(rep: Rep, expr: Expr): Expr {
  if (expr.rep === rep) return expr
  if (expr.k === "const") return rep === "big" ? big(BigInt(expr.value)) : { k: "const", rep, value: expr.value }
  return { k: "convert", rep, how: "exact", a: expr }
}

/** What every statement of it is worth in JavaScript: the integer modulo 2^32. */
export function toInt32({ expr, known, wide }: NumberValue): Expr {
  if (expr.rep === "i32") return expr
  if (expr.k === "const") return int(expr.value | 0)
  // Of a float64 from 0 to 2^32-1 that came from an unsigned int32.
  if (isUnsigned(expr)) return expr.a
  if (isInt32(known)) return { k: "convert", rep: "i32", how: "exact", a: expr }
  // Where float64 does not round, 64 bits are the same.
  if (wide !== undefined && isWhole(known)) return { k: "convert", rep: "i32", how: "truncated", a: wide }
  const isSmall = !known.nan && Math.max(-known.low, known.high) < 2 ** 63
  return { k: "convert", rep: "i32", how: isSmall ? "truncated" : "int32", a: expr }
}

/** Is it a number from 0 to 2^32-1 that is there as an int32? */
export function isUnsigned(expr: Expr): expr is Extract<Expr, { k: "convert" }> {
  return expr.k === "convert" && expr.rep === "f64" && expr.how === "unsigned" && expr.a.rep === "i32"
}

/** The same as an i64, where it is an integer that has been computed as one. */
export function asWide({ expr, wide }: NumberValue): Expr | undefined {
  if (expr.rep === "i32") return as("i64", expr)
  return isUnsigned(expr) ? { k: "convert", rep: "i64", how: "unsigned", a: expr.a } : wide
}

/** A variable that is set to a value, and the value as it is from then on. */
export function inVariable<T extends NumberValue | BigValue | Extract<Value, { kind: "boolean" }>>(
  name: string,
  value: T,
): { readonly set: Stmt; readonly value: T } {
  const { expr } = value
  // What needs no float64 is none there either.
  const from = isUnsigned(expr) ? expr.a : expr
  const local = new Local(name, from.rep)
  const get: Expr = { k: "get", rep: local.rep, local }
  const held = { ...value, expr: isUnsigned(expr) ? unsigned(get) : get }
  return { set: { k: "set", local, value: from }, value: value.kind === "number" ? { ...held, wide: undefined } : held }
}

/** An unsigned int32 as the number that it is. */
export function unsigned(expr: Expr): Expr {
  return { k: "convert", rep: "f64", how: "unsigned", a: expr }
}

/** The value, after some statements. */
export function wrapped(value: Value, before: readonly Stmt[]): Value {
  if (before.length === 0) return value
  const seq = (expr: Expr): Expr => ({ k: "seq", rep: expr.rep, before, value: expr })
  if (value.kind === "number") return { ...value, expr: seq(value.expr), wide: undefined }
  if (value.kind === "boolean" || value.kind === "bigint") return { ...value, expr: seq(value.expr) }
  throw new TypeError(`${value.kind} after statements`)
}
