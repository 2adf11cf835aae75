import type { AnyNode, AssignmentExpression, MemberExpression, UpdateExpression } from "acorn"
import type { Declaration } from "../../core/closure/index.ts"
import { Local } from "../ir/index.ts"
import type { Expr } from "../ir/index.ts"
import { isPlain, truthOf } from "./choices.ts"
import type { Plain } from "./choices.ts"
import { asNumber } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { assignElement, giveElement, updateElement } from "./elements.ts"
import { kindOf, lower, plain } from "./expressions.ts"
import { extremeOf, extremum } from "./extremes.ts"
import { bindingOf } from "./frame.ts"
import type { Variable } from "./frame.ts"
import { atLeast, atMost, isInt32 } from "./known.ts"
import type { Known } from "./known.ts"
import { variableOf } from "./objects.ts"
import { next, operate } from "./operate.ts"
import { assignPattern, exchangeFix } from "./patterns.ts"
import { writesIn } from "./steps.ts"
import { binary, int, wrapped } from "./values.ts"
import type { Value } from "./values.ts"

/** `i++` whose value nobody wants. */
export function step(c: Compiler, node: UpdateExpression): void {
  const { declaration, read, write } = target(c, node.argument, node)
  write(stepped(c, declaration, next(c, node.operator, read(), node), node))
}

export function update(c: Compiler, node: UpdateExpression, isWanted: boolean): Value {
  if (isElement(c, node.argument)) return updateElement(c, node.argument, node, isWanted)
  const { declaration, read, write } = target(c, node.argument, node)
  const given = read()
  const old = given.kind === "boolean" ? asNumber(given) : given
  const changed = stepped(c, declaration, next(c, node.operator, old, node), node)
  if (node.prefix || !isWanted)
    return wrapped(
      read(),
      c.gather(() => write(changed)),
    )
  const local = new Local("old", old.expr.rep)
  const before = c.gather(() => {
    c.emit({ k: "set", local, value: old.expr })
    write(changed)
  })
  return wrapped({ ...old, expr: { k: "get", rep: local.rep, local } }, before)
}

/** Is it no part of a literal? */
function isElement(c: Compiler, left: AnyNode): left is MemberExpression {
  return left.type === "MemberExpression" && variableOf(c, left) === undefined
}

interface Target {
  readonly variable: Variable
  readonly declaration: Declaration | undefined
  readonly read: () => Plain
  readonly write: (value: Plain) => void
}

function target(c: Compiler, left: AnyNode, node: AnyNode): Target {
  const variable = variableOf(c, left)
  if (variable !== undefined) {
    if (left.type === "MemberExpression") c.changes(variable)
    const declaration = left.type === "Identifier" ? c.frame.source.declarationOf(left) : undefined
    const read = (): Plain => c.read(variable) as Plain
    return { variable, declaration, read, write: (value) => c.write(variable, value) }
  }
  if (left.type !== "Identifier") return c.fail(left, "this cannot be assigned", "assign variables and a[i]")
  const declaration = c.frame.source.declarationOf(left)
  const binding = declaration && bindingOf(c.frame, declaration)
  if (binding?.kind !== "value") {
    return c.fail(node, `it assigns \`${left.name}\`, which is not its own`, "return the value")
  }
  const held = kindOf(binding.value)
  return c.fail(node, `\`${left.name}\` holds ${held}: it cannot be assigned again`, heldFix(binding.value, left.name))
}

