import type { AnyNode, MemberExpression } from "acorn"
import { Local } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"
import { memberOfObject } from "./captured.ts"
import { chosen, isPlain } from "./choices.ts"
import type { Compiler } from "./compiler.ts"
import { apart, kept } from "./order.ts"
import { as, compare, constant, float, int } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"

/** A literal that a variable indexes becomes so many choices. */
const mostChoices = 8
/** A loop over a literal becomes so many bodies. */
const mostBodies = 64

const fix = "make it a typed array: Float64Array.of(…)"

/** The parts of `[p, q]` in their order, be it written here or captured; undefined of anything else. */
export function listOf(c: Compiler, node: AnyNode, value: Value): Value[] | undefined {
  if (value.kind === "object" && Array.isArray(value.value)) {
    const { value: list } = value
    c.members.add(`${c.frame.source.text(node)}.length`, list, "length", list.length)
    if (list.length > mostBodies) c.fail(node, `it is a list of ${list.length}`, fix)
    return Array.from(list, (_, i) => memberOfObject(c, node, list, String(i)))
  }
  if (value.kind !== "tuple" || ![...value.parts.keys()].every((key, i) => key === String(i))) return undefined
  if (value.parts.size > mostBodies) c.fail(node, `it is a literal of ${value.parts.size} parts`, fix)
  return [...value.parts.values()]
}

/** A part of a literal: by its name, or by a number that is known when the kernel runs. */
export function partOf(
  c: Compiler,
  node: MemberExpression,
  parts: ReadonlyMap<string, Value>,
  key: string | NumberValue | undefined,
): Value {
  if (typeof key === "string") {
    const part = parts.get(key)
    if (part !== undefined) return part
    if (key === "length") return constant(parts.size)
    const text = `\`${c.frame.source.text(node.object)}\``
    return !node.computed && (parts.has("0") || parts.size === 0)
      ? c.fail(
          node,
          `${text} is a literal, which has no \`${key}\` here: it has its parts and a length`,
          "use a typed array",
        )
      : c.fail(node, `${text} has no part ${key}`, "check its name")
  }
  const list = key === undefined ? undefined : listOf(c, node.object, { kind: "tuple", parts })
  if (list !== undefined) return partAt(c, node, list, key!)
  return c.fail(node, "this part of a literal is not known", "index literals with constants")
}

/** `[p, q][i]`: a chain of choices. */
export function partAt(c: Compiler, node: MemberExpression, parts: readonly Value[], at: NumberValue): Value {
  const { source } = c.frame
  if (parts.length > mostChoices) {
    return c.fail(node, `a variable indexes a list of more than ${mostChoices} parts`, fix)
  }
  return apart(c, () => {
    const values = parts.map((part) => kept(c, written(c, node, part)))
    const local = new Local("at", "i32")
    c.emit({ k: "set", local, value: placeAt(c, node, at, values.length) })
    const place: Expr = { k: "get", rep: "i32", local }
    const value = values.length === 0 ? undefined : pick(c, place, values)
    return (
      value ??
      c.fail(
        node,
        `what a variable picks of \`${source.text(node.object)}\` is not always a number`,
        "index with constants",
      )
    )
  })
}

/** A captured list, as if it were written here. */
function written(c: Compiler, node: AnyNode, value: Value): Value {
  if (value.kind !== "object") return value
  const list = listOf(c, node, value)
  if (list === undefined) return value
  return { kind: "tuple", parts: new Map(list.map((part, i) => [String(i), written(c, node, part)])) }
}

/** A RangeError where it is none of so many. */
function placeAt(c: Compiler, node: MemberExpression, { expr, known }: NumberValue, length: number): Expr {
  const isInt = expr.rep === "i32"
  if (isInt && known.low >= 0 && known.high < length) return expr
  const local = new Local("index", expr.rep)
  c.emit({ k: "set", local, value: expr })
  const get: Expr = { k: "get", rep: expr.rep, local }
  const zero = isInt ? int(0) : float(0)
  const end = isInt ? int(length) : float(length)
  const isBelow = compare("lt", get, end)
  const test: Expr = { k: "if", rep: "i32", test: compare("ge", get, zero), yes: isBelow, no: int(0) }
  const a: Expr = { k: "if", rep: "f64", test, yes: as("f64", get), no: float(Number.NaN) }
  return { k: "whole", rep: "i32", a, site: c.literalSite(node, length) }
}

/** undefined: they are not alike. */
function pick(c: Compiler, place: Expr, values: readonly Value[]): Value | undefined {
  const [first, ...rest] = values
  if (rest.length === 0) return first
  if (values.every(isPlain)) {
    // The last one needs no question.
    return values
      .slice(0, -1)
      .reduceRight((other, value, i) => chosen(c, compare("eq", place, int(i)), value, other), values.at(-1)!)
  }
  if (first!.kind !== "tuple") return undefined
  const parts = new Map<string, Value>()
  for (const key of first!.parts.keys()) {
    const same = values.flatMap((value) => (value.kind === "tuple" ? (value.parts.get(key) ?? []) : []))
    const part = same.length === values.length ? pick(c, place, same) : undefined
    if (part === undefined) return undefined
    parts.set(key, part)
  }
  return { kind: "tuple", parts }
}
