import type {
  AnyNode,
  BinaryExpression,
  BlockStatement,
  ForStatement,
  Identifier,
  Statement,
  VariableDeclaration,
} from "acorn"
import type { Declaration } from "../../core/closure/index.ts"
import { Label } from "../ir/index.ts"
import type { ArrayRef, Expr } from "../ir/index.ts"
import { bind } from "./bindings.ts"
import { isPlain } from "./choices.ts"
import type { Plain } from "./choices.ts"
import { factOf } from "./compiler.ts"
import type { Compiler, LoopState } from "./compiler.ts"
import { effect, inner, kindOf, lower, truth } from "./expressions.ts"
import { reduceExtreme } from "./extremes.ts"
import { bindingOf } from "./frame.ts"
import type { Variable } from "./frame.ts"
import type { Known } from "./known.ts"
import { bare } from "./noise.ts"
import { refuseMixed } from "./operate.ts"
import { writesIn } from "./steps.ts"
import { switchStatement } from "./switches.ts"
import type { TupleValue, Value } from "./values.ts"

export function statements(c: Compiler, list: readonly AnyNode[]): void {
  for (const node of list) {
    const declaration = node.type === "FunctionDeclaration" ? c.frame.source.declaredBy(node) : undefined
    if (node.type !== "FunctionDeclaration" || declaration === undefined) continue
    c.frame.bindings.set(declaration, { kind: "value", value: inner(c, node) })
  }
  for (const node of list) statement(c, node as Statement, undefined)
}

/** `label`: what stands before it. */
export function statement(c: Compiler, node: Statement, label: string | undefined): void {
  c.here = node
  switch (node.type) {
    case "EmptyStatement":
    case "FunctionDeclaration":
      return
    case "BlockStatement":
      return statements(c, node.body)
    case "ExpressionStatement":
      // "use strict", and what tools leave behind.
      if (node.expression.type === "Literal" && typeof node.expression.value === "string") return
      return effect(c, node.expression)
    case "VariableDeclaration":
      return declare(c, node)
    case "IfStatement": {
      if (reduceExtreme(c, node)) return
      const test = truth(c, node.test)
      const { alternate } = node
      if (test.k === "const") {
        const taken = c.either(test, node.consequent, alternate)
        return taken ? statement(c, taken, undefined) : undefined
      }
      const yes = c.gather(() => statement(c, node.consequent, undefined))
      const no = alternate ? c.gather(() => statement(c, alternate, undefined)) : []
      return c.emit({ k: "if", test, yes, no })
    }
    case "ForStatement":
      return forLoop(c, node, label)
    case "WhileStatement":
    case "DoWhileStatement": {
      const state = loopState(c, node, node.type === "WhileStatement" ? node.test : undefined, label)
      const late = node.type === "DoWhileStatement"
      if (!late && isNever(c, truth(c, node.test))) return
      const body = c.inLoop(state, () => statement(c, node.body, undefined))
      const test = unlessAlways(truth(c, node.test))
      const where = c.frame.source.where(node)
      return c.emit({ k: "loop", exit: state.exit, next: state.next, test, late, body, update: [], where })
    }
    case "ForOfStatement":
      return c.parts.forOf(c, node, label)
    case "SwitchStatement":
      return switchStatement(c, node, label)
    case "BreakStatement":
    case "ContinueStatement":
      return jump(c, node, node.type === "BreakStatement", node.label?.name)
    case "ReturnStatement":
      return giveBack(c, node.argument ?? undefined, node)
    case "LabeledStatement": {
      const { name } = node.label
      if (/^(?:For|ForOf|While|DoWhile|Switch)Statement$/.test(node.body.type)) return statement(c, node.body, name)
      const exit = new Label(name)
      const state: LoopState = { node: undefined, label: name, exit, next: undefined, guards: new Map() }
      return c.emit({ k: "block", exit, body: c.inLoop(state, () => statement(c, node.body, undefined)) })
    }
    case "ThrowStatement":
      return void c.fail(node, "it throws", "return a number that says so")
    default:
      return void c.fail(node, `${nameOf(node)} cannot be compiled`, "move it out of the kernel")
  }
}

function nameOf(node: AnyNode): string {
  const names: Partial<Record<AnyNode["type"], string>> = {
    TryStatement: "try",
    ClassDeclaration: "a class",
    ForInStatement: "for…in",
    DebuggerStatement: "debugger",
  }
  return names[node.type] ?? node.type
}

function declare(c: Compiler, { declarations, kind }: VariableDeclaration): void {
  for (const { id, init } of declarations) {
    if (init === null || init === undefined) {
      // Its first assignment says what it is.
      bind(c, id, { kind: "nothing" }, kind === "var" ? "var" : "let")
    } else bind(c, id, lower(c, init), kind === "var" || kind === "let" ? kind : "const")
  }
}

