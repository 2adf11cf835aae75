import assert from "node:assert/strict"
import { after, before, suite, test } from "node:test"
import * as da from "../../src/array/index.ts"
import { DisposedError } from "../../src/core/errors/index.ts"
import { float64, heap } from "../../src/core/heap/index.ts"
import { Pool } from "../../src/pool/index.ts"

/* Stages one after the other, in the threads of a pool. */

const shape = [400, 300]

/** A running sum is two stages. */
function running(x: da.LazyArray, sums: number): da.LazyArray {
  return sums === 0 ? x : running(x.cumsum({ axis: sums % 2 }).mod(1000), sums - 1)
}

const source = (): da.LazyArray =>
  da
    .arange(shape[0]! * shape[1]!)
    .mod(7)
    .reshape(shape)

async function bytes(x: da.LazyArray): Promise<Buffer> {
  return Buffer.from((await x.compute()).flat().slice().buffer)
}

suite("stages in the threads of a pool", () => {
  let pool: Pool
  let first: da.ArrayConfig
  before(() => {
    pool = new Pool({ workers: 2 })
    first = da.config({ pool })
  })
  after(async () => {
    da.config({ ...first, pool: undefined })
    await pool.close()
  })

  async function alone(x: da.LazyArray): Promise<Buffer> {
    const before = da.config({ parallel: false })
    try {
      return await bytes(x)
    } finally {
      da.config(before)
    }
  }

  test("a hundred of them give what one thread gives", async () => {
    const x = running(source(), 50)
    assert.ok((await bytes(x)).equals(await alone(x)))
  })

  test("with small ones between them, which the thread that asks runs", async () => {
    const x = source().add(1)
    const rows = x.sum({ axis: 0 }).cumsum().exp().mean()
    const y = x.multiply(rows).cumsum({ axis: 1 }).subtract(x.max()).cumsum({ axis: 0 })
    assert.ok((await bytes(y)).equals(await alone(y)))
  })

  test("several computations at one time", async () => {
    const all = [1, 2, 3, 4].map((scale) => running(source().multiply(scale), 10))
    const expected: Buffer[] = []
    for (const x of all) expected.push(await alone(x))
    const found = await Promise.all(all.map(bytes))
    assert.deepEqual(found, expected)
  })

  test("tiles of one element, and boxes of many sizes", async () => {
    const before = da.config({ tileSize: 1 })
    try {
      for (const x of [
        da.arange(150_000).add(1),
        source()
          .T.slice("::-1, 3:")
          .subtract(source().slice("3:300, :, None").reshape([297, 300]).T.sum()),
        da
          .concatenate([source(), source().slice("7:, ::-1")], 0)
          .take([5, 6, 7, 1, 400, 401, 3], 0)
          .add(1),
      ]) {
        assert.ok((await bytes(x)).equals(await alone(x)))
        da.config({ tileSize: 977 })
        assert.ok((await bytes(x)).equals(await alone(x)))
        da.config({ tileSize: 1 })
      }
    } finally {
      da.config(before)
    }
  })

  test("whatever the settings are meanwhile", async () => {
    const x = running(source(), 20)
    const expected = await alone(x)
    const found = x.compute()
    const before = da.config({ parallel: false })
    try {
      const whole = (await found).flat().slice()
      assert.ok(Buffer.from(whole.buffer).equals(expected))
    } finally {
      da.config(before)
    }
  })

  test("of an array that the program disposes of while it is read", async () => {
    const data = float64(200_000).fill(2)
    const off = da.on("stage", () => queueMicrotask(() => data.dispose()))
    try {
      const sum = da
        .fromArray(new da.NDArray(data, [200_000]))
        .add(1)
        .cumsum()
        .max()
      assert.equal(await sum.compute(), 600_000)
    } finally {
      off()
    }
  })

  test("an array that was disposed of is an error, and others are not held", async () => {
    const before = heap().usage.used
    for (const parallel of [true, false]) {
      const settings = da.config({ parallel })
      try {
        const [a, b] = [float64(200_000), float64(200_000)]
        const sum = da.fromArray(new da.NDArray(a, [200_000])).add(da.fromArray(new da.NDArray(b, [200_000])))
        b.dispose()
        await assert.rejects(sum.compute(), DisposedError)
        a.dispose()
      } finally {
        da.config(settings)
      }
    }
    assert.ok(heap().usage.used <= before)
  })

  test("a thread that dies between two of them, or in one", async () => {
    const died = new SharedArrayBuffer(4)
    const dies = (block: da.NDArray, info: da.BlockInfo): da.NDArray => {
      if (info.blockId[0] === 2 && Atomics.add(new Int32Array(died), 0, 1) < 2) process.exit(3)
      return block
    }
    const x = running(source(), 4).rechunk([100, 300])
    const y = running(da.mapBlocks(dies, x), 4)
    assert.ok((await bytes(y)).equals(await alone(running(x, 4))))
    assert.ok(new Int32Array(died)[0]! > 2)
  })

  test("other tasks of the pool come through", async () => {
    const long = running(source(), 200).max().compute()
    assert.equal(await pool.submit((x: number) => x + 1, 1), 2)
    await long
  })

  test("an error ends all of them, and memory comes back", async () => {
    const fails = (block: da.NDArray): da.NDArray => {
      if (block.size > 0) throw new RangeError("no")
      return block
    }
    await running(source(), 4).max().compute()
    const used = (): number => heap().usage.used
    const before = used()
    for (let i = 0; i < 3; i++) {
      const x = running(source(), 4).rechunk([100, 300])
      await assert.rejects(running(da.mapBlocks(fails, x), 4).max().compute(), RangeError)
    }
    // Threads that were in the middle of a tile let go of memory when they are through with it.
    while (used() > before) await new Promise((resolve) => void setTimeout(resolve, 1))
  })
})

for (const backend of ["async", "inline"] as const) {
  test(`stages in a pool that is the thread itself: ${backend}`, async () => {
    await using pool = new Pool({ workers: 2, backend })
    const before = da.config({ pool })
    try {
      assert.equal(await running(source(), 3).add(1).multiply(0).max().compute(), 0)
    } finally {
      da.config({ ...before, pool: undefined })
    }
  })
}
