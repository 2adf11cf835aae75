import type { AnyNode, ForOfStatement, Identifier } from "acorn"
import { eachChild, isFunction } from "../../core/closure/index.ts"
import { listsOf, partsOf, valuesOf } from "../ir/index.ts"
import type { Expr, Local, Reduction, Stmt } from "../ir/index.ts"
import type { Compiler } from "./compiler.ts"
import { actsOf, conditionalExtreme, extremeOf } from "./extremes.ts"
import type { ConditionalWrites } from "./extremes.ts"
import type { Frame, Variable } from "./frame.ts"
import { lower } from "./expressions.ts"
import { mathName } from "./maths.ts"
import { bare } from "./noise.ts"
import { variableOf } from "./objects.ts"
import { pairsOf } from "./patterns.ts"
import { binary } from "./values.ts"
import type { TupleValue } from "./values.ts"

/** How partial results of an operator are combined, and what they begin with. */
const operators: Readonly<Record<string, Pick<Reduction, "combine" | "identity">>> = {
  "+": { combine: "add", identity: -0 },
  "-": { combine: "add", identity: -0 },
  "*": { combine: "mul", identity: 1 },
  "/": { combine: "mul", identity: 1 },
  min: { combine: "min", identity: Number.POSITIVE_INFINITY },
  max: { combine: "max", identity: Number.NEGATIVE_INFINITY },
  "&": { combine: "and", identity: -1 },
  "|": { combine: "or", identity: 0 },
  "^": { combine: "xor", identity: 0 },
}

/** Operators that may stand side by side: they are combined alike. */
const family: Readonly<Record<string, string>> = { "-": "+", "/": "*" }

const known = "+ - * / min max & | ^ are"

/** One assignment to a variable: `target operator= right`, `target = right`, or `target++`. */
export interface Assigned {
  readonly node: AnyNode
  readonly target: AnyNode
  /** Without its `=`. */
  readonly operator: string
  /** undefined: it is not written there. */
  readonly right: AnyNode | undefined
}

/** The assignments of a part of the syntax tree itself. */
export function assignedBy(c: Compiler, node: AnyNode): readonly Assigned[] {
  if (node.type === "UpdateExpression") return [{ node, target: node.argument, operator: "+", right: undefined }]
  if (node.type !== "AssignmentExpression") return []
  const { left, right } = node
  if (left.type === "ArrayPattern" || left.type === "ObjectPattern") {
    return pairsOf(c, left, right).map((pair) => ({ node, target: pair.target, operator: "", right: pair.right }))
  }
  return [{ node, target: left, operator: node.operator.slice(0, -1), right }]
}

/** The one operator by which a prange changes a variable from around it. */
export function operatorOf(
  c: Compiler,
  variable: Variable,
  writes: readonly Assigned[],
  parts: readonly AnyNode[],
  conditional: ConditionalWrites,
  outer: string | undefined,
): { op: string } & Pick<Reduction, "combine" | "identity"> {
  const text = c.frame.source.text(writes[0]!.target).trim()
  const name = `\`${text}\``
  let op = outer
  const own = new Set<AnyNode>()
  for (const write of writes) {
    const around = conditional.get(write.node)
    const extreme = around && conditionalExtreme(c, variable, around)
    for (const one of extreme?.own ?? []) own.add(one)
    const found = extreme?.op ?? operatorIn(c, variable, write, own)
    if (found === undefined || operators[found] === undefined) {
      return c.fail(
        write.node,
        `variable ${name} is assigned in a prange and lives on after it: iterations would race`,
        flagFix(c, write, text) ??
          placeOf(c, parts, write.node) ??
          `declare it inside the loop, or reduce it: ${text} = Math.max(${text}, x)`,
        `not a reduction (${known})`,
      )
    }
    const one = family[found] ?? found
    if (op !== undefined && op !== one) {
      return c.fail(
        write.node,
        `variable ${name} is changed by ${op} and by ${found} in one prange`,
        "use one variable for each",
        "conflicting reductions",
      )
    }
    op = one
  }
  const visit = (node: AnyNode): void => {
    if (!own.has(node) && variableOf(c, node)?.key === variable.key) {
      c.fail(
        node,
        `variable ${name} is read in the prange that adds it up: its value is known only after the loop`,
        "use what each iteration computes, or a variable of its own",
      )
    }
    eachChild(node, visit)
  }
  for (const part of parts) visit(part)
  return { op: op!, ...operators[op!]! }
}

