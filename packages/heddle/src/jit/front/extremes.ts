import type { AnyNode, AssignmentExpression, Expression, IfStatement, LogicalExpression } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import { Local } from "../ir/index.ts"
import { fitted } from "./bigints.ts"
import type { Plain } from "./choices.ts"
import type { Compiler } from "./compiler.ts"
import { bigint, lower, number } from "./expressions.ts"
import { bindingOf } from "./frame.ts"
import type { Variable } from "./frame.ts"
import { callMath, mathName } from "./maths.ts"
import { bare, isCounter } from "./noise.ts"
import { variableOf } from "./objects.ts"
import { spanned, typeOf } from "./ranges.ts"
import { as, binary, compare, float, wrapped } from "./values.ts"
import type { BigValue, NumberValue } from "./values.ts"

/** `if (x > m) m = x`, or `m = x > m ? x : m`, and its kin: m becomes the larger one. */
export interface Extreme {
  readonly op: "min" | "max"
  /** Its uses of the variable. */
  readonly own: readonly AnyNode[]
  /** `x` */
  readonly other: AnyNode
}

/** `if (t) m = x`, or `t && (m = x)`, as tools write it. */
type Conditional = IfStatement | LogicalExpression

/** The condition and the assignment of what does nothing else. */
function partsOf(c: Compiler, node: Conditional): { test: AnyNode; write: AssignmentExpression } | undefined {
  if (node.type === "LogicalExpression") {
    const write = bare(c, node.right)
    const isWrite = node.operator === "&&" && write.type === "AssignmentExpression" && write.operator === "="
    return isWrite ? { test: node.left, write } : undefined
  }
  if (node.alternate && actsOf(c, node.alternate).length > 0) return undefined
  const [write, more] = actsOf(c, node.consequent)
  if (write?.type !== "AssignmentExpression" || write.operator !== "=" || more !== undefined) return undefined
  return { test: node.test, write }
}

/** What a statement does, without the counters of coverage. */
export function actsOf(c: Compiler, node: AnyNode): readonly AnyNode[] {
  if (node.type === "BlockStatement") return node.body.flatMap((one) => actsOf(c, one))
  if (node.type === "EmptyStatement") return []
  if (node.type !== "ExpressionStatement") return [node]
  const { expression } = node
  return expression.type === "UpdateExpression" && isCounter(c, expression) ? [] : [bare(c, expression)]
}

/** Assignments that are all that happens under a condition, and where. */
export type ConditionalWrites = ReadonlyMap<AnyNode, Conditional>

/** Those of statements. */
export function conditionalWrites(c: Compiler, parts: readonly AnyNode[]): ConditionalWrites {
  const found = new Map<AnyNode, Conditional>()
  const visit = (node: AnyNode): void => {
    if (node.type === "IfStatement" || node.type === "LogicalExpression") {
      const write = partsOf(c, node)?.write
      if (write !== undefined) found.set(write, node)
    }
    eachChild(node, visit)
  }
  for (const part of parts) visit(part)
  return found
}

/** `m = right`, where that is the smaller or the larger of the variable and of something. */
export function extremeOf(c: Compiler, variable: Variable, right: AnyNode): Extreme | undefined {
  const choice = bare(c, right)
  if (choice.type !== "ConditionalExpression") return undefined
  const [yes, no] = [choice.consequent, choice.alternate].map((one) => bare(c, one)) as [AnyNode, AnyNode]
  const isOwn = (one: AnyNode): boolean => variableOf(c, one)?.key === variable.key
  if (isOwn(no)) return compared(c, variable, choice.test, yes, [no])
  // A comparison with NaN is false, and m then NaN: what comes out would depend on the order.
  if (!isOwn(yes) || variable.holds !== "bigint") return undefined
  const extreme = compared(c, variable, choice.test, no, [yes])
  return extreme && { ...extreme, op: extreme.op === "max" ? "min" : "max" }
}

/** The same of `if (x > m) m = x`. */
export function conditionalExtreme(c: Compiler, variable: Variable, node: Conditional): Extreme | undefined {
  const parts = partsOf(c, node)
  return parts && compared(c, variable, parts.test, bare(c, parts.write.right), [parts.write.left])
}

