import type { AnyNode, AssignmentExpression, MemberExpression, UpdateExpression } from "acorn"
import { Local } from "../ir/index.ts"
import type { ArrayRef, Expr } from "../ir/index.ts"
import { firstOrSecond } from "./choices.ts"
import type { Plain } from "./choices.ts"
import { asNumber } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { bigint, indexOf, kindOf, lower, nameOf, number, plain } from "./expressions.ts"
import { anyInt32 } from "./known.ts"
import { load } from "./loads.ts"
import { clamped } from "./maths.ts"
import { next, operate } from "./operate.ts"
import { apart } from "./order.ts"
import { as, big, binary, inVariable, toInt32, wrapped } from "./values.ts"
import type { Value } from "./values.ts"
import { bitsAfter, bitsOf } from "./wrapping.ts"

/** `a[i] = x`, `a[i] += x`. `isWanted`: somebody uses its value. */
export function assignElement(
  c: Compiler,
  left: MemberExpression,
  node: AssignmentExpression,
  isWanted: boolean,
): Value {
  const operator = node.operator.slice(0, -1)
  if (operator === "") return store(c, left, node.right, isWanted)
  if (operator === "??") return c.fail(node, "`??=` cannot be compiled: nothing here is null", "drop it")
  const change = (old: Plain): Plain => {
    if (operator === "&&" || operator === "||") {
      return firstOrSecond(c, operator, old, apart(c, () => plain(c, node.right)) as Plain)
    }
    // An element keeps the lowest 64 bits.
    const bits = old.kind === "bigint" && !isWanted ? bitsAfter(c, operator, old, node.right) : undefined
    return bits ?? operate(c, operator, old, plain(c, node.right), node)
  }
  return storeBack(c, left, change, isWanted ? "new" : undefined)
}

/** Puts a value that is there into an element. */
export function giveElement(c: Compiler, left: MemberExpression, value: Plain): void {
  const array = arrayOf(c, left)
  const index = indexOf(c, array, left)
  c.emit({ k: "store", array, index, value: stored(c, array, value, left) })
}

/** `a[i]++` */
export function updateElement(c: Compiler, left: MemberExpression, node: UpdateExpression, isWanted: boolean): Value {
  const change = (old: Plain): Plain => {
    if (old.kind !== "bigint" || isWanted) return next(c, node.operator, old, node)
    return { ...old, expr: binary(node.operator === "++" ? "add" : "sub", old.expr, big(1n)) }
  }
  return storeBack(c, left, change, isWanted ? (node.prefix ? "new" : "old") : undefined)
}

function arrayOf(c: Compiler, left: MemberExpression): ArrayRef {
  const object = lower(c, left.object)
  if (object.kind === "array" && nameOf(left) === undefined) {
    object.array.written = true
    if (object.array.view !== undefined) object.array.view.base.written = true
    return object.array
  }
  return c.fail(
    left,
    `only elements of typed arrays can be assigned, and this is of ${kindOf(object)}`,
    "use a variable",
  )
}

export function holdsBigints({ element }: ArrayRef): boolean {
  return element === "i64" || element === "u64"
}

/** What an element of the array becomes when the value is stored. */
export function stored(c: Compiler, array: ArrayRef, value: Plain, node: AnyNode): Expr {
  if (holdsBigints(array) !== (value.kind === "bigint")) {
    const [is, not] = value.kind === "bigint" ? ["a bigint", "numbers"] : ["a number", "bigints"]
    return c.fail(node, `it stores ${is}, and \`${array.name}\` has ${not}`, `convert it by BigInt(x), or by Number(x)`)
  }
  if (value.kind === "bigint") return value.expr
  const number = asNumber(value)
  if (array.element === "f64" || array.element === "f32") return as("f64", number.expr)
  return array.element === "u8c" ? clamped(number) : toInt32(number)
}

function store(c: Compiler, left: MemberExpression, right: AnyNode, isWanted: boolean): Value {
  const array = arrayOf(c, left)
  const at = new Local("at", "i32")
  const index = indexOf(c, array, left)
  const value = holdsBigints(array) ? (isWanted ? bigint(c, right) : bitsOf(c, right)) : number(c, right)
  // As in JavaScript: the index before the value, and the value once.
  let kept: Plain | undefined
  const before = c.gather(() => {
    c.emit({ k: "set", local: at, value: index })
    const place: Expr = { k: "get", rep: "i32", local: at }
    kept = put(c, array, place, value, right, isWanted)
  })
  return wrapped(kept!, before)
}

/** Puts a value into an element: the value as it is from then on, if it is wanted. */
function put(c: Compiler, array: ArrayRef, index: Expr, value: Plain, node: AnyNode, isWanted: boolean): Plain {
  const bits = isWanted || value.kind !== "number" || !takesBits(array) ? undefined : toInt32(value)
  const held = inVariable("stored", bits === undefined ? value : { kind: "number", known: anyInt32, expr: bits })
  c.emit(held.set)
  c.emit({ k: "store", array, index, value: stored(c, array, held.value, node) })
  return held.value
}

/** Are its elements the lowest bits of integers? */
function takesBits({ element }: ArrayRef): boolean {
  return element !== "f64" && element !== "f32" && element !== "u8c"
}

/** `a[i] += 1`, `a[i]++`: the index once. `wants`: whether somebody uses the element as it was, as it becomes, or neither. */
function storeBack(
  c: Compiler,
  left: MemberExpression,
  change: (old: Plain) => Plain,
  wants: "old" | "new" | undefined,
): Value {
  const array = arrayOf(c, left)
  const at = new Local("at", "i32")
  const place: Expr = { k: "get", rep: "i32", local: at }
  const old = inVariable<Plain>("old", load(array, place))
  let result: Plain = old.value
  const before = c.gather(() => {
    c.emit({ k: "set", local: at, value: indexOf(c, array, left) })
    c.emit(old.set)
    const value = put(c, array, place, change(old.value), left, wants === "new")
    if (wants !== "old") result = value
  })
  return wrapped(result, before)
}
