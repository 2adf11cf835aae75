import type { AnyNode, CallExpression } from "acorn"
import { ArrayRef, Local } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"
import type { Compiler } from "./compiler.ts"
import { number } from "./expressions.ts"
import { lengthOf } from "./loads.ts"
import { inOrder } from "./order.ts"
import { addressOf, as, binary, compare, int } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"

/** `a.subarray(from, to)`: an array over the same memory, bounded as JavaScript bounds it. */
export function subarrayOf(c: Compiler, node: CallExpression, array: ArrayRef): Value {
  const { name, element, view } = array
  const { source } = c.frame
  if (node.arguments.length > 2) return c.fail(node, "subarray takes two arguments", "write a.subarray(from, to)")
  const [first, second] = inOrder(c, node.arguments as AnyNode[], number)
  const length = lengthOf(array).expr
  const from = placeIn(c, first, int(0), length)
  const to = placeIn(c, second, length, length)
  const base = view?.base ?? array
  const start = new Local(`${name}.from`, "i32")
  const part = new ArrayRef(name, element, { base, from: start, of: source.isWritten ? undefined : name })
  const own: Expr = view === undefined ? from : binary("add", { k: "get", rep: "i32", local: view.from }, from)
  c.emit({ k: "set", local: start, value: own })
  c.emit({ k: "set", local: part.pointer, value: addressOf(array, from) })
  const count: Expr = {
    k: "if",
    rep: "i32",
    test: compare("lt", from, to),
    yes: binary("sub", to, from),
    no: int(0),
  }
  c.emit({ k: "set", local: part.length, value: count })
  return { kind: "array", array: part }
}

/** Without its fraction, as an int32: the nearest there is. NaN is 0. */
export function wholePart({ expr }: NumberValue): Expr {
  return expr.rep === "i32" ? expr : { k: "convert", rep: "i32", how: "saturating", a: as("f64", expr) }
}

/** A place from 0 to the length; one below 0 counts from the end. */
export function placeIn(c: Compiler, value: NumberValue | undefined, otherwise: Expr, length: Expr): Expr {
  if (value === undefined) return otherwise
  const given = new Local("given", "i32")
  const place = new Local("place", "i32")
  const get: Expr = { k: "get", rep: "i32", local: given }
  c.emit({ k: "set", local: given, value: wholePart(value) })
  const back = new Local("back", "i32")
  const backGet: Expr = { k: "get", rep: "i32", local: back }
  c.emit({ k: "set", local: back, value: binary("add", get, length) })
  const below: Expr = {
    k: "if",
    rep: "i32",
    test: compare("lt", backGet, int(0)),
    yes: int(0),
    no: backGet,
  }
  const above: Expr = {
    k: "if",
    rep: "i32",
    test: compare("lt", get, length),
    yes: get,
    no: length,
  }
  const chosen: Expr = {
    k: "if",
    rep: "i32",
    test: compare("lt", get, int(0)),
    yes: below,
    no: above,
  }
  c.emit({ k: "set", local: place, value: chosen })
  return { k: "get", rep: "i32", local: place }
}
