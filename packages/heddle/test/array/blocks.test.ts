import assert from "node:assert/strict"
import path from "node:path"
import { describe, it } from "node:test"
import * as da from "../../src/array/index.ts"
import { WorkerDiedError } from "../../src/core/errors/index.ts"
import { Pool, submit } from "../../src/index.ts"
import { folder } from "./folder.ts"

async function list(x: da.LazyArray): Promise<unknown> {
  return (await x.compute()).toArray()
}

const range = (n: number, chunks: number): da.LazyArray => da.arange(n, { chunks })

describe("mapBlocks", () => {
  it("calls the function once for each block, and says where the block lies", async () => {
    const x = da.arange(35).reshape([5, 7]).rechunk([2, 3])
    const place = (block: da.NDArray, info: da.BlockInfo): number[][] => {
      assert.deepEqual(block.shape, info.chunkShape)
      const [rows, columns] = info.chunkShape as [number, number]
      const value = info.blockId[0]! * 100 + info.blockId[1]! * 10 + info.location[1]![0] / 100
      return Array.from({ length: rows }, () => Array.from({ length: columns }, () => value))
    }
    const whole = await da.mapBlocks(place, x).compute()
    assert.deepEqual(whole.slice("0").toArray(), [0, 0, 0, 10.03, 10.03, 10.03, 20.06])
    assert.deepEqual(whole.slice(":, 0").toArray(), [0, 0, 100, 100, 200])
  })

  it("gives several arrays, broadcast to each other, and more values", async () => {
    const add = (a: da.NDArray, b: da.NDArray, factor: number): da.NDArray => {
      const out = da.NDArray.from(a)
      for (let i = 0; i < a.shape[0]!; i++) {
        for (let j = 0; j < a.shape[1]!; j++) out.set(Number(a.get(i, j)) + factor * Number(b.get(j)), i, j)
      }
      return out
    }
    const [a, b] = [da.arange(12).reshape([3, 4]).rechunk(2), range(4, 2)]
    assert.deepEqual(await list(da.mapBlocks(add, a, b, { args: [10] })), await list(a.add(b.mul(10))))
  })

  it("makes arrays of other chunks, without an axis, and with one more", async () => {
    const x = da.arange(24).reshape([4, 6]).rechunk([2, 3])
    const sums = (block: da.NDArray): unknown =>
      [...block].map((row) => [...(row as da.NDArray)].reduce((s, v) => Number(s) + Number(v), 0))
    assert.deepEqual(await list(da.mapBlocks(sums, x.rechunk([2, 6]), { dropAxis: 1 })), await list(x.sum({ axis: 1 })))
    const first = (block: da.NDArray): da.NDArray => block.slice(":, :1")
    assert.deepEqual(await list(da.mapBlocks(first, x, { chunks: [2, 1] })), await list(x.slice(":, ::3")))
    const twice = (block: da.NDArray): unknown => [block.toArray(), block.toArray()]
    const both = da.mapBlocks(twice, x, { newAxis: 0, chunks: [2, 2, 3] })
    assert.deepEqual(await list(both), await list(da.stack([x, x])))
  })

  it("awaits an async function, and takes what is captured", async () => {
    const offset = 5
    const later = async (block: da.NDArray): Promise<number[]> => {
      await Promise.resolve()
      return Array.from(block.data as Float64Array, (v) => v + offset)
    }
    assert.deepEqual(await list(da.mapBlocks(later, range(4, 2))), [5, 6, 7, 8])
  })

  it("takes a generator's numbers", async () => {
    const squares = function* (info: da.BlockInfo): Generator<number> {
      for (let i = info.location[0]![0]; i < info.location[0]![1]; i++) yield i * i
    }
    assert.equal(await da.fromBlocks(squares, { shape: 7, chunks: 3 }).sum().compute(), 91)
  })

  it("refuses a block of another shape, another type, and nothing", async () => {
    const x = range(6, 3)
    await assert.rejects(
      list(da.mapBlocks((b: da.NDArray) => b.slice("1:"), x)),
      /mapBlocks gave \(2,\) for block \[\d\], whose shape is \(3,\)/,
    )
    await assert.rejects(
      list(da.mapBlocks((b: da.NDArray) => b.astype("float64"), x.astype("int32"))),
      /add \{ dtype: "float64" \}/,
    )
    await assert.rejects(list(da.mapBlocks(() => undefined, x)), /gave nothing for block/)
    assert.deepEqual(await list(da.mapBlocks((b: da.NDArray) => b, x, { dtype: "int32" })), [0, 1, 2, 3, 4, 5])
  })

  it("lets what the function throws come out as it was thrown, with the block's number", async () => {
    const fails = (block: da.NDArray): da.NDArray => {
      if (block.get(0) === 4) throw new RangeError("no fours")
      return block
    }
    const error: unknown = await list(da.mapBlocks(fails, range(8, 2))).catch((caught: unknown) => caught)
    assert.ok(error instanceof RangeError)
    assert.match(error.message, /^no fours \(in block \[2\] of mapBlocks\(fails\)\)$/)
    assert.deepEqual((error as { block?: unknown }).block, [2])
    assert.match(error.stack!, /blocks\.test\.ts/)
    // The next one runs.
    assert.equal(
      await da
        .mapBlocks((b: da.NDArray) => b, range(8, 2))
        .sum()
        .compute(),
      28,
    )
  })

  it("makes only the blocks that are read, and each once", async () => {
    const counts = new SharedArrayBuffer(4 * 100)
    const counted = (block: da.NDArray, info: da.BlockInfo): da.NDArray => {
      Atomics.add(new Int32Array(counts), info.blockId[0]! * 10 + info.blockId[1]!, 1)
      return block
    }
    const x = da.mapBlocks(counted, da.ones([100, 100]).rechunk(10))
    await x.slice("15:25, 33:35").compute()
    const seen = (): number[] => [...new Int32Array(counts)].flatMap((n, i) => (n > 0 ? [i] : []))
    assert.deepEqual(seen(), [13, 23])
    new Int32Array(counts).fill(0)
    await da.compute(x.mean(), x.sub(x.mean({ axis: 0 })).std(), x.T.sum({ axis: 0 }))
    assert.ok(new Int32Array(counts).every((n) => n === 1))
  })
})

