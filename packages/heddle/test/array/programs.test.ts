import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"
import { heap } from "../../src/core/heap/index.ts"
import { debuggerEnables } from "../../src/core/closure/capture/index.ts"

const list = async (array: da.LazyArray): Promise<unknown> => (await array.compute()).toArray()

suite("what is computed of what is computed", () => {
  test("running sums of running sums", async () => {
    assert.deepEqual(await list(da.ones(5).cumsum().cumsum()), [1, 3, 6, 10, 15])
  })

  test("the same array twice, or as a part of another", async () => {
    const x = da.arange(6)
    const total = x.sum()
    assert.deepEqual(await da.compute(total, total, total.add(1)), [15, 15, 16])
    const sums = x.cumsum()
    const both = await da.compute(sums, sums, sums.cumsum(), sums.max())
    assert.deepEqual(
      both.map((one: number | da.NDArray) => (typeof one === "number" ? one : one.toArray())),
      [[0, 1, 3, 6, 10, 15], [0, 1, 3, 6, 10, 15], [0, 1, 4, 10, 20, 35], 15],
    )
  })
})

test("kernels are compiled without V8's list of scripts", async () => {
  await da.arange(3).exp().compute()
  const before = debuggerEnables()
  await da.arange(3).multiply(5).exp().sum().compute()
  assert.equal(debuggerEnables(), before)
})

suite("what people compute every day", () => {
  test("the mean of a sum with its transpose", async () => {
    const x = da.random.random([60, 60], { chunks: [10, 10], seed: 1 })
    const plain = await x.compute()
    const mean = await x.add(x.T).mean({ axis: 0 }).compute()
    const want = Array.from({ length: 60 }, (_, j) => {
      let sum = 0
      for (let i = 0; i < 60; i++) sum += Number(plain.get(i, j)) + Number(plain.get(j, i))
      return sum / 60
    })
    assert.ok(mean.allClose(want, { rtol: 1e-14, atol: 0 }))
    const line = da.random.random(1000, { seed: 2 })
    const [squares, all] = await da.compute(line.power(2).mean(), line)
    assert.ok(
      Math.abs(squares! - [...(all!.data as Float64Array)].reduce((sum, one) => sum + one ** 2, 0) / 1000) < 1e-14,
    )
  })

  test("columns of mean 0 and spread 1, and how they go together", async () => {
    const x = da.random.normal(5, 3, [500, 4], { seed: 3 })
    const z = x.subtract(x.mean({ axis: 0 })).divide(x.std({ axis: 0 }))
    const [means, spreads] = await da.compute(z.mean({ axis: 0 }), z.std({ axis: 0 }))
    assert.ok(means!.allClose([0, 0, 0, 0], { atol: 1e-14 }) && spreads!.allClose([1, 1, 1, 1], { rtol: 1e-14 }))
    const [a, b] = [z.slice(":, 0"), z.slice(":, 1")]
    const [alone, both] = await da.compute(a.multiply(a).mean(), a.multiply(b).mean())
    assert.ok(Math.abs(alone! - 1) < 1e-14 && Math.abs(both!) < 0.2)
  })

  test("the mean of what is above a bound", async () => {
    const x = da.arange(1000).mod(10)
    const isLarge = x.greater(6)
    const masked = da.where(isLarge, x, Number.NaN)
    assert.deepEqual(await da.compute(da.nanmean(masked), isLarge.sum(), isLarge.any(), isLarge.all()), [
      8,
      300n,
      true,
      false,
    ])
  })

  test("running means", async () => {
    const x = da.array([1, 2, 6, 3, 1])
    assert.deepEqual(await list(da.slidingWindowView(x, 3).mean({ axis: -1 })), [3, 11 / 3, 10 / 3])
    const sums = da.concatenate([da.zeros(1), x.cumsum()])
    assert.deepEqual(await list(sums.slice("3:").subtract(sums.slice(":-3")).divide(3)), [3, 11 / 3, 10 / 3])
  })

  test("several arrays at once, of all kinds", async () => {
    const x = da.arange(10)
    const [least, most, flags, empty] = await da.compute(
      x.min(),
      x.astype("int64").max(),
      x.less(3).slice("2:5"),
      x.slice("5:2"),
    )
    assert.deepEqual([least, most, flags!.toArray(), empty!.toArray()], [0, 9n, [true, false, false], []])
    assert.deepEqual(await da.compute(), [])
  })
})

suite("an array that is stopped", () => {
  const large = (): da.LazyArray =>
    da.random.normal(0, 1, [4000, 1000], { seed: 1 }).exp().sin().cumsum({ axis: 0 }).sum()

  test("before it begins", async () => {
    await assert.rejects(large().compute({ signal: AbortSignal.abort("no") }), { name: "AbortError" })
  })

  for (const parallel of [true, false]) {
    test(`while it is computed, ${parallel ? "by workers" : "alone"}; and all goes on`, async () => {
      const before = da.config({ parallel })
      try {
        const controller = new AbortController()
        const running = large().compute({ signal: controller.signal, progress: () => controller.abort() })
        await assert.rejects(running, { name: "AbortError" })
        assert.equal(await da.arange(300_000).sum().compute(), 44_999_850_000)
      } finally {
        da.config(before)
      }
    })
  }
})

suite("a persisted array", () => {
  const failing = (): da.LazyArray =>
    da.arange(10).mapBlocks((block: da.NDArray) => {
      if (block.size > 0) throw new RangeError("seven")
      return block
    })

  test("has the elements that it would have, each time", async () => {
    const x = da.random.random([50, 3])
    const kept = x.persist()
    assert.deepEqual(await list(kept), await list(kept.add(0)))
    assert.deepEqual(await list(kept.sum({ axis: 0 })), await list(x.sum({ axis: 0 })))
    assert.equal(kept.persist(), kept)
  })

  test("fails for whoever computes with it, and for nobody else", async () => {
    const stopped = da.arange(1000).persist({ signal: AbortSignal.abort("no") })
    await new Promise((resolve) => void setImmediate(resolve))
    await assert.rejects(stopped.add(1).sum().compute(), { name: "AbortError" })
    await assert.rejects(da.compute(da.arange(3), stopped), { name: "AbortError" })
    assert.equal(await da.arange(3).sum().compute(), 3)
  })

  test("that cannot be computed says so", async () => {
    const kept = failing().persist()
    for (const array of [kept, kept.sum(), failing().sum()]) await assert.rejects(array.compute(), /seven/)
    assert.equal(await da.arange(300_000).sum().compute(), 44_999_850_000)
  })
})

test("memory is given back", async () => {
  const program = (): Promise<unknown> =>
    da.random
      .random([300, 300], { seed: 5 })
      .add(1)
      .T.cumsum({ axis: 0 })
      .subtract(da.ones(300))
      .var({ axis: 1 })
      .sum()
      .compute()
  for (let i = 0; i < 20; i++) await program()
  const before = heap().usage.used
  for (let i = 0; i < 200; i++) await program()
  // What a number lies in goes with it, some time; none of the arrays on the way is left.
  assert.ok(
    heap().usage.used - before < 300 * 300 * 8,
    `${heap().usage.used} bytes are in use, where there were ${before}`,
  )
})

test("config() gives what was so far, which can be set again", () => {
  const before = da.config({ tileSize: 1234, spillFolder: "elsewhere", parallel: false })
  da.config(before)
  assert.deepEqual(da.config(), before)
  assert.throws(() => da.config({ tileSize: 0 }), { name: "OptionError" })
})
