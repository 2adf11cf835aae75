import type { AnyNode, CallExpression, UpdateExpression } from "acorn"
import { types } from "node:util"
import type { FunctionNode } from "../../core/closure/index.ts"
import type { Compiler } from "./compiler.ts"
import { bindingOf } from "./frame.ts"
import { Source } from "./source.ts"

/**
 * What tools put into functions, recognised by what it is, whatever its name: esbuild's `__name(fn, "name")`, and the
 * counters of coverage, `cov_1ab2c3().s[0]++`.
 */
type Noise = "names" | "coverage"

const known = new WeakMap<Function, Noise | "none">()

/** The expression without what tools put around it: `(cov().b[0][1]++, x)`, `(0, x)` and `__name(x, "x")` are x. */
export function bare(c: Compiler, node: AnyNode): AnyNode {
  if (node.type === "ParenthesizedExpression") return bare(c, node.expression)
  if (node.type === "SequenceExpression") {
    const last = node.expressions.at(-1)!
    return node.expressions.every((one) => one === last || isIdle(c, one)) ? bare(c, last) : node
  }
  if (node.type === "CallExpression" && node.arguments.length > 0 && noiseOf(c, node) === "names") {
    return bare(c, node.arguments[0]!)
  }
  return node
}

function isIdle(c: Compiler, node: AnyNode): boolean {
  return node.type === "Literal" || (node.type === "UpdateExpression" && isCounter(c, node))
}

/** Does it only count how often it runs? */
export function isCounter(c: Compiler, { argument }: UpdateExpression): boolean {
  let root: AnyNode = argument
  while (root.type === "MemberExpression") root = root.object
  return root !== argument && root.type === "CallExpression" && noiseOf(c, root) === "coverage"
}

function noiseOf(c: Compiler, { callee }: CallExpression): Noise | undefined {
  if (callee.type !== "Identifier") return undefined
  const { source } = c.frame
  const declaration = source.declarationOf(callee)
  const binding = declaration && bindingOf(c.frame, declaration)
  if (binding?.kind === "value") return binding.value.kind === "function" ? kindOf(binding.value.source) : undefined
  if (binding !== undefined) return undefined
  const reading = source.read(callee.name)
  const fn = reading.state === "value" ? reading.value : undefined
  if (typeof fn !== "function") return undefined
  let kind = known.get(fn)
  if (kind === undefined) {
    // To look into a function takes a hundred times as long as to look at it.
    const read = mayBeNoise(fn) ? Source.of(fn) : undefined
    known.set(fn, (kind = (read && kindOf(read)) ?? "none"))
  }
  return kind === "none" ? undefined : kind
}

function mayBeNoise(fn: Function): boolean {
  const text = Function.prototype.toString.call(fn)
  return fn.length === 0 ? text.length < 1000 : fn.length === 2 && /["'`]name["'`]/.test(text)
}

function kindOf(source: Source): Noise | undefined {
  const result = resultOf(source.node)
  if (result?.type === "Identifier" && source.node.params.length === 0) {
    const reading = source.read(result.name)
    return reading.state === "value" && isCoverage(reading.value) ? "coverage" : undefined
  }
  return result?.type === "CallExpression" && givesName(source, result) ? "names" : undefined
}

/** What a function gives that does nothing else. */
function resultOf({ body }: FunctionNode): AnyNode | undefined {
  if (body.type !== "BlockStatement") return body
  const last = body.body.at(-1)
  const rest = body.body.slice(0, -1)
  // It may be counted itself.
  const counts = rest.every((one) => one.type === "ExpressionStatement" && one.expression.type === "UpdateExpression")
  return counts && last?.type === "ReturnStatement" ? (last.argument ?? undefined) : undefined
}

/** `(target, value) => Object.defineProperty(target, "name", { value, configurable: true })` */
function givesName(source: Source, { callee, arguments: args }: CallExpression): boolean {
  const [target] = source.node.params
  const [object, key] = args
  if (target?.type !== "Identifier" || object?.type !== "Identifier" || object.name !== target.name) return false
  if (key?.type !== "Literal" || key.value !== "name") return false
  if (callee.type === "Identifier") {
    const reading = source.read(callee.name)
    return reading.state === "value" && reading.value === Object.defineProperty
  }
  return source.text(callee) === "Object.defineProperty"
}

/** What Istanbul counts into: statements, functions and branches of a file. */
function isCoverage(value: unknown): boolean {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false
  const held = (key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value as unknown
  return ["s", "f", "b"].every((key) => typeof held(key) === "object") && typeof held("path") === "string"
}

/**
 * Is the getter of a module that a tool made into an object? Those give a variable of the module and do nothing else:
 * esbuild, webpack, vite, tsc, Babel and swc have them.
 */
export function isExport(object: object, property: PropertyDescriptor): boolean {
  if (!("get" in property) || property.set !== undefined || property.enumerable !== true) return false
  if (Object.hasOwn(object, "__esModule")) return true
  if (Object.getOwnPropertyDescriptor(object, Symbol.toStringTag)?.value === "Module") return true
  // esbuild and webpack do not always say so. An object literal's can be configured, a frozen object not be extended.
  return property.configurable !== true && Object.isExtensible(object)
}

/** vitest puts a Proxy around some modules; the variable is its own. */
export function isViteModule(node: AnyNode): boolean {
  return node.type === "Identifier" && /^__vi(?:te_ssr)?_import_\d+__$/.test(node.name)
}
