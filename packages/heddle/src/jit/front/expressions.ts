import type { AnyNode, BinaryExpression, ConditionalExpression, Identifier, MemberExpression } from "acorn"
import type { FunctionNode } from "../../core/closure/index.ts"
import type { ArrayRef, CompareOp, Expr } from "../ir/index.ts"
import { captured, memberOfObject } from "./captured.ts"
import { chosen, chosenParts, firstOrSecond, isPlain, truthOf } from "./choices.ts"
import type { Branch, Plain } from "./choices.ts"
import { asNumber, isMixed } from "./compiler.ts"
import type { Compiler } from "./compiler.ts"
import { bindingOf } from "./frame.ts"
import { listOf, partAt, partOf } from "./literals.ts"
import { lengthOf, load } from "./loads.ts"
import { bare, isCounter } from "./noise.ts"
import { compared, inverted, negation, operate, strictlyEqual } from "./operate.ts"
import { after, apart, inOrder } from "./order.ts"
import { asWide, constant, constantBig, int, unary } from "./values.ts"
import type { BigValue, NumberValue, Value } from "./values.ts"

/** What an expression is, written so that it can be evaluated where it stands. */
export function lower(c: Compiler, node: AnyNode): Value {
  switch (node.type) {
    case "Literal":
      if (typeof node.value === "number") return constant(node.value)
      if (typeof node.value === "boolean") return { kind: "boolean", expr: int(Number(node.value)) }
      if (typeof node.value === "bigint") return constantBig(node.value)
      return c.fail(
        node,
        `it uses ${typeof node.value === "string" ? "a string" : "this value"}`,
        "kernels know numbers, booleans, typed arrays and literals of them",
      )
    case "Identifier":
      return identifier(c, node)
    case "ParenthesizedExpression":
      return lower(c, node.expression)
    case "MemberExpression":
      return member(c, node)
    case "BinaryExpression":
      return binaryExpression(c, node)
    case "LogicalExpression":
      return logical(c, node.operator, node.left, node.right)
    case "UnaryExpression":
      return unaryExpression(c, node.operator, node.argument, node)
    case "UpdateExpression":
      return isCounter(c, node) ? { kind: "nothing" } : c.parts.update(c, node, true)
    case "AssignmentExpression":
      return c.parts.assignment(c, node, true)
    case "ConditionalExpression":
      return conditional(c, node)
    case "CallExpression":
      return c.parts.call(c, node)
    case "ArrayExpression":
      return tuple(
        c,
        node.elements.map((element, i) => [String(i), element ?? undefined] as const),
        node,
      )
    case "ObjectExpression":
      return tuple(
        c,
        node.properties.map((property) =>
          property.type === "Property" &&
          !property.computed &&
          property.kind === "init" &&
          property.key.type === "Identifier"
            ? ([property.key.name, property.value] as const)
            : c.fail(property, "this is no plain property", "write { name: value }"),
        ),
        node,
      )
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return inner(c, node)
    case "SequenceExpression":
      return apart(c, () => {
        for (const one of node.expressions.slice(0, -1)) effect(c, one)
        return lower(c, node.expressions.at(-1)!)
      })
    default:
      return c.fail(node, `${describe(node)} cannot be compiled`, "move it out of the kernel")
  }
}

function describe(node: AnyNode): string {
  const names: Partial<Record<AnyNode["type"], string>> = {
    AwaitExpression: "await",
    NewExpression: "making an object",
    TemplateLiteral: "a template string",
    ThisExpression: "`this`",
    YieldExpression: "yield",
    ChainExpression: "`?.`",
    ClassExpression: "a class",
    TaggedTemplateExpression: "a template string",
    ImportExpression: "import()",
  }
  return names[node.type] ?? node.type
}

/** A function that is written inside the kernel. */
export function inner(c: Compiler, node: FunctionNode): Value {
  return { kind: "function", source: c.frame.source.within(node), around: c.frame }
}

