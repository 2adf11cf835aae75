import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import path from "node:path"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { IndexError, OptionError, ShapeError } from "../../src/core/errors/index.ts"
import { float64 } from "../../src/core/heap/index.ts"
import { arrayOf, dtypes } from "../../src/array/dtype/index.ts"
import { NDArray } from "../../src/array/ndarray/index.ts"
import { createZarr, openZarrWriter, zarrInfo } from "../../src/array/zarr/index.ts"
import type { CreateZarrOptions } from "../../src/array/zarr/index.ts"
import { folder } from "./folder.ts"
import { lacks, python } from "./python.ts"
import { readZarr } from "./read-zarr.ts"
import { unpackZarr, zarrFiles } from "./zarr-arrays.ts"

const formats = [2, 3] as const
const compressors = ["zstd", "blosc", "gzip", null] as const
const counting = new NDArray(
  Float64Array.from({ length: 35 }, (_, i) => i),
  [5, 7],
)
const options: CreateZarrOptions = { shape: [5, 7], dtype: "float64", chunks: [2, 3] }

/** Writes all chunks; those at the ends as they are, or whole. */
async function writeAll(location: string, array: NDArray, isWhole: boolean): Promise<void> {
  const writer = openZarrWriter(location)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const part = array.slice([
        { start: i * 2, stop: i * 2 + 2 },
        { start: j * 3, stop: j * 3 + 3 },
      ])
      const chunk = new NDArray(arrayOf(array.dtype, 6), [2, 3], { dtype: array.dtype })
      for (let y = 0; y < part.shape[0]!; y++) for (let x = 0; x < part.shape[1]!; x++) chunk.set(part.get(y, x), y, x)
      await writer.writeChunk([i, j], isWhole ? chunk.flat() : part.flat())
    }
  }
}

describe("a Zarr array is written and read", () => {
  for (const format of formats) {
    for (const compressor of compressors) {
      it(`as version ${format}, compressed by ${compressor}`, async (t) => {
        for (const dtype of dtypes) {
          const location = path.join(folder(t), "a")
          createZarr(location, { ...options, dtype, format, compressor })
          const array = counting.astype(dtype)
          await writeAll(location, array, dtype === "int32")
          const read = await readZarr(location)
          assert.ok(read.dtype === dtype && read.equals(array), dtype)
        }
      })
    }

    it(`as version ${format}, of which chunks are missing`, async (t) => {
      const location = path.join(folder(t), "a")
      for (const [dtype, fillValue] of [
        ["float64", NaN],
        ["float32", -Infinity],
        ["int64", -5n],
        ["bool", true],
        ["uint8", 7],
      ] as const) {
        const writer = createZarr(location, { ...options, format, dtype, fillValue, overwrite: true })
        const zeros = arrayOf(dtype, 6)
        await writer.writeChunk([1, 1], zeros)
        const read = await readZarr(location)
        assert.deepEqual([read.get(0, 0), read.get(4, 6), Number(read.get(3, 5))], [fillValue, fillValue, 0])
        assert.deepEqual(zarrInfo(location).fillValue, fillValue)
      }
    })

    it(`as version ${format}, without axes`, async (t) => {
      const location = path.join(folder(t), "a")
      await createZarr(location, { shape: [], dtype: "float64", chunks: [], format }).writeChunk(
        [],
        Float64Array.of(2.5),
      )
      assert.equal((await readZarr(location)).item(), 2.5)
    })

    const skip = lacks("zarr", 3)
    it(`as version ${format} for Python`, { skip }, async (t) => {
      const to = folder(t)
      for (const compressor of compressors) {
        const location = path.join(to, String(compressor))
        createZarr(location, { ...options, format, compressor, attributes: { unit: "m" } })
        await writeAll(location, counting, false)
      }
      const program = `
import sys, zarr
for name in ["zstd", "blosc", "gzip", "null"]:
    a = zarr.open_array(sys.argv[1] + "/" + name, mode="r")
    assert a.attrs["unit"] == "m" and (a[:].ravel() == range(35)).all(), name
`
      const { status, stderr } = spawnSync(python, ["-c", program, to], { encoding: "utf8" })
      assert.equal(status, 0, stderr)
    })
  }

  it("by several threads at once", async (t) => {
    const location = path.join(folder(t), "a")
    createZarr(location, { shape: [12, 10], dtype: "float64", chunks: [3, 2] })
    const workers = [0, 1, 2].map((number) => {
      return new Worker(new URL("programs/write-chunks.ts", import.meta.url), {
        workerData: { location, number, of: 3 },
      })
    })
    assert.deepEqual(await Promise.all(workers.map((worker) => once(worker, "exit"))), [[0], [0], [0]])
    const expected = NDArray.from(
      Array.from({ length: 12 }, (_, i) => Array.from({ length: 10 }, (_, j) => i * 10 + j)),
    )
    assert.ok((await readZarr(location)).equals(expected))
  })

  it("from the shared heap, at once", (t) => {
    const location = path.join(folder(t), "a")
    using heap = float64(6)
    Object.defineProperty(heap, "buffer", { get: () => assert.fail("the buffer was taken") })
    for (const compressor of ["zstd", "gzip", null] as const) {
      const writer = createZarr(location, { ...options, compressor, overwrite: true })
      assert.equal(writer.writeChunk([0, 0], heap), undefined)
    }
  })
})