describe("the block that a function is given", () => {
  it("is there during the call, and gone at the next one; a copy stays", async () => {
    const kept: da.NDArray[] = []
    const keeps = (block: da.NDArray): number[] => {
      const before = kept.map(({ data }) => data.length)
      kept.push(block, block.copy())
      return [before.filter((length) => length === 0).length, before.filter((length) => length === 100).length]
    }
    await using pool = new Pool({ workers: 1 })
    const old = da.config({ pool })
    try {
      const counts = await da.mapBlocks(keeps, range(300, 100), { chunks: 2 }).compute()
      assert.deepEqual(counts.toArray(), [0, 0, 1, 1, 2, 2])
    } finally {
      da.config({ ...old, pool: undefined as never })
    }
  })

  it("says so where it is read or written later", async () => {
    const kept: da.NDArray[] = []
    const uses = [
      (one: da.NDArray) => one.get(0),
      (one: da.NDArray) => one.set(1, 0),
      (one: da.NDArray) => one.slice("1:"),
      (one: da.NDArray) => one.flat(),
      (one: da.NDArray) => one.toArray(),
      (one: da.NDArray) => one.max(),
      (one: da.NDArray) => [...one],
      String,
    ]
    const late = (block: da.NDArray): number[] => {
      const [first] = kept
      kept.push(block)
      if (first === undefined) return [0]
      const told = uses.filter((use) => {
        try {
          use(first)
          return false
        } catch (error) {
          return (error as Error).name === "DisposedError" && /copy\(\)/.test((error as { hint?: string }).hint!)
        }
      })
      return [told.length]
    }
    await using pool = new Pool({ workers: 1 })
    const old = da.config({ pool })
    try {
      assert.deepEqual(await list(da.mapBlocks(late, range(4, 2), { chunks: 1 })), [0, uses.length])
    } finally {
      da.config({ ...old, pool: undefined as never })
    }
  })

  it("may be what it gives, also a part of it, turned, or moved to other memory", async () => {
    const x = da.arange(24).reshape([4, 6]).rechunk([2, 3])
    const same = await list(x)
    assert.deepEqual(await list(da.mapBlocks((b: da.NDArray) => b, x)), same)
    assert.deepEqual(await list(da.mapBlocks((b: da.NDArray) => b.data, x)), same)
    const turned = (b: da.NDArray): da.NDArray => b.slice("::-1, ::-1")
    assert.deepEqual(
      await list(da.mapBlocks(turned, x)),
      await list(x.reshape([2, 2, 2, 3]).slice(":, ::-1, :, ::-1").reshape([4, 6])),
    )
    const part = ({ data }: da.NDArray): object => ({ data: data.subarray(2, 4), shape: [1, 2] })
    assert.deepEqual(await list(da.mapBlocks(part, x, { chunks: [1, 2] })), [
      [2, 6, 5, 9],
      [14, 18, 17, 21],
    ])
    const moved = (b: da.NDArray): da.NDArray => {
      const data = structuredClone(b.data, { transfer: [b.data.buffer as ArrayBuffer] })
      assert.equal(b.data.length, 0)
      return new da.NDArray(data, b.shape)
    }
    assert.deepEqual(await list(da.mapBlocks(moved, x)), same)
  })

  it("is the function's to write into, and nobody else sees that", async () => {
    const x = da.fromArray(da.NDArray.from([1, 2, 3, 4]), 2)
    const doubles = ({ data }: da.NDArray, second: da.NDArray): da.NDArray => {
      for (let i = 0; i < data.length; i++) (data as Float64Array)[i]! *= 2
      return second
    }
    assert.deepEqual(await list(da.mapBlocks(doubles, x, x)), [1, 2, 3, 4])
    assert.deepEqual(await list(x), [1, 2, 3, 4])
  })

  it("is its own for each array of an async function, and for a generator until its end", async () => {
    const a = range(8, 2)
    const b = a.mul(10)
    const later = async (p: da.NDArray, q: da.NDArray): Promise<number[]> => {
      await new Promise(setImmediate)
      return Array.from(p.data as Float64Array, (one, i) => one + Number(q.data[i]))
    }
    assert.deepEqual(await list(da.mapBlocks(later, a, b)), await list(a.add(b)))
    const steps = function* ({ data }: da.NDArray): Generator<number> {
      for (const one of data) yield Number(one) + 1
    }
    assert.deepEqual(await list(da.mapBlocks(steps, a)), await list(a.add(1)))
  })

  it("comes in all types, and in blocks of several lengths", async () => {
    for (const dtype of ["float64", "float32", "int64", "int32", "uint8", "bool"] as const) {
      const x = da.arange(7).reshape([7, 1]).mul([1, 0, 2]).astype(dtype)
      for (const chunks of [
        [2, 3],
        [3, 2],
        [7, 1],
      ]) {
        const same = (block: da.NDArray): da.NDArray => {
          assert.equal(block.dtype, dtype)
          assert.equal(block.data.buffer.byteLength, block.data.byteLength)
          return block
        }
        assert.deepEqual(await list(da.mapBlocks(same, x.rechunk(chunks))), await list(x), dtype)
        const trimmed = da.mapOverlap(same, x.rechunk(chunks), { depth: 1, boundary: "none" })
        assert.deepEqual(await list(trimmed), await list(x), dtype)
      }
    }
  })

  it("is right where it is large, computed, turned, random, or of a file", async (t) => {
    const file = path.join(folder(t), "x.npy")
    const same = (block: da.NDArray): da.NDArray => block
    const x = da.random.random([600, 500], { seed: 1 })
    await da.toNpy(file, x)
    for (const one of [x, x.T, x.mul(2), x.T.slice("::-1, 3::2"), da.fromNpy(file), x.persist()]) {
      for (const chunks of [[600, 500], [130, 500], [600, 77], 100] as const) {
        const made = await da.mapBlocks(same, one.rechunk(chunks)).compute()
        assert.ok(made.equals(await one.compute()))
      }
    }
  })

  it("may be read by several tiles, and by one together with others", async (t) => {
    const own = folder(t)
    const x = da.arange(60).reshape([6, 10])
    const scratch = new Float64Array(15)
    // It gives the same memory each time.
    const reuses = ({ data }: da.NDArray): Float64Array => {
      scratch.set(data as Float64Array)
      return scratch.subarray(0, data.length)
    }
    for (const chunks of [
      [2, 3],
      [6, 1],
      [4, 10],
    ]) {
      const file = path.join(own, `${chunks.join("x")}.zarr`)
      await da.toZarr(da.mapBlocks(reuses, x.rechunk([3, 5])), file, { chunks })
      assert.deepEqual(await list(da.fromZarr(file)), await list(x))
    }
  })

  it("is lost by no error: the next computation has the right ones", async () => {
    const fails = (block: da.NDArray, { blockId }: da.BlockInfo): da.NDArray => {
      if (blockId[0] === 3) throw new RangeError("three")
      return block
    }
    const x = range(1000, 100)
    for (let i = 0; i < 3; i++) await assert.rejects(list(da.mapBlocks(fails, x)), /three/)
    assert.deepEqual(await list(da.mapBlocks((b: da.NDArray) => b, x)), await list(x))
  })
})

