import type { Compiler } from "./compiler.ts"
import { asNumber } from "./compiler.ts"
import { Local } from "../ir/index.ts"
import type { Expr, Stmt } from "../ir/index.ts"
import { either } from "./known.ts"
import { as, compare, float, int, unary, wrapped } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"

/** A number or a boolean. */
export type Plain = Extract<Value, { kind: "number" | "boolean" }>

export function isPlain(value: Value): value is Plain {
  return value.kind === "number" || value.kind === "boolean"
}

/** The value as a condition. */
export function truthOf(value: Plain): Expr {
  if (value.kind === "boolean") return value.expr
  if (value.expr.rep === "i32") return compare("ne", value.expr, int(0))
  // Neither 0 nor NaN.
  return compare("gt", unary("abs", value.expr), float(0))
}

/** `a && b`, `a || b` */
export function firstOrSecond(operator: string, a: Plain, b: Plain): Plain {
  if (a.kind === "boolean" && b.kind === "boolean") {
    const [yes, no] = operator === "&&" ? [b.expr, int(0)] : [int(1), b.expr]
    return { kind: "boolean", expr: { k: "if", rep: "i32", test: a.expr, yes, no } }
  }
  const x = asNumber(a)
  const local = new Local("left", x.expr.rep)
  const kept: NumberValue = { ...x, expr: { k: "get", rep: local.rep, local }, wide: undefined }
  const [then, other] = operator === "&&" ? [asNumber(b), kept] : [kept, asNumber(b)]
  return wrapped(chosen(truthOf(kept), then, other), [{ k: "set", local, value: x.expr }]) as Plain
}

/** `test ? a : b` */
export function chosen(test: Expr, a: Plain, b: Plain): Plain {
  if (a.kind === "boolean" && b.kind === "boolean") {
    return { kind: "boolean", expr: { k: "if", rep: "i32", test, yes: a.expr, no: b.expr } }
  }
  const [x, y] = [asNumber(a), asNumber(b)]
  const rep = x.expr.rep === "i32" && y.expr.rep === "i32" ? "i32" : "f64"
  const expr: Expr = { k: "if", rep, test, yes: as(rep, x.expr), no: as(rep, y.expr) }
  return { kind: "number", known: either(x.known, y.known), expr }
}

/** `a === b`: a boolean is no number. */
export function strictlyEqual(a: Plain, b: Plain): Expr {
  if (a.kind !== b.kind) {
    const before = [a.expr, b.expr].filter(({ k }) => k !== "const").map((value) => ({ k: "drop", value }) as const)
    return before.length === 0 ? int(0) : { k: "seq", rep: "i32", before, value: int(0) }
  }
  const rep = a.expr.rep === "i32" && b.expr.rep === "i32" ? "i32" : "f64"
  return compare("eq", as(rep, a.expr), as(rep, b.expr))
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
  return { kind: "tuple", parts }
}

function chosenPart(c: Compiler, key: string, yes: Branch, no: Branch): Value | undefined {
  const [a, b] = [yes.value, no.value]
  if (!isPlain(a) || !isPlain(b)) return undefined
  const holds = a.kind === b.kind ? a.kind : "number"
  const variable = c.variable(key, "part", { holds, known: either(asNumber(a).known, asNumber(b).known) })
  yes.before.push(...c.gather(() => c.write(variable, a)))
  no.before.push(...c.gather(() => c.write(variable, b)))
  return c.read(variable)
}
