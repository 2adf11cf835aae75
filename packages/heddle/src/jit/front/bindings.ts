import type { AnyNode, Pattern } from "acorn"
import type { Declaration } from "../../core/closure/index.ts"
import { Local } from "../ir/index.ts"
import { memberOfObject } from "./captured.ts"
import { isPlain } from "./choices.ts"
import { factOf } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { kindOf, lower } from "./expressions.ts"
import { earlyUse } from "./flow.ts"
import type { Binding, Variable } from "./frame.ts"
import { named } from "./objects.ts"
import { kept } from "./order.ts"
import { constant, isUnsigned } from "./values.ts"
import type { Value } from "./values.ts"

type Kind = "const" | "let" | "var"

/** Gives the names of a pattern their values. */
export function bind(c: Compiler, pattern: Pattern, value: Value, kind: Kind): void {
  switch (pattern.type) {
    case "Identifier": {
      const { source } = c.frame
      const declaration = kind === "var" ? source.varNamed(pattern.name) : source.declaredBy(pattern)
      // Nobody uses it: what its value does is all there is.
      if (declaration === undefined) return dropped(c, value)
      return bindName(c, declaration, pattern, value, kind)
    }
    case "ArrayPattern":
    case "ObjectPattern": {
      // A `var` may be one that the right side reads.
      const whole = kind === "var" ? kept(c, value) : value
      for (const [part, given] of partsOf(c, pattern, whole)) bind(c, part, given, kind)
      return
    }
    default:
      return void c.fail(pattern, "this pattern cannot be compiled", "name each variable")
  }
}

/** `[a, b] = …`, `({ x, y } = …)`: one part after the other is put where the pattern says. */
export function takeApart(
  c: Compiler,
  pattern: Pattern,
  value: Value,
  put: (target: Pattern, value: Value) => void,
): void {
  if (pattern.type === "ArrayPattern" || pattern.type === "ObjectPattern") {
    for (const [part, given] of partsOf(c, pattern, value)) takeApart(c, part, given, put)
  } else put(pattern, value)
}

function dropped(c: Compiler, value: Value): void {
  if (isPlain(value)) c.emit({ k: "drop", value: value.expr })
}

/** What each part of a pattern is given, or begins with where it is given nothing. */
function partsOf(
  c: Compiler,
  pattern: Extract<Pattern, { type: "ArrayPattern" | "ObjectPattern" }>,
  value: Value,
): [Pattern, Value][] {
  if (value.kind !== "tuple" && value.kind !== "object") {
    return c.fail(pattern, `it takes apart ${kindOf(value)}`, "take apart literals only")
  }
  const wanted: [string, Pattern][] =
    pattern.type === "ArrayPattern"
      ? pattern.elements.flatMap((element, i) => (element === null ? [] : [[String(i), element] as [string, Pattern]]))
      : pattern.properties.map((property) =>
          property.type === "Property" && !property.computed && property.key.type === "Identifier"
            ? [property.key.name, property.value]
            : c.fail(property, "this pattern cannot be compiled", "name each variable"),
        )
  return wanted.map(([key, whole]) => {
    const [part, otherwise] = whole.type === "AssignmentPattern" ? [whole.left, whole.right] : [whole, undefined]
    if (value.kind === "object") return [part, memberOfObject(c, whole, value.value, key)]
    const given = value.parts.get(key)
    if (given !== undefined && given.kind !== "nothing") return [part, given]
    if (otherwise !== undefined) return [part, lower(c, otherwise)]
    return c.fail(part, `there is no part ${key}`, "check its name")
  })
}

function bindName(c: Compiler, declaration: Declaration, node: AnyNode, value: Value, kind: Kind): void {
  const key = `${c.frame.path}:${declaration.node.start}:${declaration.name}`
  const before = kind === "var" ? c.frame.bindings.get(declaration) : undefined
  if (before !== undefined) return bindAgain(c, before, declaration, node, value)
  switch (value.kind) {
    case "number":
    case "boolean":
    case "bigint": {
      // A constant is a constant: no variable.
      const isConstant = kind === "const" || (declaration.kind !== "var" && declaration.writes === 0)
      if (isConstant && (value.expr.k === "const" || value.expr.k === "bigint")) break
      const isSteady = declaration.writes === 0
      const variable =
        isSteady && !isUnsigned(value.expr)
          ? c.variable(key, declaration.name, factOf(value))
          : c.hidden(key, declaration.name, factOf(value))
      const wide = isSteady ? wideOf(c, declaration, variable, value) : undefined
      c.write(variable, value)
      c.frame.bindings.set(declaration, wide === undefined ? variable : { ...variable, wide })
      return
    }
    case "nothing": {
      const early = kind === "let" ? earlyUse(c.frame.source, declaration) : undefined
      if (early !== undefined) {
        return void c.fail(
          early,
          `\`${declaration.name}\` may have no value here`,
          `give it one where it is declared: let ${declaration.name} = 0`,
        )
      }
      const variable = declaredLater(c, key, declaration, node)
      c.frame.bindings.set(declaration, variable)
      return
    }
    case "tuple": {
      const whole = named(c, key, declaration.name, value)
      c.frame.bindings.set(declaration, { kind: "value", value: whole })
      return
    }
    case "array": {
      const { array } = value
      // What has a name already keeps it.
      if (array.view !== undefined && array.name === (array.view.of ?? array.view.base.name))
        array.name = declaration.name
      break
    }
    default:
  }
  c.frame.bindings.set(declaration, { kind: "value", value })
}

/** `var x` where there is one already. */
function bindAgain(c: Compiler, before: Binding, { name }: Declaration, node: AnyNode, value: Value): void {
  if (value.kind === "nothing") return
  if (before.kind === "variable" && isPlain(value)) return c.write(before, value)
  const held = before.kind === "variable" ? "a number" : kindOf(before.value)
  c.fail(node, `\`${name}\` holds ${held}: it cannot be assigned again`, "use another name")
}

/** A `var` that is used above its declaration is there from the start: undefined, which counts as NaN. */
export function hoist(c: Compiler): void {
  for (const declaration of c.frame.source.earlyVars()) {
    bindName(c, declaration, declaration.node, constant(Number.NaN), "let")
  }
}

/** What is made for an index, and needs more than 32 bits on its way, is kept as it is made, beside the number. */
function wideOf(c: Compiler, declaration: Declaration, { local }: Variable, value: Value): Local | undefined {
  if (local.rep !== "f64" || value.kind !== "number" || value.wide === undefined) return undefined
  const wide = new Local(`${declaration.name}.wide`, "i64")
  c.emit({ k: "set", local: wide, value: value.wide })
  return wide
}

/** `let x` without a value: in the first pass nothing is known of it. */
function declaredLater(c: Compiler, key: string, declaration: Declaration, node: AnyNode): Variable {
  const fact = c.facts.get(key)
  if (fact === undefined) {
    if (c.pass > 0 && !c.skips) return c.fail(node, `\`${declaration.name}\` never gets a value`, "give it one")
    return { kind: "variable", key, local: new Local(declaration.name, "f64"), holds: "number" }
  }
  return c.hidden(key, declaration.name, fact)
}