describe("mapOverlap", () => {
  const same = (block: da.NDArray): da.NDArray => block
  for (const [boundary, expected] of [
    ["none", [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5]],
    ["reflect", [1, 0, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 5, 4]],
    ["periodic", [4, 5, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 0, 1]],
    ["nearest", [0, 0, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 5, 5]],
    [100, [100, 100, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 100, 100]],
  ] as const) {
    it(`shows blocks what lies around them: ${boundary}`, async () => {
      assert.deepEqual(await list(da.mapOverlap(same, range(6, 2), { depth: 2, boundary, trim: false })), expected)
      assert.deepEqual(await list(da.mapOverlap(same, range(6, 2), { depth: 2, boundary })), [0, 1, 2, 3, 4, 5])
    })
  }

  it("smooths as one would by hand, whatever the chunks are", async () => {
    const smooth = (block: da.NDArray): number[] => {
      const data = block.data as Float64Array
      return Array.from(data, (v, i) => ((data[i - 1] ?? 0) + v + (data[i + 1] ?? 0)) / 3)
    }
    const expected = await list(da.mapOverlap(smooth, range(20, 20), { depth: 1, boundary: 0 }))
    for (const chunks of [1, 3, 7])
      assert.deepEqual(await list(da.mapOverlap(smooth, range(20, chunks), { depth: 1, boundary: 0 })), expected)
  })

  it("takes a depth larger than chunks, another on each side and along each axis, and refuses one larger than the axis", async () => {
    const x = da.arange(20).reshape([4, 5]).rechunk(1)
    assert.deepEqual(
      await list(da.mapOverlap(same, x, { depth: { 0: 3, 1: [2, 1] }, boundary: "reflect" })),
      await list(x),
    )
    assert.throws(() => da.mapOverlap(same, x, { depth: 5 }), /`depth` must be along axis 0 from 0 to 4/)
  })

  it("computes a small window of many chunks from the chunks that it touches", async () => {
    const x = da.mapOverlap(same, da.ones([2000, 2000], { chunks: 10 }), { depth: 1, boundary: "reflect" })
    assert.equal(x.npartitions, 40_000)
    assert.deepEqual((await x.slice("500:510, 700:710").compute()).shape, [10, 10])
    assert.match(x.slice("500:510, 700:710").explain(), /100 elements in 1 tile/)
  })
})

