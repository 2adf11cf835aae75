import type { AnyNode, ForOfStatement, Identifier, VariableDeclaration } from "acorn"
import { eachChild } from "../../core/closure/index.ts"
import { Label, Local, Stream, zeroStep } from "../ir/index.ts"
import type { ArrayRef, Check, Expr, Reduction, Stmt } from "../ir/index.ts"
import { prange } from "../prange.ts"
import { overflow } from "./bigints.ts"
import { bind } from "./bindings.ts"
import { sharedBins } from "./bins.ts"
import type { Compiler } from "./compiler.ts"
import { lower, nameOf, number } from "./expressions.ts"
import { conditionalWrites } from "./extremes.ts"
import { lengthOf, load } from "./loads.ts"
import { bindingOf } from "./frame.ts"
import type { Variable } from "./frame.ts"
import { anyNumber, integers, isInt32 } from "./known.ts"
import type { Known } from "./known.ts"
import { listOf } from "./literals.ts"
import { bare } from "./noise.ts"
import { variableOf } from "./objects.ts"
import { int64, isNatural, rangeOf, typeOf } from "./ranges.ts"
import { assignedBy, misused, operatorOf, outerLocals, refuseLeaks } from "./reductions.ts"
import type { Assigned } from "./reductions.ts"
import { kept } from "./order.ts"
import { writesIn } from "./steps.ts"
import { as, binary, compare, constant, float, int, unary } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"

/** `for (const i of prange(…))`, or over the elements of a typed array. */
export function forOf(c: Compiler, node: ForOfStatement, label: string | undefined): void {
  if (node.await) return void c.fail(node, "it waits", "kernels do not wait")
  const { left } = node
  const right = bare(c, node.right)
  if (left.type !== "VariableDeclaration") {
    return void c.fail(left, "the counter must be the loop's own", "write for (const i of prange(n))")
  }
  const { id } = left.declarations[0]!
  if (right.type === "CallExpression" && right.callee.type !== "Super" && !isPart(right.callee)) {
    const callee = lower(c, right.callee)
    if (callee.kind === "object" && callee.value === prange) {
      if (id.type !== "Identifier")
        return void c.fail(id, "the counter must be a name", "write for (const i of prange(n))")
      return prangeLoop(c, node, id, right.arguments, label)
    }
  }
  const iterated = lower(c, right)
  const list = listOf(c, right, iterated)
  if (list !== undefined) return eachPart(c, node, list, label)
  if (iterated.kind !== "array") {
    return void c.fail(right, "only prange, typed arrays and lists can be iterated", "use for (let i = 0; i < n; i++)")
  }
  const at: Variable = { kind: "variable", key: "", local: new Local("at", "i32"), holds: "number" }
  const get: Expr = { k: "get", rep: "i32", local: at.local }
  c.emit({ k: "set", local: at.local, value: int(0) })
  const exit = new Label("exit")
  const next = new Label("next")
  const body = c.inLoop({ node, label, exit, next, guards: new Map() }, () => {
    const index: Expr = {
      k: "index",
      rep: "i32",
      array: iterated.array,
      a: get,
      site: c.site(iterated.array, right),
      safe: true,
    }
    bind(c, id, load(iterated.array, index), left.kind === "const" || left.kind === "var" ? left.kind : "let")
    c.parts.statement(c, node.body)
  })
  const test = compare("lt", get, lengthOf(iterated.array).expr)
  const update: Stmt[] = [{ k: "set", local: at.local, value: binary("add", get, int(1)) }]
  c.emit({ k: "loop", exit, next, test, late: false, body, update, where: c.frame.source.where(node) })
}

function isWithin(node: AnyNode, whole: AnyNode): boolean {
  return node.start >= whole.start && node.end <= whole.end
}

/** `a.subarray`, which is no value by itself. */
function isPart(callee: AnyNode): boolean {
  return callee.type === "MemberExpression" && nameOf(callee) === "subarray"
}

/** Over `[p, q]`: its body for each of them. */
function eachPart(c: Compiler, node: ForOfStatement, list: readonly Value[], label: string | undefined): void {
  const { declarations, kind } = node.left as VariableDeclaration
  const values = list.map((value) => kept(c, value))
  const exit = new Label("exit")
  const { bindings } = c.frame
  const around = new Set(bindings.keys())
  const body: Stmt[] = values.map((value) => {
    const next = new Label("next")
    // What the body declared the time before is not there yet.
    for (const one of bindings.keys()) if (one.kind !== "var" && !around.has(one)) bindings.delete(one)
    const once = c.inLoop({ node, label, exit, next, guards: new Map() }, () => {
      bind(c, declarations[0]!.id, value, kind === "const" || kind === "var" ? kind : "let")
      c.parts.statement(c, node.body)
    })
    return { k: "block", exit: next, body: once }
  })
  c.emit({ k: "block", exit, body })
}

