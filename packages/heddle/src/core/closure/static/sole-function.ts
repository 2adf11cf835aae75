import type { AnyNode } from "acorn"
import type { WholeAnalysis } from "./analysis.ts"
import { eachChild, isClass, isFunction } from "./tree.ts"
import type { Unit } from "./unit.ts"

/**
 * Is the unit what its script declares at the top under this name, once and for all, and can no other function of the script
 * have that name? Then whatever has the name is this one, or was.
 */
export function isSoleFunction({ root, program }: WholeAnalysis, { node }: Unit, name: string): boolean {
  const declaration = root.declarations.get(name)
  if (declaration === undefined || declaration.writes > 0) return false
  if (declaration.node !== node && declaration.declarator?.init !== node) return false
  let others = 0
  const visit = (each: AnyNode): void => {
    if (valuesNamed(each, name).some((value) => value !== node)) others++
    eachChild(each, visit)
  }
  visit(program)
  return others === 0
}

/** The functions and classes that have the name, or may have, for what this node says. */
function valuesNamed(node: AnyNode, name: string): readonly AnyNode[] {
  if (isFunction(node) || isClass(node)) return node.id?.name === name ? [node] : []
  const { key, value } = named(node)
  if (key === undefined || value === undefined || !(isFunction(value) || isClass(value))) return []
  return mayBe(key, name) ? [value] : []
}

interface Named {
  /** "any": it is computed. */
  readonly key?: AnyNode | "any"
  readonly value?: AnyNode | undefined
}

/** What gives a name to what. */
function named(node: AnyNode): Named {
  switch (node.type) {
    case "VariableDeclarator":
      return { key: node.id, value: node.init ?? undefined }
    case "AssignmentExpression":
    case "AssignmentPattern":
      return { key: node.left, value: node.right }
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return { key: node.computed ? "any" : node.key, value: node.value ?? undefined }
    default:
      return {}
  }
}

function mayBe(key: AnyNode | "any", name: string): boolean {
  if (key === "any") return true
  if (key.type === "Identifier") return key.name === name
  return key.type === "Literal" && String(key.value) === name
}
