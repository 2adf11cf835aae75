import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"

const list = async (array: da.LazyArray): Promise<unknown> => (await array.compute()).toArray()
const counting = (...shape: number[]): da.LazyArray => da.arange(shape.reduce((a, b) => a * b, 1)).reshape(shape)

suite("arrays beside each other", () => {
  test("as columns, each of which is one element wide", async () => {
    const x = counting(3)
    assert.deepEqual(await list(da.stack([x, x.add(10)], -1)), [
      [0, 10],
      [1, 11],
      [2, 12],
    ])
    const random = da.random.random([4, 1], { seed: 1 })
    const both = await da.concatenate([counting(4, 1), random, random.exp()], 1).compute()
    const alone = await random.compute()
    for (let i = 0; i < 4; i++) {
      assert.deepEqual(both.slice(i).toArray(), [i, alone.get(i, 0), both.get(i, 2)])
      assert.ok(Math.abs(Number(both.get(i, 2)) - Math.exp(Number(alone.get(i, 0)))) < 1e-15)
    }
  })

  test("of which one is a reshaped one, between others", async () => {
    const middle = counting(2, 3).T.reshape([6])
    assert.deepEqual(await list(da.stack([middle, middle, counting(6)], 1)), [
      [0, 0, 0],
      [3, 3, 1],
      [1, 1, 2],
      [4, 4, 3],
      [2, 2, 4],
      [5, 5, 5],
    ])
  })

  test("a column taken several times", async () => {
    assert.deepEqual(await list(counting(3, 1).take([0, 0, 0], 1)), [
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
    ])
  })
})

suite("a function of an array that is read backwards", () => {
  for (const length of [3, 8, 40]) {
    for (const step of [-1, -3]) {
      test(`${length} elements by ${step}`, async () => {
        const x = da.linspace(0, 1, length).persist()
        const spec = [{ step }]
        const [mine, whole] = await da.compute(x.slice(spec).exp(), x.exp())
        assert.deepEqual(mine!.toArray(), whole!.slice(spec).toArray())
      })
    }
  }
})

test("a window may be as long as its axis, whatever the others are", async () => {
  assert.deepEqual(da.slidingWindowView(da.zeros([6, 0]), 2, 0).shape, [5, 0, 2])
  assert.deepEqual(await list(da.slidingWindowView(counting(3), 3)), [[0, 1, 2]])
  assert.throws(() => da.slidingWindowView(counting(3, 9), 4, 0), {
    name: "ShapeError",
    message: /^a window of \(4,\) is larger than the array, \(3, 9\)/,
    hint: "along axis 0 it may have no more elements than the array",
  })
})

suite("parts are NumPy's", () => {
  const cases: readonly (readonly [spec: string | number, shape: readonly number[], first: number | undefined])[] = [
    ["...", [4, 5], 0],
    ["1", [5], 5],
    [-1, [5], 15],
    ["::-1", [4, 5], 15],
    [":, ::-2", [4, 3], 4],
    ["10:", [0, 5], undefined],
    ["-100:100", [4, 5], 0],
    ["2:1", [0, 5], undefined],
    ["3:0:-2", [2, 5], 15],
    ["newaxis, 1, ..., newaxis", [1, 5, 1], 5],
    ["..., -1", [4], 4],
    ["1:3, 2", [2], 7],
    ["1, 2", [], 7],
    ["1,", [5], 5],
  ]
  for (const [spec, shape, first] of cases) {
    test(`[${spec}]`, async () => {
      const part = counting(4, 5).slice(spec)
      assert.deepEqual(part.shape, shape)
      const [flat] = await da.compute(part.reshape([-1]))
      assert.equal((flat!.toArray() as number[])[0], first)
      const plain = (await counting(4, 5).compute()).slice(spec)
      assert.deepEqual(flat!.toArray(), plain.reshape([-1]).toArray())
    })
  }
})