function prangeLoop(
  c: Compiler,
  node: ForOfStatement,
  id: Identifier,
  args: readonly AnyNode[],
  label: string | undefined,
): void {
  const { start, stop, step, by, array } = bounds(c, node, args)
  const { low, high } = between(start.known, stop.known, by === undefined ? step : 0)
  const { source } = c.frame
  const isVar = node.left.type === "VariableDeclaration" && node.left.kind === "var"
  const declaration = isVar ? source.varNamed(id.name) : source.declaredBy(id)
  refuseLeaks(c, node)
  const changed =
    declaration &&
    writesIn(source)
      .get(declaration)
      ?.find((one) => isWithin(one.node, node.body))
  if (changed !== undefined) {
    c.fail(
      changed.node,
      `\`${id.name}\` is the counter of a prange: it cannot be assigned`,
      `use a variable: let k = ${id.name}`,
    )
  }
  const key = `${c.frame.path}:${id.start}:${id.name}`
  const known = integers(Math.max(low, -(2 ** 31)), Math.min(Math.max(low, high), 2 ** 31 - 1))
  const variable = c.variable(key, id.name, { holds: "number", known })
  if (declaration !== undefined) c.frame.bindings.set(declaration, variable)
  if (array !== undefined && step > 0 && start.known.low >= 0) c.keepBelow(variable, array)

  const from = new Local("start", "i32")
  const to = new Local("stop", "i32")
  c.emit({ k: "set", local: from, value: start.expr })
  c.emit({ k: "set", local: to, value: stop.expr })
  const begin: Expr = { k: "get", rep: "i32", local: from }
  const end: Expr = { k: "get", rep: "i32", local: to }
  const count = by === undefined ? countOf(begin, end, step) : countBy(begin, end, by)
  // Where the step is known only when it runs, turns are counted.
  const turn = by === undefined ? variable.local : new Local("turn", "i32")
  const reductions = reductionsOf(c, node)
  const outer = outerLocals(c.frame, node)
  // Each iteration sets its own.
  if (by !== undefined) outer.delete(variable.local)
  const next = new Label("next")
  const reduced = [...c.reduced]
  for (const { key: one, op } of reductions) c.reduced.set(one, { op })
  c.streams.push({ stream: new Stream(), isUsed: false })
  const body = c.inLoop({ node, label, exit: undefined, next, guards: new Map() }, () => {
    if (by !== undefined) {
      const at = binary("add", begin, binary("mul", { k: "get", rep: "i32", local: turn }, by))
      c.emit({ k: "set", local: variable.local, value: as(variable.local.rep, at) })
    }
    c.parts.statement(c, node.body)
  })
  const drawn = c.streams.pop()!
  const streamKey = new Local("key", "i64")
  if (drawn.isUsed) c.emit({ k: "set", local: streamKey, value: { k: "random", rep: "i64", stream: c.drawn() } })
  c.reduced.clear()
  for (const [one, op] of reduced) c.reduced.set(one, op)
  const wrong = misused(body, outer, new Map(reductions.map(({ reduction }) => [reduction.local, reduction.combine])))
  if (wrong !== undefined) {
    const name = `\`${wrong.local.name}\``
    c.refuse(
      node,
      wrong.isRead
        ? `variable ${name} is read in the prange that adds it up: its value is known only after the loop`
        : `variable ${name} is assigned in a prange and lives on after it: iterations would race`,
      wrong.isRead
        ? "use what each iteration computes, or a variable of its own"
        : "declare it inside the loop, or reduce it there by + - * / min max & | ^",
    )
  }
  // The threads are those of the prange around: what is left of it is a loop.
  const isInner = c.streams.length > 1 && step === 1 && by === undefined && reductions.length === 0 && !drawn.isUsed
  if (isInner) return innerLoop(c, node, { index: variable.local, from, to, next, body })
  const shares = sharedBins(body, turn, by !== undefined || (step > 0 && start.known.low >= 0))
  c.emit({
    k: "prange",
    index: turn,
    start: by === undefined ? begin : int(0),
    step,
    count,
    next,
    body,
    reductions: reductions.map(({ reduction }) => reduction),
    where: c.frame.source.where(node),
    ...(shares !== undefined && { shares }),
    ...(drawn.isUsed && { random: { stream: drawn.stream, key: streamKey } }),
  })
}

