import type {
  AnonymousClassDeclaration,
  AnonymousFunctionDeclaration,
  AnyNode,
  ArrowFunctionExpression,
  ClassDeclaration,
  ClassExpression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  Pattern,
} from "acorn"

/** A function of any spelling. */
export type FunctionNode =
  | FunctionDeclaration
  | AnonymousFunctionDeclaration
  | FunctionExpression
  | ArrowFunctionExpression
/** A class of any spelling. */
export type ClassNode = ClassDeclaration | AnonymousClassDeclaration | ClassExpression

/** True for a function of any spelling, methods' values included. */
export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  )
}

/** True for a class declaration or expression. */
export function isClass(node: AnyNode): node is ClassNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression"
}

/** Calls `visit` with each direct child, in source order. */
export function eachChild(node: AnyNode, visit: (child: AnyNode) => void): void {
  const fields = node as unknown as Record<string, unknown>
  for (const key in fields) {
    const value = fields[key]
    if (typeof value !== "object" || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item)
    } else if (isNode(value)) visit(value)
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof (value as AnyNode | null)?.type === "string"
}

/** The identifiers that a pattern binds: `a`, `b` and `rest` of `{ a, x: [b], ...rest }`. */
export function boundNames(pattern: Pattern | null | undefined, into: Identifier[] = []): Identifier[] {
  switch (pattern?.type) {
    case "Identifier":
      into.push(pattern)
      break
    case "ObjectPattern":
      for (const property of pattern.properties)
        boundNames(property.type === "RestElement" ? property.argument : property.value, into)
      break
    case "ArrayPattern":
      for (const element of pattern.elements) boundNames(element, into)
      break
    case "AssignmentPattern":
      boundNames(pattern.left, into)
      break
    case "RestElement":
      boundNames(pattern.argument, into)
      break
    default:
  }
  return into
}