const mirrored: Readonly<Record<string, string>> = { ">": "<", ">=": "<=", "<": ">", "<=": ">=" }

function compared(
  c: Compiler,
  variable: Variable,
  condition: AnyNode,
  value: AnyNode,
  others: readonly AnyNode[],
): Extreme | undefined {
  if (variable.holds !== "bigint" && variable.holds !== "number") return undefined
  const test = bare(c, condition)
  if (test.type !== "BinaryExpression") return undefined
  const [left, right] = [test.left as Expression, test.right].map((one) => bare(c, one)) as [AnyNode, AnyNode]
  const isOwn = (one: AnyNode): boolean => variableOf(c, one)?.key === variable.key
  const { source } = c.frame
  const isValue = (one: AnyNode): boolean => source.text(one) === source.text(value)
  const isMirrored = isOwn(left) && isValue(right)
  if ((!isMirrored && !(isOwn(right) && isValue(left))) || acts(c, value)) return undefined
  const operator = isMirrored ? mirrored[test.operator] : test.operator
  if (operator === undefined || !(operator in mirrored)) return undefined
  return { op: operator.startsWith(">") ? "max" : "min", own: [...others, isMirrored ? left : right], other: value }
}

/** Does it matter how often it is evaluated? */
function acts(c: Compiler, node: AnyNode): boolean {
  if (node.type === "CallExpression") {
    const name = node.callee.type === "Super" ? undefined : mathNamed(c, node.callee)
    if (name === undefined || name === "random") return true
  }
  if (node.type === "AssignmentExpression" || node.type === "UpdateExpression") return true
  let found = false
  eachChild(node, (child) => (found ||= acts(c, child)))
  return found
}

/** `"abs"` of `Math.abs`; undefined also of what is not there yet. */
function mathNamed(c: Compiler, callee: AnyNode): string | undefined {
  const { source } = c.frame
  const root = callee.type === "MemberExpression" ? callee.object : callee
  if (root.type !== "Identifier") return undefined
  const declaration = source.declarationOf(root)
  const isGlobal = declaration === undefined && root.name in globalThis
  const isThere = declaration !== undefined && bindingOf(c.frame, declaration) !== undefined
  if (!isGlobal && !isThere && source.read(root.name).state !== "value") return undefined
  const value = lower(c, callee)
  return value.kind === "object" ? mathName(value.value) : undefined
}

/** Compiles one whose variable the prange around reduces so; false: it is none. */
export function reduceExtreme(c: Compiler, node: Conditional): boolean {
  const left = c.reduced.size === 0 ? undefined : partsOf(c, node)?.write.left
  const variable = left && variableOf(c, left)
  const op = variable && c.reduced.get(variable.key)?.op
  const extreme = op && conditionalExtreme(c, variable, node)
  if (!extreme || extreme.op !== op) return false
  c.write(variable, extremum(c, c.read(variable) as Plain, extreme))
  return true
}

/** The smaller, or the larger, of the variable as it is and of the other. */
export function extremum(c: Compiler, old: Plain, { op, other }: Extreme): Plain {
  if (old.kind !== "bigint") {
    const value = passingNaN(number(c, other), op === "max" ? -Infinity : Infinity)
    return callMath(op, [old as NumberValue, value])!
  }
  const type = typeOf(old.range)!
  const value: BigValue = fitted(c, bigint(c, other), type, other)
  const range = spanned(old.range.low, old.range.high, value.range.low, value.range.high)
  return { kind: "bigint", range, expr: binary(type === "uint64" ? `${op}u` : op, old.expr, value.expr) }
}

/** What changes nothing, where it is NaN: no comparison with that is true. */
function passingNaN(value: NumberValue, identity: number): NumberValue {
  if (!value.known.nan) return value
  const local = new Local("x", "f64")
  const get = { k: "get", rep: "f64", local } as const
  const { low, high } = value.known
  const known = { ...value.known, low: Math.min(low, identity), high: Math.max(high, identity), nan: false }
  const expr = { k: "if", rep: "f64", test: compare("eq", get, get), yes: get, no: float(identity) } as const
  const before = [{ k: "set", local, value: as("f64", value.expr) } as const]
  return wrapped({ kind: "number", known, expr }, before) as NumberValue
}