describe("without the package zarrita", () => {
  it("an array is written, and what needs it says how to install it", (t) => {
    const program = fileURLToPath(new URL("programs/without-zarrita.ts", import.meta.url))
    const { stdout, stderr } = spawnSync(process.execPath, [program], { cwd: folder(t), encoding: "utf8" })
    const line =
      /OptionError: `location` must be used with the package zarrita, which cannot be loaded, .*\n {2}hint: npm install zarrita\n/g
    assert.equal(stdout.match(line)?.length, 2, stdout + stderr)
    assert.equal(stdout.replace(line, ""), "[ 4 ]\n")
  })
})

describe("a Zarr array is not made", () => {
  it("of what cannot be", (t) => {
    const location = path.join(folder(t), "a")
    const wrong: readonly Record<string, unknown>[] = [
      { chunks: [2] },
      { chunks: [2, 0] },
      { format: 4 },
      { compressor: "lzma" },
      { shards: [4, 6] },
      { dtype: "float16" },
      { dtype: "int64", fillValue: 2n ** 60n },
      { dtype: "int32", fillValue: 0.5 },
      { dtype: "int32", fillValue: NaN },
      { dtype: "uint8", fillValue: 300 },
    ]
    for (const one of wrong) assert.throws(() => createZarr(location, { ...options, ...one }), OptionError)
    assert.ok(!fs.existsSync(location))
  })

  it("where there is one, unless that is asked for", (t) => {
    const location = path.join(folder(t), "a")
    createZarr(location, options)
    assert.throws(() => createZarr(location, options), { name: "OptionError", message: /overwrite/ })
    assert.equal(createZarr(location, { ...options, shape: 4, chunks: 2, overwrite: true }).shape.length, 1)
    fs.writeFileSync(path.join(location, "zarr.json"), '{ "zarr_format": 3, "node_type": "group" }')
    assert.throws(() => createZarr(location, { ...options, overwrite: true }), { message: /without a group/ })
    assert.throws(() => createZarr("https://example.com/a.zarr", options), {
      name: "OptionError",
      message: /local folder/,
    })
  })
})

describe("a chunk is not written", () => {
  it("that there is not, or with other elements", (t) => {
    const writer = createZarr(path.join(folder(t), "a"), options)
    assert.throws(() => writer.writeChunk([3, 0], new Float64Array(6)), IndexError)
    assert.throws(() => writer.writeChunk([0], new Float64Array(6)), IndexError)
    assert.throws(() => writer.writeChunk([0, 0.5], new Float64Array(6)), IndexError)
    assert.throws(() => writer.writeChunk([0, 0], new Float64Array(5)), ShapeError)
    assert.throws(() => writer.writeChunk([2, 2], new Float64Array(2)), ShapeError)
    assert.throws(() => writer.writeChunk([0, 0], new Int32Array(6)), OptionError)
  })

  it("of arrays that are made in other ways", (t) => {
    const to = folder(t)
    unpackZarr(zarrFiles, to)
    const names = [
      "v2-zlib",
      "v2-lz4",
      "v2-fortran",
      "v2-shuffled",
      "v2-big",
      "v2-int16",
      "v3-shards",
      "v3-big",
      "v3-transposed",
      "nothing",
    ]
    for (const name of names) assert.throws(() => openZarrWriter(path.join(to, name)), { name: "OptionError" }, name)
  })

  it("elsewhere than Python looks for it", async (t) => {
    const to = folder(t)
    unpackZarr(zarrFiles, to)
    for (const name of ["v2-zstd", "v2-blosc", "v2-slash", "v3-zstd", "v3-blosc", "v3-dots"]) {
      await openZarrWriter(path.join(to, name)).writeChunk([1, 0], new Float64Array(6).fill(9))
      const read = await readZarr(path.join(to, name))
      assert.deepEqual([read.get(1, 0), read.get(2, 0), read.get(3, 2), read.get(4, 0)], [-1, 9, 9, 11], name)
    }
  })
})