/** Evaluates an expression for what it does. */
export function effect(c: Compiler, node: AnyNode): void {
  // Minifiers write statements as expressions.
  switch (node.type) {
    case "SequenceExpression":
      for (const one of node.expressions) effect(c, one)
      return
    case "ConditionalExpression":
      return choice(c, node.test, node.consequent, node.alternate)
    case "LogicalExpression":
      if (node.operator === "??") break
      if (c.parts.reduceExtreme(c, node)) return
      return node.operator === "&&"
        ? choice(c, node.left, node.right, undefined)
        : choice(c, node.left, undefined, node.right)
    case "UnaryExpression":
      if (node.operator === "void" || node.operator === "!") return effect(c, node.argument)
      break
    case "UpdateExpression":
      if (node.argument.type === "Identifier") return c.parts.step(c, node)
      break
    default:
  }
  const value = acted(c, node)
  if (!isPlain(value)) return
  // A value that only sets something: do not read it again.
  const { expr } = value
  if (expr.k === "seq" && isIdle(expr.value)) for (const stmt of expr.before) c.emit(stmt)
  else if (!isIdle(expr)) c.emit({ k: "drop", value: expr })
}

/** Does it only read a variable, or nothing? */
function isIdle(expr: Expr): boolean {
  if (expr.k === "convert") return isIdle(expr.a)
  return expr.k === "const" || expr.k === "bigint" || expr.k === "get"
}

/** Nobody uses its value. */
function acted(c: Compiler, node: AnyNode): Value {
  if (node.type === "AssignmentExpression") return c.parts.assignment(c, node, false)
  if (node.type === "UpdateExpression" && !isCounter(c, node)) return c.parts.update(c, node, false)
  return lower(c, node)
}

function choice(c: Compiler, condition: AnyNode, then: AnyNode | undefined, other: AnyNode | undefined): void {
  const test = truth(c, condition)
  if (test.k === "const") {
    const taken = c.either(test, then, other)
    return taken && effect(c, taken)
  }
  const yes = c.gather(() => then && effect(c, then))
  const no = c.gather(() => other && effect(c, other))
  c.emit({ k: "if", test, yes, no })
}

export function number(c: Compiler, node: AnyNode): NumberValue {
  return numberOf(c, node, lower(c, node))
}

function numberOf(c: Compiler, node: AnyNode, value: Value): NumberValue {
  if (value.kind === "number" || value.kind === "boolean") return asNumber(value)
  const { source } = c.frame
  if (source.isWritten && value.kind === "bigint") {
    const fix = "let it return Number(x), or give it bigints to write into: new BigInt64Array(n) as out"
    return c.fail(node, "it gives a bigint, and its results are numbers", fix)
  }
  const text = source.text(node)
  const fix = value.kind === "bigint" ? `write Number(${text})` : "use a number here"
  return c.fail(node, `${text} is ${kindOf(value)}, not a number`, fix)
}

export function bigint(c: Compiler, node: AnyNode): BigValue {
  const value = lower(c, node)
  if (value.kind === "bigint") return value
  const text = c.frame.source.text(node)
  return c.fail(node, `${text} is ${kindOf(value)}, not a bigint`, `write BigInt(${text}), or a literal such as 1n`)
}

/** A number, a boolean or a bigint. */
export function plain(c: Compiler, node: AnyNode): Plain {
  const value = lower(c, node)
  if (isPlain(value)) return value
  return c.fail(node, `${c.frame.source.text(node)} is ${kindOf(value)}, not a number`, "use a number here")
}

export function kindOf(value: Value): string {
  if (value.kind === "object" && typeof value.value === "function") return "a function"
  const names: Readonly<Record<Value["kind"], string>> = {
    number: "a number",
    boolean: "a boolean",
    bigint: "a bigint",
    array: "a typed array",
    tuple: "a literal",
    function: "a function",
    object: "an object",
    nothing: "undefined",
  }
  return names[value.kind]
}

/** The expression as a condition. */
export function truth(c: Compiler, node: AnyNode): Expr {
  const value = apart(c, () => lower(c, node))
  if (isPlain(value)) return truthOf(value)
  const isFunction = kindOf(value) === "a function"
  const fix = isFunction ? "a function is always true: drop the test" : "compare it with something"
  return c.fail(node, `${c.frame.source.text(node)} is ${kindOf(value)}`, fix)
}

