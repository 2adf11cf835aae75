import { parseExpressionAt } from "acorn"
import type { AnyNode, CallExpression } from "acorn"
import { HeddleError, OptionError } from "../../core/errors/index.ts"
import type { Operand } from "../ops/index.ts"
import * as applying from "./applying.ts"
import { asarray } from "./create.ts"
import * as differences from "./differences.ts"
import * as functions from "./functions.ts"
import * as grids from "./grids.ts"
import * as joining from "./joining.ts"
import { LazyArray } from "./lazy-array.ts"
import * as numbers from "./numbers.ts"
import * as products from "./products.ts"
import * as sorting from "./sorting.ts"
import * as statistics from "./statistics.ts"

const names: Readonly<Record<string, unknown>> = {
  ...applying,
  ...differences,
  ...functions,
  ...grids,
  ...joining,
  ...numbers,
  ...products,
  ...sorting,
  ...statistics,
}
const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  inf: Infinity,
  Infinity,
  nan: Number.NaN,
  NaN: Number.NaN,
}

type Binary = (a: Operand, b: Operand) => LazyArray
const operators: Readonly<Record<string, Binary>> = {
  "+": functions.add,
  "-": functions.subtract,
  "*": functions.multiply,
  "/": functions.divide,
  "%": functions.mod,
  "**": functions.power,
  "<": functions.less,
  "<=": functions.lessEqual,
  ">": functions.greater,
  ">=": functions.greaterEqual,
  "==": functions.equal,
  "===": functions.equal,
  "!=": functions.notEqual,
  "!==": functions.notEqual,
  "&&": functions.logicalAnd,
  "||": functions.logicalOr,
  "&": functions.bitwiseAnd,
  "|": functions.bitwiseOr,
  "^": functions.bitwiseXor,
  "<<": functions.leftShift,
  ">>": functions.rightShift,
}
const comparisons = new Set(["<", "<=", ">", ">=", "==", "===", "!=", "!=="])
const signs: Readonly<Record<string, (x: Operand) => LazyArray>> = {
  "-": functions.negative,
  "+": functions.positive,
  "!": functions.logicalNot,
  "~": functions.invert,
}

/**
 * An array of an expression as JavaScript writes them: `+ - * / % **`, comparisons, `&& || ! & | ^ ~ << >>`, `? :`, and calls of
 * functions by their names here. Operators mean what NumPy's do: of elements, broadcast, and `%` has the divisor's sign.
 *
 * @throws OptionError where it is none; it says where
 *
 * @example
 * ```ts
 * import * as da from "heddle/array"
 * const x = da.array([[1, 2], [3, 4]])
 * const z = await da.expr`${x} + ${x.T} * 2`.compute()
 * z.toArray() // => [[3, 8], [7, 12]]
 * await da.expr`where(${x} > 1 && ${x} < 4, ${x}, 0)`.sum().compute() // => 5
 * ```
 */
export function expr(text: TemplateStringsArray, ...values: readonly Operand[]): LazyArray {
  return new Expression(text, values).array()
}

class Expression {
  readonly #values: readonly Operand[]
  readonly #text: string
  /** As the program has it, with the values' places marked. */
  readonly #shown: string
  /** Errors that say where they come from. */
  readonly #located = new WeakSet<Error>()

  constructor(text: TemplateStringsArray, values: readonly Operand[]) {
    this.#values = values
    // As long as what is shown, so that places in it are the same.
    this.#text = text.reduce((all, part, i) => `${all}$${String(i - 1).padEnd(3, "_")}${part}`)
    this.#shown = text.reduce((all, part) => `${all}\${…}${part}`)
  }

  array(): LazyArray {
    const result = this.#of(this.#parsed())
    return this.#asArray(result, 0)
  }

  #parsed(): AnyNode {
    let tree: AnyNode
    try {
      tree = parseExpressionAt(this.#text, 0, { ecmaVersion: "latest" })
    } catch (error) {
      const at = (error as { readonly pos?: number }).pos ?? 0
      throw this.#error(at, "an expression: this is not read")
    }
    const rest = this.#text.slice(tree.end).search(/\S/)
    if (rest >= 0) throw this.#error(tree.end + rest, "one expression: this is behind it")
    return tree
  }

