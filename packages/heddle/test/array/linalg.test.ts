import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"
import { testCases } from "./cases.ts"

testCases("linalg", 1e-9)

const { linalg } = da

async function areClose(a: da.LazyArray, b: da.Operand, options: da.Closeness = {}): Promise<boolean> {
  return ((await da.allclose(a, b, options).compute()) as unknown) === true
}

for (const shape of [
  [6, 3],
  [3, 6],
  [4, 4],
  [200_000, 3],
  [3, 200_000],
] as const) {
  test(`svd of ${shape.join(" x ")}: U and V are orthonormal, and give the matrix again`, async () => {
    const x = da.random.random(shape, { seed: 4 })
    const [u, s, vt] = linalg.svd(x)
    const k = Math.min(...shape)
    assert.deepEqual([u.shape, s.shape, vt.shape], [[shape[0], k], [k], [k, shape[1]]])
    assert.ok(await areClose(da.matmul(u.multiply(s), vt), x))
    assert.ok(await areClose(da.matmul(u.T, u), da.eye(k)))
    assert.ok(await areClose(da.matmul(vt, vt.T), da.eye(k)))
    assert.ok(((await da.all(da.diff(s).lessEqual(0)).compute()) as unknown) === true)
  })
}

test("qr of a tall matrix, in blocks of rows: Q is orthonormal, R upper triangular, and they give the matrix again", async () => {
  const x = da.random.random([700_001, 2], { seed: 2 })
  const [q, r] = linalg.qr(x)
  assert.ok(await areClose(da.matmul(q, r), x))
  assert.ok(await areClose(da.matmul(q.T, q), da.eye(2)))
  assert.ok(await areClose(da.tril(r, -1), da.zeros([2, 2])))
})

test("eigh: eigenvectors are orthonormal, and the matrix stretches them by the eigenvalues", async () => {
  const x = da.random.random([6, 6], { seed: 3 })
  const a = x.add(x.T)
  const [values, vectors] = linalg.eigh(a)
  assert.ok(await areClose(da.matmul(a, vectors), vectors.multiply(values)))
  assert.ok(await areClose(da.matmul(vectors.T, vectors), da.eye(6)))
})

test("svdCompressed finds the greatest singular values of a matrix of low rank, the same for the same seed", async () => {
  const x = da.matmul(da.random.random([300, 4], { seed: 1 }), da.random.random([4, 200], { seed: 2 }))
  const [u, s, vt] = linalg.svdCompressed(x, 4, { seed: 5 })
  assert.ok(await areClose(s, linalg.svdvals(x).slice(":4")))
  assert.ok(await areClose(da.matmul(u.multiply(s), vt), x))
  const [, again] = linalg.svdCompressed(x, 4, { seed: 5 })
  assert.ok(((await da.arrayEqual(s, again).compute()) as unknown) === true)
})

test("shapes that do not go together are errors when they are put together", () => {
  const x = da.ones([3, 4])
  assert.throws(() => linalg.inv(x), /inv is of square matrices, and this one is \(3, 4\)/)
  assert.throws(() => linalg.solve(da.eye(3), da.ones([4])), /solve of \(3, 3\) and \(4,\)/)
  assert.throws(() => da.matmul(x, x), /matmul of \(3, 4\) and \(3, 4\)/)
  assert.throws(() => da.tensordot(x, x, 1), /tensordot of \(3, 4\) and \(3, 4\)/)
  assert.throws(() => linalg.qr(da.ones([5])), /qr is of matrices/)
  assert.throws(() => linalg.svd(da.ones([10_000, 10_000])), /too much for one thread/)
  assert.throws(() => da.einsum("ij,jk", x, x), /axes "j" of "ij,jk" have 4 and 3 elements/)
  assert.throws(() => da.einsum("ij,jk", x), /2 terms|1 terms/)
})

test("a singular matrix is an error when it is computed", async () => {
  await assert.rejects(() => linalg.inv(da.ones([2, 2])).compute(), da.LinAlgError)
  await assert.rejects(() => linalg.cholesky(da.ones([2, 2]).multiply(-1)).compute(), da.LinAlgError)
})