/** What to do instead of `s = s && x`, `s ||= x` and `if (x) s = true`: numbers have reductions. */
function flagFix(c: Compiler, { operator, right }: Assigned, text: string): string | undefined {
  const value = right && bare(c, right)
  const own = operator === "" && value?.type === "LogicalExpression" ? value.operator : operator
  const literal = value?.type === "Literal" ? value.value : undefined
  if (own === "&&" || literal === false)
    return `let ${text} = 1 before the loop, and ${text} &= Number(x) in it: 1 if all are true`
  if (own === "||" || literal === true)
    return `let ${text} = 0 before the loop, and ${text} |= Number(x) in it: 1 if any is true`
  return undefined
}

/** What to do instead of `if (x > m) { m = x; at = i }`: two loops. */
function placeOf(c: Compiler, parts: readonly AnyNode[], write: AnyNode): string | undefined {
  let sign: string | undefined
  const visit = (node: AnyNode): void => {
    if (node.type === "IfStatement" && node.test.type === "BinaryExpression") {
      const writes = actsOf(c, node.consequent)
      const isCompared = /^[<>]/.test(node.test.operator)
      if (isCompared && writes.length > 1 && writes.includes(write)) {
        sign = node.test.operator.startsWith(">") ? "max" : "min"
      }
    }
    eachChild(node, visit)
  }
  for (const part of parts) visit(part)
  if (sign === undefined) return undefined
  return `reduce the value alone, m = Math.${sign}(m, x), and find its place in a second loop: if (x === m) at = Math.min(at, i)`
}

/** A `var` that is declared in a prange is there after it, with what some iteration left. */
export function refuseLeaks(c: Compiler, loop: ForOfStatement): void {
  const { source } = c.frame
  const declared: Identifier[] = []
  const visit = (node: AnyNode, isVar = false): void => {
    if (isFunction(node) && node !== source.node) return
    if (node.type === "Identifier" && isVar) declared.push(node)
    if (node.type === "VariableDeclaration") {
      for (const { id, init } of node.declarations) {
        visit(id, node.kind === "var")
        if (init) visit(init)
      }
    } else eachChild(node, (child) => visit(child, isVar))
  }
  visit(source.node)
  for (const { declaration, node } of source.references) {
    if (declaration?.kind !== "var" || node.start < loop.end || declaration.scope.owner?.node !== source.node) continue
    const last = declared.findLast(({ name, start }) => name === declaration.name && start < node.start)
    if (last === undefined || last.start < loop.start || last.start > loop.end) continue
    c.fail(
      last,
      `variable \`${last.name}\` is assigned in a prange and lives on after it: iterations would race`,
      "declare it with let",
      "not a reduction",
    )
  }
}

/** The operator of one assignment; the names of the variable that belong to it go to `own`. */
function operatorIn(
  c: Compiler,
  variable: Variable,
  { node, target, operator, right: given }: Assigned,
  own: Set<AnyNode>,
): string | undefined {
  const is = (part: AnyNode): boolean => {
    const same = variableOf(c, part)?.key === variable.key
    if (same) own.add(part)
    return same
  }
  is(target)
  if (operator !== "" || node.type === "UpdateExpression") return operator
  if (given === undefined) return undefined
  const right = bare(c, given)
  if (right.type === "BinaryExpression" && right.left.type !== "PrivateIdentifier") {
    if (is(right.left)) return right.operator
    const commutes = ["+", "*", "&", "|", "^"].includes(right.operator)
    return commutes && is(right.right) ? right.operator : undefined
  }
  const extreme = extremeOf(c, variable, right)
  if (extreme !== undefined) {
    for (const one of extreme.own) own.add(one)
    return extreme.op
  }
  if (right.type === "CallExpression" && right.callee.type !== "Super" && right.arguments.length === 2) {
    const callee = lower(c, right.callee)
    const name = callee.kind === "object" ? mathName(callee.value) : undefined
    const [a, b] = right.arguments as [AnyNode, AnyNode]
    if ((name === "min" || name === "max") && (is(a) || is(b))) return name
  }
  return undefined
}