/** A counter that its loop's test bounds does not grow beyond that. `step`: what is added here, where that is no constant. */
function stepped(
  c: Compiler,
  declaration: Declaration | undefined,
  value: Plain,
  node: AnyNode,
  step?: Pick<Known, "low" | "high">,
): Plain {
  if (value.kind !== "number" || declaration === undefined) return value
  const loop = c.loops.findLast((state) => state.node !== undefined)
  const guard = loop?.guards.get(declaration)
  if (guard === undefined || !value.known.integer) return value
  const writes = writesIn(c.frame.source).get(declaration) ?? []
  let [up, down] = [0, 0]
  for (const { by, loops, node: write } of writes) {
    if (!loops.includes(loop!.node!)) continue
    const added = by === undefined ? (write === node ? step : undefined) : { low: by, high: by }
    if (added === undefined || loops.at(-1) !== loop!.node) return value
    up += Math.max(0, added.high)
    down += Math.min(0, added.low)
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

/** `isWanted`: somebody uses its value. */
export function assignment(c: Compiler, node: AssignmentExpression, isWanted: boolean): Value {
  const { left, right } = node
  if (isElement(c, left)) return assignElement(c, left, node, isWanted)
  if (left.type !== "ArrayPattern" && left.type !== "ObjectPattern") return assigned(c, left, right, node)
  return assignPattern(c, node, {
    isReduced: (one) => c.reduced.has(variableOf(c, one)?.key ?? ""),
    assign: (one, value) => effectOf(c, assigned(c, one, value, node)),
    give(one, value) {
      if (isElement(c, one)) giveElement(c, one, value)
      else target(c, one, node).write(value)
    },
  })
}

/** What was asked for is done; its value nobody reads. */
function effectOf(c: Compiler, value: Value): void {
  if (isPlain(value) && value.expr.k === "seq") for (const stmt of value.expr.before) c.emit(stmt)
}

function assigned(c: Compiler, left: AnyNode, right: AnyNode, node: AssignmentExpression): Value {
  const operator = node.operator.slice(0, -1)
  const { variable, declaration, read, write } = target(c, left, node)
  if (operator === "??") return c.fail(node, "`??=` cannot be compiled: nothing here is null", "drop it")
  if (operator === "&&" || operator === "||") {
    const value = read()
    const set = c.gather(() => write(held(c, right)))
    const [yes, no] = operator === "&&" ? [set, []] : [[], set]
    return wrapped(read(), [{ k: "if", test: truthOf(value), yes, no }])
  }
  const before = c.gather(() => {
    const extreme = c.reduced.has(variable.key) ? extremeOf(c, variable, right) : undefined
    if (extreme !== undefined) write(extremum(c, read(), extreme))
    else if (operator === "") {
      const value = held(c, right)
      write(stepped(c, declaration, value, node))
    } else {
      const [old, by] = [read(), plain(c, right)]
      write(stepped(c, declaration, operate(c, operator, old, by, node), node, stepOf(operator, by)))
    }
  })
  return wrapped(read(), before)
}

/** Between what bounds lies that which `+=` and `-=` add? */
function stepOf(operator: string, by: Plain): Pick<Known, "low" | "high"> | undefined {
  if (by.kind === "bigint" || (operator !== "+" && operator !== "-")) return undefined
  const { low, high } = asNumber(by).known
  return operator === "+" ? { low, high } : { low: -high, high: -low }
}

function held(c: Compiler, node: AnyNode): Plain {
  const value = lower(c, node)
  if (isPlain(value)) return value
  return c.fail(node, `a variable cannot become ${kindOf(value)}`, heldFix(value, "v"))
}

/** What to do where a variable would have to hold what has several values, or none. */
function heldFix(value: Value, name: string): string {
  if (value.kind === "tuple")
    return `use one variable for each part, or assign the parts: ${exampleOf(value, name)} = …`
  if (value.kind === "array") {
    return `use another name, and what is done with it in each branch of an if; to exchange arrays, ${exchangeFix}`
  }
  return kindOf(value) === "a function" ? "call the function in each branch: x = f(y)" : "use another name"
}

function exampleOf({ parts }: Extract<Value, { kind: "tuple" }>, name: string): string {
  const keys = [...parts.keys()]
  const isList = keys.every((key, i) => key === String(i))
  return keys.length === 0 ? name : `${name}${isList ? "[0]" : `.${keys[0]}`}`
}