function identifier(c: Compiler, node: Identifier): Value {
  const declaration = c.frame.source.declarationOf(node)
  const binding = declaration === undefined ? undefined : bindingOf(c.frame, declaration)
  if (binding?.kind === "value") return binding.value
  if (binding !== undefined) return c.read(binding)
  return captured(c, node)
}

function tuple(c: Compiler, parts: readonly (readonly [string, AnyNode | undefined])[], node: AnyNode): Value {
  const nodes = parts.map(([, part]) => {
    if (part !== undefined && part.type !== "SpreadElement") return part
    return c.fail(node, "a literal needs all its parts", "write each of them")
  })
  const values = inOrder(c, nodes, lower)
  return { kind: "tuple", parts: new Map(parts.map(([key], i) => [key, values[i]!])) }
}

function member(c: Compiler, node: MemberExpression): Value {
  const object = lower(c, node.object)
  const name = nameOf(node)
  switch (object.kind) {
    case "array":
      if (name === "length") return lengthOf(object.array)
      if (name !== undefined) {
        return c.fail(
          node,
          `typed arrays have no \`${name}\` here`,
          "use a[i], a.length, subarray, fill, set or copyWithin",
        )
      }
      return element(c, object.array, node)
    case "tuple":
      return partOf(c, node, object.parts, name ?? keyOf(c, node))
    case "object": {
      const key = name ?? keyOf(c, node)
      const list = typeof key === "object" ? listOf(c, node.object, object) : undefined
      if (list !== undefined) return partAt(c, node, list, key as NumberValue)
      return memberOfObject(c, node, object.value, typeof key === "string" ? key : undefined)
    }
    default:
      return c.fail(
        node,
        `${c.frame.source.text(node.object)} is ${kindOf(object)}: it has no members here`,
        "use typed arrays or literals",
      )
  }
}

export function nameOf(node: MemberExpression): string | undefined {
  return !node.computed && node.property.type === "Identifier" ? node.property.name : undefined
}

/** What is in the brackets: a text where it is known before the kernel runs, else a number; undefined: nothing of those. */
function keyOf(c: Compiler, { property }: MemberExpression): string | NumberValue | undefined {
  if (property.type === "Literal" && typeof property.value === "string") return property.value
  const value = lower(c, property)
  if (value.kind !== "number") return undefined
  return value.expr.k === "const" ? String(value.expr.value) : value
}

function element(c: Compiler, array: ArrayRef, node: MemberExpression): Plain {
  return load(array, indexOf(c, array, node))
}

/** The index of `array[…]`, checked. */
export function indexOf(c: Compiler, array: ArrayRef, node: MemberExpression): Expr {
  const given = lower(c, node.property)
  if (given.kind === "boolean" || isMixed(given)) {
    const what = given.kind === "boolean" ? "a boolean" : "a boolean or a number"
    return c.fail(node.property, `the index is ${what}, and no element has a boolean for a name`, "write Number(…)")
  }
  const value = numberOf(c, node.property, given)
  const a = value.expr.rep === "i32" ? value.expr : (asWide(value) ?? value.expr)
  const safe = isWithin(c, array, node.property)
  const isUnchecked = c.options.bounds === false
  return { k: "index", rep: "i32", array, a, site: c.site(array, node), safe, ...(isUnchecked && { isUnchecked }) }
}

/** Is the index a counter that its loop keeps below the array's length? */
function isWithin(c: Compiler, array: ArrayRef, node: AnyNode): boolean {
  if (node.type !== "Identifier") return false
  const declaration = c.frame.source.declarationOf(node)
  const binding = declaration && bindingOf(c.frame, declaration)
  if (binding?.kind !== "variable") return false
  const fact = c.facts.get(binding.key)!
  return c.within.get(binding.local)?.has(array) === true && fact.holds !== "bigint" && fact.known.low >= 0
}

const comparisons: Readonly<Record<string, CompareOp>> = {
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "!=": "ne",
}