describe("blockwise and applyGufunc", () => {
  it("blockwise gives whole axes where the result has none", async () => {
    const [a, b] = [da.arange(12).reshape([3, 4]).rechunk(2), da.arange(8).reshape([4, 2]).rechunk(1)]
    const product = (p: da.NDArray, q: da.NDArray): number[][] => {
      const columns = q.shape[1]!
      return (p.toArray() as number[][]).map((row) =>
        Array.from({ length: columns }, (_, j) => row.reduce((sum, v, k) => sum + v * Number(q.get(k, j)), 0)),
      )
    }
    assert.deepEqual(await list(da.blockwise(product, "ij", a, "ik", b, "kj")), [
      [28, 34],
      [76, 98],
      [124, 162],
    ])
  })

  it("applyGufunc: with blocks, core by core, with several results", async () => {
    const x = da.array([
      [3, 4],
      [6, 8],
    ])
    const length = (v: da.NDArray): number[] => (v.toArray() as number[][]).map((row) => Math.hypot(...row))
    assert.deepEqual(await list(da.applyGufunc(length, "(i)->()", x) as da.LazyArray), [5, 10])
    const one = (v: da.NDArray): number => Math.hypot(...(v.toArray() as number[]))
    assert.deepEqual(await list(da.applyGufunc(one, "(i)->()", x, { vectorize: true }) as da.LazyArray), [5, 10])
    const ends = (v: da.NDArray): unknown => [v.slice(":, 0"), v.slice(":, -1")]
    const [first, last] = da.applyGufunc(ends, "(i)->(),()", x) as da.LazyArray[]
    assert.deepEqual(
      [await list(first!), await list(last!)],
      [
        [3, 6],
        [4, 8],
      ],
    )
  })

  it("applyGufunc refuses core axes in chunks if it is told to, and lengths that differ", () => {
    const fn = (v: da.NDArray): da.NDArray => v
    const x = da.ones([4, 6], { chunks: [2, 3] })
    assert.throws(
      () => da.applyGufunc(fn, "(i)->()", x, { allowRechunk: false }),
      /core axis i of array 0 consists of multiple chunks/,
    )
    assert.throws(() => da.applyGufunc(fn, "(i),(i)->()", x, da.ones([3, 6])), /different lengths/)
    assert.throws(
      () => da.applyGufunc(fn, "(i),(i)->()", x, da.ones([4, 5])),
      /core axis i has different lengths: 6 and 5/,
    )
  })
})

