import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { promote } from "../dtype/index.ts"
import { castTo, constant, contract, reshape, viewTo } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import { broadcastShapes, normalizeAxis, shapeText, sizeOf } from "../shape/index.ts"
import { apply } from "./elementwise.ts"
import { known } from "./known.ts"
import { Holder } from "./operand.ts"
import { transpose } from "./shaping.ts"

/** (…, m, k) by (…, k, n) of equal axes before. Of no products a sum is 0. */
export function productOf(a: Node, b: Node): Node {
  const dtype = promote(a.dtype, b.dtype)
  const shape = [...a.shape.slice(0, -1), b.shape.at(-1)!]
  if (sizeOf(shape) === 0 || a.shape.at(-1) === 0) return constant(dtype === "bool" ? false : 0, dtype, shape)
  return contract(castTo(a, dtype), castTo(b, dtype))
}

function mismatch(name: string, a: Node, b: Node, hint: string): ShapeError {
  return new ShapeError(`${name} of ${shapeText(a.shape)} and ${shapeText(b.shape)}`, { hint })
}

/** NumPy's `@`: of lists of one axis, rows at the left and columns at the right. */
export function matmul(a: Node, b: Node): Node {
  known(a, "matmul")
  known(b, "matmul")
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw mismatch("matmul", a, b, "a number has no axis to multiply along: multiply() takes numbers")
  }
  const left = a.shape.length === 1 ? reshape(a, [1, a.shape[0]!]) : a
  const right = b.shape.length === 1 ? reshape(b, [b.shape[0]!, 1]) : b
  const inner = left.shape.at(-1)!
  if (inner !== right.shape.at(-2)) {
    throw mismatch(
      "matmul",
      a,
      b,
      `the last axis of the first has ${inner}, and that of the second ${right.shape.at(-2)}`,
    )
  }
  const before = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2))
  const product = productOf(
    viewTo(left, [...before, ...left.shape.slice(-2)]),
    viewTo(right, [...before, ...right.shape.slice(-2)]),
  )
  const rows = a.shape.length === 1 ? [] : [left.shape.at(-2)!]
  const columns = b.shape.length === 1 ? [] : [right.shape.at(-1)!]
  return reshape(product, [...before, ...rows, ...columns])
}

export type TensordotAxes = number | readonly [number | readonly number[], number | readonly number[]]

/** Sums of products over axes of both. A number: the last ones of the first with the first ones of the second. */
export function tensordot(a: Node, b: Node, axes: TensordotAxes): Node {
  known(a, "tensordot")
  known(b, "tensordot")
  const [of, by] =
    typeof axes === "number"
      ? [Array.from({ length: axes }, (_, i) => a.shape.length - axes + i), Array.from({ length: axes }, (_, i) => i)]
      : [list(axes[0], a, "axes"), list(axes[1], b, "axes")]
  if (of.length !== by.length) throw new OptionError("axes", "as many of the first as of the second", axes)
  if (of.some((axis, i) => axis < 0 || a.shape[axis] !== b.shape[by[i]!])) {
    throw mismatch("tensordot", a, b, `axes ${of.join(", ")} and ${by.join(", ")} have not the same sizes`)
  }
  const [left, right] = [rest(a, of), rest(b, by)]
  const sizes = (node: Node, some: readonly number[]): number[] => some.map((axis) => node.shape[axis]!)
  const count = sizeOf(sizes(a, of))
  const first = reshape(transpose(a, [...left, ...of]), [sizeOf(sizes(a, left)), count])
  const second = reshape(transpose(b, [...by, ...right]), [count, sizeOf(sizes(b, right))])
  return reshape(productOf(first, second), [...sizes(a, left), ...sizes(b, right)])
}

function list(axes: number | readonly number[], node: Node, name: string): number[] {
  return (typeof axes === "number" ? [axes] : [...axes]).map((axis) => normalizeAxis(axis, node.shape.length, name))
}

function rest(node: Node, axes: readonly number[]): number[] {
  return node.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
}

/** NumPy's `dot`: the last axis of the first with the last but one of the second. */
export function dot(a: Node, b: Node): Node {
  if (a.shape.length === 0 || b.shape.length === 0) return apply("multiply", new Holder(a), new Holder(b))
  if (a.shape.length <= 2 && b.shape.length <= 2) return matmul(a, b)
  const by = Math.max(0, b.shape.length - 2)
  if (a.shape.at(-1) !== b.shape[by]) {
    throw mismatch(
      "dot",
      a,
      b,
      `the last axis of the first has ${a.shape.at(-1)}, and axis ${by} of the second ${b.shape[by]}`,
    )
  }
  return tensordot(a, b, [a.shape.length - 1, by])
}
