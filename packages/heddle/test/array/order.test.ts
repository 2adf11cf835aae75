import assert from "node:assert/strict"
import test, { suite } from "node:test"
import type { DType } from "../../src/array/dtype/index.ts"
import * as order from "../../src/array/order/index.ts"
import type { QuantileMethod } from "../../src/array/order/index.ts"
import { elementsOf, fixture, numbersOf, testReproduces } from "./numpy.ts"
import type { Written } from "./numpy.ts"

interface Dataset {
  readonly name: string
  readonly dtype: DType
  readonly values: readonly Written[]
  readonly sorted: readonly Written[]
  readonly argsort: readonly number[]
  readonly median: Written
  readonly unique: readonly Written[]
  readonly counts: readonly number[]
  readonly quantiles: Readonly<Record<QuantileMethod, readonly Written[]>>
  readonly histogram: readonly number[]
}

interface Histogram {
  readonly of: string
  readonly bins: number
  readonly range: readonly [number, number] | null
  readonly weights: readonly number[] | null
  readonly counts: readonly number[]
  readonly edges: readonly number[]
  readonly density: readonly number[]
}

interface Known {
  readonly q: readonly number[]
  readonly datasets: readonly Dataset[]
  readonly extra: readonly Dataset[]
  readonly histograms: readonly Histogram[]
  readonly positions: Readonly<Record<string, readonly Written[]>>
  readonly interp: Readonly<Record<"x" | "y" | "at" | "values" | "bounded", readonly Written[]>>
  readonly bincount: Readonly<Record<"x" | "weights" | "counts" | "sums", readonly number[]>>
}

const known = fixture("order") as Known

testReproduces("order")

/** NumPy's answer for two infinities beside each other is NaN; `quantilesAt` says why it is not ours. */
function withoutGaps(dataset: Dataset, numpys: Float64Array, ours: Float64Array): Float64Array {
  return dataset.name === "ends" ? numpys.map((one, i) => (Number.isNaN(one) ? ours[i]! : one)) : numpys
}

for (const dataset of known.datasets) {
  const make = (): ReturnType<typeof elementsOf> => elementsOf(dataset.dtype, dataset.values)
  suite(`of the ${dataset.dtype} "${dataset.name}"`, () => {
    test("a sort is NumPy's", () => {
      const elements = make()
      order.sortInPlace(elements)
      assert.deepEqual(elements, elementsOf(dataset.dtype, dataset.sorted))
    })

    test("a stable argsort is NumPy's", () => {
      assert.deepEqual([...order.argsort(make())], dataset.argsort)
    })

    test("the median is NumPy's", () => {
      assert.equal(order.medianOf(make()), numbersOf([dataset.median])[0])
    })

    for (const [method, expected] of Object.entries(dataset.quantiles)) {
      test(`quantiles by ${method} are NumPy's`, () => {
        const ours = order.quantileOf(make(), known.q, method as QuantileMethod)
        assert.deepEqual(ours, withoutGaps(dataset, numbersOf(expected), ours))
      })
    }

    test("the different values and their counts are NumPy's", () => {
      const { values, counts } = order.uniquePartial(make())
      assert.deepEqual(values, elementsOf(dataset.dtype, dataset.unique))
      assert.deepEqual([...counts], dataset.counts)
    })

    test("a histogram between given edges is NumPy's", () => {
      const edges = order.checkEdges([-5, -2.5, -2.5, 0, 1, 7.25])
      assert.deepEqual([...order.histogramPartial(make(), edges, false)], dataset.histogram)
    })
  })
}

for (const { of, bins, range, weights, counts, edges, density } of known.histograms) {
  const { dtype, values } = [...known.datasets, ...known.extra].find(({ name }) => name === of)!
  const within = range === null ? "their own range" : range.join(" to ")
  test(`a histogram of "${of}" in ${bins} bins of ${within}${weights ? ", weighed," : ""} is NumPy's to the bit`, () => {
    const numbers = numbersOf(values)
    const own = order.histogramEdges(bins, range ?? [Math.min(...numbers), Math.max(...numbers)], dtype, range === null)
    assert.deepEqual([...own], edges)
    const found = order.histogramPartial(elementsOf(dtype, values), own, true, weights ? numbersOf(weights) : undefined)
    assert.deepEqual([...found], counts)
    if (weights === null) assert.deepEqual([...order.histogramDensity(found, own)], density)
  })
}

test("places in sorted elements are NumPy's, of NaN and infinities too", () => {
  const at = (name: string): Float64Array => numbersOf(known.positions[name]!)
  const list = (name: string): number[] => [...at(name)]
  const [probes, steps, withNaN] = [at("probes"), at("steps"), at("withNaN")]
  assert.deepEqual([...order.searchsorted(steps, probes)], list("left"))
  assert.deepEqual([...order.searchsorted(steps, probes, "right")], list("right"))
  assert.deepEqual([...order.searchsorted(withNaN, probes)], list("leftNaN"))
  assert.deepEqual([...order.searchsorted(withNaN, probes, "right")], list("rightNaN"))
  assert.deepEqual([...order.digitize(probes, steps)], list("digitized"))
  assert.deepEqual([...order.digitize(probes, steps, true)], list("digitizedRight"))
  const descending = steps.toReversed()
  assert.deepEqual([...order.digitize(probes, descending)], list("descending"))
  assert.deepEqual([...order.digitize(probes, descending, true)], list("descendingRight"))
  assert.deepEqual([...order.isin(probes, steps)], list("isin"))
  assert.deepEqual([...order.isin(probes, withNaN)], list("isinNaN"))
})

test("straight lines between points are NumPy's", () => {
  const { x, y, at, values, bounded } = known.interp
  assert.deepEqual(order.interpolate(numbersOf(at), numbersOf(x), numbersOf(y)), numbersOf(values))
  assert.deepEqual(order.interpolate(numbersOf(at), numbersOf(x), numbersOf(y), -1, 99), numbersOf(bounded))
})

test("counts of integers are NumPy's, and sums of weights", () => {
  const { x, weights, counts, sums } = known.bincount
  assert.deepEqual([...order.bincountPartial(elementsOf("int32", x), 12)], counts)
  assert.deepEqual([...order.bincountPartial(elementsOf("int64", x), 0, numbersOf(weights))], sums)
})
