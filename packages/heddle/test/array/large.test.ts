import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"

/*
 * Large arrays are worked on in blocks, by all threads. Results are those of one thread that sorts, counts and selects all.
 */

const x = da.random.normal(0, 1, [700, 600], { seed: 1 })
const whole = x.multiply(20).floor()

async function arrayOf(value: da.LazyArray): Promise<da.NDArray> {
  const result: unknown = await value.compute()
  return result instanceof da.NDArray ? result : da.NDArray.from(result as number)
}

test("sorts along both axes", async () => {
  const [plain, rows, columns, places] = (await da.compute(
    x,
    da.sort(x, 1),
    da.sort(x, 0),
    da.argsort(x, 1),
  )) as da.NDArray[]
  for (const row of [0, 350, 699]) {
    const expected = Float64Array.from(plain!.slice([row]).flat() as Float64Array).toSorted()
    assert.deepEqual(rows!.slice([row]).toArray(), [...expected])
    const by = (places!.slice([row]).toArray() as bigint[]).map((at) => plain!.get(row, Number(at)))
    assert.deepEqual(by, [...expected])
  }
  const column = Float64Array.from(plain!.slice([{}, 5]).flat() as Float64Array).toSorted()
  assert.deepEqual(columns!.slice([{}, 5]).toArray(), [...column])
})

test("medians and quantiles along an axis are those of each row alone", async () => {
  const middle = await arrayOf(da.median(x, { axis: 0 }))
  const several = await arrayOf(da.quantile(x, [0.1, 0.5], { axis: 0 }))
  const one = x.slice(":, 7")
  assert.equal(middle.get(7), Number(await one.median().compute()))
  assert.equal(several.get(0, 7), Number(await one.quantile(0.1).compute()))
  assert.equal(several.get(1, 7), middle.get(7))
})

test("counts of bins, different values and the greatest are those of all elements", async () => {
  const flat = (await arrayOf(whole)).flat() as Float64Array
  const counts = new Map<number, number>()
  for (const value of flat) counts.set(value, (counts.get(value) ?? 0) + 1)
  const values = [...counts.keys()].toSorted((a, b) => a - b)
  const [found, often] = da.unique(whole, { returnCounts: true })
  assert.deepEqual((await arrayOf(found)).toArray(), values)
  assert.deepEqual(
    (await arrayOf(often)).toArray(),
    values.map((value) => BigInt(counts.get(value)!)),
  )
  const [bins] = da.histogram(whole, [-100, -10, 0, 10, 100])
  const inside = (low: number, high: number): bigint => BigInt(flat.filter((v) => v >= low && v < high).length)
  assert.deepEqual((await arrayOf(bins)).toArray(), [inside(-100, -10), inside(-10, 0), inside(0, 10), inside(10, 100)])
  const sorted = Float64Array.from((await arrayOf(x)).flat() as Float64Array).toSorted()
  assert.deepEqual((await arrayOf(da.topk(x.ravel(), 3))).toArray(), [...sorted.slice(-3)].toReversed())
  assert.deepEqual((await arrayOf(da.topk(x.ravel(), -3))).toArray(), [...sorted.slice(0, 3)])
})

test("results do not depend on tiles or threads", async (t) => {
  const before = da.config()
  t.after(() => da.config({ ...before }))
  const make = (): Promise<da.NDArray[]> =>
    Promise.all(
      [
        da.histogram(x, 50, { weights: x.abs() })[0],
        da.quantile(x, 0.3, { axis: 1 }),
        da.linalg.qr(da.random.random([300_000, 2], { seed: 3 }))[1],
        da.matmul(x.slice(":300"), x.T.slice(":, :300")),
      ].map(arrayOf),
    )
  const first = await make()
  da.config({ parallel: false, tileSize: 10_000 })
  for (const [i, again] of (await make()).entries()) assert.ok(again.equals(first[i]!), `result ${i}`)
})