suite("every kind of array in every other one", () => {
  const shape = [4, 6] as const
  const plain = Float64Array.from({ length: 24 }, (_, i) => i)
  const wraps: Readonly<Record<string, (x: da.LazyArray) => da.LazyArray>> = {
    "an operation": (x) => x.add(1).subtract(1),
    "a transpose": (x) => x.T.add(0).T,
    "a reshape": (x) => x.reshape([3, 8]).add(0).reshape(shape),
    "a reshape of a transpose": (x) => x.T.reshape([-1]).reshape([6, 4]).T,
    "reversed rows": (x) => x.slice("::-1, ::-1").add(0).slice("::-1, ::-1"),
    concatenated: (x) => da.concatenate([x.slice(":1"), x.slice("1:")], 0),
    "concatenated columns": (x) => da.concatenate([x.slice(":, :5"), x.slice(":, 5:")], 1),
    stacked: (x) => da.stack([x, x.negative()], 2).slice(":, :, 0"),
    taken: (x) => x.take([3, 2, 1, 0]).take([3, 2, 1, 0]),
    "taken columns": (x) => x.take([5, 0, 1, 2, 3, 4], 1).take([1, 2, 3, 4, 5, 0], -1),
    broadcast: (x) => da.broadcastTo(x, [2, 4, 6]).slice(1),
    windows: (x) => da.slidingWindowView(x, [1, 1]).squeeze(),
    persisted: (x) => x.persist(),
    "a choice": (x) => da.where(x.less(10), x, x),
    "running sums": (x) => da.concatenate([x.slice(":1"), x.slice("1:").subtract(x.slice(":-1"))]).cumsum({ axis: 0 }),
  }
  for (const [outer, wrap] of Object.entries(wraps)) {
    test(outer, async () => {
      const before = da.config({ tileSize: 5 })
      try {
        const list = Object.values(wraps).flatMap((inner) => {
          const x = wrap(inner(da.array(plain).reshape(shape)))
          return [x, x.T.T, x.sum({ axis: 0 }), x.max({ axis: 1 })]
        })
        const results = await da.compute(...list)
        for (const [i, name] of Object.keys(wraps).entries()) {
          const [x, turned, sums, maxima] = results.slice(4 * i, 4 * i + 4)
          const story = `${name} in ${outer}`
          assert.deepEqual([...(x!.flat() as Float64Array)], [...plain], story)
          assert.deepEqual([...(turned!.flat() as Float64Array)], [...plain], story)
          assert.deepEqual(sums!.toArray(), [36, 40, 44, 48, 52, 56], story)
          assert.deepEqual(maxima!.toArray(), [5, 11, 17, 23], story)
        }
      } finally {
        da.config(before)
      }
    })
  }
})

suite("what does not go together is an error of the call, with both shapes", () => {
  const x = counting(4, 5)
  const errors: Readonly<Record<string, readonly [call: () => unknown, name: string, message: RegExp]>> = {
    "shapes that do not broadcast": [() => x.add(counting(4)), "ShapeError", /shapes \(4, 5\) and \(4,\)/],
    "three of them": [() => da.where(counting(3), x, 0), "ShapeError", /\(3,\).*\(4, 5\)/],
    "an index outside": [() => x.slice("4"), "IndexError", /index 4 is outside of axis 0, which has 4 elements/],
    "one before the front": [() => x.slice(-5), "IndexError", /-5/],
    "too many of them": [() => x.slice("1, 2, 3"), "IndexError", /2 axes, \(4, 5\), and 3 are named/],
    "no slice": [() => x.slice("1:2:3:4"), "OptionError", /NumPy's/],
    "a step of 0": [() => x.slice("::0"), "OptionError", /step/],
    "an element taken from outside": [() => x.take([0, 5], 1), "IndexError", /index 5 is outside of axis 1/],
    "an element with a fraction": [() => x.take([0.5]), "IndexError", /0\.5/],
    "a reshape of too few": [() => x.reshape([3, 7]), "ShapeError", /\(4, 5\), of 20 elements, into \(3, 7\)/],
    "a reshape with two sizes left open": [() => x.reshape([-1, -1]), "ShapeError", /\(-1, -1\)/],
    "concatenated of other widths": [() => da.concatenate([x, counting(4, 4)]), "ShapeError", /\(4, 5\) and \(4, 4\)/],
    "stacked of other shapes": [() => da.stack([x, x.T]), "ShapeError", /\(4, 5\) and \(5, 4\)/],
    "concatenated numbers": [() => da.concatenate([da.array(1), da.array(2)]), "ShapeError", /no axis/],
    "nothing at all": [() => da.concatenate([]), "ShapeError", /no arrays/],
    "an axis twice": [() => x.transpose([0, 0]), "OptionError", /each of the 2 axes once/],
    "a broadcast to less": [() => da.broadcastTo(x, [5]), "ShapeError", /\(4, 5\).*\(5,\)/],
    "chunks that do not add up": [() => x.rechunk([[2, 1], [5]]), "ShapeError", /2 \+ 1 is 3.*4 elements/],
    "a squeeze of what is longer": [() => x.squeeze(0), "ShapeError", /axis 0 of \(4, 5\)/],
  }
  for (const [title, [call, name, message]] of Object.entries(errors)) {
    test(title, () => assert.throws(call, { name, message }))
  }

  test("each says how it is mended", () => {
    const without = Object.entries(errors).flatMap(([title, [call, name]]) => {
      // The rule is what an OptionError says.
      if (name === "OptionError") return []
      try {
        call()
      } catch (error) {
        return (error as { hint?: string }).hint === undefined ? [title] : []
      }
      return [title]
    })
    assert.deepEqual(without, [])
  })
})
