import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { IndexError, OptionError, ShapeError } from "../../src/core/errors/index.ts"
import { float64 } from "../../src/core/heap/index.ts"
import { arrayOf } from "../../src/array/dtype/index.ts"
import { NDArray } from "../../src/array/ndarray/index.ts"
import { createNpy, openNpy, readNpy, writeNpy } from "../../src/array/npy/index.ts"
import { folder } from "./folder.ts"

const counting = (shape: readonly number[]): NDArray<"float64"> => {
  const size = shape.reduce((a, b) => a * b, 1)
  return new NDArray(
    Float64Array.from({ length: size }, (_, i) => i),
    shape,
  )
}
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/npy/${name}.npy`, import.meta.url))

/** A box and the part of the array that it is. */
function boxOf(array: NDArray, from: readonly number[], shape: readonly number[]): NDArray {
  return array.slice(from.map((start, axis) => ({ start, stop: start + shape[axis]! })))
}

describe("boxes of a .npy file are read", () => {
  // Long rows and short ones, near ones and far ones; planes that are whole; parts of a megabyte.
  const shapes: readonly (readonly number[])[] = [
    [],
    [7],
    [300_000],
    [40, 50],
    [3, 20_000],
    [400, 1000],
    [5, 6, 7, 8],
    [2, 300, 3, 200],
  ]
  for (const shape of shapes) {
    for (const isFortran of [false, true]) {
      it(`of (${shape.join(", ")}) in ${isFortran ? "Fortran" : "C"} order`, (t) => {
        const path = `${folder(t)}/a.npy`
        const array = isFortran ? counting(shape.toReversed()).T : counting(shape)
        writeNpy(path, array)
        using file = openNpy(path)
        assert.deepEqual([file.shape, file.dtype], [shape, "float64"])
        const cuts: readonly (readonly [from: number, part: number])[] = [
          [0, 1],
          [0.3, 0.4],
          [0.5, 0.01],
          [0.9, 0.1],
          [0, 0],
        ]
        const boxes = cuts.map(([from, part]) => ({
          from: shape.map((size) => Math.floor(size * from)),
          box: shape.map((size) => (part === 0 ? 0 : Math.min(size - Math.floor(size * from), Math.ceil(size * part)))),
        }))
        // One axis short, the others whole.
        shape.forEach((_, axis) => boxes.push({ from: shape.map(() => 0), box: shape.with(axis, 1) }))
        for (const { from, box } of boxes) {
          const part = boxOf(array, from, box)
          const into = new Float64Array(part.size + 1).fill(-1)
          file.readBox(from, box, into)
          assert.equal(into.at(-1), -1)
          assert.ok(new NDArray(into.subarray(0, -1), box).equals(part), JSON.stringify({ from, box }))
        }
      })
    }
  }

  it("of elements that are converted, and into shared memory", () => {
    using file = openNpy(fixture("big-i2"))
    const into = new Int32Array(new SharedArrayBuffer(8))
    file.readBox([0, 1], [1, 2], into)
    assert.deepEqual([...into], [-2, -1])
    using heap = float64(4)
    Object.defineProperty(heap, "buffer", { get: () => assert.fail("the buffer was taken") })
    using cube = openNpy(fixture("cube"))
    cube.readBox([1, 1, 0], [1, 1, 4], heap)
    assert.deepEqual([...heap], [16, 17, 18, 19])
    using bools = openNpy(fixture("b1"))
    const bytes = new Uint8Array(3)
    bools.readBox([1, 0], [1, 3], bytes)
    assert.deepEqual([...bytes], [0, 1, 1])
  })

  it("only inside of the array, with room, as the type of the file, while it is open", () => {
    const file = openNpy(fixture("cube"))
    const into = new Float64Array(24)
    assert.throws(() => file.readBox([0, 0, 1], [2, 3, 4], into), IndexError)
    assert.throws(() => file.readBox([-1, 0, 0], [1, 1, 1], into), IndexError)
    assert.throws(() => file.readBox([0, 0], [1, 1], into), IndexError)
    assert.throws(() => file.readBox([0, 0, 0], [2, 3, 4], into.subarray(1)), ShapeError)
    assert.throws(() => file.readBox([0, 0, 0], [2, 3, 4], new Float32Array(24)), OptionError)
    file.close()
    file.close()
    assert.throws(() => file.readBox([0, 0, 0], [2, 3, 4], into), { name: "OptionError", message: /closed/ })
  })
})

describe("boxes of a .npy file are written", () => {
  it("at their place; the rest is zeros", (t) => {
    const path = `${folder(t)}/a.npy`
    for (const dtype of ["float64", "float32", "int64", "int32", "uint8", "bool"] as const) {
      using file = createNpy(path, [3, 4], dtype)
      const ones = arrayOf(dtype, 4)
      ones.fill((dtype === "int64" ? 1n : 1) as never)
      file.writeBox([1, 1], [2, 2], ones)
      const expected = NDArray.from([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0]).reshape([3, 4])
      const read = readNpy(path)
      assert.ok(read.dtype === dtype && read.equals(expected), dtype)
    }
    assert.throws(() => createNpy(path, [3], "float16" as never), OptionError)
    assert.throws(() => createNpy(path, [-3], "int32"), OptionError)
  })

  it("only as the file is", (t) => {
    using file = createNpy(`${folder(t)}/a.npy`, [3, 4], "float64")
    assert.throws(() => file.writeBox([2, 2], [2, 2], new Float64Array(4)), IndexError)
    assert.throws(() => file.writeBox([0, 0], [2, 2], new Float64Array(3)), ShapeError)
    assert.throws(() => file.writeBox([0, 0], [2, 2], new Int32Array(4)), OptionError)
    for (const name of ["big-f8", "fortran", "i1"]) {
      using other = openNpy(fixture(name))
      const elements = arrayOf(other.dtype, 1)
      const at = other.shape.map(() => 0)
      assert.throws(
        () =>
          other.writeBox(
            at,
            at.map(() => 1),
            elements,
          ),
        { name: "OptionError", message: /C order/ },
      )
    }
  })

  it("by several threads at once", async (t) => {
    const path = `${folder(t)}/a.npy`
    const shape = [64, 100]
    createNpy(path, shape, "float64").close()
    const workers = [0, 1, 2].map((number) => {
      return new Worker(new URL("programs/write-boxes.ts", import.meta.url), { workerData: { path, number, of: 3 } })
    })
    const ends = await Promise.all(workers.map((worker) => once(worker, "exit")))
    assert.deepEqual(ends, [[0], [0], [0]])
    assert.ok(readNpy(path).equals(counting(shape)))
  })
})
