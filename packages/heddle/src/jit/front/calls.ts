import type { AnyNode, CallExpression, Pattern } from "acorn"
import { eachChild, isFunction } from "../../core/closure/index.ts"
import { draw } from "../draw.ts"
import { Label, Local } from "../ir/index.ts"
import type { ArrayRef, Expr } from "../ir/index.ts"
import { fixOf } from "../kernel-form.ts"
import { approximations, limits } from "../maths/index.ts"
import { arithmetic } from "./arithmetic.ts"
import { isPlain } from "./choices.ts"
import type { Compiler } from "./compiler.ts"
import { bind, hoist } from "./bindings.ts"
import { kindOf, lower, nameOf, number, plain } from "./expressions.ts"
import { foldedCall } from "./folding.ts"
import { endsWithoutReturn } from "./flow.ts"
import type { Frame } from "./frame.ts"
import { bitsCall, callMath, mathName } from "./maths.ts"
import { bare } from "./noise.ts"
import { numberTest } from "./number-tests.ts"
import { refuseMixed, toBigint, toNumber } from "./operate.ts"
import { after, inOrder } from "./order.ts"
import { prange } from "../prange.ts"
import { compileError } from "./source.ts"
import type { Source } from "./source.ts"
import { writesIn } from "./steps.ts"
import { subarrayOf } from "./subarray.ts"
import { as, compare, float, unary, wrapped } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"
import { copyWithinOf, fillOf, setOf } from "./whole-arrays.ts"
import { wrappedTo } from "./wrapping.ts"

/** What to do about `...x`. */
export const restFix = "name each parameter, or pass a typed array"

/** Those of typed arrays. */
const methods = new Map<string | undefined, (c: Compiler, node: CallExpression, array: ArrayRef) => Value>([
  ["subarray", subarrayOf],
  ["fill", fillOf],
  ["set", setOf],
  ["copyWithin", copyWithinOf],
])

/** Deeper than this it must be recursion. */
const deepest = 64

/** A call: of Math, or of a function of the user's, whose body is put in its place. */
export function callOf(c: Compiler, node: CallExpression): Value {
  const stripped = bare(c, node)
  if (stripped !== node) return lower(c, stripped)
  const { callee } = node
  if (callee.type === "Super") return c.fail(node, "`super` cannot be compiled", "use functions")
  const method = callee.type === "MemberExpression" ? methods.get(nameOf(callee)) : undefined
  if (callee.type === "MemberExpression" && method !== undefined) {
    const object = lower(c, callee.object)
    if (object.kind === "array") return method(c, node, object.array)
  }
  const fn = lower(c, callee)
  for (const argument of node.arguments) {
    if (argument.type === "SpreadElement") c.fail(argument, "`...` cannot be compiled", "write the arguments")
  }
  const args = node.arguments as AnyNode[]
  if (fn.kind === "function") {
    const values = inOrder(c, args, lower)
    return fn.isExact === true ? asWritten(c, node, fn.source, values) : inlined(c, node, fn, values)
  }
  if (fn.kind === "object" && typeof fn.value === "function") return builtin(c, node, fn.value, args)
  return c.fail(node, `${c.frame.source.text(callee)} is ${kindOf(fn)}, not a function`, "call a function")
}

function builtin(c: Compiler, node: CallExpression, fn: Function, args: readonly AnyNode[]): Value {
  const text = c.frame.source.text(node.callee)
  const name = mathName(fn)
  // `__pow(x, 2)` was `x ** 2`.
  if (name === "pow" && args.length === 2) {
    const [a, b] = inOrder(c, args, number)
    return arithmetic(c, "**", a!, b!, node)
  }
  const bits = bitsCall(fn)
  if (bits !== undefined) return bits(...inOrder(c, args, number))
  if ((name === "random" || fn === draw) && args.length === 0) {
    const local = new Local("drawn", "f64")
    const value: Expr = { k: "random", rep: "f64", stream: c.drawn() }
    const known = { low: 0, high: 1, integer: false, minusZero: false, nan: false }
    return wrapped({ kind: "number", known, expr: { k: "get", rep: "f64", local } }, [{ k: "set", local, value }])
  }
  if (name !== undefined) {
    const values = inOrder(c, args, number)
    const result = foldedCall(fn, values) ?? approximate(c, node, fn, values) ?? callMath(name, values)
    if (result !== undefined) return result
    return c.fail(node, `${text} cannot be compiled with ${args.length} arguments`, "compute it before the kernel runs")
  }
  const fix = fixOf(fn)
  if (fix !== undefined) return c.fail(node, `${text} cannot be called in a kernel`, fix)
  if (fn === prange) return c.fail(node, "prange stands alone", "write for (const i of prange(n))")
  if (fn === Number && args.length === 1) return toNumber(plain(c, args[0]!))
  if (fn === BigInt && args.length === 1) return toBigint(c, plain(c, args[0]!), node)
  if ((fn === BigInt.asIntN || fn === BigInt.asUintN) && args.length === 2) {
    const bits = number(c, args[0]!).expr
    const isKnown = bits.k === "const" && Number.isInteger(bits.value) && bits.value >= 0 && bits.value <= 64
    if (!isKnown) return c.fail(args[0]!, "this is no constant from 0 to 64", "write how many bits it has")
    return wrappedTo(c, bits.value, fn === BigInt.asIntN, args[1]!)
  }
  const test = args.length === 1 ? numberTest(fn) : undefined
  if (test !== undefined) {
    const value = lower(c, args[0]!)
    if (isPlain(value) && fn !== Boolean && fn !== isNaN && fn !== isFinite) {
      refuseMixed(c, value, args[0]!, `${text} tells a boolean from a number`)
    }
    return isPlain(value) ? test(value) : c.fail(args[0]!, `it is ${kindOf(value)}, not a number`, "use a number here")
  }
  return c.fail(node, `${text} is none of the functions that kernels know`, "move it out of the kernel")
}

