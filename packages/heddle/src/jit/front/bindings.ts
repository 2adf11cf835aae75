import type { AnyNode, Pattern } from "acorn"
import type { Declaration, FunctionNode } from "../../core/closure/index.ts"
import { Local } from "../ir/index.ts"
import { asNumber } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { kindOf } from "./expressions.ts"
import type { Variable } from "./frame.ts"
import type { Value } from "./values.ts"

/** A function that is written inside the kernel. */
export function inner(c: Compiler, node: FunctionNode): Value {
  return { kind: "function", source: c.frame.source.within(node), around: c.frame }
}

/** Gives the names of a pattern their values. */
export function bind(c: Compiler, pattern: Pattern, value: Value, kind: "const" | "let"): void {
  switch (pattern.type) {
    case "Identifier": {
      const declaration = c.frame.source.declaredBy(pattern)
      // Nobody uses it: what its value does is all there is.
      if (declaration === undefined) return dropped(c, value)
      return bindName(c, declaration, pattern, value, kind)
    }
    case "ArrayPattern":
    case "ObjectPattern": {
      const parts = partsOf(c, pattern, value)
      for (const [part, given] of parts) bind(c, part, given, kind)
      return
    }
    default:
      return void c.fail(pattern, "this pattern cannot be compiled", "name each variable")
  }
}

function dropped(c: Compiler, value: Value): void {
  if (value.kind === "number" || value.kind === "boolean") c.emit({ k: "drop", value: value.expr })
}

function partsOf(
  c: Compiler,
  pattern: Extract<Pattern, { type: "ArrayPattern" | "ObjectPattern" }>,
  value: Value,
): [Pattern, Value][] {
  if (value.kind !== "tuple") {
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
  return wanted.map(([key, part]) => {
    const given = value.parts.get(key)
    return given === undefined ? c.fail(part, `there is no part ${key}`, "check its name") : [part, given]
  })
}

function bindName(c: Compiler, declaration: Declaration, node: AnyNode, value: Value, kind: "const" | "let"): void {
  const key = `${c.frame.path}:${declaration.node.start}:${declaration.name}`
  switch (value.kind) {
    case "number":
    case "boolean": {
      // A constant is a constant: no variable.
      if (kind === "const" && value.expr.k === "const") break
      const known = asNumber(value).known
      const variable = c.variable(key, declaration.name, { holds: value.kind, known })
      c.write(variable, value)
      c.frame.bindings.set(declaration, variable)
      return
    }
    case "nothing": {
      const variable = declaredLater(c, key, declaration, node)
      c.frame.bindings.set(declaration, variable)
      return
    }
    case "tuple": {
      const parts = new Map(
        [...value.parts].map(([name, part]) => {
          if (part.kind !== "number" && part.kind !== "boolean") return [name, part] as const
          const first = { holds: part.kind, known: asNumber(part).known }
          const variable = c.variable(`${key}.${name}`, `${declaration.name}.${name}`, first)
          c.write(variable, part)
          return [name, c.read(variable)] as const
        }),
      )
      c.frame.bindings.set(declaration, { kind: "value", value: { kind: "tuple", parts } })
      return
    }
    default:
  }
  c.frame.bindings.set(declaration, { kind: "value", value })
}

/** `let x` without a value: in the first pass nothing is known of it. */
function declaredLater(c: Compiler, key: string, declaration: Declaration, node: AnyNode): Variable {
  const fact = c.facts.get(key)
  if (fact === undefined) {
    if (c.pass > 0) return c.fail(node, `\`${declaration.name}\` never gets a value`, "give it one")
    return { kind: "variable", key, local: new Local(declaration.name, "f64"), holds: "number" }
  }
  return c.variable(key, declaration.name, fact)
}
