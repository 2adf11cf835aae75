import type { Compiler } from "./compiler.ts"
import { asNumber, factOf, isMixed } from "./compiler.ts"
import { Local } from "../ir/index.ts"
import type { Expr, Stmt } from "../ir/index.ts"
import { fitted } from "./bigints.ts"
import { either } from "./known.ts"
import { isNonzero } from "./operate.ts"
import * as ranges from "./ranges.ts"
import { as, compare, float, int, unary, wrapped } from "./values.ts"
import type { Value } from "./values.ts"

/** A number, a boolean or a bigint. */
export type Plain = Extract<Value, { kind: "number" | "boolean" | "bigint" }>

export function isPlain(value: Value): value is Plain {
  return value.kind === "number" || value.kind === "boolean" || value.kind === "bigint"
}

/** The value as a condition. */
export function truthOf(value: Plain): Expr {
  if (value.kind === "bigint") return isNonzero(value)
  if (value.kind === "boolean") return value.expr
  if (value.expr.k === "const") return int(Number(Boolean(value.expr.value)))
  if (value.expr.rep === "i32") return compare("ne", value.expr, int(0))
  // Neither 0 nor NaN.
  return compare("gt", unary("abs", value.expr), float(0))
}

/** `a && b`, `a || b` */
export function firstOrSecond(c: Compiler, operator: string, a: Plain, b: Plain): Plain {
  const known = truthOf(a)
  if (known.k === "const") return (known.value !== 0) === (operator === "&&") ? b : a
  if (a.kind === "boolean" && b.kind === "boolean") {
    const [yes, no] = operator === "&&" ? [b.expr, int(0)] : [int(1), b.expr]
    return { kind: "boolean", expr: { k: "if", rep: "i32", test: a.expr, yes, no } }
  }
  const x = a.kind === "bigint" ? a : asNumber(a)
  const local = new Local("left", x.expr.rep)
  const expr: Expr = { k: "get", rep: local.rep, local }
  const mayBeBoolean = a.kind === "boolean" || isMixed(a)
  const kept: Plain = x.kind === "bigint" ? { ...x, expr } : { ...x, expr, wide: undefined, isMixed: mayBeBoolean }
  const [then, other] = operator === "&&" ? [b, kept] : [kept, b]
  return wrapped(chosen(c, truthOf(kept), then, other), [{ k: "set", local, value: x.expr }]) as Plain
}

/** `test ? a : b` */
export function chosen(c: Compiler, test: Expr, a: Plain, b: Plain): Plain {
  if (test.k === "const") return test.value === 0 ? b : a
  if (a.kind === "boolean" && b.kind === "boolean") {
    return { kind: "boolean", expr: { k: "if", rep: "i32", test, yes: a.expr, no: b.expr } }
  }
  if (a.kind === "bigint" && b.kind === "bigint") {
    const range = ranges.either(a.range, b.range)
    const [yes, no] = [a, b].map((value) => fitted(c, value, ranges.typeOf(range)!, c.here!).expr) as [Expr, Expr]
    return { kind: "bigint", range, expr: { k: "if", rep: "big", test, yes, no } }
  }
  if (a.kind === "bigint" || b.kind === "bigint") {
    return c.fail(c.here!, "it chooses between a bigint and a number", "make both bigints, or both numbers")
  }
  const [x, y] = [asNumber(a), asNumber(b)]
  const rep = x.expr.rep === "i32" && y.expr.rep === "i32" ? "i32" : "f64"
  const expr: Expr = { k: "if", rep, test, yes: as(rep, x.expr), no: as(rep, y.expr) }
  const mayBeBoolean = a.kind !== b.kind || isMixed(a) || isMixed(b)
  return { kind: "number", known: either(x.known, y.known), expr, isMixed: mayBeBoolean }
}

/** One side of a choice: its value, after some statements. */
export interface Branch {
  readonly value: Value
  readonly before: Stmt[]
}

/** Of literals with the same parts: variables for those, set at the end of both sides. undefined: of no such values. */
export function chosenParts(c: Compiler, key: string, yes: Branch, no: Branch): Value | undefined {
  const [a, b] = [yes.value, no.value]
  if (a.kind === "nothing" && b.kind === "nothing") return a
  if (a.kind !== "tuple" || b.kind !== "tuple" || a.parts.size !== b.parts.size) return undefined
  if (c.isChanged(a) || c.isChanged(b)) {
    return c.fail(c.here!, "it chooses between literals of which parts are assigned", "choose each part by itself")
  }
  const parts = new Map<string, Value>()
  for (const [name, value] of a.parts) {
    const other = b.parts.get(name)
    if (other === undefined) return undefined
    const sides = [
      { ...yes, value },
      { ...no, value: other },
    ] as const
    const part = isPlain(value) ? chosenPart(c, `${key}.${name}`, ...sides) : chosenParts(c, `${key}.${name}`, ...sides)
    if (part === undefined) return undefined
    parts.set(name, part)
  }
  return { kind: "tuple", parts, isChosen: a.variables !== undefined || b.variables !== undefined }
}

function chosenPart(c: Compiler, key: string, yes: Branch, no: Branch): Value | undefined {
  const [a, b] = [yes.value, no.value]
  if (!isPlain(a) || !isPlain(b)) return undefined
  const variable = c.variable(key, "part", factOf(a))
  c.learn(key, factOf(b))
  yes.before.push(...c.gather(() => c.write(variable, a)))
  no.before.push(...c.gather(() => c.write(variable, b)))
  return c.read(variable)
}
