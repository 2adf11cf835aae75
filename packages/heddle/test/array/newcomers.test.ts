import assert from "node:assert/strict"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { after, describe, it } from "node:test"
import * as da from "../../src/array/index.ts"

const folder = mkdtempSync(path.join(tmpdir(), "heddle-array-test-"))
after(() => rmSync(folder, { recursive: true, force: true }))

async function list(x: da.LazyArray): Promise<unknown> {
  return (await x.compute()).toArray()
}

describe("what newcomers write", () => {
  const x = da.arange(6).reshape([2, 3])

  it("a condition or an array in slice() is refused, with what to call instead", () => {
    const hint = /x\.mask\(condition\).*x\.take\(indices, axis\)/
    assert.throws(() => x.slice(x.greater(1) as never), hint)
    assert.throws(() => x.slice([da.array([1, 2])] as never), hint)
    assert.throws(() => x.slice([{ from: 1 }] as never), hint)
  })

  it("take() takes an array of indices, as a method too", async () => {
    assert.deepEqual(await list(x.take(da.array([2, 0], { dtype: "int64" }), 1)), [
      [2, 0],
      [5, 3],
    ])
  })

  it("misspelt options of new arrays are refused", () => {
    assert.throws(() => da.ones([3], { chunk: 3 } as never), /`chunk` must be absent/)
    assert.throws(() => da.zeros([2], "int32" as never), /`options` must be an object/)
    assert.throws(() => da.arange(3, { type: "int32" } as never), /`type` must be absent/)
    assert.throws(() => da.array([1], { dtypes: "int32" } as never), /`dtypes` must be absent/)
  })

  it("what is written half is no file, and the next time it is written whole", async () => {
    const y = da.fromBlocks(() => [1, 2], { shape: 4, chunks: 2 })
    const throwing = da.fromBlocks(
      () => {
        throw new RangeError("no block")
      },
      { shape: 4, chunks: 2 },
    )
    for (const write of [
      (z: da.LazyArray) => z.toZarr(path.join(folder, "half.zarr")),
      (z: da.LazyArray) => z.toNpy(path.join(folder, "half.npy")),
    ]) {
      await assert.rejects(write(throwing), /no block/)
      await write(y)
    }
    assert.deepEqual(await list(da.fromZarr(path.join(folder, "half.zarr"))), [1, 2, 1, 2])
    assert.ok(existsSync(path.join(folder, "half.npy")))
  })

  it("what cannot be written takes nothing away that was there", async () => {
    const shared = path.join(folder, "shared")
    mkdirSync(shared)
    writeFileSync(path.join(shared, "notes.txt"), "mine")
    const throwing = da.fromBlocks(
      ({ blockId }) => {
        if (blockId[0] === 1) throw new RangeError("no block")
        return [1, 2]
      },
      { shape: 4, chunks: 2 },
    )
    for (const options of [{}, { overwrite: true }, { format: 2 }] as const) {
      await assert.rejects(throwing.toZarr(shared, options), /no block/)
      assert.deepEqual(readdirSync(shared), ["notes.txt"])
    }
  })

  it("arrays of unknown length are written, and explain() says what it waits for", async () => {
    const some = da.mask(x.ravel(), x.ravel().greater(2))
    await some.toNpy(path.join(folder, "mask.npy"))
    assert.deepEqual(await list(da.fromNpy(path.join(folder, "mask.npy"))), [3, 4, 5])
    await some.toZarr(path.join(folder, "mask.zarr"), { chunks: 2 })
    assert.deepEqual(await list(da.fromZarr(path.join(folder, "mask.zarr"))), [3, 4, 5])
    assert.match(some.mean().explain(), /must be computed before it is known what comes after: its shape is \(NaN\)/)
  })

  it("explain() of what is too large is the table", () => {
    const before = da.config({ memoryLimit: "1M" })
    try {
      assert.match(
        da.ones([1000, 1000]).explain(),
        /this takes 8\.\d+ MB of memory, and memoryLimit is 1\.05 MB\nstage/,
      )
    } finally {
      da.config(before)
    }
  })

  it("chunks go on to what is computed of elements, and with a transpose", () => {
    const y = da.ones([6, 4], { chunks: [2, 3] })
    for (const z of [y.add(1), da.exp(y), y.less(da.ones([4])), da.where(y, 1, 2), y.clip(0, 1), y.round()]) {
      assert.deepEqual(z.chunks, [
        [2, 2, 2],
        [3, 1],
      ])
    }
    assert.deepEqual(y.T.chunks, [
      [3, 1],
      [2, 2, 2],
    ])
  })

  it("an array may have more chunks than a call takes arguments", async () => {
    const many = da.ones(300_000, { chunks: 1 })
    assert.deepEqual(many.chunksize, [1])
    assert.match(many.mapBlocks((block: da.NDArray) => block).explain(), /300,000 tiles of 1,/)
    assert.equal(await many.sum().compute(), 300_000)
  })

  it("compute() takes lists of arrays, and random() no size", async () => {
    assert.deepEqual(await da.compute([x.min(), x.max()]), [0, 5])
    const one = await da.random.random().compute()
    assert.ok(one >= 0 && one < 1)
  })
})
