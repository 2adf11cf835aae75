import type { AnyNode, Identifier } from "acorn"
import type { NamesOfUnit } from "./names-of-unit.ts"

/** How many constants in a row are looked through. */
const deepest = 4

/**
 * True if the text shows that an expression in brackets is a string: then it names a property, not an element. What shows
 * nothing (a parameter, a call) is taken for an index.
 */
export function isText(node: AnyNode, names: NamesOfUnit, depth: number = 0): boolean {
  const text = (inner: AnyNode): boolean => isText(inner, names, depth)
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" && !/^\d+$/.test(node.value)
    case "TemplateLiteral":
      return true
    case "UnaryExpression":
      return node.operator === "typeof"
    case "BinaryExpression":
      return node.operator === "+" && (text(node.left) || text(node.right))
    case "ConditionalExpression":
      return text(node.consequent) || text(node.alternate)
    case "LogicalExpression":
      return text(node.left) || text(node.right)
    case "SequenceExpression":
      return text(node.expressions.at(-1)!)
    case "AssignmentExpression":
      return text(node.right)
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "String"
    case "Identifier": {
      const value = constantOf(node, names)
      return value !== undefined && (depth === deepest || isText(value, names, depth + 1))
    }
    default:
      return false
  }
}

function constantOf(node: Identifier, names: NamesOfUnit): AnyNode | undefined {
  const declaration = names.referenceAt(node)?.declaration
  if (declaration?.writes !== 0 || declaration.declarator?.id.type !== "Identifier") return undefined
  return declaration.declarator.init ?? undefined
}