function binaryExpression(c: Compiler, node: BinaryExpression): Value {
  const { operator, left, right } = node
  if (left.type === "PrivateIdentifier") return c.fail(node, "a private name cannot be compiled", "use numbers")
  const op = comparisons[operator]
  if (operator === "===" || operator === "!==") return identity(c, node, left, right)
  if (op !== undefined) {
    const [a, b] = inOrder(c, [left, right], plain) as [Plain, Plain]
    return { kind: "boolean", expr: compared(c, op, a, b, node) }
  }
  const masked = c.parts.masked(c, node)
  if (masked !== undefined) return masked
  const [a, b] = inOrder(c, [left, right], plain) as [Plain, Plain]
  return operate(c, operator, a, b, node)
}

function identity(c: Compiler, node: BinaryExpression, left: AnyNode, right: AnyNode): Value {
  const [a, b] = inOrder(c, [left, right], plain) as [Plain, Plain]
  const same = strictlyEqual(c, a, b, node)
  return { kind: "boolean", expr: node.operator === "===" ? same : not(same) }
}

function not(test: Expr): Expr {
  if (test.k === "compare" && test.op === "eq") return { ...test, op: "ne" }
  return test.k === "const" ? int(test.value === 0 ? 1 : 0) : unary("eqz", test)
}

function unaryExpression(c: Compiler, operator: string, argument: AnyNode, node: AnyNode): Value {
  switch (operator) {
    case "!": {
      const test = truth(c, argument)
      return { kind: "boolean", expr: not(test) }
    }
    case "void":
      effect(c, argument)
      return { kind: "nothing" }
    case "+":
      return number(c, argument)
    case "-":
      return negation(c, plain(c, argument), node)
    case "~":
      return inverted(c, plain(c, argument), node)
    default:
      return c.fail(node, `\`${operator}\` cannot be compiled`, "move it out of the kernel")
  }
}

/** What to write for `left ?? right`: an element that is outside would be undefined. */
function insteadOf(c: Compiler, left: AnyNode, right: AnyNode): string {
  const part = bare(c, left)
  if (part.type !== "MemberExpression" || !part.computed || lower(c, part.object).kind !== "array") return "drop it"
  const text = (one: AnyNode): string => c.frame.source.text(one).trim()
  return `write ${text(part.property)} < ${text(part.object)}.length ? ${text(part)} : ${text(right)}`
}

function logical(c: Compiler, operator: string, left: AnyNode, right: AnyNode): Value {
  if (operator === "??") return c.fail(left, "`??` cannot be compiled: nothing here is null", insteadOf(c, left, right))
  const a = lower(c, left)
  const known = isPlain(a) ? truthOf(a) : undefined
  // What is never evaluated need not be what kernels know.
  if (known?.k === "const") return c.either(known, operator === "&&", operator === "||") ? lower(c, right) : a
  const b = apart(c, () => lower(c, right))
  if (isPlain(a) && isPlain(b)) return firstOrSecond(c, operator, a, b)
  return c.fail(left, `${operator} takes numbers and booleans`, "compare first")
}

function conditional(c: Compiler, node: ConditionalExpression): Value {
  const test = truth(c, node.test)
  if (test.k === "const") return lower(c, c.either(test, node.consequent, node.alternate))
  const branch = (part: AnyNode): Branch => {
    let value: Value = { kind: "nothing" }
    const before = c.gather(() => (value = lower(c, part)))
    return { value, before }
  }
  const [yes, no] = [branch(node.consequent), branch(node.alternate)]
  const parts = chosenParts(c, `${c.frame.path}:${node.start}?`, yes, no)
  if (parts !== undefined) {
    c.emit({ k: "if", test, yes: yes.before, no: no.before })
    return parts
  }
  const [a, b] = [after(c, yes.before, yes.value), after(c, no.before, no.value)]
  if (isPlain(a) && isPlain(b)) return chosen(c, test, a, b)
  const [value, part] = isPlain(a) ? [b, node.alternate] : [a, node.consequent]
  return c.fail(part, `\`?:\` chooses between numbers, and this is ${kindOf(value)}`, choiceFix(value))
}

function choiceFix(value: Value): string {
  if (value.kind === "array")
    return "choose between elements, c ? a[i] : b[i], or write if (c) with a loop in each branch"
  return kindOf(value) === "a function" ? "choose between calls: c ? f(x) : g(x)" : "use if"
}
