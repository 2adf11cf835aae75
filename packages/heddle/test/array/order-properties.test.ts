import assert from "node:assert/strict"
import test, { suite } from "node:test"
import type { DType, Elements } from "../../src/array/dtype/index.ts"
import * as order from "../../src/array/order/index.ts"
import type { Selection } from "../../src/array/order/index.ts"
import { asType, compare, cut, hardNumbers, randomNumbers } from "./numpy.ts"

const types: readonly DType[] = ["float64", "float32", "int64", "int32", "uint8"]
const lengths = [0, 1, 2, 7, 9, 100, 1499, 1500, 4000]

/** Data of each type and length, with a random source for the rest of the test. */
function* samples(): Generator<{ elements: Elements; random: () => number; dtype: DType }> {
  for (const [t, dtype] of types.entries()) {
    for (const length of lengths) {
      const random = randomNumbers(1000 * t + length)
      yield { elements: asType(dtype, hardNumbers(length, random)), random, dtype }
    }
  }
}

const plainlySorted = (elements: Elements): Elements => (elements as Float64Array).toSorted(compare)

function through(selection: Selection, tiles: readonly Elements[]): Float64Array {
  const partials: Float64Array[] = tiles.map((tile) => order.countTile(structuredClone(selection), tile))
  return partials.reduce((into, counts) => order.mergeCounts(into, counts))
}

test("a sort puts -0 before 0 and NaN last, whatever the type and length", () => {
  for (const { elements } of samples()) {
    const expected = plainlySorted(elements)
    order.sortInPlace(elements)
    assert.deepEqual(elements, expected)
  }
})

test("an argsort keeps equal elements in their order, 0 and -0 among them", () => {
  for (const { elements } of samples()) {
    const indices = Array.from({ length: elements.length }, (_, i) => i)
    const bySize = (a: number | bigint, b: number | bigint): number => (a === b ? 0 : compare(a, b))
    indices.sort((i, j) => bySize(elements[i]!, elements[j]!) || i - j)
    assert.deepEqual([...order.argsort(elements)], indices)
  }
})

test("rows are sorted each by itself", () => {
  for (const rowLength of [0, 1, 3, 1600]) {
    const block = hardNumbers(5 * rowLength, randomNumbers(rowLength))
    const rows = Array.from({ length: 5 }, (_, i) => block.slice(i * rowLength, (i + 1) * rowLength))
    const indices = order.argsortRows(block, rowLength)
    assert.deepEqual(
      [...indices],
      rows.flatMap((row) => [...order.argsort(row)]),
    )
    order.sortRows(block, rowLength)
    assert.deepEqual(
      [...block],
      rows.flatMap((row) => [...plainlySorted(row)]),
    )
  }
})

test("a selection in memory puts an element where a sort would, with none greater before it", () => {
  for (const { elements, random } of samples()) {
    if (elements.length === 0) continue
    const k = Math.floor(random() * elements.length)
    const expected = plainlySorted(elements)
    order.select(elements, k)
    const sameOrZero = (a: number | bigint, b: number | bigint): boolean => a === b || Object.is(a, b)
    assert.ok(sameOrZero(elements[k]!, expected[k]!))
    for (let i = 0; i < elements.length; i++) {
      const side = compare(elements[i]!, elements[k]!)
      assert.ok(elements[i] === elements[k] || (i < k ? side <= 0 : side >= 0))
    }
    assert.deepEqual(plainlySorted(elements), expected, "they are the same elements")
  }
})

test("a selection in memory ends soon for data that are sorted, turned round, equal, or like an organ pipe", () => {
  const n = 100_000
  const makers: ((i: number) => number)[] = [(i) => i, (i) => -i, () => 3, (i) => Math.min(i, n - i), (i) => i % 2]
  for (const make of makers) {
    const data = Float64Array.from({ length: n }, (_, i) => make(i))
    const expected = data.toSorted()
    for (const k of [0, 1, n >> 1, n - 1]) {
      const own = data.slice()
      order.select(own, k)
      assert.equal(own[k], expected[k])
    }
  }
})