function innerLoop(
  c: Compiler,
  node: ForOfStatement,
  loop: {
    readonly index: Local
    readonly from: Local
    readonly to: Local
    readonly next: Label
    readonly body: Stmt[]
  },
): void {
  const { index, from, to, next, body } = loop
  const get = (local: Local): Expr => ({ k: "get", rep: "i32", local })
  c.emit({ k: "set", local: index, value: get(from) })
  c.emit({
    k: "loop",
    exit: new Label("exit"),
    next,
    test: compare("lt", get(index), get(to)),
    late: false,
    body,
    update: [{ k: "set", local: index, value: binary("add", get(index), int(1)) }],
    where: c.frame.source.where(node),
  })
}

interface Bounds {
  readonly start: NumberValue
  readonly stop: NumberValue
  readonly step: number
  /** The step, where it is known only when it runs. */
  readonly by: Expr | undefined
  /** The array whose indices are meant. */
  readonly array: ArrayRef | undefined
}

function bounds(c: Compiler, node: ForOfStatement, args: readonly AnyNode[]): Bounds {
  if (args.length === 0 || args.length > 3)
    return c.fail(node.right, `prange takes 1 to 3 arguments`, "write prange(n)")
  const first = lower(c, args[0]!)
  if (first.kind === "array" && args.length === 1) {
    return { start: constant(0), stop: lengthOf(first.array), step: 1, by: undefined, array: first.array }
  }
  const start = args.length === 1 ? constant(0) : integer(c, args[0]!)
  const stop = integer(c, args[args.length === 1 ? 0 : 1]!)
  const step = args[2] === undefined ? constant(1) : number(c, args[2])
  if (step.expr.k !== "const") return { start, stop, step: 1, by: stepBy(c, args[2]!, step), array: undefined }
  const { value } = step.expr
  if (!Number.isInteger(value) || value === 0) {
    return c.fail(args[2]!, "the step must be an integer other than 0", "write prange(from, to, step)")
  }
  // The last step must not go beyond what an int32 holds.
  if (Math.abs(value) > 2 ** 20) return { start, stop, step: 1, by: stepBy(c, args[2]!, step), array: undefined }
  return { start, stop, step: value, by: undefined, array: arrayOfLength(c, args) }
}

/** A step as an int32, which is not 0: else that is an error when it runs. */
function stepBy(c: Compiler, node: AnyNode, { expr, known }: NumberValue): Expr {
  const by = new Local("step", "i32")
  const isSure = isInt32(known) && (known.low > 0 || known.high < 0)
  const given = new Local("given", "f64")
  const get: Expr = { k: "get", rep: "f64", local: given }
  if (!isSure) c.emit({ k: "set", local: given, value: as("f64", expr) })
  const exact: Expr = expr.rep === "i32" ? expr : { k: "convert", rep: "i32", how: "exact", a: expr }
  const test = compare("eq", get, float(0))
  const a: Expr = { k: "if", rep: "f64", test, yes: float(zeroStep), no: get }
  c.emit({ k: "set", local: by, value: isSure ? exact : { k: "whole", rep: "i32", a, site: c.boundSite(node, true) } })
  return { k: "get", rep: "i32", local: by }
}

/** Between what bounds a counter lies; `step` 0: nobody knows in which direction it goes. */
function between(start: Known, stop: Known, step: number): { readonly low: number; readonly high: number } {
  const [up, down] = [
    { low: start.low, high: stop.high - 1 },
    { low: stop.low + 1, high: start.high },
  ]
  if (step !== 0) return step > 0 ? up : down
  return { low: Math.min(up.low, down.low), high: Math.max(up.high, down.high) }
}

/** `a` of `prange(a.length)`. */
function arrayOfLength(c: Compiler, args: readonly AnyNode[]): ArrayRef | undefined {
  const node = args[args.length === 1 ? 0 : 1]!
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined
  if (node.property.name !== "length") return undefined
  const object = lower(c, node.object)
  return object.kind === "array" ? object.array : undefined
}

function integer(c: Compiler, node: AnyNode): NumberValue {
  const value = number(c, node)
  if (value.expr.rep === "i32") return value
  // As a bound -0 is 0.
  const known = { ...value.known, minusZero: false }
  if (isInt32(known)) return { kind: "number", known, expr: { k: "convert", rep: "i32", how: "exact", a: value.expr } }
  // Whether it is one is known when it runs.
  const expr: Expr = { k: "whole", rep: "i32", a: as("f64", value.expr), site: c.boundSite(node) }
  const [low, high] = [Math.max(known.low, -(2 ** 31)), Math.min(known.high, 2 ** 31 - 1)]
  return { kind: "number", known: integers(Math.ceil(low), Math.floor(high)), expr }
}