describe("workers that die", () => {
  it("are replaced, and the same bits come out", async () => {
    await using pool = new Pool({ workers: 2 })
    const before = da.config({ pool })
    try {
      const died = new SharedArrayBuffer(4)
      const dies = (block: da.NDArray, info: da.BlockInfo): da.NDArray => {
        if (info.blockId[0] === 7 && Atomics.add(new Int32Array(died), 0, 1) === 0) process.exit(3)
        return block
      }
      const x = da.random.normal(0, 1, 100_000, { seed: 1, chunks: 5000 })
      const expected = await x.sum().compute()
      assert.equal(await da.mapBlocks(dies, x).sum().compute(), expected)
      assert.equal(new Int32Array(died)[0], 2)
    } finally {
      da.config({ ...before, pool: undefined as never })
    }
  })

  it("again and again are an error, with one block and with many", async () => {
    await using pool = new Pool({ workers: 2 })
    da.config({ pool })
    try {
      const dies = (): never => process.exit(3)
      for (const chunks of [2, 8, 2, 8]) {
        await assert.rejects(da.mapBlocks(dies, range(8, chunks)).sum().compute(), WorkerDiedError)
      }
    } finally {
      da.config({ pool: undefined as never })
    }
  })
})

describe("arrays and other threads", () => {
  it("an NDArray is an argument and a result of tasks, and a value beside blocks", async () => {
    const a = await da.arange(6).reshape([2, 3]).compute()
    const row = await submit((x: da.NDArray) => x.T.slice("1"), a)
    assert.ok(row instanceof da.NDArray)
    assert.deepEqual(row.toArray(), [1, 4])
    const scaled = (block: da.NDArray, by: da.NDArray): number[] => [Number(block.get(0)) * Number(by.get(0, 1))]
    assert.deepEqual(await list(da.mapBlocks(scaled, range(3, 1), { args: [a] })), [0, 1, 2])
  })
})