suite("a selection by passes over tiles", () => {
  test("finds what a sort of the whole has at the ranks, whatever the type and the cut", () => {
    for (const { elements, random, dtype } of samples()) {
      if (elements.length === 0) continue
      const sorted = plainlySorted(elements)
      const all = Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * elements.length))
      const ranks = Float64Array.from(new Set(all)).toSorted()
      const expected = Array.from(ranks, (rank) => sorted[rank]!)
      const tiles = cut(elements, random)
      let selection = order.startSelection(dtype)
      const counts = through(selection, tiles)
      const nans = Array.from<number | bigint>(elements).filter((one) => Number.isNaN(one)).length
      assert.deepEqual(order.lengthsOf(selection, counts), { length: elements.length, nans })
      selection = order.advance(selection, counts, ranks)
      for (;;) {
        const gathered = tiles.map((tile) => order.gatherTile(selection, tile))
        const together = asType(dtype, new Float64Array(order.candidatesOf(selection)))
        let at = 0
        for (const tile of gathered) {
          ;(together as Float64Array).set(tile as Float64Array, at)
          at += tile.length
        }
        assert.equal(at, together.length)
        assert.deepEqual([...order.finishSelection(selection, together)], expected)
        if (order.isSettled(selection)) break
        selection = order.advance(selection, through(selection, tiles))
      }
      assert.deepEqual([...order.finishSelection(selection)], expected)
    }
  })

  test("reads the data four times at most for one element of 64 bits, and twice for one of 32", () => {
    for (const [dtype, most] of [
      ["float64", 4],
      ["int64", 4],
      ["float32", 2],
      ["int32", 2],
      ["uint8", 1],
    ] as const) {
      const elements = asType(dtype, hardNumbers(1000, randomNumbers(most)))
      let selection = order.startSelection(dtype)
      let passes = 0
      for (; !order.isSettled(selection); passes++) {
        selection = order.advance(selection, order.countTile(selection, elements), Float64Array.of(500))
      }
      assert.equal(passes, most)
    }
  })

  test("gives the quantiles of the whole", () => {
    const q = [0.9, 0, 0.5, 1]
    const elements = hardNumbers(2001, randomNumbers(5)).filter((one) => !Number.isNaN(one))
    const places = order.quantilePlaces(elements.length, q)
    const ranks = order.ranksOf(places)
    const start = order.startSelection("float64")
    const selection = order.advance(start, order.countTile(start, elements), ranks)
    const values = order.finishSelection(selection, order.gatherTile(selection, elements))
    assert.deepEqual(order.quantilesAt(places, ranks, values), order.quantileOf(elements, q))
  })
})

test("different values are the same for any cut, and so are their counts", () => {
  for (const { elements, random } of samples()) {
    const whole = order.uniquePartial(elements)
    const counted = new Map<number | bigint, number>()
    for (const one of elements) counted.set(one, (counted.get(one) ?? 0) + 1)
    assert.deepEqual(
      Array.from<number | bigint, unknown>(whole.values, (value, i) => [value, whole.counts[i]]),
      [...counted].toSorted(([a], [b]) => compare(a, b)),
    )
    assert.deepEqual(order.uniqueMerge(cut(elements, random).map((tile) => order.uniquePartial(tile))), whole)
  }
})

test("the greatest and the least are the same for any cut, the first of equal ones first, NaN above all", () => {
  for (const { elements, random } of samples()) {
    for (const k of [1, -1, 5, -5, 40, -2500]) {
      const indices = [...order.argsort(elements)]
      const bySize = (i: number, j: number): number => {
        const [a, b] = [elements[i]!, elements[j]!]
        return a === b ? i - j : compare(b, a) || i - j
      }
      if (k > 0) indices.sort(bySize)
      indices.length = Math.min(Math.abs(k), indices.length)
      let base = 0
      const partials = cut(elements, random).map((tile) => {
        base += tile.length
        return order.topkPartial(tile, k, base - tile.length)
      })
      const merged = order.topkMerge(partials, k)
      assert.deepEqual([...merged.indices], indices)
      assert.deepEqual(
        [...merged.values],
        indices.map((i) => elements[i]),
      )
    }
  }
})

test("counts of bins are the same for any cut", () => {
  for (const { elements, random } of samples()) {
    const tiles = cut(elements, random)
    const edges = order.histogramEdges(13, [-7, 8.5])
    const uniform = order.histogramMerge(tiles.map((tile) => order.histogramPartial(tile, edges, true)))
    const given = order.histogramMerge(tiles.map((tile) => order.histogramPartial(tile, edges, false)))
    assert.deepEqual(uniform, given, "equal bins are the bins that the edges make")
    const expected = edges.slice(1).fill(0)
    for (const one of elements) {
      const bin = edges.findIndex(
        (edge, i) => Number(one) >= edge && (Number(one) < edges[i + 1]! || (i === 12 && Number(one) === 8.5)),
      )
      if (bin !== -1) expected[bin]!++
    }
    assert.deepEqual(uniform, expected)
  }
})

test("counts of integers are the same for any cut", () => {
  const random = randomNumbers(9)
  const elements = Int32Array.from({ length: 1000 }, () => Math.floor(random() ** 3 * 50))
  const whole = order.bincountPartial(elements)
  assert.deepEqual(order.bincountMerge(cut(elements, random).map((tile) => order.bincountPartial(tile))), whole)
  assert.equal(whole.length, Math.max(...elements) + 1)
  assert.equal(whole[0], elements.filter((one) => one === 0).length)
})

/** As arrays on the heap are: a subclass whose `buffer` is not to be touched. */
class OnHeap extends Float64Array {
  override get buffer(): never {
    throw new Error("the buffer was touched")
  }
}

