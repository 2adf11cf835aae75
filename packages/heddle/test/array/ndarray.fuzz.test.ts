import assert from "node:assert/strict"
import test from "node:test"
import { NDArray } from "../../src/array/ndarray/index.ts"
import { Random } from "../scheduler/random.ts"

/** The elements in C order, one by one. */
function elements(array: NDArray): unknown[] {
  return [array.toArray()].flat(Infinity)
}

/** Shapes of as many elements. */
function factors(random: Random, size: number): number[] {
  const shape: number[] = []
  for (let left = size; left > 1;) {
    const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((one) => left % one === 0)
    const one = divisors[random.below(divisors.length)]!
    shape.push(one)
    left /= one
  }
  return shape
}

test("views of views, copied, reshaped and written back, have the elements that they show one by one", () => {
  for (let episode = 0; episode < 300; episode++) {
    const random = new Random(episode)
    const shape = Array.from({ length: 1 + random.below(4) }, () => 1 + random.below(random.below(4) === 0 ? 60 : 7))
    const size = shape.reduce((a, b) => a * b, 1)
    let view: NDArray = new NDArray(
      Float64Array.from({ length: size }, (_, i) => i),
      shape,
    )
    for (let step = random.below(5); step > 0; step--) {
      const sizes = view.shape
      if (random.below(2) === 0) {
        const order = sizes.map((_, axis) => [random.below(1000), axis]).toSorted((a, b) => a[0]! - b[0]!)
        view = view.transpose(order.map(([, axis]) => axis!))
      } else {
        const slices = sizes.map((length) => {
          const ends = [random.below(length + 1), random.below(length + 1)].toSorted((a, b) => a - b)
          const by = 1 + random.below(3)
          return random.below(3) === 0 ? { step: -by } : { start: ends[0]!, stop: ends[1]!, step: by }
        })
        const next = view.slice(slices)
        if (next.size > 0) view = next
      }
    }
    const shown = elements(view)
    const story = JSON.stringify({ episode, shape: view.shape, strides: view.strides })
    assert.deepEqual([...view.flat()], shown, story)
    assert.deepEqual([...view.copy().data], shown, story)
    assert.deepEqual(
      [...view.astype("int64").data],
      shown.map((one) => BigInt(one as number)),
      story,
    )
    const asked = factors(random, view.size)
    const reshaped = view.reshape(asked)
    assert.deepEqual([reshaped.shape, elements(reshaped)], [asked, shown], story)
    assert.ok(view.equals(view.copy()) && view.T.T.equals(view), story)
    const at = view.shape.map((length) => random.below(length))
    view.set(-1, ...at)
    assert.equal(elements(view).indexOf(-1), view.copy().data.indexOf(-1 as never), story)
  }
})
