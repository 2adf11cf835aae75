import type { AnyNode, ModuleDeclaration, Statement } from "acorn"
import type { Scope } from "./scope.ts"
import { boundNames, eachChild, isFunction } from "./tree.ts"

/** Declares what a block's statements bind in that block: `let`, `const`, functions, classes, imports. */
export function declareBlock(body: readonly (Statement | ModuleDeclaration)[], scope: Scope): void {
  for (const statement of body) declareStatement(statement, scope)
}

/** Declares what one statement binds in its block. */
export function declareStatement(node: AnyNode, scope: Scope): void {
  switch (node.type) {
    case "VariableDeclaration":
      if (node.kind === "var") return
      for (const declarator of node.declarations)
        for (const name of boundNames(declarator.id))
          scope.declare(name.name, node.kind === "let" ? "let" : "const", name, declarator)
      return
    case "FunctionDeclaration":
      if (node.id) scope.declare(node.id.name, "function", node)
      return
    case "ClassDeclaration":
      if (node.id) scope.declare(node.id.name, "class", node)
      return
    case "ImportDeclaration":
      for (const specifier of node.specifiers) scope.declare(specifier.local.name, "import", specifier)
      return
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      if (node.declaration) declareStatement(node.declaration, scope)
      return
    case "LabeledStatement":
      declareStatement(node.body, scope)
      return
    default:
  }
}

/** Declares every `var` of a function's body, and the functions in its blocks that sloppy code sees outside them. */
export function declareVars(node: AnyNode, scope: Scope, loop = false, block = false): void {
  if (isFunction(node)) {
    if (
      block &&
      !scope.strict &&
      node.type === "FunctionDeclaration" &&
      node.id &&
      !scope.declarations.has(node.id.name)
    )
      scope.declare(node.id.name, "var", node).writes++
    return
  }
  if (node.type === "StaticBlock") return
  if (node.type === "VariableDeclaration" && node.kind === "var") {
    for (const declarator of node.declarations)
      for (const name of boundNames(declarator.id)) {
        const declaration = scope.declare(name.name, "var", name, declarator)
        if (loop) declaration.writes++
      }
  }
  const inLoop = loop || loops.has(node.type)
  const inBlock = block || node.type === "BlockStatement" || node.type === "SwitchStatement"
  eachChild(node, (child) => declareVars(child, scope, inLoop, inBlock))
}

const loops: ReadonlySet<string> = new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
])
