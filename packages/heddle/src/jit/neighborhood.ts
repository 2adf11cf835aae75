import type { AnyNode } from "acorn"
import { eachChild } from "../core/closure/index.ts"
import { OptionError } from "../core/errors/index.ts"
import { compileError } from "./front/source.ts"
import type { Source } from "./front/index.ts"

/** For each axis the least and the largest offset at which a stencil reads. */
export type Neighborhood = readonly (readonly [low: number, high: number])[]

/** What the text of a stencil says of its parameters. */
export interface Reach {
  /** Those that it calls, `a(0, 1)`: arrays seen from an element. */
  readonly isNeighbor: readonly boolean[]
  readonly ranges: Neighborhood
}

/**
 * Where a stencil reads: `given`, or what the offsets in its text span.
 *
 * @throws KernelCompileError where an offset is no plain number, and nothing is given
 * @throws OptionError where what is given does not fit the text
 */
export function neighborhoodOf(source: Source, given: Neighborhood | undefined): Reach {
  if (given !== undefined) check(given)
  const { params } = source.node
  const declarations = params.map((param) => source.declaredBy(param))
  const isNeighbor = params.map(() => false)
  let spans: [number, number][] | undefined = given?.map(([low, high]) => [low, high])
  const parameter = (node: AnyNode): number => {
    const declaration = node.type === "Identifier" ? source.declarationOf(node) : undefined
    return declaration === undefined ? -1 : declarations.indexOf(declaration)
  }
  const visit = (node: AnyNode): void => {
    const called = node.type === "CallExpression" && node.callee.type === "Identifier" ? parameter(node.callee) : -1
    if (node.type === "CallExpression" && called >= 0) {
      isNeighbor[called] = true
      const offsets = node.arguments.map(constant)
      if (offsets.length === 0) fail(source, node, "it reads an array at no offsets", "write a(0)")
      if (given === undefined && offsets.includes(undefined)) {
        const at = node.arguments[offsets.indexOf(undefined)]!
        fail(
          source,
          at,
          `the offset ${source.text(at)} is no plain ${isFraction(at) ? "integer" : "number"}`,
          isFraction(at)
            ? "offsets are integers, from element to element: a(0), a(1)"
            : "say how far the stencil reaches: { neighborhood: [[-1, 1]] }",
        )
      }
      spans ??= offsets.map(() => [0, 0])
      if (spans.length !== offsets.length) {
        fail(source, node, `it reads at ${offsets.length} offsets, and elsewhere at ${spans.length}`, "use as many")
      }
      for (const [axis, offset] of offsets.entries()) {
        if (offset === undefined) continue
        const span = spans[axis]!
        if (given !== undefined && (offset < span[0] || offset > span[1])) {
          throw new OptionError("neighborhood", `so wide that it holds ${source.text(node)}`, given)
        }
        span[0] = Math.min(span[0], offset)
        span[1] = Math.max(span[1], offset)
      }
    }
    eachChild(node, visit)
  }
  visit(source.node.body)
  if (spans === undefined) fail(source, source.node, "it calls none of its parameters", "read the array: a(0, 1)")
  // Handed on as a whole, it is called there.
  if (given !== undefined && !isNeighbor.includes(true)) isNeighbor[0] = true
  return { isNeighbor, ranges: spans }
}

function fail(source: Source, node: AnyNode, reason: string, fix: string): never {
  throw compileError(source, node, reason, fix)
}

function check(given: unknown): void {
  const isRange = (range: unknown): boolean =>
    Array.isArray(range) && range.length === 2 && range.every(Number.isInteger) && range[0] <= range[1]
  if (Array.isArray(given) && given.length > 0 && given.every(isRange)) return
  throw new OptionError("neighborhood", "a list of [least, largest] offset for each axis", given)
}

/** `0.5`, `-0.5` */
function isFraction(node: AnyNode): boolean {
  if (node.type === "ParenthesizedExpression") return isFraction(node.expression)
  if (node.type === "UnaryExpression") return isFraction(node.argument)
  return node.type === "Literal" && typeof node.value === "number" && !Number.isInteger(node.value)
}

/** `1`, `-1`, `+1` */
function constant(node: AnyNode): number | undefined {
  if (node.type === "ParenthesizedExpression") return constant(node.expression)
  if (node.type === "UnaryExpression" && (node.operator === "-" || node.operator === "+")) {
    const value = constant(node.argument)
    return value === undefined || node.operator === "+" ? value : 0 - value
  }
  const isInteger = node.type === "Literal" && typeof node.value === "number" && Number.isInteger(node.value)
  return isInteger ? (node.value as number) : undefined
}
