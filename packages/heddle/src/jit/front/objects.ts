import type { AnyNode, MemberExpression } from "acorn"
import { isPlain } from "./choices.ts"
import { factOf } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { bindingOf } from "./frame.ts"
import type { Variable } from "./frame.ts"
import type { TupleValue, Value } from "./values.ts"

/** A literal that gets a name: its parts become variables. What has a name already is the same thing by another. */
export function named(c: Compiler, key: string, name: string, value: TupleValue): TupleValue {
  if (value.variables !== undefined) return value
  const variables = new Map<string, Variable>()
  const parts = new Map(
    [...value.parts].map(([part, given]): [string, Value] => {
      const whole = /^\d+$/.test(part) ? `${name}[${part}]` : `${name}.${part}`
      if (given.kind === "tuple") return [part, named(c, `${key}.${part}`, whole, given)]
      if (!isPlain(given)) return [part, given]
      const variable = c.variable(`${key}.${part}`, whole, factOf(given))
      c.write(variable, given)
      variables.set(part, variable)
      return [part, c.read(variable)]
    }),
  )
  return value.isChosen === true ? { ...value, parts } : { kind: "tuple", parts, variables }
}

/** The variable that a name stands for, or a part of a literal that has a name; undefined: it is none. */
export function variableOf(c: Compiler, node: AnyNode): Variable | undefined {
  if (node.type === "MemberExpression") {
    const object = objectOf(c, node.object)
    const key = object && keyOf(c, node)
    return key === undefined ? undefined : object!.variables?.get(key)
  }
  const binding = bound(c, node)
  return binding?.kind === "variable" ? binding : undefined
}

function bound(c: Compiler, node: AnyNode): ReturnType<typeof bindingOf> {
  const declaration = node.type === "Identifier" ? c.frame.source.declarationOf(node) : undefined
  return declaration && bindingOf(c.frame, declaration)
}

function objectOf(c: Compiler, node: AnyNode): TupleValue | undefined {
  if (node.type === "MemberExpression") {
    const object = objectOf(c, node.object)
    const key = object && keyOf(c, node)
    const part = key === undefined ? undefined : object!.parts.get(key)
    return part?.kind === "tuple" ? part : undefined
  }
  const binding = bound(c, node)
  return binding?.kind === "value" && binding.value.kind === "tuple" ? binding.value : undefined
}

function keyOf(c: Compiler, { property, computed }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : undefined
  if (property.type === "Literal") return String(property.value)
  const binding = bound(c, property)
  const value = binding?.kind === "value" && binding.value.kind === "number" ? binding.value.expr : undefined
  return value?.k === "const" ? String(value.value) : undefined
}
