import { OptionError } from "../../core/errors/index.ts"
import { custom, operation, rounding } from "../element/index.ts"
import { checkDType, fits, isFloat, promoteAll, scalarType } from "../dtype/index.ts"
import type { DType, Scalar } from "../dtype/index.ts"
import { map } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { converted, Holder, nodeOf } from "./operand.ts"

function isScalar(value: unknown): value is Scalar {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
}

/** The operands as nodes: numbers become what the arrays beside them are. */
export function operands(values: readonly unknown[]): Node[] {
  const arrays = values.map((value) => (isScalar(value) ? undefined : nodeOf(value)))
  const types = arrays.flatMap((node) => node?.dtype ?? [])
  if (types.length === 0) return values.map((value) => nodeOf(value))
  const beside = promoteAll(types)
  return values.map((value, i) => arrays[i] ?? nodeOf(value, beside))
}

const comparisons = new Set(["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"])

/** A number that the integers beside it cannot be, where that is no error. */
function large(name: string, value: Scalar, beside: DType): Scalar | Holder {
  // It is less or more than all of them.
  if (comparisons.has(name)) return Number(value) < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const [as] = operation(name).types([beside, beside]).as
  return as === beside ? value : new Holder(converted(nodeOf(value), as!))
}

/** An operation on elements, by its name. @throws ShapeError where shapes do not go together */
export function apply(name: string, ...values: readonly unknown[]): Node {
  const held = values.map((value) => (isScalar(value) ? value : new Holder(nodeOf(value))))
  const types = held.flatMap((value) => (isScalar(value) ? [] : [value.node.dtype]))
  const beside = types.length === 0 ? undefined : promoteAll(types)
  const nodes = operands(
    held.map((value) => {
      if (beside === undefined || !isScalar(value) || fits(value, scalarType(value, beside))) return value
      return large(name, value, beside)
    }),
  )
  if (name === "power") noNegativePower(nodes[0]!, nodes[1]!)
  return map(operation(name), nodes)
}

function noNegativePower(base: Node, exponent: Node): void {
  if (isFloat(base.dtype) || isFloat(exponent.dtype) || exponent.kind !== "const" || Number(exponent.value) >= 0) return
  throw new OptionError("exponent", "0 or more beside integers, whose powers are integers", exponent.value, {
    hint: 'of floats there are such powers: x.astype("float64").power(…)',
  })
}

/** Elements of `a` where the condition holds, else of `b`. */
export function where(condition: unknown, a: unknown, b: unknown): Node {
  return map(operation("where"), [nodeOf(condition), ...operands([a, b])])
}

export function clip(value: unknown, low: unknown, high: unknown): Node {
  const least = low === undefined || low === null ? nodeOf(value) : apply("maximum", value, low)
  return high === undefined || high === null ? least : map(operation("minimum"), operands([new Holder(least), high]))
}

export function round(value: unknown, decimals: number = 0): Node {
  if (!Number.isInteger(decimals)) throw new OptionError("decimals", "an integer", decimals)
  return map(rounding(decimals), [nodeOf(value)])
}

/** A function of the program's for each element of arrays that are broadcast to each other. */
export function mapElements(fn: unknown, values: readonly unknown[], dtype: DType | undefined): Node {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  return map(custom(fn, dtype === undefined ? "float64" : checkDType(dtype)), operands(values))
}