type OpenLoop = LoopState & { readonly exit: Label; readonly next: Label }

/** A loop, and what its test says of counters while its body runs. */
function loopState(
  c: Compiler,
  node: NonNullable<LoopState["node"]>,
  test: AnyNode | undefined,
  label: string | undefined,
): OpenLoop {
  const guards = new Map<Declaration, { below?: number; above?: number }>()
  const visit = (node: AnyNode): void => {
    const part = bare(c, node)
    if (part.type === "LogicalExpression" && part.operator === "&&") {
      visit(part.left)
      visit(part.right)
    } else if (part.type === "BinaryExpression" && part.left.type !== "PrivateIdentifier") {
      note(part.left, part.operator, part.right)
      note(part.right, mirrored[part.operator] ?? "", part.left)
    }
  }
  const note = (left: AnyNode, operator: string, right: AnyNode): void => {
    if (isSquare(left) && (operator === "<" || operator === "<=")) return square(left.left, right)
    if (left.type !== "Identifier" || !["<", "<=", ">", ">="].includes(operator)) return
    const declaration = c.frame.source.declarationOf(left)
    if (declaration === undefined || bindingOf(c.frame, declaration)?.kind !== "variable") return
    const known = knownOf(c, right)
    if (known === undefined) return
    const guard = guards.get(declaration) ?? {}
    const { low, high, integer } = known
    const less = integer ? 1 : 0
    if (operator === "<") guard.below = Math.min(guard.below ?? Infinity, Math.ceil(high) - less)
    else if (operator === "<=") guard.below = Math.min(guard.below ?? Infinity, Math.floor(high))
    else if (operator === ">") guard.above = Math.max(guard.above ?? -Infinity, Math.floor(low) + less)
    else guard.above = Math.max(guard.above ?? -Infinity, Math.ceil(low))
    guards.set(declaration, guard)
  }
  /** `d * d <= n`: d is at most the root of n. */
  const square = (left: Identifier, right: AnyNode): void => {
    const declaration = c.frame.source.declarationOf(left)
    const bound = lower(c, right)
    if (declaration === undefined || bound.kind !== "number" || !(bound.known.high < 2 ** 53)) return
    const root = Math.floor(Math.sqrt(Math.max(0, bound.known.high)))
    const guard = guards.get(declaration) ?? {}
    guards.set(declaration, {
      below: Math.min(guard.below ?? Infinity, root),
      above: Math.max(guard.above ?? -Infinity, -root),
    })
  }
  if (test !== undefined) visit(test)
  return { node, label, exit: new Label("exit"), next: new Label("next"), guards }
}

function isNever(c: Compiler, test: Expr): boolean {
  return test.k === "const" && !c.either(test, true, false)
}

function unlessAlways(test: Expr): Expr | undefined {
  return test.k === "const" && test.value !== 0 ? undefined : test
}

/** What is known of a number, which is not evaluated here. */
function knownOf(c: Compiler, node: AnyNode): Known | undefined {
  let known: Known | undefined
  c.gather(() => {
    const value = lower(c, node)
    if (value.kind === "number") known = value.known
  })
  return known
}

function isSquare(node: AnyNode): node is BinaryExpression & { readonly left: Identifier } {
  if (node.type !== "BinaryExpression" || node.operator !== "*") return false
  const { left, right } = node
  return left.type === "Identifier" && right.type === "Identifier" && left.name === right.name
}

const mirrored: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" }

function forLoop(c: Compiler, node: ForStatement, label: string | undefined): void {
  if (node.init) {
    if (node.init.type === "VariableDeclaration") declare(c, node.init)
    else effect(c, node.init)
  }
  const state = loopState(c, node, node.test ?? undefined, label)
  const given = node.test ? truth(c, node.test) : undefined
  if (given !== undefined && isNever(c, given)) return
  const test = given && unlessAlways(given)
  const counter = counterOf(c, node)
  if (counter !== undefined) c.keepBelow(counter.variable, counter.array)
  const body = c.inLoop(state, () => statement(c, node.body, undefined))
  const update = c.inLoop(state, () => {
    if (node.update) effect(c, node.update)
  })
  const where = c.frame.source.where(node)
  c.emit({ k: "loop", exit: state.exit, next: state.next, test, late: false, body, update, where })
}

