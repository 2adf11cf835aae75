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
      const [first] = each.split(".")
      if (names.includes(first!) || around.has(each)) continue
      throw new OptionError("ignore", `names of parameters: ${names.join(", ") || "it has none"}`, each)
    }
  }

  /** The arguments as they count: without what is ignored, with literal defaults, without what is undefined at the end. */
  counting(args: readonly unknown[]): readonly unknown[] {
    let list = [...args]
    if (!this.#usesArguments) {
      for (const [i, { literal, isRest }] of this.#list.entries()) {
        if (literal !== undefined && !isRest && list[i] === undefined) list[i] = literal.value
      }
      while (list.length > 0 && list.at(-1) === undefined) list.pop()
    }
    for (const [i, { name, properties, isRest }] of this.#list.entries()) {
      if (i >= list.length) break
      if (name !== undefined && this.#ignore.includes(name)) {
        list[i] = ignored
        if (isRest) list = list.slice(0, i + 1)
        continue
      }
      const prefix = `${name}.`
      const inside = this.#ignore.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length))
      const without = [...this.#ignore.filter((each) => properties.includes(each)), ...inside]
      if (without.length > 0) list[i] = omit(list[i], without)
    }
    return Array.from(list)
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

function omit(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)))
}