/** Under fastmath the text of the approximation, in the place of a function of Math. */
export function approximate(
  c: Compiler,
  node: AnyNode,
  fn: Function,
  values: readonly NumberValue[],
): NumberValue | undefined {
  const replacement = c.options.fastmath === true ? approximations.get(fn) : undefined
  if (replacement === undefined || values.length !== replacement.length) return undefined
  const source = c.sourceOf(replacement)
  if (source === undefined) return undefined
  const limit = limits.get(fn)
  if (limit === undefined) return asWritten(c, node, source, values) as NumberValue
  // Beyond it Math's own.
  const x = values[0]!
  const local = new Local("x", "f64")
  const get: Expr = { k: "get", rep: "f64", local }
  const once: NumberValue = { kind: "number", known: x.known, expr: get }
  let near!: NumberValue
  const yes = c.gather(() => {
    near = asWritten(c, node, source, [once]) as NumberValue
  })
  const test = compare("le", unary("abs", get), float(limit))
  const far = callMath(mathName(fn)!, [once])!
  const chosen: Expr = { k: "if", rep: "f64", test, yes: (wrapped(near, yes) as NumberValue).expr, no: far.expr }
  return wrapped({ kind: "number", known: near.known, expr: chosen }, [
    { k: "set", local, value: as("f64", x.expr) },
  ]) as NumberValue
}

/** One of the library's: what is promised of its results holds for the operations as they are written. */
function asWritten(c: Compiler, node: AnyNode, source: Source, values: readonly Value[]): Value {
  const { mayFuse } = c
  c.mayFuse = false
  try {
    return inlined(c, node, { kind: "function", source, around: undefined }, values)
  } finally {
    c.mayFuse = mayFuse
  }
}

function inlined(
  c: Compiler,
  node: AnyNode,
  { source, around }: Extract<Value, { kind: "function" }>,
  values: readonly Value[],
): Value {
  if (c.frame.depth >= deepest) return c.fail(node, "it calls itself", "write a loop")
  if (source.node.async) return c.fail(node, `${source.name} is async`, "kernels do not wait")
  if (source.node.generator) return c.fail(node, `${source.name} is a generator`, "write a loop")
  const exit = new Label(`end of ${source.name}`)
  const frame: Frame = {
    source,
    around,
    bindings: new Map(),
    path: `${c.frame.path}/${c.nextCall()}`,
    depth: c.frame.depth + 1,
    exit,
    results: undefined,
    shape: undefined,
  }
  const done: { result: Value } = { result: { kind: "nothing" } }
  const caller = c.frame
  const loops = c.loops
  const before = c.gather(() => {
    c.frame = frame
    // What a loop of the caller says of its counter says nothing of the callee's.
    c.loops = []
    try {
      parameters(c, source.node.params, values, (i) => {
        throw compileError(caller.source, node, `argument ${i + 1} of ${source.name} is missing`, "pass it")
      })
      hoist(c)
      const { body } = source.node
      if (body.type !== "BlockStatement") {
        done.result = lower(c, body)
        return
      }
      const last = body.body.at(-1)
      if (last?.type === "ReturnStatement" && last.argument && !body.body.slice(0, -1).some(returns)) {
        c.parts.statements(c, body.body.slice(0, -1))
        done.result = lower(c, last.argument)
        return
      }
      const list = c.gather(() => c.parts.statements(c, body.body))
      givesAlways(c, source.node)
      c.emit({ k: "block", exit, body: list })
      done.result = resultOf(c, frame)
    } finally {
      c.frame = caller
      c.loops = loops
    }
  })
  return after(c, before, done.result)
}

/** A function that gives a value gives one wherever it ends. */
export function givesAlways(c: Compiler, node: AnyNode): void {
  const { source, shape } = c.frame
  if (shape === undefined || shape === "nothing" || !endsWithoutReturn(source)) return
  c.fail(node, `${source.name} returns a value, but may end without one`, "return a value at its end too")
}

/** Is there a `return` in it, other than those of functions inside? */
function returns(node: AnyNode): boolean {
  if (node.type === "ReturnStatement") return true
  let found = false
  if (!isFunction(node)) eachChild(node, (child) => (found ||= returns(child)))
  return found
}

/** Parameters are variables of the callee: it may assign them. */
function parameters(
  c: Compiler,
  params: readonly Pattern[],
  values: readonly Value[],
  missing: (index: number) => never,
): void {
  for (const [i, param] of params.entries()) {
    const given = values[i]
    if (param.type === "RestElement") c.fail(param, "rest parameters cannot be compiled", restFix)
    const [pattern, fallback] = param.type === "AssignmentPattern" ? [param.left, param.right] : [param, undefined]
    const value = given === undefined || given.kind === "nothing" ? fallback && lower(c, fallback) : given
    if (value === undefined) return missing(i)
    bind(c, pattern, value, isAssigned(c, pattern) ? "let" : "const")
  }
}

function isAssigned(c: Compiler, pattern: Pattern): boolean {
  if (pattern.type !== "Identifier") return true
  const declaration = c.frame.source.declaredBy(pattern)
  return declaration !== undefined && writesIn(c.frame.source).has(declaration)
}

function resultOf(c: Compiler, { results, shape }: Frame): Value {
  if (results === undefined || shape === undefined || shape === "nothing") return { kind: "nothing" }
  if (shape === "one") return c.read(results[0]!)
  return { kind: "tuple", parts: new Map(shape.map((key, i) => [key, c.read(results[i]!)])) }
}
