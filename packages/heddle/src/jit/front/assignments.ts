import type { AnyNode, AssignmentExpression, MemberExpression, UpdateExpression } from "acorn"
import type { Declaration } from "../../core/closure/index.ts"
import { Local } from "../ir/index.ts"
import type { ArrayRef, Expr } from "../ir/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { firstOrSecond, isPlain, truthOf } from "./choices.ts"
import type { Plain } from "./choices.ts"
import { asNumber } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { indexOf, kindOf, load, lower, nameOf, number } from "./expressions.ts"
import { bindingOf } from "./frame.ts"
import { atLeast, atMost, isInt32 } from "./known.ts"
import { clamped } from "./maths.ts"
import { apart } from "./order.ts"
import { writesIn } from "./steps.ts"
import { as, binary, constant, int, toInt32, wrapped } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"

/** `i++` whose value nobody wants. */
export function step(c: Compiler, node: UpdateExpression): void {
  const { declaration, read, write } = target(c, node.argument, node)
  const operator = node.operator === "++" ? "+" : "-"
  write(stepped(c, declaration, arithmetic(c, operator, asNumber(read()), constant(1), node), node))
}

export function update(c: Compiler, node: UpdateExpression): Value {
  const operator = node.operator === "++" ? "+" : "-"
  const one = constant(1)
  if (node.argument.type === "MemberExpression") {
    return storeBack(c, node.argument, (old) => arithmetic(c, operator, old, one, node), !node.prefix)
  }
  const { declaration, read, write } = target(c, node.argument, node)
  const old = asNumber(read())
  const next = stepped(c, declaration, arithmetic(c, operator, old, one, node), node)
  if (node.prefix)
    return wrapped(
      read(),
      c.gather(() => write(next)),
    )
  const local = new Local("old", old.expr.rep)
  const before = c.gather(() => {
    c.emit({ k: "set", local, value: old.expr })
    write(next)
  })
  return wrapped({ ...old, expr: { k: "get", rep: local.rep, local } }, before)
}

function target(
  c: Compiler,
  left: AnyNode,
  node: AnyNode,
): { declaration: Declaration; read: () => Value; write: (value: Value) => void } {
  if (left.type !== "Identifier") return c.fail(left, "this cannot be assigned", "assign variables and a[i]")
  const declaration = c.frame.source.declarationOf(left)
  const binding = declaration && bindingOf(c.frame, declaration)
  if (declaration === undefined || binding === undefined) {
    return c.fail(node, `it assigns \`${left.name}\`, which is not its own`, "return the value")
  }
  if (binding.kind === "value") {
    return c.fail(
      node,
      `\`${left.name}\` holds ${kindOf(binding.value)}: it cannot be assigned again`,
      "use another name",
    )
  }
  return { declaration, read: () => c.read(binding), write: (value) => c.write(binding, value) }
}

/** A counter that its loop's test bounds does not grow beyond that. */
function stepped(c: Compiler, declaration: Declaration, value: NumberValue, node: AnyNode): NumberValue {
  const loop = c.loops.findLast((state) => state.node !== undefined)
  const guard = loop?.guards.get(declaration)
  if (guard === undefined || !value.known.integer) return value
  const writes = writesIn(c.frame.source).get(declaration) ?? []
  let [up, down] = [0, 0]
  for (const { by, loops } of writes) {
    if (!loops.includes(loop!.node!)) continue
    if (by === undefined || loops.at(-1) !== loop!.node) return value
    if (by > 0) up += by
    else down += by
  }
  if (!writes.some((write) => write.node === node)) return value
  let { known } = value
  if (guard.below !== undefined) known = atMost(known, guard.below + up)
  if (guard.above !== undefined) known = atLeast(known, guard.above + down)
  if (known === value.known || !isInt32(known)) return { ...value, known }
  // It was computed as if it might be larger.
  const expr = value.expr.k === "binary" && value.expr.rep === "f64" ? narrowed(value.expr) : value.expr
  return { kind: "number", known, expr }
}