/** `i` and `a` of `for (…; i < a.length; i++)` where the body leaves `i` alone. */
function counterOf(c: Compiler, node: ForStatement): { variable: Variable; array: ArrayRef } | undefined {
  const { test, update } = node
  if (test?.type !== "BinaryExpression" || test.operator !== "<" || test.left.type !== "Identifier") return undefined
  const { right } = test
  if (right.type !== "MemberExpression" || right.computed || right.property.type !== "Identifier") return undefined
  if (right.property.name !== "length" || right.object.type === "Super") return undefined
  const declaration = c.frame.source.declarationOf(test.left)
  const variable = declaration && bindingOf(c.frame, declaration)
  if (variable?.kind !== "variable") return undefined
  // Declared by the loop itself, and changed by nothing but its update: after the loop nobody has it.
  const owned = node.init?.type === "VariableDeclaration" && node.init.kind !== "var"
  const writes = writesIn(c.frame.source).get(declaration!) ?? []
  if (!owned || !writes.every((write) => write.node === update && write.by !== undefined && write.by > 0))
    return undefined
  const object = lower(c, right.object)
  return object.kind === "array" ? { variable, array: object.array } : undefined
}

function jump(c: Compiler, node: AnyNode, leaves: boolean, label: string | undefined): void {
  for (let i = c.loops.length - 1; i >= 0; i--) {
    const state = c.loops[i]!
    const isPrange = state.node !== undefined && state.exit === undefined
    const isAny = state.node !== undefined || (leaves && state.isSwitch === true)
    const isMeant = label === undefined ? isAny : state.label === label
    if (!isMeant && !isPrange) continue
    const to = !isMeant ? undefined : leaves ? state.exit : state.next
    if (to === undefined) {
      return void c.fail(node, "it leaves a prange, whose iterations run side by side", "use a plain for")
    }
    return c.emit({ k: "break", to })
  }
  c.fail(node, "there is no loop to leave", "use return")
}

const noResultFix = "return a number that says so, such as NaN or -1, where there is no result"

/** `return`, from the kernel or from a function that was inlined. */
function giveBack(c: Compiler, argument: AnyNode | undefined, node: AnyNode): void {
  const { frame } = c
  if (c.loops.some((state) => state.exit === undefined && state.node !== undefined)) {
    c.fail(node, "it returns from a prange, whose iterations run side by side", "use a plain for")
  }
  const isNull = argument?.type === "Literal" && argument.raw === "null"
  if (isNull) c.fail(node, "it returns null", noResultFix)
  const value: Value = argument === undefined ? { kind: "nothing" } : lower(c, argument)
  if (value.kind === "tuple" && frame.exit !== undefined && isOuter(frame.path, value) && c.isChanged(value)) {
    c.fail(node, "it returns a literal from around it of which parts are assigned", "return a new one of its parts")
  }
  const parts = partsToReturn(c, value, argument ?? node)
  const shape = value.kind === "nothing" ? "nothing" : value.kind === "tuple" ? [...value.parts.keys()] : "one"
  if (frame.shape !== undefined && String(frame.shape) !== String(shape)) {
    const isMissing = shape === "nothing" || frame.shape === "nothing"
    const fix = isMissing ? noResultFix : "return the same shape everywhere"
    c.fail(node, "it returns different things in different places", fix)
  }
  frame.shape = shape
  frame.results ??= parts.map((part, i) => {
    return c.variable(`${frame.path}:return${i}`, `result${i}`, factOf(part))
  })
  if (frame.exit !== undefined) {
    for (const [i, part] of parts.entries()) c.write(frame.results[i]!, part)
    return c.emit({ k: "break", to: frame.exit })
  }
  const values = parts.map((part, i) => {
    const expr = c.held(frame.results![i]!, part)
    refuseMixed(c, c.read(frame.results![i]!), argument ?? node, "what a kernel returns is a boolean or a number")
    return expr
  })
  c.emit({ k: "return", values })
}

/** Is it a literal that has a name outside of the function that is inlined? */
function isOuter(path: string, { variables }: TupleValue): boolean {
  return [...(variables?.values() ?? [])].some(({ key }) => !key.startsWith(`${path}:`) && !key.startsWith(`${path}/`))
}

function partsToReturn(c: Compiler, value: Value, node: AnyNode): Plain[] {
  if (value.kind === "nothing") return []
  if (isPlain(value)) return [value]
  if (value.kind !== "tuple") {
    return c.fail(node, `it returns ${kindOf(value)}`, "return numbers, booleans and literals of them")
  }
  return [...value.parts.values()].map((part) => {
    if (isPlain(part)) return part
    return c.fail(node, `it returns ${kindOf(part)} in a literal`, "return numbers and booleans")
  })
}

/** The body of a function that is the kernel. */
export function kernelBody(c: Compiler, body: BlockStatement | AnyNode): void {
  if (body.type === "BlockStatement") return statements(c, body.body)
  c.here = body
  giveBack(c, body, body)
}
