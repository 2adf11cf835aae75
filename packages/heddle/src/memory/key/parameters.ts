import type { AnyNode, Pattern } from "acorn"
import type { FunctionNode, Located } from "../../core/closure/index.ts"
import { OptionError } from "../../core/errors/index.ts"

/** What a call's arguments are called, and what they are where none is given. */
interface Parameter {
  /** undefined: it is taken apart. */
  readonly name: string | undefined
  /** Properties that a pattern takes out of it. */
  readonly properties: readonly string[]
  readonly isRest: boolean
  readonly literal: { readonly value: unknown } | undefined
}

/** Stands for what does not count. */
const ignored = "ignored"

/** What of a call's arguments makes it another call. */
export class Parameters {
  readonly #list: readonly Parameter[]
  readonly #ignore: readonly string[]
  readonly #usesArguments: boolean

  /**
   * @param around names that the function takes from around it, which `ignore` may name too
   * @throws OptionError for a name that is neither a parameter nor a variable of the function
   */
  constructor({ unit }: Located, ignore: readonly string[], around: ReadonlySet<string>) {
    this.#list = unit.kind === "class" ? [] : (unit.node as FunctionNode).params.map(parameterOf)
    this.#ignore = ignore
    this.#usesArguments = unit.uses.arguments !== undefined
    const names = this.#list.flatMap(({ name, properties }) => [...(name === undefined ? [] : [name]), ...properties])
    for (const each of ignore) {
      const [first = ""] = each.split(".")
      if (names.includes(first) || around.has(first)) continue
      const kinds = around.size > 0 ? "names of parameters and of what it captures" : "names of parameters"
      const all = [...new Set([...names, ...around])]
      const hint = around.size > 0 ? { hint: "of what a helper captures: `helper.logger`" } : {}
      throw new OptionError("ignore", `${kinds}: ${all.join(", ") || "it has none"}`, each, hint)
    }
  }

  /**
   * The arguments as they count: without what is ignored, with literal defaults, and without what is undefined at the end,
   * unless a rest parameter counts it.
   */
  counting(args: readonly unknown[]): readonly unknown[] {
    const list = [...args]
    const rest = this.#list.findIndex(({ isRest }) => isRest)
    if (!this.#usesArguments) {
      for (const [i, { literal, isRest }] of this.#list.entries()) {
        if (literal !== undefined && !isRest && list[i] === undefined) list[i] = literal.value
      }
      if (rest === -1 || args.length <= rest) while (list.length > 0 && list.at(-1) === undefined) list.pop()
    }
    for (const [i, { name, isRest }] of this.#list.entries()) {
      if (name === undefined || !this.#ignore.includes(name)) continue
      if (isRest) list.length = Math.min(list.length, i)
      // Given or not.
      if (!isRest || list.length === i) list[i] = ignored
    }
    return Array.from(list)
  }

  /** Which properties of which objects do not count. */
  omitted(args: readonly unknown[]): ReadonlyMap<object, ReadonlySet<string>> {
    const omitted = new Map<object, Set<string>>()
    for (const [i, { name, properties }] of this.#list.entries()) {
      for (const each of this.#ignore) {
        const steps = each.split(".")
        if (properties.includes(steps[0]!)) omit(args[i], steps, omitted)
        else if (steps[0] === name) omit(args[i], steps.slice(1), omitted)
      }
    }
    return omitted
  }
}

function parameterOf(pattern: Pattern): Parameter {
  if (pattern.type === "AssignmentPattern") return { ...parameterOf(pattern.left), literal: literalOf(pattern.right) }
  if (pattern.type === "RestElement") return { ...parameterOf(pattern.argument), isRest: true }
  const name = pattern.type === "Identifier" ? pattern.name : undefined
  return {
    name,
    properties: pattern.type === "ObjectPattern" ? keysOf(pattern.properties) : [],
    isRest: false,
    literal: undefined,
  }
}

function keysOf(properties: readonly AnyNode[]): readonly string[] {
  return properties.flatMap((each) => {
    if (each.type !== "Property" || each.computed) return []
    return each.key.type === "Identifier" ? [each.key.name] : []
  })
}

function literalOf(node: AnyNode): { readonly value: unknown } | undefined {
  if (node.type === "UnaryExpression" && node.operator === "-") {
    const inside = literalOf(node.argument)
    return typeof inside?.value === "number" ? { value: -inside.value } : undefined
  }
  return node.type === "Literal" && !("regex" in node && node.regex) ? { value: node.value } : undefined
}

function omit(value: unknown, [first, ...rest]: readonly string[], omitted: Map<object, Set<string>>): void {
  if (first === undefined || typeof value !== "object" || value === null) return
  if (rest.length > 0) return omit((value as Record<string, unknown>)[first], rest, omitted)
  const names = omitted.get(value)
  if (names === undefined) omitted.set(value, new Set([first]))
  else names.add(first)
}
