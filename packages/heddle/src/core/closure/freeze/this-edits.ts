import type { AnyNode } from "acorn"
import { eachChild, isClass, isFunction } from "../static/index.ts"
import type { Edit } from "./edits.ts"

/** Makes a parameter of the `this` that an arrow function takes from around it. */
export function thisEdits(arrow: AnyNode): Edit[] {
  const edits: Edit[] = []
  const visit = (node: AnyNode): void => {
    if (node.type === "ThisExpression") edits.push({ start: node.start, end: node.end, text: "$$this" })
    else if (node.type === "ArrowFunctionExpression" || (!isFunction(node) && !isClass(node))) eachChild(node, visit)
  }
  visit(arrow)
  return edits
}
