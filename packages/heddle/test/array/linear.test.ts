import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as linear from "../../src/array/linear/index.ts"
import { fixture, numberOf, testReproduces } from "./numpy.ts"
import type { Written } from "./numpy.ts"

type Rows = readonly (readonly number[])[]

interface Matrix {
  readonly name: string
  readonly m: number
  readonly n: number
  readonly a: readonly number[]
  readonly q?: Rows
  readonly r: Rows
  readonly s: readonly number[]
  readonly rank: number
  readonly norms: Readonly<Record<string, number>>
  readonly pinv?: Rows
  readonly det?: number
}

interface Known {
  readonly matrices: readonly Matrix[]
  readonly systems: Readonly<Record<"a" | "b" | "first", readonly number[]>> &
    Readonly<Record<"x" | "inv" | "upper" | "lower" | "unit", Rows>> & {
      readonly sign: number
      readonly logdet: number
    }
  readonly positive: Readonly<Record<"a" | "eigenvalues" | "indefinite", readonly number[]>> & { readonly l: Rows }
  readonly vector: { readonly x: readonly number[]; readonly norms: readonly (readonly [string, Written])[] }
}

const known = fixture("linear") as Known

testReproduces("linear", 1e-9)

/** The fixture has fourteen digits. */
function assertClose(ours: ArrayLike<number>, numpys: readonly number[] | Rows, tolerance: number = 1e-12): void {
  const expected = numpys.flat()
  assert.equal(ours.length, expected.length)
  const size = expected.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
  for (const [i, one] of expected.entries()) {
    assert.ok(Math.abs(ours[i]! - one) <= tolerance * size, `element ${i}: ${ours[i]} is not ${one}`)
  }
}

for (const matrix of known.matrices) {
  const { name, m, n } = matrix
  const a = Float64Array.from(matrix.a)
  suite(`of the matrix "${name}"`, () => {
    test("R has NumPy's signs and values, and so has Q where it is defined", () => {
      const { q, r } = linear.qr(a, m, n)
      assertClose(r, matrix.r)
      if (matrix.q) assertClose(q, matrix.q, 1e-9)
    })

    test("singular values and rank are NumPy's", () => {
      assertClose(linear.singularValues(a, m, n), matrix.s)
      assertClose(linear.svd(a, m, n).s, matrix.s)
      assert.equal(linear.matrixRank(a, m, n), matrix.rank)
    })

    test("norms are NumPy's", () => {
      for (const [order, expected] of Object.entries(matrix.norms)) {
        const ours = linear.matrixNorm(a, m, n, order === "fro" || order === "nuc" ? order : numberOf(order))
        const size = Math.max(expected, order === "-2" ? matrix.norms["2"]! : 0)
        assert.ok(Math.abs(ours - expected) <= 1e-12 * size, `${order}: ${ours} is not ${expected}`)
      }
    })

    const { pinv, det } = matrix
    if (pinv) test("the pseudo-inverse is NumPy's", () => assertClose(linear.pinv(a, m, n), pinv))
    if (det !== undefined) test("the determinant is NumPy's", () => assertClose([linear.det(a, n)], [det], 1e-9))
  })
}

test("systems of equations have NumPy's solutions", () => {
  const { systems } = known
  const [a, b] = [Float64Array.from(systems.a), Float64Array.from(systems.b)]
  assertClose(linear.solve(a, 5, b, 3), systems.x)
  const first = b.filter((_, i) => i % 3 === 0)
  assertClose(linear.solve(a, 5, first), systems.first)
  assertClose(linear.inv(a, 5), systems.inv)
  assertClose(linear.solveTriangular(a, 5, b, 3), systems.upper)
  assertClose(linear.solveTriangular(a, 5, b, 3, true), systems.lower)
  assertClose(linear.solveTriangular(a, 5, b, 3, true, true), systems.unit)
  const { sign, logdet } = linear.slogdet(a, 5)
  assert.equal(sign, systems.sign)
  assertClose([logdet], [systems.logdet])
})

test("of a positive definite matrix the Cholesky factor is NumPy's, and so are eigenvalues", () => {
  const a = Float64Array.from(known.positive.a)
  assertClose(linear.cholesky(a, 5), known.positive.l)
  assertClose(linear.eigh(a, 5).values, known.positive.eigenvalues)
  const square = Float64Array.from(known.systems.a)
  const turned = linear.transpose(square, 5, 5)
  assertClose(
    linear.eigh(
      square.map((one, i) => one + turned[i]!),
      5,
    ).values,
    known.positive.indefinite,
  )
})

test("norms of vectors are NumPy's", () => {
  const x = Float64Array.from(known.vector.x)
  for (const [order, expected] of known.vector.norms) {
    assertClose([linear.vectorNorm(x, numberOf(order))], [numberOf(expected)])
  }
})
