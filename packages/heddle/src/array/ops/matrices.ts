import { OptionError, ShapeError } from "../../core/errors/index.ts"
import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { castTo, later, reshape, view } from "../expr/index.ts"
import type { Node } from "../expr/index.ts"
import * as linear from "../linear/index.ts"
import type { MatrixNorm } from "../linear/index.ts"
import { NDArray } from "../ndarray/index.ts"
import { shapeText, sizeOf } from "../shape/index.ts"
import { known } from "./known.ts"

/** Matrices as linear algebra takes them: float64, of two axes or more. @throws ShapeError */
export function matrixOf(node: Node, name: string, isSquare: boolean = false): Node {
  const [m, n] = known(node, name).shape.slice(-2)
  if (n === undefined || (isSquare && m !== n)) {
    throw new ShapeError(`${name} is of ${isSquare ? "square " : ""}matrices, and this one is ${shapeText(node.shape)}`)
  }
  return castTo(node, "float64")
}

/** What comes out of float32 is float32, else float64. */
export function resultType(...nodes: readonly Node[]): DType {
  return nodes.every(({ dtype }) => dtype === "float32") ? "float32" : "float64"
}

function each(
  x: NDArray,
  length: number,
  shape: readonly number[],
  fill: (matrix: Float64Array, m: number, n: number, target: Elements) => void,
): NDArray {
  const [m, n] = x.shape.slice(-2) as [number, number]
  const count = sizeOf(x.shape.slice(0, -2))
  const flat = x.copy().data as Float64Array
  const made = arrayOf("float64", count * length)
  for (let i = 0; i < count; i++) {
    fill(flat.subarray(i * m * n, (i + 1) * m * n), m, n, made.subarray(i * length, (i + 1) * length))
  }
  return new NDArray(made, [...x.shape.slice(0, -2), ...shape])
}

type Whole = "inv" | "det" | "slogdet" | "cholesky" | "pinv" | "singular" | "eigh" | "svd" | "qr" | "rank" | "norm"

/** One thing of each matrix; several are put one after the other. */
export function ofEach(x: NDArray, what: Whole, length: number, setting: number | string | undefined): NDArray {
  return each(x, length, [length], (a, m, n, target) => {
    const put = (...parts: (Elements | number)[]): void => {
      let at = 0
      for (const part of parts) {
        const list = typeof part === "number" ? [part] : part
        target.set(list as never, at)
        at += list.length
      }
    }
    switch (what) {
      case "inv":
        return put(linear.inv(a, n))
      case "det":
        return put(linear.det(a, n))
      case "slogdet": {
        const { sign, logdet } = linear.slogdet(a, n)
        return put(sign, logdet)
      }
      case "cholesky":
        return put(linear.cholesky(a, n))
      case "pinv":
        return put(linear.pinv(a, m, n, setting as number))
      case "singular":
        return put(linear.singularValues(a, m, n))
      case "eigh": {
        const { values, vectors } = linear.eigh(setting === "U" ? linear.transpose(a, n, n) : a, n)
        return put(values, vectors)
      }
      case "svd": {
        const { u, s, vt } = linear.svd(a, m, n)
        return put(u, s, vt)
      }
      case "qr": {
        const { q, r } = linear.qr(a, m, n)
        return put(q, r)
      }
      case "rank":
        return put(linear.matrixRank(a, m, n, setting as number | undefined))
      case "norm":
        return put(linear.matrixNorm(a, m, n, setting as MatrixNorm))
    }
  })
}

/** The parts of what is computed of each matrix, each of a shape of its own. */
export function partsOf(
  node: Node,
  what: Whole,
  shapes: readonly (readonly number[])[],
  setting?: number | string,
): Node[] {
  const own = castTo(node, "float64")
  const sizes = shapes.map(sizeOf)
  const length = sizes.reduce((a, b) => a + b, 0)
  const before = node.shape.slice(0, -2)
  const all = later(what, ofEach, [own], [what, length, setting], [...before, length], "float64")
  const rank = before.length
  let from = 0
  return shapes.map((shape, i) => {
    const start = [...before.map(() => 0), from]
    from += sizes[i]!
    const steps = [...before, 0].map((_, a) => [...before, 0].map((_unused, d) => (a === d ? 1 : 0)))
    const part = view(all, { start, steps }, [...before, sizes[i]!])
    return castTo(reshape(part, [...before.slice(0, rank), ...shape]), resultType(node))
  })
}

/** X of A X = B, for each matrix. */
export function solved(a: NDArray, b: NDArray): NDArray {
  const n = a.shape.at(-1)!
  const columns = b.shape.at(-1)!
  const flat = b.copy().data as Float64Array
  const x = each(a, n * columns, [n, columns], () => {})
  for (const [i, matrix] of matrices(a).entries()) {
    const right = flat.subarray(i * n * columns, (i + 1) * n * columns)
    x.data.set(linear.solve(matrix, n, right, columns) as never, i * n * columns)
  }
  return x
}

function matrices(a: NDArray): Float64Array[] {
  const size = sizeOf(a.shape.slice(-2))
  const flat = a.copy().data as Float64Array
  return Array.from({ length: sizeOf(a.shape.slice(0, -2)) }, (_, i) => flat.subarray(i * size, (i + 1) * size))
}

export function solve(a: Node, b: Node): Node {
  return later("solve", solved, [a, castTo(b, "float64")], [], b.shape, "float64")
}

export function triangleSolved(a: NDArray, b: NDArray, isLower: boolean, isUnit: boolean): NDArray {
  const n = a.shape.at(-1)!
  const columns = b.shape[1] ?? 1
  const x = linear.solveTriangular(matrices(a)[0]!, n, b.copy().data as Float64Array, columns, isLower, isUnit)
  return new NDArray(x, b.shape)
}

export function solveTriangular(a: Node, b: Node, isLower: boolean, isUnit: boolean): Node {
  return later("solveTriangular", triangleSolved, [a, castTo(b, "float64")], [isLower, isUnit], b.shape, "float64")
}

/** Sums of squares that are left of each column; none where there are no more rows than unknowns, or they depend. */
export function leftOver(squares: NDArray, rank: NDArray, n: number): NDArray {
  return Number(rank.item()) === n ? squares.copy() : new NDArray(new Float64Array(0), [0])
}

export function residuals(squares: Node, rank: Node, n: number): Node {
  return later("residuals", leftOver, [squares, rank], [n], [Number.NaN], "float64")
}

/** @throws OptionError where it is none of NumPy's norms of matrices */
export function checkNorm(order: unknown): MatrixNorm {
  const names: readonly unknown[] = ["fro", "nuc", 1, -1, 2, -2, Infinity, -Infinity]
  if (names.includes(order)) return order as MatrixNorm
  throw new OptionError("ord", '"fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity', order)
}
