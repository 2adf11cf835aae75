import type { AnyNode, CallExpression } from "acorn"
import { elementShift, Label, Local } from "../ir/index.ts"
import type { ArrayRef, Expr, Stmt } from "../ir/index.ts"
import type { Plain } from "./choices.ts"
import { holdsBigints, stored } from "./elements.ts"
import type { Compiler } from "./compiler.ts"
import { kindOf, lower, number } from "./expressions.ts"
import { lengthOf, load } from "./loads.ts"
import { inOrder, kept } from "./order.ts"
import { placeIn, wholePart } from "./subarray.ts"
import { addressOf, as, binary, bytesOf, compare, float, int, pointer, unsigned } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"
import { bitsOf } from "./wrapping.ts"

/** `a.fill(x, from, to)`: the array. */
export function fillOf(c: Compiler, node: CallExpression, array: ArrayRef): Value {
  if (node.arguments.length === 0 || node.arguments.length > 3) {
    return c.fail(node, "fill takes one to three arguments", "write a.fill(x, from, to)")
  }
  const what = holdsBigints(array) ? bitsOf : number
  const [value, ...ends] = inOrder<Plain>(c, node.arguments, (_, one) =>
    one === node.arguments[0] ? what(c, one) : number(c, one),
  )
  const [from, to] = ends as NumberValue[]
  isWritten(array)
  const element = hold(c, "filled", stored(c, array, kept(c, value!), node))
  const length = lengthOf(array).expr
  const first = placeIn(c, from, int(0), length)
  const last = placeIn(c, to, length, length)
  upwards(c, node, first, last, (at) => [store(c, node, array, at, element)])
  return { kind: "array", array }
}

/** `a.set(b, offset)`: as if `b` were copied first, wherever it lies. */
export function setOf(c: Compiler, node: CallExpression, array: ArrayRef): Value {
  if (node.arguments.length === 0 || node.arguments.length > 2) {
    return c.fail(node, "set takes one or two arguments", "write a.set(b, offset)")
  }
  const [from, given] = inOrder(c, node.arguments as AnyNode[], lower)
  isWritten(array)
  const offset = given === undefined ? int(0) : hold(c, "offset", wholePart(asOffset(c, node, given)))
  if (from!.kind === "array") {
    const { array: source } = from!
    const count = lengthOf(source).expr
    within(c, node, array, offset, count)
    const copy = (at: Expr): Stmt[] => [
      store(
        c,
        node,
        array,
        binary("add", offset, at),
        stored(c, array, load(source, place(c, node, source, at)), node),
      ),
    ]
    const to = hold(c, "to", addressOf(array, offset))
    copied(c, node, { to, array, source, count, copy })
    return { kind: "nothing" }
  }
  if (from!.kind !== "tuple") {
    return c.fail(node.arguments[0]!, `it is ${kindOf(from!)}, not an array`, "set from a typed array or a literal")
  }
  const parts = [...from!.parts.values()].map((part) => {
    if (part.kind === "number" || part.kind === "bigint") return kept(c, part)
    return c.fail(node.arguments[0]!, `it holds ${kindOf(part)}`, "set from numbers")
  })
  within(c, node, array, offset, int(parts.length))
  for (const [i, part] of parts.entries()) {
    c.emit(store(c, node, array, binary("add", offset, int(i)), stored(c, array, part, node)))
  }
  return { kind: "nothing" }
}

interface Copying {
  /** Where the part that is written begins. */
  readonly to: Expr
  readonly array: ArrayRef
  readonly source: ArrayRef
  readonly count: Expr
  readonly copy: Each
}

/**
 * Each element before another one is written over it. Where both have one size, from the end if the part that is written begins
 * inside the one that is read. Else both are level at one element: what lies on its one side is read ahead of what is written,
 * on its other behind. Larger ones are written outside first, so that they end there, smaller ones begin there.
 */
function copied(c: Compiler, node: AnyNode, { to, array, source, count, copy }: Copying): void {
  const grows = 2 ** elementShift[array.element] - 2 ** elementShift[source.element]
  const from = pointer(source)
  const [ahead, behind] = [unsigned(binary("sub", to, from)), unsigned(binary("sub", from, to))]
  const beginsInside = compare("lt", ahead, unsigned(bytesOf(source, count)))
  if (grows === 0) return eitherWay(c, node, beginsInside, count, copy)
  const choice = (test: Expr, yes: Expr, no: Expr): Expr => ({ k: "if", rep: "i32", test, yes, no })
  const atMost = (x: Expr): Expr => ({
    k: "convert",
    rep: "i32",
    how: "saturating",
    a: binary("min", x, as("f64", count)),
  })
  const apart = (bytes: Expr): Expr => binary("div", bytes, float(Math.abs(grows)))
  if (grows > 0) {
    const endsInside = compare("lt", behind, unsigned(bytesOf(array, count)))
    const level = choice(beginsInside, int(0), choice(endsInside, atMost(apart(behind)), count))
    const middle = hold(c, "middle", level)
    upwards(c, node, int(0), middle, copy)
    downwards(c, node, middle, count, copy)
  } else {
    const level = choice(beginsInside, atMost(binary("add", apart(ahead), float(1))), int(0))
    const middle = hold(c, "middle", level)
    downwards(c, node, int(0), middle, copy)
    upwards(c, node, middle, count, copy)
  }
}