/** The variables that there are where a prange begins, but for each `var` that it declares anew. */
export function outerLocals(frame: Frame | undefined, loop: AnyNode): Set<Local> {
  const own = new Set<string>()
  const visit = (node: AnyNode): void => {
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      for (const { id } of node.declarations) if (id.type === "Identifier") own.add(id.name)
    }
    eachChild(node, visit)
  }
  visit(loop)
  const found = new Set<Local>()
  const note = ({ parts, variables }: TupleValue): void => {
    for (const { local } of variables?.values() ?? []) found.add(local)
    for (const part of parts.values()) if (part.kind === "tuple") note(part)
  }
  for (let at = frame; at !== undefined; at = at.around) {
    for (const [declaration, binding] of at.bindings) {
      const isOwn = declaration.kind === "var" && own.has(declaration.name)
      if (binding.kind === "variable" && !isOwn) found.add(binding.local)
      if (binding.kind === "value" && binding.value.kind === "tuple") note(binding.value)
    }
  }
  return found
}

interface Misuse {
  readonly local: Local
  readonly isRead: boolean
}

/**
 * What a prange does to variables from around it other than to add them up, found in what was made of it: no spelling, and
 * no function that is called, hides it.
 */
export function misused(
  body: readonly Stmt[],
  outer: ReadonlySet<Local>,
  sums: ReadonlyMap<Local, Reduction["combine"]>,
): Misuse | undefined {
  let found: Misuse | undefined
  const value = (expr: Expr): void => {
    if (expr.k === "get" && sums.has(expr.local)) found ??= { local: expr.local, isRead: true }
    if (expr.k === "seq") list(expr.before)
    for (const part of partsOf(expr)) value(part)
  }
  const set = (local: Local, expr: Expr): void => {
    // `s *= 1`
    if (expr.k === "get" && expr.local === local) return
    const added = sums.has(local) ? addedTo(local, expr) : undefined
    if (added === undefined && outer.has(local)) found ??= { local, isRead: sums.has(local) }
    value(added ?? expr)
  }
  const list = (stmts: readonly Stmt[]): void => {
    for (const stmt of stmts) {
      if (stmt.k === "set") set(stmt.local, stmt.value)
      else for (const expr of valuesOf(stmt)) value(expr)
      for (const inner of listsOf(stmt)) list(inner)
    }
  }
  list(body)
  return found
}

/** `x` of `s = s + x`, whatever the operator and the order. */
function addedTo(local: Local, expr: Expr): Expr | undefined {
  const bare = (part: Expr): Expr => {
    if (part.k === "convert") return bare(part.a)
    const guarded = guardedIn(part)
    return guarded === undefined ? part : bare(guarded)
  }
  const isIt = (part: Expr): boolean => {
    const inner = bare(part)
    return inner.k === "get" && inner.local === local
  }
  const whole = bare(expr)
  if (whole.k === "fused") return isIt(whole.c) ? binary("mul", whole.a, whole.b) : undefined
  if (whole.k !== "binary") return undefined
  if (isIt(whole.a)) return whole.b
  return isIt(whole.b) ? whole.a : undefined
}

/** What is given on as it is, if it fits. */
function guardedIn(expr: Expr): Expr | undefined {
  if (expr.k !== "seq" || expr.value.k !== "get") return undefined
  const [set, ...guards] = expr.before
  const isKept = set?.k === "set" && set.local === expr.value.local
  return isKept && guards.every(({ k }) => k === "guard") ? set.value : undefined
}
