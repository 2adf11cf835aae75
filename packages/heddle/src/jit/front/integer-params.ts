import type { AnyNode } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import type { Source } from "./source.ts"

/**
 * Which parameters a kernel uses as an index, as a bound of a loop, or as either's part: it is compiled for int32 where
 * such an argument is one. All others are float64, whatever they are.
 */
export function integerParams(source: Source): readonly boolean[] {
  const found = new Set<AnyNode>()
  const collect = (node: AnyNode): void => {
    if (node.type === "Identifier") {
      const declaration = source.declarationOf(node)
      if (declaration?.kind === "parameter") found.add(declaration.node)
      // `const w = n`, `let last = n - 1`
      const init = declaration?.declarator?.init
      if (init && declaration.kind !== "parameter" && !seen.has(init)) {
        seen.add(init)
        collect(init)
      }
    }
    eachChild(node, collect)
  }
  const seen = new Set<AnyNode>()
  const visit = (node: AnyNode): void => {
    if (node.type === "MemberExpression" && node.computed) collect(node.property)
    if (node.type === "ForOfStatement") collect(node.right)
    if (node.type === "ForStatement") for (const part of [node.init, node.test]) if (part) collect(part)
    if (node.type === "WhileStatement" || node.type === "DoWhileStatement") collect(node.test)
    eachChild(node, visit)
  }
  visit(source.node.body)
  return source.node.params.map((param) => found.has(param.type === "AssignmentPattern" ? param.left : param))
}