test("arrays on the heap are read and written by their elements alone", () => {
  const numbers = hardNumbers(2000, randomNumbers(11))
  const make = (): OnHeap => OnHeap.from(numbers) as OnHeap
  const sorted = make()
  order.sortInPlace(sorted)
  assert.deepEqual([...sorted], [...plainlySorted(numbers)])
  assert.deepEqual(order.argsort(make()), order.argsort(numbers))
  const rows = make()
  order.sortRows(rows, 50)
  assert.deepEqual(order.argsortRows(make(), 50), order.argsortRows(numbers, 50))
  order.select(make(), 1000)
  assert.deepEqual(order.quantileOf(make(), [0.5]), order.quantileOf(numbers.slice(), [0.5]))
  assert.deepEqual(order.uniquePartial<Float64Array>(make()), order.uniquePartial(numbers))
  assert.deepEqual(order.topkPartial<Float64Array>(make(), 3), order.topkPartial(numbers, 3))
  const edges = order.histogramEdges(9, [-2, 2])
  assert.deepEqual(order.histogramPartial(make(), edges, true), order.histogramPartial(numbers, edges, true))
  assert.deepEqual(order.searchsorted(edges, make()), order.searchsorted(edges, numbers))
  assert.deepEqual(order.digitize(make(), edges), order.digitize(numbers, edges))
  assert.deepEqual(order.isin(make(), edges), order.isin(numbers, edges))
  assert.deepEqual(order.interpolate(make(), edges, edges), order.interpolate(numbers, edges, edges))
  const start = order.startSelection("float64")
  const counts = order.countTile(start, make())
  assert.deepEqual(counts, order.countTile(start, numbers))
  const selection = order.advance(start, counts, Float64Array.of(700))
  assert.deepEqual(order.gatherTile(selection, make()), order.gatherTile(selection, numbers))
})

test("integers of 64 bits are compared as they are", () => {
  const sorted = BigInt64Array.of(2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 3n)
  const values = BigInt64Array.of(2n ** 53n + 1n, 2n ** 53n + 2n)
  assert.deepEqual([...order.searchsorted(sorted, values, "right")], [2, 2])
  assert.deepEqual([...order.isin(values, sorted)], [1, 0])
})

test("what cannot be is refused with its name", () => {
  const one = Float64Array.of(1)
  const refused = (name: RegExp, run: () => unknown): void => assert.throws(run, { name: "OptionError", message: name })
  refused(/`k`/, () => order.topkPartial(one, 0))
  refused(/`q`/, () => order.quantileOf(one, [1.5]))
  refused(/`method`/, () => order.quantileOf(one, [0.5], "middle" as never))
  refused(/`bins`/, () => order.histogramEdges(0, [0, 1]))
  refused(/`bins`/, () => order.histogramEdges(10, [1, 1 + 2 ** -51]))
  refused(/`range`/, () => order.histogramEdges(2, [0, Number.NaN]))
  refused(/`range`/, () => order.histogramEdges(2, [1, 0]))
  refused(/`bins`/, () => order.checkEdges([1, 0]))
  refused(/`bins`/, () => order.digitize(one, Float64Array.of(0, 2, 1)))
  refused(/`x`/, () => order.bincountPartial(Int32Array.of(-1)))
  refused(/`weights`/, () => order.bincountPartial(Int32Array.of(1), 0, new Float64Array(2)))
})

test("what is not NaN can be taken out, and stays in its order", () => {
  for (const { elements } of samples()) {
    const expected = Array.from<number | bigint>(elements).filter((one) => !Number.isNaN(one))
    assert.deepEqual([...order.withoutNaN(elements)], expected)
  }
})

test("places are those that a look at every element finds, for any number of them", () => {
  const random = randomNumbers(21)
  for (const length of [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100]) {
    const sorted = hardNumbers(length, random)
    order.sortInPlace(sorted)
    const values = Float64Array.of(...hardNumbers(50, random), ...sorted)
    const less = (a: number, b: number): boolean => a < b || (Number.isNaN(b) && !Number.isNaN(a))
    const left = Array.from(values, (value) => sorted.filter((one) => less(one, value)).length)
    const right = Array.from(values, (value) => sorted.filter((one) => !less(value, one)).length)
    assert.deepEqual([...order.searchsorted(sorted, values)], left)
    assert.deepEqual([...order.searchsorted(sorted, values, "right")], right)
    const among = Array.from(values, (value) => Number(sorted.some((one) => one === value)))
    assert.deepEqual([...order.isin(values, sorted)], among)
  }
})

test("of no elements there are no quantiles but NaN", () => {
  assert.deepEqual(order.quantileOf(new Float64Array(0), [0, 1]), Float64Array.of(Number.NaN, Number.NaN))
  assert.equal(order.medianOf(new Int32Array(0)), Number.NaN)
  assert.deepEqual(order.quantileOf(Float64Array.of(1, Number.NaN), [0]), Float64Array.of(Number.NaN))
})