/** `a.copyWithin(to, from, end)`: the array. */
export function copyWithinOf(c: Compiler, node: CallExpression, array: ArrayRef): Value {
  if (node.arguments.length < 2 || node.arguments.length > 3) {
    return c.fail(node, "copyWithin takes two or three arguments", "write a.copyWithin(to, from, end)")
  }
  const [given, start, end] = inOrder(c, node.arguments as AnyNode[], number)
  isWritten(array)
  const length = lengthOf(array).expr
  const to = placeIn(c, given, int(0), length)
  const from = placeIn(c, start, int(0), length)
  const last = placeIn(c, end, length, length)
  const [wanted, room] = [hold(c, "wanted", binary("sub", last, from)), hold(c, "room", binary("sub", length, to))]
  const count = hold(c, "count", { k: "if", rep: "i32", test: compare("lt", wanted, room), yes: wanted, no: room })
  eitherWay(c, node, compare("lt", from, to), count, (at) => [
    store(
      c,
      node,
      array,
      binary("add", to, at),
      stored(c, array, load(array, place(c, node, array, binary("add", from, at))), node),
    ),
  ])
  return { kind: "array", array }
}

function asOffset(c: Compiler, node: CallExpression, value: Value): NumberValue {
  return value.kind === "number" ? value : c.fail(node.arguments[1]!, `it is ${kindOf(value)}`, "use a number here")
}

function isWritten(array: ArrayRef): void {
  array.written = true
  if (array.view !== undefined) array.view.base.written = true
}

function hold(c: Compiler, name: string, value: Expr): Expr {
  if (value.k === "const" || value.k === "get") return value
  const local = new Local(name, value.rep)
  c.emit({ k: "set", local, value })
  return { k: "get", rep: local.rep, local }
}

function place(c: Compiler, node: AnyNode, array: ArrayRef, a: Expr): Expr {
  return { k: "index", rep: "i32", array, a, site: c.site(array, node), safe: true }
}

function store(c: Compiler, node: AnyNode, array: ArrayRef, at: Expr, value: Expr): Stmt {
  return { k: "store", array, index: place(c, node, array, at), value }
}

/** A RangeError, before anything is written, where so many elements from `offset` on are not there. */
function within(c: Compiler, node: AnyNode, array: ArrayRef, offset: Expr, count: Expr): void {
  const length = lengthOf(array).expr
  const isLow = compare("lt", offset, int(0))
  const isHigh = compare("gt", offset, binary("sub", length, count))
  const test: Expr = { k: "if", rep: "i32", test: isLow, yes: int(1), no: isHigh }
  // The first that is not there: where it begins, or the last of them.
  const begins: Expr = { k: "if", rep: "i32", test: isLow, yes: int(0), no: compare("lt", offset, length) }
  const last = binary("sub", binary("add", offset, count), int(1))
  const a: Expr = { k: "if", rep: "i32", test: begins, yes: last, no: offset }
  const isUnchecked = c.options.bounds === false
  if (isUnchecked) return
  const index: Expr = { k: "index", rep: "i32", array, a, site: c.site(array, node), safe: false }
  c.emit({ k: "if", test, yes: [{ k: "drop", value: index }], no: [] })
}

type Each = (at: Expr) => Stmt[]

function upwards(c: Compiler, node: AnyNode, from: Expr, to: Expr, each: Each): void {
  const local = new Local("at", "i32")
  const at: Expr = { k: "get", rep: "i32", local }
  c.emit({ k: "set", local, value: from })
  c.emit({
    k: "loop",
    exit: new Label("exit"),
    next: new Label("next"),
    test: compare("lt", at, to),
    late: false,
    body: each(at),
    update: [{ k: "set", local, value: binary("add", at, int(1)) }],
    where: c.frame.source.where(node),
  })
}

/** For each from before `to` to `from`. */
function downwards(c: Compiler, node: AnyNode, from: Expr, to: Expr, each: Each): void {
  const local = new Local("at", "i32")
  const at: Expr = { k: "get", rep: "i32", local }
  c.emit({ k: "set", local, value: binary("sub", to, int(1)) })
  c.emit({
    k: "loop",
    exit: new Label("exit"),
    next: new Label("next"),
    test: compare("ge", at, from),
    late: false,
    body: each(at),
    update: [{ k: "set", local, value: binary("sub", at, int(1)) }],
    where: c.frame.source.where(node),
  })
}

/** For each from 0 to before `count`, or the other way round. */
function eitherWay(c: Compiler, node: AnyNode, isBack: Expr, count: Expr, each: Each): void {
  const no = c.gather(() => upwards(c, node, int(0), count, each))
  const yes = c.gather(() => downwards(c, node, int(0), count, each))
  c.emit({ k: "if", test: isBack, yes, no })
}
