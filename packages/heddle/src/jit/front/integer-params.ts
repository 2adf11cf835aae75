import type { AnyNode } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import { largestInt } from "./known.ts"
import type { Source } from "./source.ts"

/** What a parameter is taken for where its argument is an integer: undefined, a float64. */
export type IntegerUse = "int" | "divisor" | undefined

/**
 * Which parameters a kernel uses as an index, as a bound of a loop, or as either's part: it is compiled for int32 where
 * such an argument is one, and once more for those above 0 where something is divided by it with `%`: that is an integer
 * then. All others are float64, whatever they are.
 */
export function integerParams(source: Source): readonly IntegerUse[] {
  const [found, divisors] = [new Set<AnyNode>(), new Set<AnyNode>()]
  const collect = (node: AnyNode, found: Set<AnyNode>, seen: Set<AnyNode>): void => {
    if (node.type === "Identifier") {
      const declaration = source.declarationOf(node)
      if (declaration?.kind === "parameter") found.add(declaration.node)
      // `const w = n`, `let last = n - 1`
      const init = declaration?.declarator?.init
      if (init && declaration.kind !== "parameter" && !seen.has(init)) {
        seen.add(init)
        collect(init, found, seen)
      }
    }
    eachChild(node, (child) => collect(child, found, seen))
  }
  const seen = new Set<AnyNode>()
  const asInteger = (node: AnyNode): void => collect(node, found, seen)
  const visit = (node: AnyNode): void => {
    if (node.type === "MemberExpression" && node.computed) asInteger(node.property)
    if (node.type === "ForOfStatement") asInteger(node.right)
    if (node.type === "ForStatement") for (const part of [node.init, node.test]) if (part) asInteger(part)
    if (node.type === "WhileStatement" || node.type === "DoWhileStatement") asInteger(node.test)
    if (node.type === "BinaryExpression" && node.operator === "%") collect(node.right, divisors, new Set())
    eachChild(node, visit)
  }
  visit(source.node.body)
  return source.node.params.map((param) => {
    const name = param.type === "AssignmentPattern" ? param.left : param
    if (!found.has(name)) return undefined
    return divisors.has(name) ? "divisor" : "int"
  })
}

/** What a number is to a parameter. */
export function numberType(value: number, use: IntegerUse): "number" | "int" | "int > 0" {
  if (use === undefined) return "number"
  const isInt = Number.isInteger(value) && Math.abs(value) <= largestInt && !Object.is(value, -0)
  if (!isInt) return "number"
  return use === "divisor" && value > 0 ? "int > 0" : "int"
}