/** A sum of what are int32 for certain. */
function narrowed(expr: Extract<Expr, { k: "binary" }>): Expr {
  const [a, b] = [expr.a, expr.b].map((part) => {
    if (part.k === "const") return int(part.value)
    return part.k === "convert" && part.a.rep === "i32" && part.how === "exact" ? part.a : undefined
  })
  return a === undefined || b === undefined ? expr : binary(expr.op, a, b)
}

export function assignment(c: Compiler, node: AssignmentExpression): Value {
  const { left, right } = node
  const operator = node.operator.slice(0, -1)
  if (left.type === "MemberExpression") {
    if (operator === "") return store(c, left, right)
    if (operator === "??") return c.fail(node, "`??=` cannot be compiled: nothing here is null", "drop it")
    const isLogical = operator === "&&" || operator === "||"
    return storeBack(
      c,
      left,
      (old) =>
        isLogical
          ? asNumber(firstOrSecond(operator, old, apart(c, () => number(c, right)) as NumberValue))
          : arithmetic(c, operator, old, number(c, right), node),
      false,
    )
  }
  const { declaration, read, write } = target(c, left, node)
  if (operator === "??") return c.fail(node, "`??=` cannot be compiled: nothing here is null", "drop it")
  if (operator === "&&" || operator === "||") {
    const value = read() as Plain
    const set = c.gather(() => write(plain(c, right)))
    const [yes, no] = operator === "&&" ? [set, []] : [[], set]
    return wrapped(read(), [{ k: "if", test: truthOf(value), yes, no }])
  }
  const before = c.gather(() => {
    if (operator === "") {
      const value = plain(c, right)
      write(value.kind === "number" ? stepped(c, declaration, value, node) : value)
    } else {
      const value = arithmetic(c, operator, asNumber(read()), number(c, right), node)
      write(stepped(c, declaration, value, node))
    }
  })
  return wrapped(read(), before)
}

function plain(c: Compiler, node: AnyNode): Plain {
  const value = lower(c, node)
  if (isPlain(value)) return value
  return c.fail(node, `a variable cannot become ${kindOf(value)}`, "use another name")
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

/** What an element of the array becomes when the number is stored. */
function stored(array: ArrayRef, value: NumberValue): Expr {
  if (array.element === "f64" || array.element === "f32") return as("f64", value.expr)
  return array.element === "u8c" ? clamped(value) : toInt32(value)
}

function store(c: Compiler, left: MemberExpression, right: AnyNode): Value {
  const array = arrayOf(c, left)
  const at = new Local("at", "i32")
  const index = indexOf(c, array, left)
  const value = number(c, right)
  const local = new Local("stored", value.expr.rep)
  const get: Expr = { k: "get", rep: local.rep, local }
  // As in JavaScript: the index before the value, and the value once.
  const before = c.gather(() => {
    c.emit({ k: "set", local: at, value: index })
    c.emit({ k: "set", local, value: value.expr })
    c.emit({
      k: "store",
      array,
      index: { k: "get", rep: "i32", local: at },
      value: stored(array, { ...value, expr: get }),
    })
  })
  return wrapped({ ...value, expr: get }, before)
}

/** `a[i] += 1`, `a[i]++`: the index once. */
function storeBack(
  c: Compiler,
  left: MemberExpression,
  change: (old: NumberValue) => NumberValue,
  wantsOld: boolean,
): Value {
  const array = arrayOf(c, left)
  const at = new Local("at", "i32")
  const place: Expr = { k: "get", rep: "i32", local: at }
  const old = load(array, place)
  const oldLocal = new Local("old", old.expr.rep)
  const oldValue: NumberValue = { ...old, expr: { k: "get", rep: oldLocal.rep, local: oldLocal } }
  let result: NumberValue = oldValue
  const before = c.gather(() => {
    c.emit({ k: "set", local: at, value: indexOf(c, array, left) })
    c.emit({ k: "set", local: oldLocal, value: old.expr })
    const next = change(oldValue)
    const local = new Local("stored", next.expr.rep)
    c.emit({ k: "set", local, value: next.expr })
    const value: NumberValue = { ...next, expr: { k: "get", rep: local.rep, local } }
    c.emit({ k: "store", array, index: place, value: stored(array, value) })
    if (!wantsOld) result = value
  })
  return wrapped(result, before)
}