describe("random choices", () => {
  it("are elements, or integers, by a seed", async () => {
    const choice = da.random.choice([10, 20, 30], [50, 40], { seed: 1 })
    const values = (await choice.compute()).flat()
    assert.deepEqual(
      [...new Set(Array.from(values as Float64Array))].toSorted((a, b) => a - b),
      [10, 20, 30],
    )
    assert.deepEqual((await da.random.choice([10, 20, 30], [50, 40], { seed: 1, chunks: 7 }).compute()).flat(), values)
    const weighted = await da.random
      .choice(2, 10_000, { seed: 2, p: [0.25, 0.75] })
      .mean()
      .compute()
    assert.ok(Math.abs(weighted - 0.75) < 0.02)
  })

  it("without replacement, and permutations, take each once", async () => {
    const all = (list: unknown): unknown[] => [...(list as bigint[])].toSorted((a, b) => Number(a - b))
    assert.deepEqual(all(await list(da.random.choice(6, 6, { seed: 1, replace: false }))), [0n, 1n, 2n, 3n, 4n, 5n])
    assert.deepEqual(all(await list(da.random.permutation(4, { seed: 1 }))), [0n, 1n, 2n, 3n])
    const rows = (await list(
      da.random.permutation(
        [
          [1, 2],
          [3, 4],
        ],
        { seed: 1 },
      ),
    )) as number[][]
    assert.deepEqual(
      rows.toSorted((a, b) => a[0]! - b[0]!),
      [
        [1, 2],
        [3, 4],
      ],
    )
  })

  it("refuse what cannot be", () => {
    assert.throws(() => da.random.choice(3, 4, { replace: false }), /`size` must be at most 3/)
    assert.throws(() => da.random.choice(2, 4, { p: [0.5, 0.4] }), /`p` must be numbers whose sum is 1/)
    assert.throws(() => da.random.choice([], 4), /`from` must be/)
  })
})

describe("events", () => {
  it("tell of each pass as it begins and ends", async () => {
    const seen: string[] = []
    const off = [
      da.on("stage", ({ number, stages, label }) => seen.push(`${number}/${stages} ${label}`)),
      da.on("stageEnd", ({ label, ms }) => seen.push(`${label} ${ms >= 0}`)),
    ]
    await da.arange(10).add(1).sum().compute()
    for (const stop of off) stop()
    await da.arange(10).sum().compute()
    assert.deepEqual(seen, [
      "1/2 sum along 0 of add",
      "sum along 0 of add true",
      "2/2 a view of sum along 0",
      "a view of sum along 0 true",
    ])
  })

  it("progress is told as a share, and ends at 1", async () => {
    const shares: number[] = []
    await da.random
      .normal(0, 1, 300_000)
      .std()
      .compute({ progress: (fraction) => shares.push(fraction) })
    assert.equal(shares.at(-1), 1)
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    )
    await assert.rejects(
      async () => da.arange(3).compute({ progress: 1 as never }),
      /`progress` must be true, or a function/,
    )
  })
})

it("arrays have these as methods, too", async () => {
  const x = range(6, 2)
  assert.deepEqual(
    await list(x.mapBlocks((b: da.NDArray) => b.astype("int32"), { dtype: "int32" })),
    [0, 1, 2, 3, 4, 5],
  )
  assert.deepEqual(x.mapBlocks((b: da.NDArray) => b).chunks, [[2, 2, 2]])
  assert.deepEqual(await list(x.mapOverlap((b: da.NDArray) => b, { depth: 1 })), [0, 1, 2, 3, 4, 5])
})
