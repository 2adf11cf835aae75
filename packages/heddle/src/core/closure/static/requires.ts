import type { AnyNode } from "acorn"
import type { Declaration } from "./scope.ts"

/** How a variable got a CommonJS module. */
export interface RequireBinding {
  readonly specifier: string
  /** `const a = require("x")`: `"*"`; `const { a } = require("x")`: `"a"`. */
  readonly name: string
  /** True for `const a = __toESM(require("x"))` and the like: a compiler's helper makes a namespace of the module. */
  readonly interop: boolean
}

/** How the variable got a module, if it was by `require`. */
export function requireBinding(declaration: Declaration): RequireBinding | undefined {
  const initialiser = declaration.declarator?.init
  if (!initialiser) return undefined
  const { id } = declaration.declarator
  const specifier = requiredBy(initialiser)
  if (specifier !== undefined) {
    if (id.type === "Identifier") return { specifier, name: "*", interop: false }
    if (id.type !== "ObjectPattern") return undefined
    for (const property of id.properties) {
      if (property.type !== "Property" || property.computed) continue
      if (property.value.type === "Identifier" && property.value.name === declaration.name)
        return { specifier, name: keyOf(property.key), interop: false }
    }
    return undefined
  }
  if (initialiser.type !== "CallExpression" || id.type !== "Identifier") return undefined
  for (const argument of initialiser.arguments) {
    const wrapped = requiredBy(argument)
    if (wrapped !== undefined) return { specifier: wrapped, name: "*", interop: true }
  }
  return undefined
}

function requiredBy(node: AnyNode): string | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require")
    return undefined
  const argument = node.arguments[0]
  return argument?.type === "Literal" && typeof argument.value === "string" ? argument.value : undefined
}

function keyOf(node: AnyNode): string {
  if (node.type === "Identifier") return node.name
  return node.type === "Literal" ? String(node.value) : ""
}
