import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { after, describe, it } from "node:test"
import { pathToFileURL } from "node:url"
import * as da from "../../src/array/index.ts"

const folder = mkdtempSync(path.join(tmpdir(), "heddle-array-test-"))
after(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => path.join(folder, name)
const x = da.random.random([300, 400], { seed: 1, chunks: [70, 90] })

async function differs(a: da.LazyArray, b: da.LazyArray): Promise<number> {
  return a.sub(b).abs().max().compute()
}

describe("files", () => {
  it(".npy: what was written is read, whole, in parts and transposed", async () => {
    await x.toNpy(at("x.npy"))
    const y = da.fromNpy(pathToFileURL(at("x.npy")))
    assert.deepEqual([y.shape, y.dtype], [[300, 400], "float64"])
    assert.equal(await differs(x, y), 0)
    assert.equal(await differs(x.T.slice("5:300:7, ::-1"), y.T.slice("5:300:7, ::-1")), 0)
    assert.equal(await y.sum().compute(), await x.sum().compute())
    await da.toNpy(at("t.npy"), x.T)
    assert.equal(await differs(da.fromNpy(at("t.npy")), y.T), 0)
    await da.toNpy(at("n.npy"), da.arange(5, { dtype: "int64" }).sum())
    assert.equal(await da.fromNpy(at("n.npy")).compute(), 10n)
  })

  for (const format of [2, 3] as const) {
    it(`Zarr, format ${format}: by chunks of the array, and of others`, async () => {
      const location = at(`x${format}.zarr`)
      await x.toZarr(location, { format })
      const y = da.fromZarr(location)
      assert.deepEqual(y.chunksize, [70, 90])
      assert.equal(await differs(x, y), 0)
      for (const axis of [0, 1, undefined]) {
        assert.deepEqual(await da.compute(y.sum({ axis }).sum()), await da.compute(x.sum({ axis }).sum()))
      }
      assert.equal(await differs(y.slice("100:200, ::13").T, x.slice("100:200, ::13").T), 0)
      await assert.rejects(x.toZarr(location), /overwrite/)
      const other = at(`y${format}.zarr`)
      await da.toZarr(x, other, { format })
      await da.toZarr(y.mul(2).astype("float32"), other, { format, chunks: 64, compressor: "gzip", overwrite: true })
      const z = da.fromZarr(other)
      assert.deepEqual([z.dtype, z.chunksize], ["float32", [64, 64]])
      assert.equal(await differs(z, x.mul(2).astype("float32")), 0)
    })
  }

  it("errors of a file say which one", async () => {
    assert.throws(() => da.fromNpy(at("none.npy")), /none\.npy/)
    assert.throws(() => da.fromZarr(at("none.zarr")), /none\.zarr/)
    await assert.rejects(x.toNpy(path.join(folder, "no", "x.npy")), /ENOENT|no\/x\.npy/)
    await assert.rejects(x.toNpy(""), /`path` must be a path, or a file URL/)
  })

  it("store writes into an NDArray, by its strides, and in its type", async () => {
    const target = new da.NDArray(new Float32Array(12), [3, 4])
    await da.store(da.arange(12).reshape([4, 3]), target.T)
    assert.deepEqual(target.toArray(), [
      [0, 3, 6, 9],
      [1, 4, 7, 10],
      [2, 5, 8, 11],
    ])
    await assert.rejects(da.store(da.arange(3), target), /`target` must be of the shape \(3\)/)
  })
})