/** How many iterations: (stop - start) / step rounded up, 0 where that is negative. */
function countOf(start: Expr, stop: Expr, step: number): Expr {
  const [from, to] = step > 0 ? [start, stop] : [stop, start]
  const size = Math.abs(step)
  // The difference of two int32 fits in 32 bits without a sign, and so does its rounded up quotient.
  const difference = binary("sub", as("i64", to), as("i64", from))
  const span: Expr = { k: "convert", rep: "i32", how: "wrap", a: difference }
  const steps = size === 1 ? span : quotientUp(span, size)
  return { k: "if", rep: "i32", test: compare("lt", from, to), yes: steps, no: int(0) }
}

/** The same for a step that is known when it runs. */
function countBy(start: Expr, stop: Expr, by: Expr): Expr {
  // Exact: so large a quotient of integers is never so near to the next one.
  const turns = unary("ceil", binary("div", binary("sub", as("f64", stop), as("f64", start)), as("f64", by)))
  return { k: "convert", rep: "i32", how: "int32", a: binary("max", turns, float(0)) }
}

function quotientUp(span: Expr, size: number): Expr {
  const real = binary(
    "div",
    { k: "convert", rep: "f64", how: "unsigned", a: span },
    { k: "const", rep: "f64", value: size },
  )
  return { k: "convert", rep: "i32", how: "exact", a: { k: "unary", rep: "f64", op: "ceil", a: real } }
}

/** The body of a prange, and the functions of the kernel that it names, directly or by way of others. */
function partsOfLoop(c: Compiler, node: ForOfStatement): readonly AnyNode[] {
  const parts = new Set<AnyNode>([node.body])
  const visit = (part: AnyNode): void => {
    const declaration = part.type === "Identifier" ? c.frame.source.declarationOf(part) : undefined
    const binding = declaration && bindingOf(c.frame, declaration)
    if (binding?.kind === "value" && binding.value.kind === "function" && binding.value.around !== undefined) {
      parts.add(binding.value.source.node.body)
    }
    eachChild(part, visit)
  }
  // Those that are found on the way come last.
  for (const part of parts) visit(part)
  return [...parts]
}

/** The variables from around a prange that it changes: each must be added up in a way that does not depend on the order. */
function reductionsOf(c: Compiler, node: ForOfStatement): { key: string; op: string; reduction: Reduction }[] {
  const written = new Map<string, { readonly variable: Variable; readonly writes: Assigned[] }>()
  const visit = (part: AnyNode): void => {
    for (const write of assignedBy(c, part)) {
      const variable = variableOf(c, write.target)
      if (variable === undefined) continue
      const known = written.get(variable.key)
      if (known === undefined) written.set(variable.key, { variable, writes: [write] })
      else known.writes.push(write)
    }
    eachChild(part, visit)
  }
  const parts = partsOfLoop(c, node)
  for (const part of parts) visit(part)
  if (written.size === 0) return []
  const conditional = conditionalWrites(c, parts)
  return [...written].map(([key, { variable, writes }]) => {
    const { op, combine, identity } = operatorOf(c, variable, writes, parts, conditional, c.reduced.get(key)?.op)
    const { local } = variable
    if (variable.holds === "bigint") {
      const check = checkOf(c, variable, combine, writes[0]!.node)
      return { key, op, reduction: { local, combine, identity, check } }
    }
    const bits = combine === "and" || combine === "or" || combine === "xor"
    // Partial results begin with what changes nothing, be it infinite: such a variable is a float64.
    if (!bits) c.learn(key, { holds: "number", known: anyNumber })
    else if (local.rep !== "i32" || variable.isUnsigned === true) {
      c.refuse(
        writes[0]!.node,
        `variable \`${local.name}\` is reduced by ${op} in a prange, and may be no integer of 32 bits before it`,
        `begin it with one: x | 0, or -1 where all bits are meant`,
      )
    }
    return { key, op, reduction: { local, combine, identity } }
  })
}

/** What partial results are: any number of the type that the variable has. */
function checkOf(c: Compiler, { key }: Variable, combine: Reduction["combine"], node: AnyNode): Check {
  const fact = c.facts.get(key)!
  const range = fact.holds === "bigint" ? fact.range : int64
  const isSum = combine === "add" || combine === "mul"
  const of = (!isSum && isNatural(range) ? "uint64" : typeOf(range)) ?? "int64"
  // In the first pass it is not known yet what the loop makes of it.
  if (c.pass > 0) c.learn(key, { holds: "bigint", range: rangeOf(of) })
  return { of, site: overflow(c, node, of) }
}
