import type { AnyNode, Expression } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import { fitted } from "./bigints.ts"
import type { Compiler } from "./compiler.ts"
import { bigint } from "./expressions.ts"
import type { Variable } from "./frame.ts"
import { bare } from "./noise.ts"
import { variableOf } from "./objects.ts"
import { spanned, typeOf } from "./ranges.ts"
import { binary } from "./values.ts"
import type { BigValue } from "./values.ts"

/** `x` of `s = x < s ? x : s`, whatever the order, and of `s > x` and its kin. */
interface Extreme {
  readonly op: "min" | "max"
  readonly own: readonly AnyNode[]
  readonly other: AnyNode
}

/** The smaller or the larger of a variable that holds a bigint and of something: Math knows none of bigints. */
export function extremeOf(c: Compiler, variable: Variable, node: AnyNode): Extreme | undefined {
  if (variable.holds !== "bigint") return undefined
  const choice = bare(c, node)
  if (choice.type !== "ConditionalExpression") return undefined
  const test = bare(c, choice.test)
  if (test.type !== "BinaryExpression" || !/^[<>]=?$/.test(test.operator)) return undefined
  const sides = [test.left as Expression, test.right].map((one) => bare(c, one))
  const [yes, no] = [choice.consequent, choice.alternate].map((one) => bare(c, one)) as [AnyNode, AnyNode]
  const isOwn = (one: AnyNode): boolean => variableOf(c, one)?.key === variable.key
  const isSame = (a: AnyNode, b: AnyNode): boolean => c.frame.source.text(a) === c.frame.source.text(b)
  const own = [...sides, yes, no].filter(isOwn)
  const [other] = sides.filter((one) => !isOwn(one))
  if (own.length !== 2 || other === undefined || acts(other)) return undefined
  const [less, more] = test.operator.startsWith("<") ? sides : sides.toReversed()
  if (isSame(yes, less!) && isSame(no, more!)) return { op: "min", own, other }
  return isSame(yes, more!) && isSame(no, less!) ? { op: "max", own, other } : undefined
}

/** Does it matter how often it is evaluated? */
function acts(node: AnyNode): boolean {
  if (/^(?:Call|Assignment|Update)Expression$/.test(node.type)) return true
  let found = false
  eachChild(node, (child) => (found ||= acts(child)))
  return found
}

/** The smaller, or the larger, of the variable as it is and of the other. */
export function extreme(c: Compiler, old: BigValue, { op, other }: Extreme): BigValue {
  const type = typeOf(old.range)!
  const value = fitted(c, bigint(c, other), type, other)
  const range = spanned(old.range.low, old.range.high, value.range.low, value.range.high)
  return { kind: "bigint", range, expr: binary(type === "uint64" ? `${op}u` : op, old.expr, value.expr) }
}