  #of(node: AnyNode): unknown {
    switch (node.type) {
      case "Literal":
        if (["number", "bigint", "boolean", "string"].includes(typeof node.value)) return node.value
        break
      case "Identifier":
        return this.#named(node.name, node.start)
      case "ParenthesizedExpression":
        return this.#of(node.expression)
      case "UnaryExpression": {
        const sign = signs[node.operator]
        if (sign === undefined) break
        const value = this.#of(node.argument)
        // Of a number it is a number, which has no type of its own.
        if (typeof value === "number" && node.operator === "-") return -value
        return this.#done(node.start, () => sign(value as Operand))
      }
      case "BinaryExpression":
      case "LogicalExpression":
        return this.#binary(node.operator, node.left, node.right, node.start)
      case "ConditionalExpression": {
        const parts = [node.test, node.consequent, node.alternate].map((one) => this.#of(one) as Operand)
        return this.#done(node.start, () => functions.where(parts[0]!, parts[1]!, parts[2]!))
      }
      case "CallExpression":
        return this.#call(node)
      case "ArrayExpression":
        return node.elements.map((one) => {
          if (one === null) throw this.#error(node.start, "a list without gaps")
          return this.#of(one)
        })
      case "ObjectExpression":
        return Object.fromEntries(
          node.properties.map((one) => {
            if (one.type !== "Property" || one.computed || one.key.type !== "Identifier")
              throw this.#error(one.start, "a plain option, name: value")
            return [one.key.name, this.#of(one.value)]
          }),
        )
      default:
    }
    throw this.#error(node.start, "of arrays, numbers, operators and calls")
  }

  #named(name: string, at: number): unknown {
    const place = /^\$(\d+)_*$/.exec(name)
    if (place !== null) return this.#values[Number(place[1])]
    const value = Object.hasOwn(constants, name) ? constants[name] : undefined
    if (value !== undefined) return value
    throw this.#error(at, `of known names, and there is no ${name}`, `a value of the program's stands in \${${name}}`)
  }

  #binary(operator: string, left: AnyNode, right: AnyNode, at: number): unknown {
    const operate = operators[operator]
    if (operate === undefined) throw this.#error(left.end, `without ${operator}`)
    if (comparisons.has(operator) && left.type === "BinaryExpression" && comparisons.has(left.operator)) {
      throw this.#error(at, "without a comparison of a comparison", "join two of them: a < b && b < c")
    }
    const [a, b] = [this.#of(left) as Operand, this.#of(right) as Operand]
    if (typeof a === "number" && typeof b === "number") {
      const found = plain[operator]
      if (found !== undefined) return found(a, b)
    }
    return this.#done(at, () => operate(a, b))
  }

  #call(node: CallExpression): unknown {
    const { callee } = node
    if (callee.type !== "Identifier") throw this.#error(node.start, "of calls of functions by their names")
    const fn = Object.hasOwn(names, callee.name) ? names[callee.name] : undefined
    if (typeof fn !== "function") {
      throw this.#error(callee.start, `of known functions, and there is no ${callee.name}()`)
    }
    const values = node.arguments.map((one) => this.#of(one))
    return this.#done(node.start, () => (fn as (...values: unknown[]) => LazyArray)(...values))
  }

  /** Errors of the operations say where in the text they come from. */
  #done(at: number, make: () => LazyArray): LazyArray {
    try {
      return this.#asArray(make(), at)
    } catch (error) {
      if (error instanceof HeddleError && !this.#located.has(error)) {
        this.#located.add(error)
        error.message = `${error.message}${this.#frame(at)}`
      }
      throw error
    }
  }

  #asArray(value: unknown, at: number): LazyArray {
    if (value instanceof LazyArray) return value
    const isOne = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
    if (isOne || Array.isArray(value) || ArrayBuffer.isView(value)) {
      const isListOfArrays = Array.isArray(value) && value.some((one) => one instanceof LazyArray)
      if (!isListOfArrays) return asarray(value as Operand)
    }
    if (typeof value === "object" && value !== null && "flat" in value) return asarray(value as Operand)
    throw this.#error(at, "an array, and this gives something else")
  }

  #frame(at: number): string {
    const before = this.#shown.slice(0, at)
    const line = this.#shown.slice(before.lastIndexOf("\n") + 1).split("\n", 1)[0]!
    return `\n  ${line}\n  ${" ".repeat(at - before.lastIndexOf("\n") - 1)}^`
  }

  #error(at: number, rule: string, hint?: string): OptionError {
    const error = new OptionError("expr", rule, this.#shown, hint === undefined ? {} : { hint })
    this.#located.add(error)
    error.message = `${error.message}${this.#frame(at)}`
    return error
  }
}

const plain: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "**": (a, b) => a ** b,
}
